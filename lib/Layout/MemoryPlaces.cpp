//===- MemoryPlaces.cpp - Optimised variables that are in the frame -------===//

#include "Layout/MemoryPlaces.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

#include <algorithm>

namespace framewalk {

namespace {

struct BaseAndDisplacement {
  llvm::StringRef Base;
  int64_t Displacement = 0;
};

constexpr llvm::StringLiteral Cfa = "CFA";

/// "[rsp+0x10]", "[rbp-8]", "[CFA-0x20]": memory at one register, or at the
/// CFA, and nothing more.
std::optional<BaseAndDisplacement> parseMemory(llvm::StringRef Where) {
  if (!Where.consume_front("[") || !Where.consume_back("]"))
    return std::nullopt;
  const size_t Sign = Where.find_first_of("+-");
  BaseAndDisplacement Result;
  Result.Base = Where.substr(0, Sign);
  if (Result.Base != Cfa && !llvm::all_of(Result.Base, [](char C) {
        return (C >= 'a' && C <= 'z') || (C >= '0' && C <= '9');
      }))
    return std::nullopt;
  if (Sign == llvm::StringRef::npos)
    return Result;
  uint64_t Bytes = 0;
  if (Where.substr(Sign + 1).getAsInteger(0, Bytes))
    return std::nullopt;
  Result.Displacement = Where[Sign] == '-' ? -static_cast<int64_t>(Bytes)
                                           : static_cast<int64_t>(Bytes);
  return Result;
}

class Settler {
public:
  Settler(const CapturedFrame &F, const std::vector<StackState> &S,
          BuiltFrame &B)
      : Frame(F), States(S), Built(B) {}

  /// \p Origin says where a variable is from that the source here has not.
  void settle(VariableId Id, const std::string &Origin = {});
  void settleInlined(const DebugVariable &V);

private:
  const CapturedFrame &Frame;
  const std::vector<StackState> &States;
  BuiltFrame &Built;

  std::optional<SlotPlace> placeOf(const VariableLocation &Location) const;
  bool mayHoldVariables(SlotId Slot) const;
  bool isKnown(const DebugVariable &V, SlotPlace Place) const;
  void add(VariableId Id, SlotPlace Place, std::string Note);
};

/// The slot that a location is in. A stack pointer may move within the range;
/// debug info then has another range.
std::optional<SlotPlace>
Settler::placeOf(const VariableLocation &Location) const {
  const std::optional<BaseAndDisplacement> Memory = parseMemory(Location.Where);
  if (!Memory)
    return std::nullopt;
  if (Memory->Base == Cfa) {
    StackState AtCfa;
    AtCfa.StackDepth = 0;
    return Built.find("rsp", Memory->Displacement, AtCfa);
  }
  const auto It = std::lower_bound(
      Frame.Instructions.begin(), Frame.Instructions.end(), Location.Code.Begin,
      [](const CapturedInstruction &I, uint32_t A) { return I.Address < A; });
  if (It == Frame.Instructions.end())
    return std::nullopt;
  StackState State =
      States[static_cast<size_t>(It - Frame.Instructions.begin())];
  // Debug info means the stack pointer of the body, also for a range that
  // begins in the prologue.
  const int64_t BodyDepth =
      static_cast<int64_t>(Frame.PointerSize + Frame.StackSize);
  if (State.StackDepth && *State.StackDepth < BodyDepth && !Frame.IsRealigned)
    State.StackDepth = BodyDepth;
  return Built.find({Memory->Base.data(), Memory->Base.size()},
                    Memory->Displacement, State);
}

bool Settler::mayHoldVariables(SlotId Slot) const {
  switch (Built.Layout.slot(Slot).Kind) {
  case SlotKind::Variable:
  case SlotKind::Parameter:
  case SlotKind::Spill:
  case SlotKind::Temporary:
  case SlotKind::ByvalCopy:
    return true;
  default:
    return false;
  }
}

void Settler::add(VariableId Id, SlotPlace Place, std::string Note) {
  LocalVariable &Variable = Built.Variables[Id.Value];
  const FrameSlot &Slot = Built.Layout.slot(Place.Slot);
  const uint64_t Room = Slot.Size - static_cast<uint64_t>(Place.Offset);
  Occupant O;
  O.Name = Variable.Name;
  O.Type = Variable.Type;
  O.Parameter = Variable.Kind == VariableKind::Parameter ||
                Variable.Kind == VariableKind::ImplicitParameter;
  O.Declared = Variable.Declared;
  O.Offset = Place.Offset;
  O.Size = std::min(Variable.Size.value_or(Room), Room);
  O.Variable = Id;
  O.Note = std::move(Note);
  // The name says more than that there is none in this source.
  if (Slot.Kind == SlotKind::Temporary && Slot.Occupants.empty())
    Built.Layout.setReason(Place.Slot, "");
  Built.Layout.addOccupant(Place.Slot, std::move(O));
  Variable.Slots.push_back(Place.Slot);
  Variable.WhyNoSlot.clear();
}

/// What every occupant of the slot has for a variable of an inlined function
/// that the code generator placed itself.
bool Settler::isKnown(const DebugVariable &V, SlotPlace Place) const {
  return llvm::any_of(Built.Layout.slot(Place.Slot).Occupants,
                      [&](const Occupant &O) {
                        return O.Name == V.Name && O.Declared.Line == V.Line &&
                               O.Offset == Place.Offset;
                      });
}

void Settler::settleInlined(const DebugVariable &V) {
  LocalVariable Local;
  for (const DebugLocation &L : V.Locations) {
    VariableLocation Location{{L.Begin, L.End}, L.Where};
    const std::optional<SlotPlace> Place = placeOf(Location);
    if (!Place || !mayHoldVariables(Place->Slot))
      continue;
    if (isKnown(V, *Place))
      return;
    Local.Locations.push_back(std::move(Location));
  }
  if (Local.Locations.empty())
    return;
  Local.Name = V.Name;
  Local.Type = V.Type;
  Local.Declared.Line = V.Line;
  if (V.Size)
    Local.Size = V.Size;
  const VariableId Id(static_cast<uint32_t>(Built.Variables.size()));
  Built.Variables.push_back(std::move(Local));
  settle(Id, fmt::format("from {}, inlined at {}:{}", V.InlinedFrom, V.CallLine,
                         V.CallColumn));
  Built.Variables[Id.Value].Locations.clear();
}

void Settler::settle(VariableId Id, const std::string &Origin) {
  // The code generator's own word needs no second one.
  if (!Built.Variables[Id.Value].Slots.empty())
    return;
  struct Stay {
    SlotPlace Place;
    std::string Ranges;
  };
  std::vector<Stay> Stays;
  const std::vector<VariableLocation> Locations =
      Built.Variables[Id.Value].Locations;
  for (const VariableLocation &Location : Locations) {
    const std::optional<SlotPlace> Place = placeOf(Location);
    if (!Place || !mayHoldVariables(Place->Slot))
      continue;
    const auto Known = llvm::find_if(Stays, [&](const Stay &S) {
      return S.Place.Slot == Place->Slot && S.Place.Offset == Place->Offset;
    });
    const std::string Range =
        fmt::format("{:x}-{:x}", Location.Code.Begin, Location.Code.End);
    if (Known == Stays.end())
      Stays.push_back({*Place, Range});
    else
      Known->Ranges += ", " + Range;
  }
  const bool Always = Locations.size() == 1 && Locations[0].Code.Begin == 0 &&
                      Locations[0].Code.End > Frame.Instructions.back().Address;
  for (const Stay &S : Stays)
    add(Id, S.Place,
        Always           ? Origin
        : Origin.empty() ? "in code " + S.Ranges
                         : Origin + ", in code " + S.Ranges);
  if (Always && !Stays.empty())
    Built.Variables[Id.Value].Locations.clear();
}

} // namespace

void settleInSlots(const CapturedFrame &Frame,
                   const std::vector<StackState> &States,
                   llvm::ArrayRef<DebugVariable> OfFunction,
                   BuiltFrame &Built) {
  Settler S(Frame, States, Built);
  for (uint32_t V = 0; V < Built.Variables.size(); ++V)
    if (!Built.Variables[V].Locations.empty())
      S.settle(VariableId(V));
  for (const DebugVariable &V : OfFunction)
    if (V.IsInlined)
      S.settleInlined(V);
}

} // namespace framewalk
