//===- Activation.cpp - Where a frame sits in the simulated stack ---------===//

#include "Simulation/Activation.h"

#include <algorithm>

namespace framewalk {

namespace {

constexpr uint64_t StackLimit = uint64_t(8) << 20;

/// What the realigning prologue did, read off the ledger.
struct Realignment {
  FrameOffset Above;       ///< the stack pointer before the `and`, from the CFA
  uint64_t Align = 1;      ///< what the `and` rounds down to
  uint64_t BytesBelow = 0; ///< what it subtracts then
  bool IsPresent = false;
  bool HasDynamicPart = false;
};

/// The smallest power of two whose rounding can leave a gap of \p MaxGap bytes
/// below a stack that is aligned to \p PointerSize at least.
uint64_t alignFromGap(uint64_t MaxGap, unsigned PointerSize) {
  uint64_t Align = 1;
  while (Align < MaxGap + PointerSize)
    Align *= 2;
  return Align;
}

/// The ledger leaves its place open, too.
bool isRealignmentGap(const FrameSlot &Slot) {
  return Slot.Kind == SlotKind::Padding && Slot.MaxSize && !Slot.CfaOffset;
}

Realignment findRealignment(const FrameLayout &Frame, unsigned PointerSize) {
  Realignment Result;
  for (const FrameSlot &Slot : Frame.slots()) {
    if (Slot.Kind == SlotKind::RedZone)
      continue;
    if (Slot.Kind == SlotKind::Dynamic) {
      Result.HasDynamicPart = true;
    } else if (isRealignmentGap(Slot)) {
      Result.Align =
          std::max(Result.Align, alignFromGap(*Slot.MaxSize, PointerSize));
    } else if (Slot.CfaOffset) {
      Result.Above = std::min(Result.Above, *Slot.CfaOffset);
    } else if (!Result.HasDynamicPart) {
      // Below a dynamic array the bytes are not the prologue's any more.
      Result.IsPresent = true;
      Result.Align = std::max(Result.Align, Slot.Align);
      Result.BytesBelow += Slot.Size;
    }
  }
  return Result;
}

std::optional<VirtualAddress> registerValue(std::string_view Name,
                                            const ActivationRegisters &R) {
  if (Name == "rbp" || Name == "ebp")
    return R.FramePointer;
  if (Name == "rsp" || Name == "esp")
    return R.StackPointer;
  return R.AlignedStack;
}

} // namespace

unsigned pointerSizeOf(std::string_view Target) {
  return Target.starts_with("x86_64") ? 8 : 4;
}

StackPlace defaultStack(unsigned PointerSize) {
  StackPlace Result;
  if (PointerSize == 8)
    // TASK_SIZE_MAX: Linux leaves the last page of the lower half free.
    Result = {.Top = VirtualAddress(0x7ffffffff000),
              .Lowest = {},
              .Cfa = VirtualAddress(0x7ffffffef010)};
  else
    // IA32_PAGE_OFFSET less one page: STACK_TOP of a 32-bit process. The CFA is
    // a multiple of 16 there, too (psABI i386 2.2.2), so EBP is 8 bytes above
    // the page boundary and the first two words of locals share its page.
    Result = {.Top = VirtualAddress(0xffffe000),
              .Lowest = {},
              .Cfa = VirtualAddress(0xfffef010)};
  Result.Lowest = Result.Top - StackLimit;
  Result.PointerSize = PointerSize;
  return Result;
}

Vma stackArea(const StackPlace &Stack) {
  // setup_arg_pages(): stack_expand is 128 KiB, below the page that holds the
  // arguments and the environment.
  constexpr int64_t AtStart = 132 << 10;
  return {.Begin = Stack.Top - AtStart,
          .End = Stack.Top,
          .Rights = ReadWrite,
          .Kind = VmaKind::Stack,
          .Name = "[stack]",
          .GrowsDown = true};
}

ActivationRegisters placeFrame(const FrameLayout &Frame, VirtualAddress Cfa,
                               unsigned PointerSize) {
  ActivationRegisters Result;
  Result.Cfa = Cfa;
  // Return address, then the caller's frame pointer: the new one points there.
  if (Frame.framePointer())
    Result.FramePointer = Cfa - 2 * int64_t(PointerSize);
  Realignment R = findRealignment(Frame, PointerSize);
  if (!R.IsPresent)
    return Result;
  uint64_t Before = (Cfa + R.Above.Value).Value;
  Result.AlignedStack =
      VirtualAddress((Before & ~(R.Align - 1)) - R.BytesBelow);
  if (!R.HasDynamicPart)
    Result.StackPointer = Result.AlignedStack;
  return Result;
}

std::optional<VirtualAddress> addressOf(const FrameSlot &Slot,
                                        const ActivationRegisters &Registers) {
  if (Slot.Kind == SlotKind::Dynamic)
    return std::nullopt;
  if (Slot.CfaOffset)
    return Registers.Cfa + Slot.CfaOffset->Value;
  if (std::optional<VirtualAddress> Base = registerValue(Slot.Base, Registers))
    return *Base + Slot.Displacement;
  return std::nullopt;
}

} // namespace framewalk
