//===- CodeRoles.h - What each instruction is there for -------------------===//
//
// Private to lib/Layout. The first half of explaining code: which instructions
// make, guard and undo the frame. The words come from CodeEffects.h.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Layout/FrameBuilder.h"
#include "Layout/StackTracking.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace framewalk {

enum class CodeRole : uint8_t {
  Body,

  // At the entry, before the frame is made.
  LandingMark, ///< endbr64
  PatchRoom,   ///< nop, call __fentry__

  // Making the frame.
  SaveFramePointer,
  SetFramePointer,
  SaveRegister,
  Allocate,
  AllocateByPush,
  AlignStack,
  SetBasePointer,
  OtherSetup, ///< the code generator says that it belongs here

  // Probing pages on the way down (-fstack-clash-protection).
  ProbeBound, ///< the loop's end goes to a scratch register
  ProbeAlignedBound,
  ProbeTouch,
  ProbeCompare,
  ProbeLoop,   ///< the jump back
  ProbeSkip,   ///< a jump forward: nothing to probe
  ProbeFinish, ///< rsp = the scratch register

  // i386 reads the instruction pointer.
  PushOwnAddress,
  PopOwnAddress,
  AddTableOffset,

  // Variadic functions save the argument registers.
  TestVectorCount,
  SkipVectorSaves,
  SaveVectorArgument,
  SaveIntegerArgument,

  // The stack protector.
  LoadCanary,
  StoreCanary,
  ReloadCanary, ///< the right value, to compare with
  LoadStoredCanary,
  CompareCanary,
  BranchOnCanary,
  CanaryFailure,     ///< the call that reports and does not return
  OnTheWayToFailure, ///< what stands before that call

  // Undoing the frame.
  Free,
  FreeByPop,
  RestoreStackPointer, ///< mov rsp, rbp; lea rsp, [rbp - N]
  RestoreRegister,
  RestoreFramePointer,
  LeaveFrame,
  ReturnValue,      ///< between the others: puts the result in its register
  TailCallArgument, ///< the same for what is called in last place
  MovedBetween,     ///< the body's; the scheduler moved it here
  OtherDestroy,
  Return,
  TailCall,
};

/// Whether instructions of \p Role are listed as prologue or as epilogue.
enum class CodePart : uint8_t { Body, Prologue, Epilogue };
CodePart partOf(CodeRole Role);

/// A function being looked at, with all that is known of it.
struct CodeView {
  const CapturedFrame &Frame;
  const BuiltFrame &Built;
  const std::vector<StackState> &States;

  const CapturedInstruction &at(size_t Index) const {
    return Frame.Instructions[Index];
  }
  size_t size() const { return Frame.Instructions.size(); }
  std::string_view text(size_t Index) const { return Frame.text(at(Index)); }
  /// Where in the frame the memory operand of an instruction lies.
  std::optional<SlotPlace> placeTouched(size_t Index) const;
  const FrameSlot *slotTouched(size_t Index) const;
  /// The slot whose lowest byte is \p CfaOffset.
  const FrameSlot *slotAt(int64_t CfaOffset) const;
  /// The index of the instruction at \p Address; size() if there is none.
  size_t indexOf(uint32_t Address) const;
  bool isReadOfOwnAddress(size_t Index) const;
};

/// One role per instruction.
std::vector<CodeRole> findRoles(const CodeView &Code);

} // namespace framewalk
