//===- TouchOrigins.cpp ---------------------------------------------------===//
#include "Layout/TouchOrigins.h"

#include <algorithm>

namespace framewalk {

namespace {

/// What the slot alone says; Unknown where variables live in it.
TouchOrigin originOfSlot(const FrameSlot &Slot, AccessKind Kind) {
  switch (Slot.Kind) {
  case SlotKind::ReturnAddress:
    return TouchOrigin::ReturnAddress;
  case SlotKind::SavedFramePointer:
  case SlotKind::CalleeSaved:
    return TouchOrigin::SavedRegister;
  case SlotKind::StackProtector:
    return TouchOrigin::StackProtector;
  case SlotKind::OutgoingArgument:
    return TouchOrigin::OutgoingArgument;
  case SlotKind::Spill:
    return Kind == AccessKind::Read ? TouchOrigin::Reload : TouchOrigin::Spill;
  default:
    return TouchOrigin::Unknown;
  }
}

bool isReturnSlot(const FunctionFacts &Facts, const Occupant &O) {
  return O.Variable && O.Variable->Value < Facts.Variables.size() &&
         Facts.Variables[O.Variable->Value].IsReturnSlot;
}

/// Parameters, and the hidden one that says where the result goes.
bool holdsParameter(const FunctionFacts &Facts, const FrameSlot &Slot) {
  return std::any_of(
      Slot.Occupants.begin(), Slot.Occupants.end(),
      [&](const Occupant &O) { return O.Parameter || isReturnSlot(Facts, O); });
}

/// The instructions before the first that has a place in the body: where
/// arguments are put into their slots.
uint32_t beginOfBody(const FunctionFacts &Facts,
                     const std::vector<Instruction> &Instructions) {
  uint32_t I = 0;
  while (I != Instructions.size() &&
         !Facts.Body.contains(Instructions[I].Position))
    ++I;
  return I;
}

/// An argument register that goes to its slot. Without optimisation an argument
/// in memory is read here, too, to no effect.
bool storesParameter(const FunctionFacts &Facts, const CapturedFrame &Frame,
                     const ResolvedTouch &Touch, const FrameSlot &Slot) {
  if (Slot.Kind == SlotKind::RegisterSaveArea)
    return Touch.Kind == AccessKind::Write;
  if (!holdsParameter(Facts, Slot))
    return false;
  return Touch.Kind == AccessKind::Write ||
         (Touch.Kind == AccessKind::Read && Slot.Kind == SlotKind::Parameter &&
          !Frame.IsOptimised);
}

/// `this`, and the variables that a range-for is made of.
bool isHidden(const FunctionFacts &Facts, const Occupant &O) {
  if (O.Variable && O.Variable->Value < Facts.Variables.size() &&
      Facts.Variables[O.Variable->Value].Kind ==
          VariableKind::ImplicitParameter)
    return true;
  std::string_view Name = O.Name;
  return Name.starts_with("__range") || Name.starts_with("__begin") ||
         Name.starts_with("__end");
}

} // namespace

std::vector<TouchOrigin>
originsWithoutSource(const FunctionFacts &Facts, const CapturedFrame &Frame,
                     const BuiltFrame &Built,
                     const std::vector<Instruction> &Instructions,
                     const std::vector<ResolvedTouch> &Touches) {
  std::vector<TouchOrigin> Origins(Touches.size(), TouchOrigin::Unknown);
  uint32_t EntryEnd = beginOfBody(Facts, Instructions);
  const std::vector<FrameSlot> &Slots = Built.Layout.slots();
  for (size_t T = 0; T != Touches.size(); ++T) {
    const ResolvedTouch &Touch = Touches[T];
    const CapturedInstruction &I = Frame.Instructions[Touch.Instruction];
    const FrameSlot &Slot = Slots[Touch.Place.Slot.Value];
    TouchOrigin Origin = originOfSlot(Slot, Touch.Kind);
    if (I.IsSpillStore)
      Origin = TouchOrigin::Spill;
    else if (I.IsSpillReload)
      Origin = TouchOrigin::Reload;
    else if (Origin == TouchOrigin::Unknown && Touch.IsImplicit)
      Origin = I.IsFrameSetup || I.IsFrameDestroy
                   ? TouchOrigin::CompilerTemporary
                   : TouchOrigin::OutgoingArgument;
    else if (Origin == TouchOrigin::Unknown && Touch.Instruction < EntryEnd &&
             storesParameter(Facts, Frame, Touch, Slot))
      Origin = TouchOrigin::ParameterStore;
    Origins[T] = Origin;
  }
  return Origins;
}

void finishOrigins(const FunctionFacts &Facts, const CapturedFrame &Frame,
                   const BuiltFrame &Built,
                   const std::vector<Instruction> &Instructions,
                   const std::vector<ResolvedTouch> &Touches,
                   std::vector<TouchOrigin> &Origins) {
  const std::vector<FrameSlot> &Slots = Built.Layout.slots();
  for (size_t T = 0; T != Touches.size(); ++T) {
    if (Origins[T] != TouchOrigin::Unknown)
      continue;
    const ResolvedTouch &Touch = Touches[T];
    const FrameSlot &Slot = Slots[Touch.Place.Slot.Value];
    const CapturedInstruction &I = Frame.Instructions[Touch.Instruction];
    const SourcePosition &P = Instructions[Touch.Instruction].Position;
    auto AnyOccupant = [&](auto Holds) {
      return std::any_of(Slot.Occupants.begin(), Slot.Occupants.end(), Holds);
    };
    bool IsNamed = AnyOccupant([&](const Occupant &O) {
      return !O.Name.empty() && !isHidden(Facts, O);
    });
    // AddressSanitizer's pointer to its frame has the names of what is there.
    if (!IsNamed || Slot.Kind == SlotKind::Temporary)
      Origins[T] = TouchOrigin::CompilerTemporary;
    else if (Frame.IsOptimised && Slot.Kind == SlotKind::Parameter &&
             Touch.Kind == AccessKind::Read)
      Origins[T] = TouchOrigin::Source; // the one load of an argument
    else if (*I.InlinedFrom)
      Origins[T] = TouchOrigin::Source; // of the function that was inlined
    else if (Touch.Kind == AccessKind::Read &&
             AnyOccupant(
                 [&](const Occupant &O) { return isReturnSlot(Facts, O); }))
      Origins[T] = TouchOrigin::Source; // `return` itself
    else if (Touch.Kind == AccessKind::Write &&
             AnyOccupant([&](const Occupant &O) { return O.Declared == P; }))
      Origins[T] = TouchOrigin::Initialiser;
    else if (Touch.Kind == AccessKind::Write && !P.isValid() &&
             !AnyOccupant(
                 [](const Occupant &O) { return O.Variable.has_value(); }))
      Origins[T] = TouchOrigin::ParameterStore; // of an inlined function
  }
}

} // namespace framewalk
