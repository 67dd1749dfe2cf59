// Frames and functions for tests, in the fewest words.
#pragma once

#include "Model/TranslationUnitReport.h"

#include <gtest/gtest.h>

namespace framewalk::test {

inline FrameSlot slot(SlotKind Kind, int64_t CfaOffset, uint64_t Size) {
  FrameSlot S;
  S.Kind = Kind;
  S.CfaOffset = FrameOffset(CfaOffset);
  S.Size = Size;
  S.Base = "rbp";
  S.Displacement = CfaOffset + 16;
  return S;
}

inline FrameSlot realigned(SlotKind Kind, int64_t Displacement, uint64_t Size,
                           uint64_t Align, std::string Base = "rsp") {
  FrameSlot S;
  S.Kind = Kind;
  S.Size = Size;
  S.Align = Align;
  S.Base = std::move(Base);
  S.Displacement = Displacement;
  return S;
}

inline FrameSlot realignmentGap(uint64_t Min, uint64_t Max) {
  FrameSlot S;
  S.Kind = SlotKind::Padding;
  S.Size = Min;
  S.MaxSize = Max;
  S.Base = "rbp";
  return S;
}

inline FrameSlot dynamicArea() {
  FrameSlot S;
  S.Kind = SlotKind::Dynamic;
  S.Base = "rsp";
  S.Align = 16;
  return S;
}

/// A frame with a frame pointer; the sizes are summed here.
inline FrameLayout frame(std::vector<FrameSlot> Slots) {
  FrameSize Size{.Min = 0, .Max = 0};
  for (const FrameSlot &S : Slots) {
    if (S.Kind == SlotKind::Dynamic)
      Size.Max.reset();
    if (S.Kind == SlotKind::RedZone || (S.CfaOffset && S.CfaOffset->Value >= 0))
      continue;
    Size.Min += S.Size;
    if (Size.Max)
      *Size.Max += S.MaxSize.value_or(S.Size);
  }
  llvm::Expected<FrameLayout> Layout =
      FrameLayout::create("rbp", Size, std::move(Slots));
  if (Layout)
    return *Layout;
  ADD_FAILURE() << llvm::toString(Layout.takeError());
  return FrameLayout();
}

/// A function whose instructions are four bytes each.
struct FunctionBuilder {
  FunctionReport Function;

  explicit FunctionBuilder(FrameLayout Frame) { Function.Frame = Frame; }

  /// An instruction that touches a slot, and nothing in the source with it.
  InstructionId code(uint32_t Slot, AccessKind Kind, int64_t Offset = 0,
                     uint64_t Size = 4) {
    InstructionId Id(static_cast<uint32_t>(Function.Instructions.size()));
    Instruction I;
    I.Address = Id.Value * 4;
    I.Touch = FrameTouch{
        .Slot = SlotId(Slot), .Offset = Offset, .Size = Size, .Kind = Kind};
    Function.Instructions.push_back(I);
    if (Kind != AccessKind::Address)
      addTouch(Id, Kind, placeIn(Slot, Offset), Size);
    return Id;
  }
  /// A call with the stack pointer that far below the CFA, which pushes its
  /// return address.
  FunctionBuilder &call(int64_t StackDepth) {
    InstructionId Id(static_cast<uint32_t>(Function.Instructions.size()));
    Instruction I;
    I.Address = Id.Value * 4;
    I.Text = "call 0x0";
    I.StackDepth = StackDepth;
    Function.Instructions.push_back(I);
    addTouch(Id, AccessKind::Write, {PlaceBase::Cfa, 0, -StackDepth - 8}, 8);
    return *this;
  }
  /// The same, carrying out a use in the source.
  FunctionBuilder &use(uint32_t Slot, AccessKind Kind, int64_t Offset = 0,
                       uint64_t Size = 4) {
    Access A;
    A.Slot = SlotId(Slot);
    A.Kind = Kind;
    A.Offset = Offset;
    A.Size = Size;
    A.Instructions = {code(Slot, Kind, Offset, Size)};
    Function.Accesses.push_back(A);
    return *this;
  }

private:
  /// What is moved by a call of memcpy or the like is not an operand.
  static constexpr uint64_t LargestOperand = 64;

  MemoryPlace placeIn(uint32_t Slot, int64_t Offset) const {
    const FrameSlot &S = Function.Frame.slots()[Slot];
    if (S.Kind == SlotKind::Dynamic)
      return {};
    if (S.CfaOffset)
      return {PlaceBase::Cfa, 0, S.CfaOffset->Value + Offset};
    return {PlaceBase::AlignedStack, 0, S.Displacement + Offset};
  }
  void addTouch(InstructionId Id, AccessKind Kind, MemoryPlace Place,
                uint64_t Size) {
    MemoryTouch T;
    T.Instruction = Id;
    T.Kind = Kind;
    T.Place = Place;
    T.Size = std::min(Size, LargestOperand);
    Function.Memory.push_back(T);
  }
};

} // namespace framewalk::test
