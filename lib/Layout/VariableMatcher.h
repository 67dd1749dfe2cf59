//===- VariableMatcher.h - Debug info's variables to the source's ---------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"

#include <optional>
#include <vector>

namespace framewalk {

/// For each variable that the code generator placed, the one of the source it
/// is: same name and line; of two, the one whose block begins where debug info
/// says. None for variables of inlined functions and for those that only the
/// compiler knows.
std::vector<std::optional<VariableId>>
matchVariables(const FunctionFacts &Facts, const CapturedFrame &Frame);

} // namespace framewalk
