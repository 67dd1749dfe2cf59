//===- FileMap.h - One numbering for the files of two stages --------------===//
//
// The source facts and the captured code each number their files and may spell
// one file differently: relative, through "./", absolute.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Support/Ids.h"

#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// The FileId of each of \p DebugFiles (CapturedUnit::Files). Paths are
/// compared as seen from \p Directory, the compilation's, with "." and ".."
/// resolved in the text; the file system is not asked. A file that \p Files
/// (SourceFacts:: Files) does not have yet is added to it.
std::vector<FileId> mapFiles(const std::vector<std::string> &DebugFiles,
                             std::string_view Directory,
                             std::vector<std::string> &Files);

} // namespace framewalk
