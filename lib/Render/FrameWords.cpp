//===- FrameWords.cpp -----------------------------------------------------===//

#include "Render/FrameWords.h"

#include "Support/Words.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

using namespace framewalk;

std::string framewalk::sizeText(FrameSize Size) {
  if (!Size.Max)
    return fmt::format("at least {}", bytesText(Size.Min));
  if (*Size.Max != Size.Min)
    return fmt::format("{} to {}", Size.Min, bytesText(*Size.Max));
  return bytesText(Size.Min);
}

std::string framewalk::kindName(const FrameSlot &S) {
  switch (S.Kind) {
  case SlotKind::Variable:
    return "in locals";
  case SlotKind::Parameter:
    return "in parameters";
  case SlotKind::ReturnAddress:
    return "return address";
  case SlotKind::SavedFramePointer:
    return S.Title.empty() ? "saved frame pointer" : S.Title;
  case SlotKind::CalleeSaved:
    return "saved registers";
  case SlotKind::Spill:
    return "spilled";
  case SlotKind::Temporary:
    return "temporaries";
  case SlotKind::StackProtector:
    return "stack protector";
  case SlotKind::RegisterSaveArea:
    return "register save area";
  case SlotKind::SavedStackPointer:
    return "saved stack pointer";
  case SlotKind::Dynamic:
    return "dynamic";
  case SlotKind::OutgoingArgument:
    return "outgoing arguments";
  case SlotKind::ByvalCopy:
    return "copies of arguments";
  case SlotKind::Padding:
    return "padding";
  case SlotKind::RedZone:
    return "red zone";
  case SlotKind::Unattributed:
    return "unattributed";
  }
  return "unattributed";
}

std::string framewalk::bytesOf(const FrameSlot &S, std::string_view Dash) {
  if (S.Size == 0 && !S.MaxSize)
    return "varies";
  if (S.MaxSize && *S.MaxSize != S.Size)
    return fmt::format("{}{}{}", S.Size, Dash, *S.MaxSize);
  return std::to_string(S.Size);
}

std::vector<std::string> framewalk::basesOf(const FrameLayout &L) {
  std::vector<std::string> Bases;
  for (const FrameSlot &S : L.slots())
    if (!S.Base.empty() && !llvm::is_contained(Bases, S.Base))
      Bases.push_back(S.Base);
  return Bases;
}

std::string framewalk::signedText(int64_t Value) {
  return Value == 0 ? "0" : fmt::format("{:+}", Value);
}

bool framewalk::isAboveCfa(const FrameSlot &S) {
  return S.CfaOffset && S.CfaOffset->Value >= 0;
}

std::string framewalk::byteSummary(const FrameLayout &L) {
  std::vector<SlotKind> Order;
  std::map<SlotKind, const FrameSlot *> First;
  bool HasDynamic = false;
  for (const FrameSlot &S : L.slots()) {
    HasDynamic = HasDynamic || S.Kind == SlotKind::Dynamic;
    if (isAboveCfa(S) || S.Kind == SlotKind::RedZone ||
        S.Kind == SlotKind::Dynamic || S.Kind == SlotKind::Padding)
      continue;
    if (First.try_emplace(S.Kind, &S).second)
      Order.push_back(S.Kind);
  }
  std::string Text;
  auto Add = [&](std::string Part) {
    Text += (Text.empty() ? "" : ", ") + Part;
  };
  for (SlotKind Kind : Order)
    Add(fmt::format("{} {}", L.bytesOf(Kind), kindName(*First[Kind])));
  if (uint64_t Padding = L.bytesOf(SlotKind::Padding))
    Add(fmt::format("{} padding", Padding));
  if (HasDynamic)
    Add("and a dynamic part");
  return Text;
}

std::string framewalk::displayName(const LocalVariable &V) {
  if (!V.Name.empty())
    return V.Name;
  switch (V.Kind) {
  case VariableKind::Temporary:
  case VariableKind::ExtendedTemporary:
    return "(temporary)";
  case VariableKind::Parameter:
  case VariableKind::ImplicitParameter:
    return "(parameter)";
  default:
    return "(unnamed)";
  }
}

std::string framewalk::displayName(const FunctionReport &F, VariableId Id) {
  const LocalVariable *V = F.variable(Id);
  return V ? displayName(*V) : "";
}

std::string framewalk::displayName(const FunctionReport &F, const Occupant &O) {
  if (O.Name.empty() && O.Variable)
    if (const LocalVariable *V = F.variable(*O.Variable))
      return displayName(*V);
  return O.Name.empty() ? "(unnamed)" : O.Name;
}

std::string framewalk::slotName(const FrameLayout &Frame, SlotId Slot) {
  if (Slot.Value >= Frame.slots().size())
    return "";
  const FrameSlot &S = Frame.slot(Slot);
  for (const Occupant &O : S.Occupants)
    if (!O.Name.empty())
      return O.Name;
  if (!S.Title.empty())
    return S.Title;
  return S.Occupants.empty() ? kindName(S) : "(unnamed)";
}

std::string framewalk::lifeRange(const FunctionReport &F, const Lifetime &L) {
  auto Place = [&](const SourcePosition &P) {
    // An included body: the line is another file's; footnoted.
    const char *Elsewhere = P.File == F.Position.File ? "" : "*";
    return fmt::format("{}{}:{}", Elsewhere, P.Line, P.Column);
  };
  bool IsForever = L.Storage == StorageDuration::Static ||
                   L.Storage == StorageDuration::Thread;
  if (IsForever || !L.Begin.isValid() || !L.End.isValid())
    return "";
  return Place(L.Begin) + "-" + Place(L.End);
}

std::map<VariableId, const Lifetime *>
framewalk::lifetimesOf(const FunctionReport &F) {
  std::map<VariableId, const Lifetime *> Lives;
  for (const Lifetime &L : F.Lifetimes)
    Lives.try_emplace(L.Variable, &L);
  return Lives;
}

std::string framewalk::codeBytes(const Instruction &I) {
  std::string Text;
  for (unsigned B = 0; B < I.Length; ++B)
    Text += fmt::format("{}{:02x}", B ? " " : "", I.Bytes[B]);
  return Text;
}

std::string framewalk::operandText(const std::string &Base,
                                   int64_t Displacement) {
  if (Displacement == 0)
    return "[" + Base + "]";
  return fmt::format("[{}{:+#x}]", Base, Displacement);
}

const char *framewalk::originText(TouchOrigin Origin) {
  switch (Origin) {
  case TouchOrigin::Source:
    return "";
  case TouchOrigin::Initialiser:
    return "first value";
  case TouchOrigin::ParameterStore:
    return "argument to its slot";
  case TouchOrigin::Spill:
    return "spill: no register was free";
  case TouchOrigin::Reload:
    return "reload of a spilled value";
  case TouchOrigin::SavedRegister:
    return "the caller's register";
  case TouchOrigin::Cleanup:
    return "work at the scope's end";
  case TouchOrigin::ReturnAddress:
    return "return address";
  case TouchOrigin::OutgoingArgument:
    return "argument for a call";
  case TouchOrigin::StackProtector:
    return "canary";
  case TouchOrigin::CompilerTemporary:
    return "the compiler's temporary";
  case TouchOrigin::Unknown:
    return "not linked to the source";
  }
  return "";
}
