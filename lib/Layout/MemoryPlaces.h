//===- MemoryPlaces.h - Optimised variables that are in the frame ---------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Layout/FrameBuilder.h"
#include "Layout/StackTracking.h"

#include "llvm/ADT/ArrayRef.h"

#include <vector>

namespace framewalk {

/// At -O1 and up the code generator knows spill slots and stack arguments by
/// number only; which variable is in one, and when, is in the debug info.
/// Makes the variables whose Locations lie in the frame occupants of those
/// slots. Variables of functions inlined here, which the source facts do not
/// have, are added to Built.Variables where they are in a slot.
void settleInSlots(const CapturedFrame &Frame,
                   const std::vector<StackState> &States,
                   llvm::ArrayRef<DebugVariable> OfFunction, BuiltFrame &Built);

} // namespace framewalk
