//===- VariableHover.cpp - A local, and the access under the cursor -------===//

#include "Layout/Heirs.h"
#include "Lsp/Features/Hovers.h"
#include "Lsp/Features/Places.h"
#include "Render/FrameWords.h"
#include "Render/WalkText.h"
#include "Support/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

constexpr size_t MostAccesses = 8;
constexpr size_t MostInstructions = 6;

/// A variable that the token under the cursor stands for.
struct Subject {
  const FunctionReport *Function = nullptr;
  VariableId Variable;
  const Access *Here = nullptr; ///< the access that is written there

  const LocalVariable &variable() const {
    return Function->Variables[Variable.Value];
  }
};

//===--- Which variable ---------------------------------------------------===//

/// Behind `.`, `->` and `::` stands something else of that name.
bool isMember(const DocumentView &Document, const SourcePosition &Token) {
  std::string_view Before =
      Document.line(Token.Line).substr(0, Token.Column - 1);
  while (!Before.empty() && (Before.back() == ' ' || Before.back() == '\t'))
    Before.remove_suffix(1);
  return Before.ends_with(".") || Before.ends_with("->") ||
         Before.ends_with("::");
}

/// The innermost of that name that is alive at the place: where no code uses
/// it (sizeof, optimised away), nothing else tells.
std::optional<VariableId> visibleAt(const HoverQuestion &Q,
                                    const FunctionReport &F) {
  if (isMember(Q.Document, Q.Token))
    return std::nullopt;
  std::optional<VariableId> Best;
  for (uint32_t I = 0; I < F.Variables.size(); ++I) {
    const LocalVariable &V = F.Variables[I];
    const Lifetime *L = lifetimeOf(F, VariableId(I));
    if (V.Name != Q.Text || !isSpelled(V) || !(V.Declared < Q.Token))
      continue;
    if (L && L->End.isValid() && L->End < Q.Token)
      continue;
    if (!Best || F.Variables[Best->Value].Declared < V.Declared)
      Best = VariableId(I);
  }
  return Best;
}

/// All that the token is about: a macro's name can be several.
std::vector<Subject> subjectsIn(const HoverQuestion &Q,
                                const FunctionReport &F) {
  std::vector<Subject> Found;
  auto Add = [&](VariableId V, const Access *Here) {
    if (V.Value < F.Variables.size() &&
        llvm::none_of(Found, [&](const Subject &S) { return S.Variable == V; }))
      Found.push_back({.Function = &F, .Variable = V, .Here = Here});
  };
  for (const Access &A : F.Accesses)
    if (A.Position == Q.Token)
      Add(A.Variable, &A);
  for (uint32_t I = 0; I < F.Variables.size(); ++I)
    if (F.Variables[I].Declared == Q.Token && isSpelled(F.Variables[I]))
      Add(VariableId(I), nullptr);
  if (Found.empty())
    if (std::optional<VariableId> V = visibleAt(Q, F))
      Add(*V, nullptr);
  // The one that is spelled there comes first.
  auto Spelled = llvm::find_if(
      Found, [&](const Subject &S) { return S.variable().Name == Q.Text; });
  if (Spelled != Found.end())
    std::rotate(Found.begin(), Spelled, Spelled + 1);
  return Found;
}

//===--- Where it is ------------------------------------------------------===//

StyledText placeSentence(const Subject &S) {
  const LocalVariable &V = S.variable();
  StyledText Text(displayName(V), Style::Name);
  const std::vector<PlaceInFrame> Places = placesOf(*S.Function, S.Variable);
  if (Places.empty())
    return Text.add(": ").append(proseText(
        V.WhyNoSlot.empty() ? std::string("not in the frame") : V.WhyNoSlot));
  for (size_t I = 0; I < Places.size(); ++I) {
    Text.add(I ? " and " : ": ").add(bytesText(Places[I].Size) + " at ");
    Text.add(Places[I].Operand, Style::Code);
    if (Places[I].Cfa && !Places[I].Operand.starts_with("CFA"))
      Text.add(fmt::format(", CFA{:+}", Places[I].Cfa->Value));
  }
  if (!V.Locations.empty())
    Text.add(", not all the time");
  return Text;
}

/// A member's name, and what a lambda has captured, are uses of `this`.
StyledText throughThis(const HoverQuestion &Q, const Subject &S) {
  if (S.variable().Kind != VariableKind::ImplicitParameter ||
      S.variable().Name == Q.Text)
    return {};
  return codeText(std::string(Q.Text)).add(", reached through ");
}

std::string offsetText(const std::optional<FrameOffset> &Offset) {
  return Offset ? fmt::format("{:+}", Offset->Value) : "";
}

/// A row of the ledger, with a mark at what the hover is about.
void addSlotRow(Table &T, const FunctionReport &F, const FrameSlot &S,
                bool IsIt) {
  const bool IsPadding = S.Kind == SlotKind::Padding;
  const SlotId Id(uint32_t(&S - F.Frame.slots().data()));
  std::string Name = IsPadding ? "·" : slotName(F.Frame, Id);
  if (S.Occupants.size() > 1 && !IsPadding) {
    Name.clear();
    for (const Occupant &O : S.Occupants)
      Name += (Name.empty() ? "" : ", ") + displayName(F, O);
  }
  T.row({StyledText(IsIt ? ">" : ""), StyledText(offsetText(S.CfaOffset)),
         StyledText(S.Base.empty() ? "" : operandText(S.Base, S.Displacement)),
         StyledText(S.Size || S.MaxSize ? fmt::format("{}", S.Size) : "varies"),
         StyledText(Name), StyledText(S.Reason)});
}

/// Its slot, what is above and below, and the padding between.
void addNeighbours(HoverText &Text, const Subject &S) {
  const std::vector<FrameSlot> &Slots = S.Function->Frame.slots();
  const std::vector<SlotId> &Own = S.variable().Slots;
  if (Own.empty())
    return;
  auto IsPadding = [&](size_t I) { return Slots[I].Kind == SlotKind::Padding; };
  size_t First = Own.front().Value, Last = Own.front().Value;
  for (bool More = First > 0; More; More = First > 0 && IsPadding(First))
    --First;
  for (bool More = Last + 1 < Slots.size(); More;
       More = Last + 1 < Slots.size() && IsPadding(Last))
    ++Last;
  Column Mark, Cfa, Operand, Bytes, Name, Why;
  Cfa.Title = "CFA";
  Cfa.Side = Bytes.Side = Align::Right;
  Bytes.Title = "bytes";
  Mark.Gap = 0;
  Cfa.Gap = 1;
  Why.Wrap = true;
  Why.MaxWidth = 36;
  Table T({Mark, Cfa, Operand, Bytes, Name, Why}, 0);
  for (size_t I = First; I <= Last; ++I)
    addSlotRow(T, *S.Function, Slots[I], I == Own.front().Value);
  Markup M;
  M.table(std::move(T));
  Text.block(M);
}

/// Where it is when, in code that moves it about.
void addMoves(HoverText &Text, const LocalVariable &V) {
  constexpr size_t Most = 8;
  if (V.Locations.empty())
    return;
  Table T({Column{}, Column{}}, 0);
  for (size_t I = 0; I < V.Locations.size() && I < Most; ++I)
    T.row({StyledText(fmt::format("{:x}-{:x}", V.Locations[I].Code.Begin,
                                  V.Locations[I].Code.End)),
           StyledText(V.Locations[I].Where, Style::Code)});
  if (V.Locations.size() > Most)
    T.row({"",
           StyledText(fmt::format("and {} more", V.Locations.size() - Most))});
  Markup M;
  M.table(std::move(T));
  Text.paragraph("where it is, by the code's addresses (from debug info):");
  Text.block(M);
}

//===--- The access under the cursor --------------------------------------===//

const char *verbOf(AccessKind Kind) {
  switch (Kind) {
  case AccessKind::Read:
    return "read here";
  case AccessKind::Write:
    return "written here";
  case AccessKind::Update:
    return "read and written here";
  case AccessKind::Address:
    return "its address is taken here";
  }
  return "";
}

void addAccess(HoverText &Text, const Subject &S) {
  const Access &A = *S.Here;
  if (A.Instructions.empty()) {
    Text.paragraph(
        StyledText(verbOf(A.Kind)).add(": ").append(proseText(A.WhyUnlinked)));
    return;
  }
  StyledText Line(verbOf(A.Kind));
  if (A.Kind != AccessKind::Address && A.Size)
    Line.add(", " + bytesText(A.Size));
  Text.paragraph(Line.add(":"));
  Markup M;
  addCode(M, *S.Function, A.Instructions, MostInstructions);
  Text.block(M);
}

void addWalk(HoverText &Text, const TranslationUnitReport &Unit,
             const Access &A) {
  if (!A.Walk || A.Walk->Walk.Value >= Unit.Walks.size())
    return;
  StyledText Line("virtual ");
  Line.add(fmt::format("{:#x}", A.Walk->Virtual.Value), Style::Address)
      .add(" → physical ")
      .add(fmt::format("{:#x}", A.Walk->Physical.Value), Style::Address)
      .add(A.Walk->Tlb == TlbOutcome::Hit
               ? ": the TLB has the page, from this walk"
               : ": the TLB has not got the page, this walk finds it")
      .add(" (simulated)");
  Text.paragraph(Line);
  Markup M;
  addWalkSteps(M, Unit.Walks[A.Walk->Walk.Value], A.Walk->Virtual, 0);
  Text.block(M);
  if (!A.MorePages.empty())
    Text.paragraph("and on " + counted(A.MorePages.size(), "more page"));
}

//===--- Its life ---------------------------------------------------------===//

/// "3 accesses: 6:80 update, 7:10 read; by the compiler: first value at 11"
StyledText accessSentence(const Subject &S) {
  std::vector<const Access *> Own;
  for (const Access &A : S.Function->Accesses)
    if (A.Variable == S.Variable)
      Own.push_back(&A);
  StyledText Text(Own.empty() ? std::string("no access in the source")
                              : fmt::format("{} access{}: ", Own.size(),
                                            Own.size() == 1 ? "" : "es"));
  for (size_t I = 0; I < Own.size() && I < MostAccesses; ++I)
    Text.add(fmt::format("{}{} {}:{}", I ? ", " : "", name(Own[I]->Kind),
                         Own[I]->Position.Line, Own[I]->Position.Column));
  if (Own.size() > MostAccesses)
    Text.add(fmt::format(" and {} more", Own.size() - MostAccesses));
  return Text;
}

bool touches(const FunctionReport &F, const FrameTouch &Touch, VariableId V) {
  const FrameSlot &S = F.Frame.slot(*Touch.Slot);
  for (const Occupant &O : S.Occupants)
    if (O.Variable == V)
      return O.Offset < Touch.Offset + std::max<int64_t>(1, Touch.Size) &&
             Touch.Offset < O.Offset + int64_t(O.Size);
  return false;
}

/// What the compiler does with its bytes and the source does not spell out.
std::string compilersAccesses(const Subject &S) {
  std::vector<std::string> Parts;
  for (const Instruction &I : S.Function->Instructions) {
    const bool IsOwn = I.Touch && I.Touch->Slot &&
                       I.Touch->Origin != TouchOrigin::Source &&
                       touches(*S.Function, *I.Touch, S.Variable);
    if (IsOwn)
      Parts.push_back(
          fmt::format("{} at {:x}", originText(I.Touch->Origin), I.Address));
  }
  constexpr size_t Most = 4;
  const size_t Count = Parts.size();
  Parts.resize(std::min(Count, Most));
  std::string Text = llvm::join(Parts, ", ");
  if (Count > Most)
    Text += fmt::format(" and {} more", Count - Most);
  return Text;
}

/// Who has its bytes when it is dead.
std::string heirSentence(const TranslationUnitReport &Unit, const Subject &S,
                         const Lifetime &L) {
  const std::vector<PlaceInFrame> Places = placesOf(*S.Function, S.Variable);
  if (Places.empty() || L.Storage == StorageDuration::Static ||
      L.Storage == StorageDuration::Thread)
    return "";
  const HeirFinder Heirs(Unit);
  const bool DiesWithFrame =
      L.Storage == StorageDuration::Parameter || L.End == S.Function->Body.End;
  if (!DiesWithFrame)
    return Heirs.inFrame(*S.Function, S.Variable, "").Description;
  if (!Places.front().Cfa)
    return "";
  return Heirs
      .afterReturn(
          *S.Function,
          {.Begin = Places.front().Cfa->Value, .Size = Places.front().Size}, "")
      .Description;
}

void addLife(HoverText &Text, const HoverQuestion &Q, const Subject &S) {
  const Lifetime *L = lifetimeOf(*S.Function, S.Variable);
  if (L) {
    StyledText Line("lives ");
    Line.add(lifeRange(*S.Function, *L));
    if (!L->Note.empty())
      Line.add(": ").append(proseText(L->Note));
    Text.item(Line);
    if (!L->Before.empty() && !S.variable().Slots.empty())
      Text.item(StyledText("before: ").append(proseText(L->Before)));
  }
  if (const std::vector<std::string> Others =
          sharersOf(*S.Function, S.Variable);
      !Others.empty())
    Text.item("shares its bytes with " + llvm::join(Others, ", "));
  StyledText Accesses = accessSentence(S);
  if (std::string Own = compilersAccesses(S); !Own.empty())
    Accesses.add("; by the compiler: " + Own);
  Text.item(Accesses);
  if (!L)
    return;
  if (std::string Heir = heirSentence(Q.Document.report(), S, *L);
      !Heir.empty())
    Text.item(StyledText("once it is dead, ").append(proseText(Heir)));
  else if (!L->After.empty() && !S.variable().Slots.empty())
    Text.item(StyledText("afterwards: ").append(proseText(L->After)));
}

} // namespace

std::optional<llvm::lsp::Hover>
framewalk::hoverVariable(const HoverQuestion &Q, const FunctionGroup &Group) {
  std::vector<Subject> Subjects;
  for (const FunctionReport *F : Group.Functions)
    if (Subjects.empty())
      Subjects = subjectsIn(Q, *F);
  if (Subjects.empty())
    return std::nullopt;
  const Subject &S = Subjects.front();
  HoverText Text = Q.newText();
  Text.title(throughThis(Q, S).append(placeSentence(S)));
  addWhich(Text, Group);
  if (S.Here)
    addAccess(Text, S);
  addNeighbours(Text, S);
  addMoves(Text, S.variable());
  addLife(Text, Q, S);
  for (size_t I = 1; I < Subjects.size(); ++I)
    Text.item(placeSentence(Subjects[I]));
  if (S.Here && Q.Options.Walks)
    addWalk(Text, Q.Document.report(), *S.Here);
  return std::move(Text).finish(Q.Range);
}
