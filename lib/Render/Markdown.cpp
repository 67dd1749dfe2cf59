//===- Markdown.cpp -------------------------------------------------------===//

#include "Render/Markdown.h"

#include "Render/FindingWords.h"
#include "Render/FrameWords.h"
#include "Render/MarkdownText.h"
#include "Support/SourceLines.h"
#include "Support/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <map>

using namespace framewalk;

namespace {

/// A piece of the document that can be left out alone. What matters more comes
/// first here.
enum class PartKind : uint8_t { Heading, Finding, Overview, Function };

struct Part {
  PartKind Kind = PartKind::Heading;
  std::string Text;
  bool IsShown = false;
};

/// One unit, part by part.
class UnitWriter {
public:
  UnitWriter(const TranslationUnitReport &Unit, std::vector<Part> &Parts)
      : Unit(Unit), Parts(Parts) {
    for (const QuotedLine &L : Unit.Lines)
      if (L.File.Value < Unit.Files.size())
        Lines.remember(Unit.Files[L.File.Value], L.Number, L.Text);
  }

  void write() {
    OS << "## " << markdownCode(Unit.Source) << '\n';
    for (const std::string &Note : Unit.Notes)
      OS << "\n> " << markdownText(Note) << '\n';
    if (!Unit.Findings.empty())
      OS << "\n### Findings\n";
    finish(PartKind::Heading);
    for (const Finding &F : Unit.Findings) {
      finding(F);
      finish(PartKind::Finding);
    }
    if (Unit.Functions.size() > 1) {
      overview();
      finish(PartKind::Overview);
    }
    for (const FunctionReport &F : Unit.Functions) {
      function(F);
      finish(PartKind::Function);
    }
  }

private:
  void finish(PartKind Kind) {
    Parts.push_back({.Kind = Kind, .Text = std::move(Text)});
    Text.clear();
  }

  std::string place(const SourcePosition &P) const {
    return markdownCode(
        fmt::format("{}:{}:{}", Unit.fileName(P.File), P.Line, P.Column));
  }

  //===--- Findings -------------------------------------------------------===//

  void finding(const Finding &F) {
    OS << "\n**" << name(F.Level) << ":** " << markdownText(F.Message) << ' '
       << markdownCode(F.RuleId) << " at " << place(F.Position) << "\n";
    excerpt(F.Position);
    unsigned Number = 0;
    for (const Sentence &S : flowOf(F))
      step(++Number, S);
    if (F.Next)
      step(++Number, {.Position = F.Next->Call, .Text = F.Next->Description});
    for (const FixHint &Fix : F.Fixes)
      OS << "\nfix: " << markdownText(Fix.Title) << '\n';
  }

  void step(unsigned Number, const Sentence &S) {
    OS << (Number == 1 ? "\n" : "") << Number << ". " << markdownText(S.Text);
    if (S.Position.isValid())
      OS << ' ' << place(S.Position);
    OS << '\n';
  }

  /// The line, with a caret below.
  void excerpt(const SourcePosition &P) {
    if (!P.isValid() || P.File.Value >= Unit.Files.size())
      return;
    constexpr size_t MostBytes = 160;
    llvm::StringRef Line = Lines.line(Unit.Files[P.File.Value], P.Line);
    if (Line.empty() || Line.size() > MostBytes || P.Column == 0 ||
        P.Column > Line.size() + 1)
      return;
    std::string Code = markdownBlockLine(Line);
    const std::string Fence = markdownFence(Code);
    OS << '\n' << Fence << "c\n" << Code << '\n';
    for (char C : Line.take_front(P.Column - 1))
      if (C == '\t')
        OS << '\t';
      else if ((C & 0xc0) != 0x80) // once for each character
        OS << ' ';
    OS << "^\n" << Fence << '\n';
  }

  //===--- Functions ------------------------------------------------------===//

  void overview() {
    MarkdownTable T({"function", ">line", ">bytes", ">padding", "made of"});
    for (const FunctionReport &F : Unit.Functions)
      T.row({markdownCode(F.Name), std::to_string(F.Position.Line),
             sizeOf(F.Frame.size()),
             std::to_string(F.Frame.bytesOf(SlotKind::Padding)),
             markdownText(byteSummary(F.Frame))});
    OS << "\n### Frames\n\n" << T.text();
  }

  static std::string sizeOf(FrameSize Size) {
    if (!Size.Max)
      return fmt::format("{}+", Size.Min);
    if (*Size.Max != Size.Min)
      return fmt::format("{}-{}", Size.Min, *Size.Max);
    return std::to_string(Size.Min);
  }

  void function(const FunctionReport &F) {
    OS << "\n### " << markdownCode(F.Signature.empty() ? F.Name : F.Signature)
       << "\n\n"
       << place(F.Position) << ", " << sizeText(F.Frame.size());
    if (std::string Parts = byteSummary(F.Frame); !Parts.empty())
      OS << ": " << markdownText(Parts);
    OS << '\n';
    for (const std::string &Note : F.Notes)
      OS << "\n> " << markdownText(Note) << '\n';
    ledger(F);
    elsewhere(F);
    code(F);
    lifetimes(F);
  }

  void ledger(const FunctionReport &F) {
    const std::vector<std::string> Bases = basesOf(F.Frame);
    std::vector<std::string> Titles = {">CFA"};
    for (const std::string &Base : Bases)
      Titles.push_back(">" + llvm::StringRef(Base).upper());
    for (const char *Title : {">bytes", "what", "type", "why", "lives"})
      Titles.push_back(Title);
    MarkdownTable T(std::move(Titles));
    const std::map<VariableId, const Lifetime *> Lives = lifetimesOf(F);
    for (const FrameSlot &S : F.Frame.slots())
      slot(T, F, S, Bases, Lives);
    if (!T.empty())
      OS << '\n' << T.text();
  }

  static void slot(MarkdownTable &T, const FunctionReport &F,
                   const FrameSlot &S, const std::vector<std::string> &Bases,
                   const std::map<VariableId, const Lifetime *> &Lives) {
    auto Numbers = [&](int64_t Offset) {
      std::vector<std::string> Cells = {
          S.CfaOffset ? signedText(S.CfaOffset->Value + Offset) : ""};
      for (const std::string &Base : Bases)
        Cells.push_back(Base == S.Base ? signedText(S.Displacement + Offset)
                                       : "");
      return Cells;
    };
    if (S.Occupants.empty()) {
      std::vector<std::string> Row = Numbers(0);
      llvm::append_range(
          Row,
          std::vector<std::string>{
              bytesOf(S), markdownText(S.Title.empty() ? kindName(S) : S.Title),
              "", markdownText(S.Reason)});
      return T.row(std::move(Row));
    }
    bool IsFirst = true;
    for (const Occupant &O : S.Occupants) {
      std::vector<std::string> Row = Numbers(O.Offset);
      std::string Why = IsFirst ? S.Reason : "";
      if (!O.Note.empty())
        Why += (Why.empty() ? "" : "; ") + O.Note;
      auto Life = O.Variable ? Lives.find(*O.Variable) : Lives.end();
      const bool IsPart = O.Size && O.Size != S.Size;
      llvm::append_range(
          Row, std::vector<std::string>{
                   IsPart ? std::to_string(O.Size) : bytesOf(S),
                   markdownCode(displayName(F, O)), markdownCode(O.Type),
                   markdownText(Why),
                   Life == Lives.end() ? "" : lifeRange(F, *Life->second)});
      T.row(std::move(Row));
      IsFirst = false;
    }
  }

  /// A part that a reader opens.
  void details(const std::string &Title, const std::string &Text) {
    if (!Text.empty())
      OS << "\n<details><summary>" << Title << "</summary>\n\n"
         << Text << "\n</details>\n";
  }

  void elsewhere(const FunctionReport &F) {
    MarkdownTable T({"variable", "type", "where it is"});
    for (const LocalVariable &V : F.Variables) {
      std::string Text = V.WhyNoSlot;
      for (size_t I = 0; I < V.Locations.size(); ++I)
        Text += fmt::format("{}{} at {:x}-{:x}", Text.empty() ? "" : ", ",
                            V.Locations[I].Where, V.Locations[I].Code.Begin,
                            V.Locations[I].Code.End);
      if (!Text.empty())
        T.row({markdownCode(displayName(V)), markdownCode(V.Type),
               markdownText(Text)});
    }
    details("Not in the frame, or not all the time", T.text());
  }

  static void addCode(MarkdownTable &T, const FunctionReport &F,
                      InstructionRange R) {
    for (uint32_t I = R.Begin.Value; I < R.End.Value; ++I) {
      const Instruction &Each = F.Instructions[I];
      T.row({fmt::format("{:x}", Each.Address), markdownCode(codeBytes(Each)),
             markdownCode(Each.Text), markdownText(Each.Effect)});
    }
  }

  void code(const FunctionReport &F) {
    const std::vector<std::string> Titles = {">at", "bytes", "instruction",
                                             "what it is for"};
    MarkdownTable Prologue(Titles);
    for (const InstructionRange &R : F.Prologue)
      addCode(Prologue, F, R);
    details("Prologue", Prologue.text());
    std::string Epilogues;
    for (const InstructionRange &R : F.Epilogues) {
      MarkdownTable T(Titles);
      addCode(T, F, R);
      Epilogues += (Epilogues.empty() ? "" : "\n") + T.text();
    }
    details(F.Epilogues.size() == 1
                ? "Epilogue"
                : fmt::format("{} epilogues", F.Epilogues.size()),
            Epilogues);
  }

  void lifetimes(const FunctionReport &F) {
    MarkdownTable T({"variable", "lives", "why"});
    for (const Lifetime &L : F.Lifetimes)
      if (!L.Note.empty() && F.variable(L.Variable))
        T.row({markdownCode(displayName(F, L.Variable)), lifeRange(F, L),
               markdownText(L.Note)});
    details("Lifetimes", T.text());
  }

  const TranslationUnitReport &Unit;
  std::vector<Part> &Parts;
  std::string Text; ///< of the part that is being written
  llvm::raw_string_ostream OS{Text};
  SourceLines Lines;
};

/// Of what matters most as much as there is room for.
void choose(std::vector<Part> &Parts, size_t MostBytes) {
  size_t Used = 0;
  for (PartKind Kind : {PartKind::Heading, PartKind::Finding,
                        PartKind::Overview, PartKind::Function})
    for (Part &P : Parts)
      if (P.Kind == Kind && P.Text.size() <= MostBytes - Used) {
        P.IsShown = true;
        Used += P.Text.size();
      }
}

std::string leftOut(const std::vector<Part> &Parts) {
  std::string Words;
  for (auto [Kind, What] : {std::pair(PartKind::Heading, "unit"),
                            std::pair(PartKind::Finding, "finding"),
                            std::pair(PartKind::Overview, "table of frames"),
                            std::pair(PartKind::Function, "function")}) {
    size_t Count = 0;
    for (const Part &P : Parts)
      Count += P.Kind == Kind && !P.IsShown;
    if (Count)
      Words += (Words.empty() ? "" : ", ") + counted(Count, What);
  }
  return Words;
}

} // namespace

void framewalk::renderMarkdown(const ReportDocument &Document,
                               llvm::raw_ostream &OS,
                               const MarkdownOptions &Options) {
  std::vector<Part> Parts;
  for (const TranslationUnitReport &Unit : Document.Units) {
    UnitWriter(Unit, Parts).write();
    if (&Unit != &Document.Units.back())
      Parts.back().Text += '\n';
  }
  // Room for the sentence about what is not there.
  constexpr size_t SentenceBytes = 256;
  choose(Parts, Options.MostBytes - std::min(Options.MostBytes, SentenceBytes));
  for (const Part &P : Parts)
    if (P.IsShown)
      OS << P.Text;
  if (std::string Words = leftOut(Parts); !Words.empty())
    OS << "\n> Left out, because a comment has room for " << Options.MostBytes
       << " characters: " << Words << ".\n";
}
