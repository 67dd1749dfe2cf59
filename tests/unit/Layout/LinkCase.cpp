//===- LinkCase.cpp -------------------------------------------------------===//
#include "LinkCase.h"

#include <cstdlib>

namespace framewalk::test {

LinkCase::LinkCase() {
  Facts.Name = "f";
  Facts.Body = {at(1, 1), at(99, 1)};
  Lowest = 0;
  addSlot(SlotKind::ReturnAddress, 8);
  addSlot(SlotKind::SavedFramePointer, 8);
}

uint32_t LinkCase::addSlot(SlotKind Kind, uint64_t Size) {
  Lowest -= Size;
  FrameSlot Slot;
  Slot.Kind = Kind;
  Slot.CfaOffset = FrameOffset(Lowest);
  Slot.Size = Size;
  Slot.Base = "rbp";
  Slot.Displacement = Lowest + 16;
  Slots.push_back(Slot);
  return Slots.size() - 1;
}

SlotId LinkCase::slot(SlotKind Kind, uint64_t Size) {
  return SlotId(addSlot(Kind, Size));
}

VariableId LinkCase::addVariable(std::string Name, uint64_t Size,
                                 VariableKind Kind) {
  VariableFact Fact;
  Fact.Name = Name;
  Fact.Type = "int";
  Fact.Kind = Kind;
  Fact.Declared = at(2, 7);
  Fact.Size = Size;
  Fact.LifeBegin = Fact.Declared;
  Fact.LifeEnd = Facts.Body.End;
  Facts.Variables.push_back(Fact);
  LocalVariable Local;
  Local.Name = Name;
  Local.Size = Size;
  Local.Kind = Kind;
  Built.Variables.push_back(Local);
  return VariableId(Facts.Variables.size() - 1);
}

void LinkCase::occupy(uint32_t Slot, VariableId V) {
  Occupant O;
  O.Name = fact(V).Name;
  O.Size = *fact(V).Size;
  O.Variable = V;
  O.Declared = fact(V).Declared;
  O.Parameter = fact(V).Kind == VariableKind::Parameter;
  Slots[Slot].Occupants.push_back(O);
  built(V).Slots.push_back(SlotId(Slot));
}

VariableId LinkCase::local(std::string Name, uint64_t Size) {
  VariableId V = addVariable(std::move(Name), Size, VariableKind::Local);
  occupy(addSlot(SlotKind::Variable, Size), V);
  return V;
}

VariableId LinkCase::parameter(std::string Name, uint64_t Size) {
  VariableId V = addVariable(std::move(Name), Size, VariableKind::Parameter);
  fact(V).Storage = StorageDuration::Parameter;
  occupy(addSlot(SlotKind::Variable, Size), V);
  return V;
}

VariableId LinkCase::sharing(VariableId Other, std::string Name) {
  VariableId V =
      addVariable(std::move(Name), *fact(Other).Size, VariableKind::Local);
  occupy(built(Other).Slots.front().Value, V);
  return V;
}

VariableId LinkCase::elsewhere(std::string Name, std::string WhyNoSlot) {
  VariableId V = addVariable(std::move(Name), 4, VariableKind::Local);
  built(V).WhyNoSlot = std::move(WhyNoSlot);
  return V;
}

UseFact &LinkCase::use(VariableId V, AccessKind Kind, Places Candidates) {
  UseFact Use;
  Use.Variable = V;
  Use.Kind = Kind;
  for (auto [Line, Column] : Candidates)
    Use.Candidates.push_back(at(Line, Column));
  Use.Position = Use.Candidates.front();
  Facts.Uses.push_back(Use);
  return Facts.Uses.back();
}

void LinkCase::implicit(VariableId V, TouchOrigin Origin, Places Candidates) {
  ImplicitUseFact Use;
  Use.Variable = V;
  Use.Origin = Origin;
  for (auto [Line, Column] : Candidates)
    Use.Candidates.push_back(at(Line, Column));
  Facts.ImplicitUses.push_back(Use);
}

void LinkCase::code(std::string_view Assembly) {
  CapturedFrame Start = Frame;
  Start.HasFramePointer = true;
  Start.IsOptimised = IsOptimised;
  Frame = assemble("push rbp      ; setup\n"
                   "mov rbp, rsp  ; setup\n" +
                       std::string(Assembly),
                   Start);
  auto Layout =
      FrameLayout::create("rbp", {uint64_t(-Lowest), uint64_t(-Lowest)}, Slots);
  if (!Layout)
    std::abort(); // a mistake in the test
  Built.Layout = std::move(*Layout);
  for (const CapturedInstruction &Captured : Frame.Instructions) {
    Instruction I;
    I.Address = Captured.Address;
    I.Length = Captured.Length;
    I.Text = Frame.text(Captured);
    Instructions.push_back(I);
  }
  Accesses = linkAccesses(Facts, Frame, Built, trackStack(Frame), {FileId(0)},
                          Instructions);
  Lifetimes = buildLifetimes(Facts, Built, Instructions);
}

std::string LinkCase::linked(size_t I) const {
  const Access &A = Accesses[I];
  if (A.Instructions.empty())
    return "(" + A.WhyUnlinked + ")";
  std::string Result = A.WhyUnlinked;
  for (InstructionId Id : A.Instructions)
    Result += (Result.empty() ? "" : "; ") + Instructions[Id.Value].Text;
  return Result;
}

std::string LinkCase::origin(std::string_view Text) const {
  for (const Instruction &I : Instructions)
    if (I.Text == Text)
      return I.Touch ? std::string(name(I.Touch->Origin)) : "none";
  return "no such instruction";
}

} // namespace framewalk::test
