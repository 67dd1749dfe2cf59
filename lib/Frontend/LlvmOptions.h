//===- LlvmOptions.h - -mllvm options of a compilation --------------------===//
#pragma once

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace framewalk {

/// Sets LLVM's options as clang's cc1 does with -mllvm; the driver translates
/// flags like -mbranches-within-32B-boundaries to them. They are global to the
/// process, so those of the compilation before are taken back; what the program
/// itself has set stays. An error where LLVM refuses one.
llvm::Error setLlvmOptions(const std::vector<std::string> &Options);

} // namespace framewalk
