//===- Numbers.h - Addresses that are nothing but numbers -----------------===//
//
// Where a stack begins, how deep it is, which way it grows: who asks such a
// question takes the address of a local and never goes there.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Escape/ModuleContext.h"
#include "Escape/Observations.h"

namespace framewalk::escape {

/// \p O tells of a pointer that is kept or returned as a number, of a local
/// that is there for its address alone; or of one in a variable that the whole
/// unit only compares and counts with.
bool isNumber(const Observation &O, const ModuleContext &Module);

} // namespace framewalk::escape
