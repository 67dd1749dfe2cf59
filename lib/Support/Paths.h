//===- Paths.h - Names of files from the root -----------------------------===//
//
// By their text alone: no symbolic link is followed, as clang, debug
// information and editors follow none.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>

namespace framewalk {

/// \p Path as seen from \p Directory, without "." and "..". It is from the root
/// where one of the two is.
std::string absoluteIn(llvm::StringRef Path, llvm::StringRef Directory);

/// \p Path as seen from the current folder; as it is where there is none.
std::string absolutePath(llvm::StringRef Path);

} // namespace framewalk
