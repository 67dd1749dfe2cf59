//===- Places.cpp ---------------------------------------------------------===//

#include "Lsp/Features/Places.h"

#include "Render/FrameWords.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

/// Places that a short text names before it leaves the rest out.
constexpr size_t MostPlaces = 2;

std::string withoutBrackets(llvm::StringRef Text) {
  if (Text.starts_with("[") && Text.ends_with("]"))
    Text = Text.drop_front().drop_back();
  return Text.str();
}

std::string operandOf(const FrameSlot &S, int64_t Offset) {
  if (!S.Base.empty())
    return operandText(S.Base, S.Displacement + Offset);
  return S.CfaOffset ? fmt::format("CFA{:+}", S.CfaOffset->Value + Offset)
                     : std::string();
}

/// "what rdi was at entry": a debugger may find it, the frame does not have it.
bool isGone(llvm::StringRef Where) {
  return Where.starts_with("optimised out") || Where.starts_with("what ");
}

/// "rdi, then rbx"
std::string shortMoves(const LocalVariable &V) {
  std::vector<std::string> Places;
  for (const VariableLocation &L : V.Locations) {
    std::string Where = isGone(L.Where) ? "gone" : withoutBrackets(L.Where);
    if (Places.empty() || Places.back() != Where)
      Places.push_back(std::move(Where));
  }
  std::string Text;
  for (size_t I = 0; I < Places.size() && I < MostPlaces; ++I)
    Text += (I ? ", then " : "") + Places[I];
  if (Places.size() > MostPlaces)
    Text += " ...";
  return Text;
}

/// The headline of "static: one object for the whole program".
std::string shortReason(llvm::StringRef Why) {
  return isGone(Why) ? "gone" : Why.split(':').first.str();
}

} // namespace

std::vector<PlaceInFrame> framewalk::placesOf(const FunctionReport &F,
                                              VariableId V) {
  std::vector<PlaceInFrame> Places;
  for (SlotId Id : F.Variables[V.Value].Slots) {
    const FrameSlot &S = F.Frame.slot(Id);
    auto Own = llvm::find_if(
        S.Occupants, [&](const Occupant &O) { return O.Variable == V; });
    const bool IsListed = Own != S.Occupants.end();
    const int64_t Offset = IsListed ? Own->Offset : 0;
    PlaceInFrame &P = Places.emplace_back();
    P.Slot = Id;
    P.Operand = operandOf(S, Offset);
    if (S.CfaOffset)
      P.Cfa = *S.CfaOffset + Offset;
    P.Size = IsListed && Own->Size ? Own->Size : S.Size;
    if (IsListed)
      P.Note = Own->Note;
  }
  return Places;
}

std::string framewalk::shortPlace(const FunctionReport &F, VariableId V) {
  const LocalVariable &Variable = F.Variables[V.Value];
  const std::vector<PlaceInFrame> Places = placesOf(F, V);
  if (!Variable.Locations.empty())
    return shortMoves(Variable);
  if (Variable.Kind == VariableKind::Static ||
      Variable.Kind == VariableKind::ThreadLocal)
    return "";
  if (Places.empty())
    return shortReason(Variable.WhyNoSlot);
  std::string Text;
  for (size_t I = 0; I < Places.size() && I < MostPlaces; ++I)
    Text += fmt::format("{}{}, {} B", I ? " and " : "",
                        withoutBrackets(Places[I].Operand), Places[I].Size);
  if (Places.size() > MostPlaces)
    Text += fmt::format(" and {} more", Places.size() - MostPlaces);
  return Text;
}

std::vector<std::string> framewalk::sharersOf(const FunctionReport &F,
                                              VariableId V) {
  std::vector<std::string> Names;
  for (SlotId Id : F.Variables[V.Value].Slots) {
    const std::vector<Occupant> &All = F.Frame.slot(Id).Occupants;
    auto Own =
        llvm::find_if(All, [&](const Occupant &O) { return O.Variable == V; });
    if (Own == All.end())
      continue;
    for (const Occupant &O : All) {
      const bool IsApart = O.Offset >= Own->Offset + int64_t(Own->Size) ||
                           Own->Offset >= O.Offset + int64_t(O.Size);
      if (&O == &*Own || IsApart)
        continue;
      std::string Name = displayName(F, O);
      if (O.Declared.isValid())
        Name += fmt::format(" of line {}", O.Declared.Line);
      if (!llvm::is_contained(Names, Name))
        Names.push_back(std::move(Name));
    }
  }
  return Names;
}

const Lifetime *framewalk::lifetimeOf(const FunctionReport &F, VariableId V) {
  auto Found = llvm::find_if(
      F.Lifetimes, [&](const Lifetime &L) { return L.Variable == V; });
  return Found == F.Lifetimes.end() ? nullptr : &*Found;
}

std::vector<std::string> framewalk::movesOf(const LocalVariable &V) {
  std::vector<std::string> Lines;
  for (const VariableLocation &L : V.Locations)
    Lines.push_back(
        fmt::format("{:x}-{:x}  {}", L.Code.Begin, L.Code.End, L.Where));
  return Lines;
}

bool framewalk::isSpelled(const LocalVariable &V) {
  switch (V.Kind) {
  case VariableKind::Local:
  case VariableKind::Parameter:
  case VariableKind::Binding:
  case VariableKind::Static:
  case VariableKind::ThreadLocal:
    return !V.Name.empty();
  case VariableKind::ImplicitParameter:
  case VariableKind::Temporary:
  case VariableKind::ExtendedTemporary:
    return false;
  }
  return false;
}
