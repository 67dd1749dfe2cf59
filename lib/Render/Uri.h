//===- Uri.h - Paths in links ---------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>

namespace framewalk {

/// RFC 3986: \p Path with all but letters, digits and \p Kept as "%20".
std::string percentEncoded(llvm::StringRef Path, llvm::StringRef Kept);

} // namespace framewalk
