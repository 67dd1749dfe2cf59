//===- HeapCallJoiner.h - Heap calls of the code and of the source --------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"
#include "Layout/FrameBuilder.h"
#include "Model/MemoryTouch.h"

#include <vector>

namespace framewalk {

/// Gives \p Calls, those that the code makes, their places in the source and
/// the source's words ("new[]" for "operator new[]"), and appends what the
/// source has and the code has not: placement new, which calls nothing, and
/// allocations that clang removed. Indices into \p Calls stay what they are.
void joinHeapCalls(const FunctionFacts &Facts, const CapturedFrame &Frame,
                   const BuiltFrame &Built,
                   const std::vector<Instruction> &Instructions,
                   std::vector<HeapCall> &Calls);

} // namespace framewalk
