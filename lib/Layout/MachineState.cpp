//===- MachineState.cpp ---------------------------------------------------===//
#include "Layout/MachineState.h"

namespace framewalk {

PlacedObject ObjectFinder::objectAt(const MemoryPlace &Place) const {
  switch (Place.Base) {
  case PlaceBase::Cfa:
  case PlaceBase::AlignedStack:
    if (Place.Index != FrameObjects::Any)
      return Frame[Place.Index];
    return {Place, 0};
  case PlaceBase::Symbol:
  case PlaceBase::Section:
    return Image.objectAt(Place);
  case PlaceBase::Heap:
    return {{PlaceBase::Heap, Place.Index, 0},
            Place.Index < BlockBytes.size() ? BlockBytes[Place.Index] : 0};
  case PlaceBase::Unknown:
  case PlaceBase::GotEntry:
  case PlaceBase::Thread:
  case PlaceBase::Absolute:
    break;
  }
  return {Place, 0};
}

Value ObjectFinder::within(const MemoryPlace &Place) const {
  MemoryPlace Begin = objectAt(indexed(Place)).Begin;
  return {ValueKind::Within, Begin.Base, Begin.Index, Begin.Offset};
}

ValueId StateJoiner::join(ValueId A, ValueId B, ValueId Otherwise) {
  if (A == B || B.isNone())
    return A;
  if (A.isNone())
    return B;
  if (A == Otherwise || !A.isInTable() || !B.isInTable())
    return Otherwise;
  // One that runs through an array stays within it.
  Value V = Values.get(A), W = Values.get(B);
  if (!V.hasPlace() || !W.hasPlace() || V.Base != W.Base || V.Index != W.Index)
    return Otherwise;
  Value Within = Objects.within(V.place());
  if (!(Within == Objects.within(W.place())) ||
      Objects.objectAt(Within.place()).Size == 0)
    return Otherwise;
  return Values.idOf(Within);
}

bool StateJoiner::joinInto(StateRef Into, llvm::ArrayRef<ValueId> From,
                           uint32_t Meeting) {
  ValueId Otherwise = ValueId::of(ValueKind::DiffersAt, Meeting);
  bool Changed = false;
  for (size_t I = 0; I != Into.size(); ++I) {
    if (Into[I] == From[I])
      continue;
    ValueId Joined = join(Into[I], From[I], Otherwise);
    Changed |= Joined != Into[I];
    Into[I] = Joined;
  }
  return Changed;
}

} // namespace framewalk
