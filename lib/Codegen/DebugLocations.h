//===- DebugLocations.h - Where DWARF says that variables are -------------===//
#pragma once

#include "Codegen/CapturedFrame.h"

#include "llvm/Support/Error.h"

#include <vector>

namespace framewalk {

/// Every variable and parameter of every function in \p Object (an ELF
/// relocatable file, not linked), with its places; static ones are left out.
llvm::Expected<std::vector<DebugVariable>>
readDebugLocations(const std::string &Object);

} // namespace framewalk
