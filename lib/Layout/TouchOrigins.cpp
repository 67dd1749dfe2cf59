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

bool holdsParameter(const FrameSlot &Slot) {
  return std::any_of(Slot.Occupants.begin(), Slot.Occupants.end(),
                     [](const Occupant &O) { return O.Parameter; });
}

/// The instructions before the first jump or label-worthy event: where
/// arguments are put into their slots.
uint32_t endOfEntryBlock(const CapturedFrame &Frame) {
  uint32_t I = 0;
  for (; I != Frame.Instructions.size(); ++I) {
    InstructionKind Kind = Frame.Instructions[I].Kind;
    if (Kind == InstructionKind::Branch || Kind == InstructionKind::Return)
      break;
  }
  return I;
}

} // namespace

std::vector<TouchOrigin>
originsWithoutSource(const FunctionFacts &Facts, const CapturedFrame &Frame,
                     const BuiltFrame &Built,
                     const std::vector<Instruction> &Instructions,
                     const std::vector<ResolvedTouch> &Touches) {
  std::vector<TouchOrigin> Origins(Touches.size(), TouchOrigin::Unknown);
  uint32_t EntryEnd = endOfEntryBlock(Frame);
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
    else if (Origin == TouchOrigin::Unknown &&
             Touch.Kind == AccessKind::Write && Touch.Instruction < EntryEnd) {
      // The code generator gives these stores no line; at most that of the
      // function itself.
      const SourcePosition &P = Instructions[Touch.Instruction].Position;
      bool IsAtBody = P.isValid() && Facts.Body.contains(P);
      bool IsArgument =
          holdsParameter(Slot) || Slot.Kind == SlotKind::RegisterSaveArea;
      if (IsArgument && !IsAtBody)
        Origin = TouchOrigin::ParameterStore;
    }
    Origins[T] = Origin;
  }
  return Origins;
}

void finishOrigins(const FunctionFacts &Facts, const CapturedFrame &Frame,
                   const BuiltFrame &Built,
                   const std::vector<Instruction> &Instructions,
                   const std::vector<ResolvedTouch> &Touches,
                   std::vector<TouchOrigin> &Origins) {
  (void)Facts;
  const std::vector<FrameSlot> &Slots = Built.Layout.slots();
  for (size_t T = 0; T != Touches.size(); ++T) {
    if (Origins[T] != TouchOrigin::Unknown)
      continue;
    const ResolvedTouch &Touch = Touches[T];
    const FrameSlot &Slot = Slots[Touch.Place.Slot.Value];
    const CapturedInstruction &I = Frame.Instructions[Touch.Instruction];
    const SourcePosition &P = Instructions[Touch.Instruction].Position;
    if (Slot.Kind != SlotKind::Variable && Slot.Kind != SlotKind::Parameter)
      Origins[T] = TouchOrigin::CompilerTemporary;
    else if (*I.InlinedFrom)
      Origins[T] = TouchOrigin::Source; // of the function that was inlined
    else if (Touch.Kind == AccessKind::Write &&
             std::any_of(Slot.Occupants.begin(), Slot.Occupants.end(),
                         [&](const Occupant &O) { return O.Declared == P; }))
      Origins[T] = TouchOrigin::Initialiser;
  }
}

} // namespace framewalk
