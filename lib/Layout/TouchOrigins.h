//===- TouchOrigins.h - Why the code touches the frame --------------------===//
//
// The touches that no place in the source explains: what the compiler does on
// its own account.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/FrameTouches.h"

#include <vector>

namespace framewalk {

/// Origins that are certain before any use is linked (saved registers, spills,
/// parameter stores ...); Unknown for all others. Index for index \p Touches.
/// \p Instructions has its positions.
std::vector<TouchOrigin>
originsWithoutSource(const FunctionFacts &Facts, const CapturedFrame &Frame,
                     const BuiltFrame &Built,
                     const std::vector<Instruction> &Instructions,
                     const std::vector<ResolvedTouch> &Touches);

/// Explains what is still Unknown after the uses have taken theirs, as far as
/// the slot and the kind tell.
void finishOrigins(const FunctionFacts &Facts, const CapturedFrame &Frame,
                   const BuiltFrame &Built,
                   const std::vector<Instruction> &Instructions,
                   const std::vector<ResolvedTouch> &Touches,
                   std::vector<TouchOrigin> &Origins);

} // namespace framewalk
