//===- SlotLookup.cpp - From a register and a distance to a slot ----------===//
#include "Layout/FrameBuilder.h"

#include <algorithm>

namespace framewalk {

namespace {

using SlotIterator = std::vector<FrameSlot>::const_iterator;

/// The slot of [First, Last) that holds \p Byte. They lie in falling order;
/// \p BeginOf tells a slot's lowest byte.
template <typename BeginFn>
std::optional<SlotPlace> findByte(const std::vector<FrameSlot> &Slots,
                                  SlotIterator First, SlotIterator Last,
                                  int64_t Byte, BeginFn BeginOf) {
  SlotIterator Slot = std::partition_point(
      First, Last, [&](const FrameSlot &S) { return BeginOf(S) > Byte; });
  if (Slot == Last)
    return std::nullopt;
  int64_t Offset = Byte - BeginOf(*Slot);
  if (Offset >= static_cast<int64_t>(Slot->Size))
    return std::nullopt;
  return SlotPlace{SlotId(Slot - Slots.begin()), Offset};
}

bool isStackPointer(std::string_view Register) {
  return Register == "rsp" || Register == "esp";
}

bool isFramePointer(std::string_view Register) {
  return Register == "rbp" || Register == "ebp";
}

} // namespace

/// FrameLayout's order: what hangs on the CFA, the gap of a realignment, what
/// hangs on the realigned stack pointer, the dynamic area.
std::optional<SlotPlace> BuiltFrame::find(std::string_view Base,
                                          int64_t Displacement,
                                          const StackState &State) const {
  const std::vector<FrameSlot> &Slots = Layout.slots();
  SlotIterator CfaEnd =
      std::find_if(Slots.begin(), Slots.end(),
                   [](const FrameSlot &S) { return !S.CfaOffset; });

  std::optional<int64_t> FromCfa;
  if (isFramePointer(Base) && State.FramePointerDepth)
    FromCfa = Displacement - *State.FramePointerDepth;
  else if (isStackPointer(Base) && State.StackDepth)
    FromCfa = Displacement - *State.StackDepth;
  if (FromCfa)
    return findByte(Slots, Slots.begin(), CfaEnd, *FromCfa,
                    [](const FrameSlot &S) { return S.CfaOffset->Value; });
  if (isFramePointer(Base))
    return std::nullopt;

  SlotIterator First = std::find_if(
      CfaEnd, Slots.end(), [](const FrameSlot &S) { return !S.MaxSize; });
  SlotIterator Last =
      First == Slots.end() || Slots.back().Kind != SlotKind::Dynamic
          ? Slots.end()
          : Slots.end() - 1;
  if (First == Last)
    return std::nullopt;
  if (isStackPointer(Base)) {
    if (!State.AboveAlignedStack)
      return std::nullopt;
    Displacement += *State.AboveAlignedStack;
  } else if (Base != First->Base) {
    return std::nullopt;
  }
  return findByte(Slots, First, Last, Displacement,
                  [](const FrameSlot &S) { return S.Displacement; });
}

} // namespace framewalk
