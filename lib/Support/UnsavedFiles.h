//===- UnsavedFiles.h - Texts that an editor has not written yet ----------===//
#pragma once

#include <map>
#include <string>

namespace framewalk {

/// By absolute path without dots; they count in place of what is on the disk.
using UnsavedFiles = std::map<std::string, std::string>;

} // namespace framewalk
