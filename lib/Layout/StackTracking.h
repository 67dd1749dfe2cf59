//===- StackTracking.h - Where the stack pointer is at each instruction ---===//
#pragma once

#include "Codegen/CapturedFrame.h"

#include <optional>
#include <vector>

namespace framewalk {

/// The machine's stack state before an instruction. Distances are in bytes and
/// set where the code fixes them: after `and rsp, -64` or a VLA the stack
/// pointer's distance from the CFA depends on the activation.
struct StackState {
  /// CFA minus RSP.
  std::optional<int64_t> StackDepth;
  /// CFA minus the frame pointer, once it is this frame's anchor.
  std::optional<int64_t> FramePointerDepth;
  /// RSP minus the realigned stack pointer that the prologue left (0 between
  /// prologue and epilogue): what realigned slots hang on.
  std::optional<int64_t> AboveAlignedStack;
  bool IsReachable = true;
};

/// One state per instruction of \p Frame, in the same order. Follows pushes,
/// pops, immediates and the frame pointer through the branches; the CFI that
/// the compiler emitted beside says what the instructions leave open.
std::vector<StackState> trackStack(const CapturedFrame &Frame);

/// `call` to the next instruction, whose `pop` then has its own address: how
/// i386 reads the instruction pointer. The code generator has both as one.
bool readsInstructionPointer(const CapturedFrame &Frame,
                             const CapturedInstruction &I);

} // namespace framewalk
