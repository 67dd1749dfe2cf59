//===- DatabaseProblem.h - Why a compile_commands.json cannot be read -----===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>

namespace framewalk {

/// What is wrong with \p Text as a compilation database, for people: "line 3:
/// expected ...", "entry 2 has no \"file\"". Empty: nothing. clang's reader
/// says less, and some of that on standard error.
std::string problemOfDatabase(llvm::StringRef Text);

} // namespace framewalk
