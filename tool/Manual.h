//===- Manual.h - The manual page and the shells' completions -------------===//
//
// Written by the program from the tables that its command line is read with,
// when it is built and installed, so that they cannot say anything else.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace framewalk {

/// framewalk(1), for man.
std::string manualPage();

/// The script that completes command lines in \p Shell: "bash", "zsh" or
/// "fish". Unset: another.
std::optional<std::string> completionScript(llvm::StringRef Shell);

} // namespace framewalk
