//===- HtmlFunction.cpp ---------------------------------------------------===//
//
// Lean, for there may be thousands of functions and hundreds of thousands of
// lines: end tags that HTML lets one leave out are left out, and a line of
// source is an <li>, which the browser numbers.
//
//===----------------------------------------------------------------------===//

#include "Render/HtmlFunction.h"

#include "Render/FindingWords.h"
#include "Render/FrameWords.h"
#include "Render/HtmlText.h"
#include "Support/Words.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

using namespace framewalk;

namespace {

/// Lines in one list: the browser lays out only the lists in sight.
constexpr uint32_t LinesPerList = 50;
/// A longer line is cut where it is only looked at; no source written by hand
/// has one.
constexpr size_t LongestLine = 20'000;

/// With a real minus sign.
std::string signedNumber(int64_t Value) {
  std::string Text = signedText(Value);
  return Value < 0 ? "\u2212" + Text.substr(1) : Text;
}

class FunctionPart {
public:
  FunctionPart(llvm::raw_ostream &OS, const HtmlUnit &Page, size_t Index,
               const SourceParts &Source)
      : OS(OS), Page(Page), F(Page.Unit.Functions[Index]), Source(Source),
        Anchor(Page.Anchors.of(Index)) {
    collectSlots();
  }

  void write(std::string_view PackedData) {
    OS << "<article id=\"" << Anchor << "\" data-unit=\"" << Page.Number
       << "\" data-packed=\"" << PackedData << "\">\n";
    heading();
    source();
    ledger();
    code();
    OS << "</article>\n";
  }

private:
  void heading() {
    OS << "<header><h2><code>"
       << escaped(F.Signature.empty() ? F.Name : F.Signature)
       << "</code></h2>\n<p class=\"where\">" << escaped(file()) << ':'
       << F.Position.Line << "</p>\n<p class=\"sum\">"
       << sizeText(F.Frame.size());
    const std::string Parts = byteSummary(F.Frame);
    if (!Parts.empty())
      OS << ": " << escaped(Parts);
    OS << "</p>\n";
    for (const std::string &Note : F.Notes)
      OS << "<p class=\"note\">" << escaped(Note) << "</p>\n";
    OS << "</header>\n";
  }

  const std::string &file() const {
    return Page.Unit.fileName(F.Position.File);
  }

  //===--- Source ---------------------------------------------------------===//

  /// What is said at the end of each line: the slots of what is declared there.
  void collectSlots() {
    for (const LocalVariable &V : F.Variables) {
      if (V.Slots.empty() || !V.Declared.isValid() ||
          V.Declared.File != F.Position.File)
        continue;
      const FrameSlot &S = F.Frame.slot(V.Slots.front());
      std::string &Text = SlotsOfLine[V.Declared.Line];
      Text += Text.empty() ? "" : " \u00b7 "; // a middle dot
      Text += displayName(V) + " ";
      Text += S.Base.empty() ? "CFA" + signedNumber(S.CfaOffset->Value)
                             : operandText(S.Base, placeIn(S, V));
    }
  }

  /// The variable's own displacement where it is a part of the slot.
  int64_t placeIn(const FrameSlot &S, const LocalVariable &V) const {
    for (const Occupant &O : S.Occupants)
      if (O.Variable && &F.Variables[O.Variable->Value] == &V)
        return S.Displacement + O.Offset;
    return S.Displacement;
  }

  void source() {
    OS << "<section class=\"source\"><h3>Source</h3>\n";
    folded(Source.Folded, "above");
    if (Source.Shown.empty())
      OS << "<p>The text of " << escaped(file()) << " cannot be read.</p>\n";
    lines(Source.Shown);
    folded(Source.After, "below");
    OS << "</section>\n";
  }

  void folded(LineRange R, const char *Where) {
    if (R.empty())
      return;
    OS << "<details class=\"folded\"><summary>"
       << counted(R.End - R.Begin, "line") << ' ' << Where << "</summary>\n";
    lines(R);
    OS << "</details>\n";
  }

  void lines(LineRange R) {
    for (uint32_t Begin = R.Begin; Begin < R.End; Begin += LinesPerList) {
      const uint32_t End = std::min(R.End, Begin + LinesPerList);
      OS << "<ol class=\"lines\" start=\"" << Begin << "\">\n";
      for (uint32_t Line = Begin; Line < End; ++Line)
        line(Line);
      OS << "</ol>\n";
    }
  }

  void line(uint32_t Number) {
    const HtmlMarks::Line Here = {F.Position.File, Number};
    auto Findings = Page.Marks.Findings.find(Here);
    // Findings link to it; the script finds any other line by its number.
    if (Page.Marks.Linked.count(Here) && linesOf(F).contains(Number))
      OS << "<li id=\"" << Anchor << "/L" << Number << "\">";
    else
      OS << "<li>";
    OS << escaped(Page.Lines.line(file(), Number).substr(0, LongestLine));
    if (auto Slots = SlotsOfLine.find(Number); Slots != SlotsOfLine.end())
      OS << "<small>" << escaped(Slots->second) << "</small>";
    if (Findings != Page.Marks.Findings.end())
      for (size_t I : Findings->second)
        OS << "<a class=\"mark\" href=\"#finding" << Page.FirstFinding + I
           << "\">" << escaped(Page.Unit.Findings[I].Message) << "</a>";
    OS << '\n';
  }

  //===--- The ledger -----------------------------------------------------===//

  void ledger() {
    const std::vector<FrameSlot> &Slots = F.Frame.slots();
    OS << "<section class=\"frame\"><h3>Frame</h3>\n";
    if (!Slots.empty()) {
      OS << "<table class=\"ledger\"><thead><tr><th>CFA";
      for (const std::string &Base : Bases)
        OS << "<th>" << escaped(Base);
      OS << "<th>bytes<th>what<th>why<th>life\n<tbody>\n";
      for (size_t I = 0; I < Slots.size(); ++I)
        slot(I, Slots[I]);
      OS << "</table>\n";
    }
    elsewhere();
    OS << "</section>\n";
  }

  void cells(const FrameSlot &S, int64_t Offset, const std::string &Bytes) {
    OS << "<td>";
    if (S.CfaOffset)
      OS << signedNumber(S.CfaOffset->Value + Offset);
    for (const std::string &Base : Bases) {
      OS << "<td>";
      if (Base == S.Base)
        OS << signedNumber(S.Displacement + Offset);
    }
    OS << "<td>" << Bytes;
  }

  void slot(size_t Number, const FrameSlot &S) {
    OS << "<tr id=\"" << Anchor << "/slot" << Number << "\" class=\""
       << name(S.Kind) << "\">";
    cells(S, 0, bytesOf(S, "\u2013")); // an en dash
    // One that fills the slot is the slot.
    const bool IsWhole = S.Occupants.size() == 1 &&
                         S.Occupants[0].Offset == 0 &&
                         S.Occupants[0].Size == S.Size;
    if (IsWhole) {
      occupant(S.Occupants[0], S.Reason);
      return;
    }
    OS << "<td>" << escaped(S.Title.empty() ? kindName(S) : S.Title) << "<td>"
       << escaped(S.Reason) << "<td>\n";
    for (const Occupant &O : S.Occupants) {
      OS << "<tr class=\"part " << name(S.Kind) << "\">";
      cells(S, O.Offset, O.Size ? fmt::format("{}", O.Size) : "");
      occupant(O, "");
    }
  }

  void occupant(const Occupant &O, std::string Why) {
    OS << "<td><b>" << escaped(displayName(F, O)) << "</b>";
    if (!O.Type.empty())
      OS << " <i>" << escaped(O.Type) << "</i>";
    if (!O.Note.empty())
      Why += (Why.empty() ? "" : "; ") + O.Note;
    OS << "<td>" << escaped(Why) << "<td>";
    if (O.Variable)
      if (auto L = Lives.find(*O.Variable); L != Lives.end())
        OS << lifeRange(F, *L->second);
    OS << '\n';
  }

  /// Variables without a slot.
  void elsewhere() {
    bool HasAny = false;
    for (size_t I = 0; I < F.Variables.size(); ++I) {
      const LocalVariable &V = F.Variables[I];
      if (!V.Slots.empty() || (V.WhyNoSlot.empty() && V.Locations.empty()))
        continue;
      OS << (HasAny ? "" : "<h4>Not in the frame</h4>\n<ul>") << "<li data-v=\""
         << I << "\"><b>" << escaped(displayName(V)) << "</b> <i>"
         << escaped(V.Type) << "</i> " << escaped(V.WhyNoSlot);
      for (const VariableLocation &L : V.Locations)
        OS << (&L == &V.Locations.front() ? ": " : ", ")
           << fmt::format("{:x}\u2013{:x} ", L.Code.Begin, L.Code.End)
           << escaped(L.Where);
      OS << '\n';
      HasAny = true;
    }
    if (HasAny)
      OS << "</ul>\n";
  }

  //===--- Prologue and epilogues -----------------------------------------===//

  /// For readers without scripts; the script lists all instructions.
  void code() {
    if (F.Prologue.empty() && F.Epilogues.empty())
      return;
    OS << "<section class=\"ways\">";
    for (const InstructionRange &R : F.Prologue)
      instructions("Prologue", R);
    for (const InstructionRange &R : F.Epilogues)
      instructions("Epilogue", R);
    OS << "</section>\n";
  }

  void instructions(const char *Title, InstructionRange R) {
    OS << "<h3>" << Title << "</h3>\n<ol>\n";
    for (uint32_t I = R.Begin.Value; I < R.End.Value; ++I) {
      const Instruction &Each = F.Instructions[I];
      OS << "<li><code>" << escaped(Each.Text) << "</code> "
         << escaped(Each.Effect) << '\n';
    }
    OS << "</ol>";
  }

  llvm::raw_ostream &OS;
  const HtmlUnit &Page;
  const FunctionReport &F;
  const SourceParts &Source;
  std::string_view Anchor;
  std::map<uint32_t, std::string> SlotsOfLine;
  const std::vector<std::string> Bases = basesOf(F.Frame);
  const std::map<VariableId, const Lifetime *> Lives = lifetimesOf(F);
};

} // namespace

HtmlMarks::HtmlMarks(const TranslationUnitReport &Unit) {
  for (size_t I = 0; I < Unit.Findings.size(); ++I) {
    const Finding &F = Unit.Findings[I];
    if (F.Position.isValid())
      Findings[{F.Position.File, F.Position.Line}].push_back(I);
    for (const Sentence &S : flowOf(F))
      if (S.Position.isValid())
        Linked.insert({S.Position.File, S.Position.Line});
  }
}

void framewalk::writeHtmlFunction(llvm::raw_ostream &OS, const HtmlUnit &Page,
                                  size_t Index, const SourceParts &Source,
                                  std::string_view PackedData) {
  FunctionPart(OS, Page, Index, Source).write(PackedData);
}
