//===- FrameCells.cpp -----------------------------------------------------===//
#include "Layout/FrameCells.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <tuple>

namespace framewalk {

std::optional<MemoryPlace> stackPlace(const StackState &State, uint8_t Register,
                                      int64_t Displacement,
                                      uint8_t BasePointer) {
  if (Register == reg::Sp) {
    if (State.StackDepth)
      return MemoryPlace{PlaceBase::Cfa, 0, Displacement - *State.StackDepth};
    if (State.AboveAlignedStack)
      return MemoryPlace{PlaceBase::AlignedStack, 0,
                         Displacement + *State.AboveAlignedStack};
    return std::nullopt;
  }
  if (Register == reg::Bp && State.FramePointerDepth)
    return MemoryPlace{PlaceBase::Cfa, 0,
                       Displacement - *State.FramePointerDepth};
  if (Register == BasePointer)
    return MemoryPlace{PlaceBase::AlignedStack, 0, Displacement};
  return std::nullopt;
}

/// FrameLayout's order: what hangs on the CFA, the gap of a realignment, what
/// hangs on the realigned stack pointer, the dynamic area.
SlotFinder::SlotFinder(const FrameLayout &Layout) : Layout(Layout) {
  const std::vector<FrameSlot> &Slots = Layout.slots();
  auto IsCfa = [](const FrameSlot &S) { return S.CfaOffset.has_value(); };
  CfaEnd =
      std::partition_point(Slots.begin(), Slots.end(), IsCfa) - Slots.begin();
  AlignedBegin = CfaEnd;
  while (AlignedBegin != Slots.size() && Slots[AlignedBegin].MaxSize)
    ++AlignedBegin;
  AlignedEnd = Slots.size();
  if (AlignedEnd > AlignedBegin && Slots.back().Kind == SlotKind::Dynamic)
    --AlignedEnd;
}

std::optional<SlotPlace> SlotFinder::find(const MemoryPlace &Place) const {
  const std::vector<FrameSlot> &Slots = Layout.slots();
  bool IsCfa = Place.Base == PlaceBase::Cfa;
  auto BeginOf = [&](const FrameSlot &S) {
    return IsCfa ? S.CfaOffset->Value : S.Displacement;
  };
  auto First = Slots.begin() + (IsCfa ? 0 : AlignedBegin);
  auto Last = Slots.begin() + (IsCfa ? CfaEnd : AlignedEnd);
  auto Slot = std::partition_point(First, Last, [&](const FrameSlot &S) {
    return BeginOf(S) > Place.Offset;
  });
  if (Slot == Last)
    return std::nullopt;
  int64_t Offset = Place.Offset - BeginOf(*Slot);
  if (Offset >= int64_t(Slot->Size))
    return std::nullopt;
  return SlotPlace{SlotId(Slot - Slots.begin()), Offset};
}

namespace {

bool covers(const Occupant &O, int64_t Offset, uint64_t Size) {
  return O.Offset < Offset + int64_t(std::max<uint64_t>(Size, 1)) &&
         Offset < O.Offset + int64_t(O.Size);
}

std::string titleOf(const FrameSlot &Slot) {
  if (Slot.Kind == SlotKind::StackProtector)
    return "canary";
  if (Slot.Kind == SlotKind::Spill)
    return "spilled value";
  if (!Slot.Title.empty())
    return Slot.Title;
  switch (Slot.Kind) {
  case SlotKind::ReturnAddress:
    return "return address";
  case SlotKind::OutgoingArgument:
    return "outgoing argument";
  case SlotKind::Padding:
    return "padding";
  case SlotKind::RedZone:
    return "red zone";
  default:
    return std::string(name(Slot.Kind));
  }
}

} // namespace

std::string SlotFinder::nameAt(const SlotPlace &Place, uint64_t Size) const {
  const FrameSlot &Slot = Layout.slot(Place.Slot);
  std::string Names;
  for (const Occupant &O : Slot.Occupants) {
    if (!covers(O, Place.Offset, Size) || O.Name.empty() ||
        (", " + Names + ", ").find(", " + O.Name + ", ") != std::string::npos)
      continue;
    Names += (Names.empty() ? "" : ", ") + O.Name;
  }
  return Names.empty() ? titleOf(Slot) : Names;
}

CellId FrameCells::add(const MemoryPlace &Place, uint32_t Size, bool IsLoaded) {
  auto [It, IsNew] = Ids.try_emplace(keyOf(Place, Size), Cells.size());
  if (IsNew) {
    Cells.push_back({.Place = Place, .Size = Size});
    LargestCell = std::max(LargestCell, Size);
  }
  Cells[It->second].IsLoaded |= IsLoaded;
  return It->second;
}

void FrameCells::escape(const MemoryPlace &Place) {
  EscapedPlaces.push_back(Place);
}

CellId FrameCells::find(const MemoryPlace &Place, uint32_t Size) const {
  auto It = Ids.find(keyOf(Place, Size));
  return It == Ids.end() ? NoCell : It->second;
}

/// Optimised code may count an index from outside of its array, so that an
/// array's address is taken without a trace: there all that is larger than a
/// register counts as escaped.
void FrameCells::markEscaped(const SlotFinder &Slots, bool IsOptimised) {
  std::vector<bool> IsSlotEscaped(Slots.layout().slots().size());
  for (const MemoryPlace &Place : EscapedPlaces)
    if (std::optional<SlotPlace> Slot = Slots.find(Place))
      IsSlotEscaped[Slot->Slot.Value] = true;
  constexpr uint64_t LargestRegister = 8;
  for (FrameCell &Cell : Cells) {
    std::optional<SlotPlace> Place = Slots.find(Cell.Place);
    if (!Place) {
      // Pushed, perhaps as an argument, which is the callee's own.
      Cell.IsEscaped =
          Cell.Place.Base != PlaceBase::Cfa || Cell.Place.Offset < 0;
      continue;
    }
    const FrameSlot &Slot = Slots.layout().slot(Place->Slot);
    bool MayBeIndexed = IsOptimised && Slot.Kind != SlotKind::Spill &&
                        Slot.Size > LargestRegister;
    Cell.IsEscaped = IsSlotEscaped[Place->Slot.Value] || MayBeIndexed ||
                     Slot.Kind == SlotKind::OutgoingArgument;
  }
}

void FrameCells::settle(const SlotFinder &Slots, bool IsOptimised,
                        size_t MostFollowed) {
  constexpr size_t MostEscaped = 256;
  markEscaped(Slots, IsOptimised);
  for (CellId Id = 0; Id != Cells.size(); ++Id) {
    FrameCell &Cell = Cells[Id];
    // What is escaped may be loaded through a pointer.
    bool MayBeLoaded = Cell.IsLoaded || Cell.IsEscaped;
    if (!MayBeLoaded || Followed.size() == MostFollowed ||
        (Cell.IsEscaped && Escaped.size() == MostEscaped))
      continue;
    Cell.Variable = uint32_t(Followed.size());
    Followed.push_back(Id);
    if (Cell.IsEscaped)
      Escaped.push_back(Cell.Variable);
  }
  Sorted = Followed;
  llvm::sort(Sorted, [&](CellId A, CellId B) {
    const MemoryPlace &P = Cells[A].Place, &Q = Cells[B].Place;
    return std::tie(P.Base, P.Offset, A) < std::tie(Q.Base, Q.Offset, B);
  });
  OverlapBegin.resize(Cells.size() + 1);
  for (CellId Id = 0; Id != Cells.size(); ++Id) {
    OverlapBegin[Id] = uint32_t(Overlaps.size());
    forEachWithin(Cells[Id].Place, Cells[Id].Size, [&](uint32_t Variable) {
      if (Followed[Variable] != Id)
        Overlaps.push_back(Variable);
    });
  }
  OverlapBegin[Cells.size()] = uint32_t(Overlaps.size());
}

/// The first cell that could reach to \p Begin.
std::vector<CellId>::const_iterator
FrameCells::firstNear(const MemoryPlace &Begin) const {
  return std::partition_point(Sorted.begin(), Sorted.end(), [&](CellId Id) {
    const MemoryPlace &P = Cells[Id].Place;
    return std::pair(P.Base, P.Offset + int64_t(LargestCell)) <
           std::pair(Begin.Base, Begin.Offset);
  });
}

} // namespace framewalk
