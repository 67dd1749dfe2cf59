//===- AccessText.cpp - Accesses as text ----------------------------------===//

#include "Render/AccessText.h"

#include "Render/FrameWords.h"
#include "Support/Words.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

using namespace framewalk;

namespace {

/// The variables whose bytes an instruction touches. Where several share them,
/// which one is meant is for the reader: none may be alive any more.
std::string touchedName(const FrameLayout &Frame, const FrameTouch &Touch) {
  if (!Touch.Slot)
    return "";
  const int64_t End =
      Touch.Offset + std::max<int64_t>(1, static_cast<int64_t>(Touch.Size));
  std::vector<std::string> Names;
  for (const Occupant &O : Frame.slot(*Touch.Slot).Occupants) {
    const bool IsHere = O.Offset < End &&
                        Touch.Offset < O.Offset + static_cast<int64_t>(O.Size);
    const bool IsElsewhere = O.Note.starts_with("not here");
    if (IsHere && !IsElsewhere && !O.Name.empty() &&
        std::find(Names.begin(), Names.end(), O.Name) == Names.end())
      Names.push_back(O.Name);
  }
  if (Names.empty())
    return slotName(Frame, *Touch.Slot);
  std::string Text = Names.front();
  for (size_t I = 1; I < Names.size(); ++I)
    Text += " or " + Names[I];
  return Text;
}

/// A function with more accesses is summarised, one line per variable: about a
/// screen of them can be read, sqlite's largest function has 4,000.
constexpr size_t MostAccessesListed = 40;
/// Instructions of one access that are listed before the rest is counted.
constexpr size_t MostInstructions = 4;

StyledText instructionText(const Instruction &I) {
  return StyledText(fmt::format("{:>4x}  ", I.Address), Style::Dim)
      .add(I.Text, Style::Code);
}

std::string placeText(const FunctionReport &F, const SourcePosition &P) {
  if (!P.isValid())
    return "";
  return fmt::format("{}{}:{}", P.File == F.Position.File ? "" : "*", P.Line,
                     P.Column);
}

//===----------------------------------------------------------------------===//
// Each access
//===----------------------------------------------------------------------===//

/// "s+4" for a part of a variable.
StyledText partName(const FunctionReport &F, const Access &A) {
  StyledText Text(displayName(F, A.Variable), Style::Name);
  int64_t InVariable = A.Offset;
  if (A.Slot && A.Slot->Value < F.Frame.slots().size())
    for (const Occupant &O : F.Frame.slot(*A.Slot).Occupants)
      if (O.Variable == A.Variable)
        InVariable -= O.Offset;
  if (InVariable != 0)
    Text.add(fmt::format("{:+}", InVariable), Style::Dim);
  return Text;
}

/// The addresses, and how the page was found. \p WithTlb: where the accesses
/// differ in that.
std::vector<StyledText> walkCells(const Access &A, bool WithTlb) {
  if (!A.Walk)
    return {};
  StyledText Tlb;
  if (WithTlb)
    Tlb = A.Walk->Tlb == TlbOutcome::Miss
              ? StyledText(fmt::format("walk {}", A.Walk->Walk.Value))
              : StyledText("TLB hit", Style::Dim);
  return {
      StyledText(fmt::format("{:#x}", A.Walk->Virtual.Value), Style::Address),
      StyledText(fmt::format("{:#x}", A.Walk->Physical.Value), Style::Address),
      std::move(Tlb)};
}

/// Where every access finds its page in the TLB: the walks that put them
/// there. Empty otherwise.
std::set<uint32_t> walksBehindHits(const FunctionReport &F) {
  std::set<uint32_t> Walks;
  for (const Access &A : F.Accesses) {
    if (!A.Walk)
      continue;
    if (A.Walk->Tlb == TlbOutcome::Miss)
      return {};
    Walks.insert(A.Walk->Walk.Value);
  }
  return Walks;
}

void addTlbSentence(Markup &M, const std::set<uint32_t> &Walks) {
  if (Walks.empty())
    return;
  std::string Text;
  for (uint32_t W : Walks)
    Text += fmt::format("{}walk {}", Text.empty() ? "" : ", ", W);
  M.paragraph(StyledText(fmt::format("all TLB hits: {}, taken for the "
                                     "compiler's own accesses, came first",
                                     Text),
                         Style::Dim),
              2);
}

void addAccess(Table &T, const FunctionReport &F, const Access &A,
               size_t MostLines, bool WithTlb) {
  std::vector<StyledText> Cells = {
      StyledText(placeText(F, A.Position)), partName(F, A),
      StyledText(std::string(name(A.Kind))),
      A.Instructions.empty()
          ? StyledText(A.WhyUnlinked, Style::Dim)
          : instructionText(F.Instructions[A.Instructions.front().Value])};
  for (StyledText &Cell : walkCells(A, WithTlb))
    Cells.push_back(std::move(Cell));
  T.row(std::move(Cells));

  // One line more is no shorter than saying that there is one more.
  size_t Count = A.Instructions.size();
  size_t Shown = Count <= MostLines + 1 ? Count : MostLines;
  for (size_t I = 1; I < Shown; ++I)
    T.row(
        {"", "", "", instructionText(F.Instructions[A.Instructions[I].Value])});
  if (Shown < Count)
    T.row({"", "", "",
           StyledText(fmt::format("      and {} more", Count - Shown),
                      Style::Dim)});
}

void addEach(Markup &M, const FunctionReport &F, AccessDetail Detail) {
  Column Place, Variable, Kind, Code, Virtual, Physical, Tlb;
  Code.MaxWidth = 48;
  Virtual.Title = "virtual";
  Physical.Title = "physical";
  Table T({Place, Variable, Kind, Code, Virtual, Physical, Tlb});
  size_t MostLines =
      Detail == AccessDetail::All ? SIZE_MAX - 1 : MostInstructions;
  std::set<uint32_t> Walks = walksBehindHits(F);
  for (const Access &A : F.Accesses)
    addAccess(T, F, A, MostLines, Walks.empty());
  M.table(std::move(T));
  addTlbSentence(M, Walks);
}

//===----------------------------------------------------------------------===//
// The summary
//===----------------------------------------------------------------------===//

struct Usage {
  unsigned Count[4] = {};
  uint32_t FirstLine = 0;
  uint32_t LastLine = 0;
  const Access *FirstWalked = nullptr;

  void add(const Access &A) {
    ++Count[static_cast<unsigned>(A.Kind)];
    if (uint32_t Line = A.Position.Line) {
      FirstLine = FirstLine ? std::min(FirstLine, Line) : Line;
      LastLine = std::max(LastLine, Line);
    }
    if (!FirstWalked && A.Walk)
      FirstWalked = &A;
  }
  bool isUsed() const { return Count[0] + Count[1] + Count[2] + Count[3]; }
};

std::string countText(unsigned Count) {
  return Count ? fmt::format("{}", Count) : "";
}

void addSummary(Markup &M, const FunctionReport &F) {
  std::vector<Usage> Usages(F.Variables.size());
  for (const Access &A : F.Accesses)
    if (A.Variable.Value < Usages.size())
      Usages[A.Variable.Value].add(A);

  std::vector<Column> Columns(8);
  const char *Titles[] = {"",          "reads", "writes",  "updates",
                          "addresses", "lines", "virtual", "physical"};
  for (size_t C = 0; C < Columns.size(); ++C) {
    Columns[C].Title = Titles[C];
    Columns[C].Side = C >= 1 && C <= 4 ? Align::Right : Align::Left;
  }
  Table T(std::move(Columns));
  for (size_t V = 0; V < Usages.size(); ++V) {
    const Usage &U = Usages[V];
    if (!U.isUsed())
      continue;
    std::vector<StyledText> Cells = {
        StyledText(displayName(F, VariableId(V)), Style::Name)};
    for (AccessKind Kind : {AccessKind::Read, AccessKind::Write,
                            AccessKind::Update, AccessKind::Address})
      Cells.emplace_back(countText(U.Count[static_cast<unsigned>(Kind)]));
    Cells.emplace_back(U.FirstLine == U.LastLine
                           ? fmt::format("{}", U.FirstLine)
                           : fmt::format("{}-{}", U.FirstLine, U.LastLine));
    if (U.FirstWalked) {
      std::vector<StyledText> Walk = walkCells(*U.FirstWalked, false);
      Cells.push_back(std::move(Walk[0]));
      Cells.push_back(std::move(Walk[1]));
    }
    T.row(std::move(Cells));
  }
  M.table(std::move(T));
  M.paragraph(StyledText(counted(F.Accesses.size(), "access") +
                             "; --accesses=all lists each",
                         Style::Dim),
              2);
}

//===----------------------------------------------------------------------===//
// The compiler's own
//===----------------------------------------------------------------------===//

bool isExplained(const FunctionReport &F, uint32_t Instruction) {
  auto Holds = [&](const InstructionRange &R) {
    return R.Begin.Value <= Instruction && Instruction < R.End.Value;
  };
  return std::any_of(F.Prologue.begin(), F.Prologue.end(), Holds) ||
         std::any_of(F.Epilogues.begin(), F.Epilogues.end(), Holds);
}

std::vector<uint32_t> compilerAccesses(const FunctionReport &F) {
  std::vector<uint32_t> Found;
  for (uint32_t I = 0; I < F.Instructions.size(); ++I) {
    const std::optional<FrameTouch> &Touch = F.Instructions[I].Touch;
    if (Touch && Touch->Origin != TouchOrigin::Source && !isExplained(F, I))
      Found.push_back(I);
  }
  return Found;
}

void addCompilerAccesses(Markup &M, const FunctionReport &F,
                         AccessDetail Detail) {
  std::vector<uint32_t> Found = compilerAccesses(F);
  if (Found.empty() ||
      (Detail != AccessDetail::All && Found.size() > MostAccessesListed))
    return;
  M.gap();
  M.heading(
      StyledText("accesses that the source does not spell out", Style::Strong));
  Column Slot, Kind, Code, Why;
  Code.MaxWidth = 48;
  Table T({Slot, Kind, Code, Why});
  for (uint32_t Id : Found) {
    const Instruction &I = F.Instructions[Id];
    T.row({StyledText(touchedName(F.Frame, *I.Touch)),
           StyledText(std::string(name(I.Touch->Kind))), instructionText(I),
           StyledText(originText(I.Touch->Origin))});
  }
  M.table(std::move(T));
}

} // namespace

void framewalk::addAccesses(Markup &M, const FunctionReport &F,
                            AccessDetail Detail) {
  bool Summarise =
      Detail == AccessDetail::Summary ||
      (Detail == AccessDetail::Auto && F.Accesses.size() > MostAccessesListed);
  if (!F.Accesses.empty()) {
    M.gap();
    bool HasAddresses =
        std::any_of(F.Accesses.begin(), F.Accesses.end(),
                    [](const Access &A) { return A.Walk.has_value(); });
    StyledText Title("accesses", Style::Strong);
    if (HasAddresses)
      Title.add("  (addresses are simulated: one activation in a fresh "
                "address space)",
                Style::Dim);
    M.heading(std::move(Title));
    if (Summarise)
      addSummary(M, F);
    else
      addEach(M, F, Detail);
  }
  if (!Summarise)
    addCompilerAccesses(M, F, Detail);
}
