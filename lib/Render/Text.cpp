//===- Text.cpp - The report for people at a terminal ---------------------===//
//
// One function at a time, from the frame to the findings; then, for the unit,
// the page walks that they share and what was found outside of these functions.
//
//===----------------------------------------------------------------------===//

#include "Render/Text.h"

#include "Render/AccessText.h"
#include "Render/CodeText.h"
#include "Render/FrameText.h"
#include "Render/FrameWords.h"
#include "Render/Maps.h"
#include "Render/MemoryText.h"
#include "Render/WalkText.h"
#include "Support/Markup.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <set>

using namespace framewalk;

namespace {

/// Walks in a report that nobody asked to have them all.
constexpr size_t MostWalks = 8;

/// Prints the parts of a report with an empty line between them.
class TextPrinter {
public:
  TextPrinter(llvm::raw_ostream &OS, const TextOptions &Options)
      : OS(OS), Options(Options) {}

  void unit(const TranslationUnitReport &Unit, bool IsOneOfMany) {
    Markup Head;
    if (IsOneOfMany)
      Head.heading(StyledText("== " + Unit.Source, Style::Strong),
                   StyledText(Unit.Target, Style::Dim));
    for (const std::string &Note : Unit.Notes)
      Head.paragraph(StyledText("note: ", Style::Note).add(Note));
    if (Unit.Functions.empty())
      Head.paragraph(Unit.Source + ": no function here has code, so there is "
                                   "no frame to explain");
    print(Head);
    for (const FunctionReport &F : Unit.Functions)
      function(Unit, F);
    if (Options.shows(Section::Memory)) {
      Markup Areas;
      addAreaSummary(Areas, Unit.Memory);
      print(Areas);
    }
    if (Options.shows(Section::Walks)) {
      Markup Walks;
      bool IsAskedFor = Options.Sections != ~0u;
      addWalks(Walks, Unit, IsAskedFor ? SIZE_MAX - 1 : MostWalks);
      print(Walks);
    }
    findings(Unit, [](const SourcePosition &) { return true; });
    Told.clear();
  }

private:
  void function(const TranslationUnitReport &Unit, const FunctionReport &F) {
    Markup M;
    addFunctionHeading(M, Unit, F);
    if (Options.shows(Section::Frame))
      addFrame(M, F);
    if (Options.shows(Section::Code))
      addPrologueAndEpilogues(M, F);
    if (Options.shows(Section::Lifetimes))
      addLifetimes(M, F);
    if (Options.shows(Section::Accesses))
      addAccesses(M, F, Options.Accesses);
    if (Options.shows(Section::Memory))
      addMemory(M, F, Unit.Image, Options.Memory);
    addFootnote(M, Unit, F);
    print(M);
    // A constructor's initialisers stand between its name and its body.
    SourceRange All = F.Body;
    if (F.Position.isValid() && F.Position.File == All.Begin.File &&
        F.Position < All.Begin)
      All.Begin = F.Position;
    findings(Unit, [&](const SourcePosition &P) { return All.contains(P); });
  }

  /// Those at the places wanted that have not been told yet.
  void findings(const TranslationUnitReport &Unit,
                llvm::function_ref<bool(const SourcePosition &)> IsWanted) {
    if (!Options.shows(Section::Findings))
      return;
    std::vector<const Finding *> Here;
    for (const Finding &F : Unit.Findings)
      if (IsWanted(F.Position) && Told.insert(&F).second)
        Here.push_back(&F);
    if (Here.empty())
      return;
    separate();
    renderFindings(Unit, Here, OS, Options);
  }

  /// Lines of other files are marked with an asterisk.
  void addFootnote(Markup &M, const TranslationUnitReport &Unit,
                   const FunctionReport &F) {
    std::set<uint32_t> Others;
    auto Note = [&](const SourcePosition &P) {
      if (P.isValid() && P.File != F.Position.File)
        Others.insert(P.File.Value);
    };
    if (Options.shows(Section::Accesses))
      for (const Access &A : F.Accesses)
        Note(A.Position);
    if (Options.shows(Section::Frame) || Options.shows(Section::Lifetimes))
      for (const Lifetime &L : F.Lifetimes) {
        if (lifeRange(F, L).empty())
          continue;
        Note(L.Begin);
        Note(L.End);
      }
    std::string Names;
    for (uint32_t File : Others)
      if (File < Unit.Files.size())
        Names += (Names.empty() ? "" : ", ") + Unit.Files[File];
    if (!Names.empty())
      M.paragraph(StyledText("* in " + Names, Style::Dim), 2);
  }

  void separate() {
    if (HasPrinted)
      OS << '\n';
    HasPrinted = true;
  }

  void print(const Markup &M) {
    if (M.empty())
      return;
    separate();
    M.print(OS, {.Width = Options.Width, .Color = Options.Color});
  }

  llvm::raw_ostream &OS;
  const TextOptions &Options;
  std::set<const Finding *> Told;
  bool HasPrinted = false;
};

} // namespace

void framewalk::renderText(const ReportDocument &Document,
                           llvm::raw_ostream &OS, const TextOptions &Options) {
  TextPrinter Printer(OS, Options);
  for (const TranslationUnitReport &Unit : Document.Units)
    Printer.unit(Unit, Document.Units.size() > 1);
}
