//===- OutputFile.h - A report is written whole or not at all -------------===//
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <functional>
#include <string>

namespace framewalk {

/// Calls \p Write with a stream to \p Path ("-": standard output). A file is
/// written under another name beside its own and renamed when it is complete,
/// so that nothing half-written is left where the disk is full or a signal ends
/// the process (SIGTERM, SIGINT; SIGKILL leaves the other name). What is no
/// regular file (a pipe, /dev/null) is written in place.
llvm::Error writeOutput(const std::string &Path,
                        const std::function<void(llvm::raw_ostream &)> &Write);

/// Makes the folder, and those around it, where there is none.
llvm::Error makeFolder(const std::string &Path);

} // namespace framewalk
