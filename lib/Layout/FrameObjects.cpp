//===- FrameObjects.cpp ---------------------------------------------------===//
#include "Layout/FrameObjects.h"

namespace framewalk {

FrameObjects::FrameObjects(const CapturedFrame &Frame, const BuiltFrame &Built,
                           const SlotFinder &Slots)
    : Slots(Slots), IsOptimised(Frame.IsOptimised),
      OfSlot(Built.Layout.slots().size(), Any) {
  std::vector<bool> IsTaken(OfSlot.size());
  for (const CapturedObject &Object : Frame.Objects) {
    auto It = Built.Objects.find(Object.Index);
    if (It == Built.Objects.end() || Object.IsVariableSized || Object.Size == 0)
      continue;
    const SlotPlace &At = It->second;
    const FrameSlot &Slot = Built.Layout.slot(At.Slot);
    uint32_t Number = uint32_t(Objects.size()) + 1;
    MemoryPlace Begin = Slot.CfaOffset
                            ? MemoryPlace{PlaceBase::Cfa, Number,
                                          Slot.CfaOffset->Value + At.Offset}
                            : MemoryPlace{PlaceBase::AlignedStack, Number,
                                          Slot.Displacement + At.Offset};
    Objects.push_back({Begin, Object.Size});
    Numbers[Object.Index] = Number;
    bool IsOnly = !IsTaken[At.Slot.Value];
    IsTaken[At.Slot.Value] = true;
    OfSlot[At.Slot.Value] = IsOnly ? Number : Any;
    IsIndexable.push_back(mayBeIndexed(Object, At));
  }
}

bool FrameObjects::mayBeIndexed(const CapturedObject &Object,
                                const SlotPlace &At) const {
  constexpr uint64_t LargestScalar = 8;
  if (Object.Size > LargestScalar)
    return true;
  for (const Occupant &O : Slots.layout().slot(At.Slot).Occupants)
    if (O.Type.find('[') != std::string::npos)
      return true;
  return Object.AllocaType.find('[') != std::string::npos;
}

uint32_t FrameObjects::numberOf(int FrameIndex) const {
  auto It = Numbers.find(FrameIndex);
  return It == Numbers.end() ? Any : It->second;
}

uint32_t FrameObjects::numberAt(const MemoryPlace &Place) const {
  if (IsOptimised)
    return Any;
  std::optional<SlotPlace> Slot = Slots.find(Place);
  uint32_t Number = Slot ? OfSlot[Slot->Slot.Value] : Any;
  if (Number == Any)
    return Any;
  const PlacedObject &Object = (*this)[Number];
  int64_t Within = Place.Offset - Object.Begin.Offset;
  return Within >= 0 && uint64_t(Within) < Object.Size ? Number : Any;
}

} // namespace framewalk
