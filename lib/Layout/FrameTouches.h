//===- FrameTouches.h - Which instruction touches which slot --------------===//
//
// The machine's side of an access: known from the base register and the
// displacement.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Layout/FrameBuilder.h"
#include "Model/Instruction.h"

#include <vector>

namespace framewalk {

/// An instruction's touch of the frame. Of an instruction that touches it twice
/// (`push [rbp-8]`) it is the one that its operand spells out.
struct ResolvedTouch {
  uint32_t Instruction = 0;
  SlotPlace Place;
  uint32_t Size = 0; ///< 0: unknown, or only an address
  AccessKind Kind = AccessKind::Read;
  /// The operand has an index register: which bytes, the activation decides.
  bool IsIndexed = false;
  /// push, pop, leave, ret: the slot is not spelled out.
  bool IsImplicit = false;
};

/// In the instructions' order, at most one for each.
std::vector<ResolvedTouch>
resolveTouches(const CapturedFrame &Frame, const BuiltFrame &Built,
               const std::vector<StackState> &States);

} // namespace framewalk
