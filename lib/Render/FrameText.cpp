//===- FrameText.cpp - The ledger and the lifetimes as text ---------------===//

#include "Render/FrameText.h"

#include "Render/FrameWords.h"

#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

#include <algorithm>

using namespace framewalk;

namespace {

/// Names up to this width share a column; longer ones stick out.
constexpr unsigned NameColumn = 18;
constexpr unsigned TypeColumn = 32;
constexpr unsigned ReasonColumn = 44;
/// Places of one variable that are listed before the rest is only counted.
constexpr size_t MostPlaces = 8;
constexpr size_t MostCodeRanges = 2;

const char *const PaddingMark = "·";

//===----------------------------------------------------------------------===//
// The ledger
//===----------------------------------------------------------------------===//

class LedgerText {
public:
  explicit LedgerText(const FunctionReport &F)
      : F(F), Slots(F.Frame.slots()), T({}), Bases(basesOf(F.Frame)),
        Lives(lifetimesOf(F)) {
    for (const FrameSlot &S : Slots)
      for (const Occupant &O : S.Occupants) {
        unsigned Width = displayWidth(displayName(F, O));
        NameWidth = std::max(NameWidth, std::min(Width, NameColumn));
      }
    T = Table(columns());
  }

  Table build() {
    bool WasAbove = false;
    for (const FrameSlot &S : Slots) {
      if (WasAbove && !isAboveCfa(S))
        T.line(StyledText("----- the caller's frame is above, this frame "
                          "below -----",
                          Style::Dim));
      WasAbove = isAboveCfa(S);
      addSlot(S);
    }
    return std::move(T);
  }

private:
  std::vector<Column> columns() const {
    std::vector<Column> C;
    auto Numbers = [&](std::string Title) {
      Column &Added = C.emplace_back();
      Added.Title = std::move(Title);
      Added.Side = Align::Right;
    };
    Numbers("CFA");
    for (const std::string &Base : Bases)
      Numbers(llvm::StringRef(Base).upper());
    Numbers("bytes");
    Column &What = C.emplace_back();
    What.MaxWidth = NameColumn + TypeColumn;
    Column &Why = C.emplace_back();
    Why.Wrap = true;
    Why.MaxWidth = ReasonColumn;
    C.emplace_back(); // life
    return C;
  }

  /// One row: numbers for the bytes at \p Offset in \p S.
  void row(const FrameSlot &S, int64_t Offset, std::string Bytes,
           StyledText What, StyledText Why, std::string Life) {
    std::vector<StyledText> Cells;
    Cells.emplace_back(S.CfaOffset ? signedText(S.CfaOffset->Value + Offset)
                                   : "");
    for (const std::string &Base : Bases)
      Cells.emplace_back(Base == S.Base ? signedText(S.Displacement + Offset)
                                        : "");
    Cells.emplace_back(std::move(Bytes));
    Cells.push_back(std::move(What));
    Cells.push_back(std::move(Why));
    Cells.emplace_back(std::move(Life), Style::Dim);
    T.row(std::move(Cells));
  }

  /// A further line of the same bytes.
  void continuation(StyledText What, StyledText Why, std::string Life) {
    std::vector<StyledText> Cells(Bases.size() + 2);
    Cells.push_back(std::move(What));
    Cells.push_back(std::move(Why));
    Cells.emplace_back(std::move(Life), Style::Dim);
    T.row(std::move(Cells));
  }

  StyledText nameAndType(const Occupant &O, unsigned Indent = 0) const {
    StyledText Text;
    Text.add(std::string(Indent, ' '));
    Text.add(displayName(F, O), O.Name.empty() ? Style::Dim : Style::Name);
    Text.padTo(NameWidth);
    if (!O.Type.empty())
      Text.add("  ").add(elide(O.Type, TypeColumn), Style::Type);
    return Text;
  }

  std::string life(const Occupant &O) const {
    auto L = O.Variable ? Lives.find(*O.Variable) : Lives.end();
    return L == Lives.end() ? "" : lifeRange(F, *L->second);
  }

  static StyledText withNote(std::string Reason, const std::string &Note) {
    if (!Note.empty())
      Reason += (Reason.empty() ? "" : "; ") + Note;
    return StyledText(std::move(Reason));
  }

  /// Whether each occupant takes the whole slot: they follow one another in
  /// time, not in space.
  static bool isShared(const FrameSlot &S) {
    return std::all_of(
        S.Occupants.begin(), S.Occupants.end(), [&](const Occupant &O) {
          return O.Offset == 0 && (O.Size == 0 || O.Size == S.Size);
        });
  }

  void addSlot(const FrameSlot &S) {
    if (S.Occupants.empty())
      row(S, 0, bytesOf(S), title(S), StyledText(S.Reason), "");
    else if (isShared(S))
      addSharedSlot(S);
    else
      addDividedSlot(S);
  }

  static StyledText title(const FrameSlot &S) {
    if (!S.Title.empty())
      return StyledText(S.Title);
    if (S.Kind == SlotKind::Padding)
      return StyledText(PaddingMark, Style::Dim);
    return StyledText(kindName(S));
  }

  void addSharedSlot(const FrameSlot &S) {
    const Occupant &First = S.Occupants.front();
    row(S, 0, bytesOf(S), nameAndType(First), withNote(S.Reason, First.Note),
        life(First));
    for (size_t I = 1; I < S.Occupants.size(); ++I)
      continuation(nameAndType(S.Occupants[I]), StyledText(S.Occupants[I].Note),
                   life(S.Occupants[I]));
  }

  /// Parts side by side: the slot's own line, then one per part, indented.
  void addDividedSlot(const FrameSlot &S) {
    row(S, 0, bytesOf(S),
        S.Title.empty() ? StyledText("(object)", Style::Dim)
                        : StyledText(S.Title),
        StyledText(S.Reason), "");
    for (const Occupant &O : S.Occupants)
      row(S, O.Offset, O.Size ? fmt::format("{}", O.Size) : "",
          nameAndType(O, 2), StyledText(O.Note), life(O));
  }

  const FunctionReport &F;
  const std::vector<FrameSlot> &Slots;
  Table T;
  std::vector<std::string> Bases;
  std::map<VariableId, const Lifetime *> Lives;
  unsigned NameWidth = 0;
};

//===----------------------------------------------------------------------===//
// Variables that are elsewhere
//===----------------------------------------------------------------------===//

std::string codeRange(CodeRange R) {
  return fmt::format("{:x}-{:x}", R.Begin, R.End);
}

/// "0-1c edi, 1c-30 [rbp-0x14]".
std::string places(const LocalVariable &V) {
  std::string Text;
  for (size_t I = 0; I < V.Locations.size(); ++I) {
    if (I == MostPlaces)
      return Text + fmt::format(", {} more", V.Locations.size() - I);
    Text += (I ? ", " : "") + V.Locations[I].Where + " at " +
            codeRange(V.Locations[I].Code);
  }
  return Text;
}

void addVariablesElsewhere(Markup &M, const FunctionReport &F) {
  Column Name, Type, Why;
  Name.MaxWidth = NameColumn;
  Type.MaxWidth = TypeColumn;
  Why.Wrap = true;
  Table T({Name, Type, Why});
  for (const LocalVariable &V : F.Variables) {
    if (V.Slots.empty() ? V.WhyNoSlot.empty() && V.Locations.empty()
                        : V.Locations.empty())
      continue;
    std::string Text = V.WhyNoSlot;
    if (!V.Locations.empty()) {
      // Where it is says that it is not in the frame.
      bool IsImplied = Text.starts_with("kept in registers");
      Text = (Text.empty() || IsImplied ? "" : Text + "; ") + places(V);
    }
    T.row({StyledText(displayName(V), Style::Name),
           StyledText(elide(V.Type, TypeColumn), Style::Type),
           StyledText(std::move(Text))});
  }
  if (T.empty())
    return;
  M.gap();
  M.heading(StyledText("not in the frame, or not all the time", Style::Strong));
  M.table(std::move(T));
}

//===----------------------------------------------------------------------===//
// Lifetimes
//===----------------------------------------------------------------------===//

std::string codeRanges(const std::vector<CodeRange> &Ranges) {
  std::string Text;
  for (size_t I = 0; I < Ranges.size() && I < MostCodeRanges; ++I)
    Text += (I ? ", " : "") + codeRange(Ranges[I]);
  if (Ranges.size() > MostCodeRanges)
    Text += fmt::format(" and {} more", Ranges.size() - MostCodeRanges);
  return Text;
}

bool isInLedger(const FunctionReport &F, VariableId Id) {
  const LocalVariable *V = F.variable(Id);
  return V && !V->Slots.empty();
}

/// Each variable's code and why it begins and ends there. The ledger has the
/// source range of what has a slot.
Table lifetimeTable(const FunctionReport &F) {
  Column Name, Life, Code, Text;
  Name.MaxWidth = NameColumn;
  Life.Title = "source";
  Code.Title = "code";
  Text.Wrap = true;
  Table T({Name, Life, Code, Text});
  const std::string *Above = nullptr;
  for (const Lifetime &L : F.Lifetimes) {
    // A line that would repeat the one above says so instead.
    bool IsSame = Above && !L.Note.empty() && *Above == L.Note;
    Above = &L.Note;
    T.row({StyledText(displayName(F, L.Variable), Style::Name),
           StyledText(isInLedger(F, L.Variable) ? "" : lifeRange(F, L)),
           StyledText(codeRanges(L.Code)),
           IsSame ? StyledText("″", Style::Dim) : StyledText(L.Note)});
  }
  return T;
}

/// The sentences of one kind, each with the variables that it is said of.
void addGrouped(Table &T, const char *Label, const FunctionReport &F,
                std::string Lifetime::*What) {
  std::vector<std::pair<const std::string *, std::string>> Groups;
  for (const Lifetime &L : F.Lifetimes) {
    const std::string &Sentence = L.*What;
    if (Sentence.empty())
      continue;
    auto Found =
        std::find_if(Groups.begin(), Groups.end(), [&](const auto &Group) {
          return *Group.first == Sentence;
        });
    if (Found == Groups.end())
      Groups.emplace_back(&Sentence, displayName(F, L.Variable));
    else
      Found->second += ", " + displayName(F, L.Variable);
  }
  for (size_t I = 0; I < Groups.size(); ++I)
    T.row({StyledText(I ? "" : Label),
           Groups.size() == 1 && F.Lifetimes.size() > 1
               ? StyledText("each")
               : StyledText(Groups[I].second, Style::Name),
           StyledText(*Groups[I].first)});
}

} // namespace

void framewalk::addFunctionHeading(Markup &M, const TranslationUnitReport &Unit,
                                   const FunctionReport &F) {
  M.heading(
      StyledText(F.Signature.empty() ? F.Name : F.Signature, Style::Strong),
      StyledText(
          fmt::format("{}:{}", Unit.fileName(F.Position.File), F.Position.Line),
          Style::Dim));
  std::string Parts = byteSummary(F.Frame);
  M.paragraph(sizeText(F.Frame.size()) + (Parts.empty() ? "" : ": " + Parts));
  for (const std::string &Note : F.Notes)
    M.paragraph(Note);
}

void framewalk::addFrame(Markup &M, const FunctionReport &F) {
  M.gap();
  M.table(LedgerText(F).build());
  addVariablesElsewhere(M, F);
}

void framewalk::addLifetimes(Markup &M, const FunctionReport &F) {
  bool SaysMore = std::any_of(F.Lifetimes.begin(), F.Lifetimes.end(),
                              [](const Lifetime &L) {
                                return !L.Note.empty() || !L.Code.empty() ||
                                       !L.Before.empty() || !L.After.empty();
                              });
  if (!SaysMore)
    return;
  M.gap();
  M.heading(StyledText("lifetimes", Style::Strong));
  M.table(lifetimeTable(F));
  Column Label, Names, Text;
  Names.Wrap = Text.Wrap = true;
  Names.MaxWidth = 28;
  Table Neighbours({Label, Names, Text});
  addGrouped(Neighbours, "before", F, &Lifetime::Before);
  addGrouped(Neighbours, "after", F, &Lifetime::After);
  M.table(std::move(Neighbours));
}
