//===- LifetimeBuilder.h - From scopes to code ranges and neighbours ------===//
#pragma once

#include "Frontend/SourceFacts.h"
#include "Layout/FrameBuilder.h"
#include "Model/Instruction.h"

namespace framewalk {

/// A Lifetime for each variable of \p Facts: the source range as the facts
/// have it, the code that covers, and who owns the bytes before and after.
std::vector<Lifetime> buildLifetimes(const FunctionFacts &Facts,
                                     const BuiltFrame &Built,
                                     const std::vector<Instruction> &Code);

} // namespace framewalk
