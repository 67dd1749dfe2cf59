//===- Text.cpp - The report for people at a terminal ---------------------===//
//
// One function at a time, from the frame to the accesses; then, for the unit,
// the page walks that they share and the findings.
//
//===----------------------------------------------------------------------===//

#include "Render/Text.h"

#include "Render/AccessText.h"
#include "Render/CodeText.h"
#include "Render/FrameText.h"
#include "Render/WalkText.h"
#include "Support/Markup.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

MarkupOptions markupOptions(const TextOptions &Options) {
  return {.Width = Options.Width, .Color = Options.Color};
}

void renderFunction(const TranslationUnitReport &Unit, const FunctionReport &F,
                    llvm::raw_ostream &OS, const TextOptions &Options) {
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
  M.gap();
  M.print(OS, markupOptions(Options));
}

void renderUnit(const TranslationUnitReport &Unit, bool IsOneOfMany,
                llvm::raw_ostream &OS, const TextOptions &Options) {
  Markup Head;
  if (IsOneOfMany)
    Head.heading(StyledText("== " + Unit.Source, Style::Strong),
                 StyledText(Unit.Target, Style::Dim));
  for (const std::string &Note : Unit.Notes)
    Head.paragraph(StyledText("note: ", Style::Note).add(Note));
  if (Unit.Functions.empty())
    Head.paragraph(Unit.Source + ": no function here has code, so there is no "
                                 "frame to explain");
  Head.gap();
  Head.print(OS, markupOptions(Options));

  for (const FunctionReport &F : Unit.Functions)
    renderFunction(Unit, F, OS, Options);

  Markup Tail;
  if (Options.shows(Section::Walks))
    addWalks(Tail, Unit);
  Tail.print(OS, markupOptions(Options));
  if (Options.shows(Section::Findings))
    renderFindings(Unit, OS, Options);
}

} // namespace

void framewalk::renderText(const ReportDocument &Document,
                           llvm::raw_ostream &OS, const TextOptions &Options) {
  for (const TranslationUnitReport &Unit : Document.Units)
    renderUnit(Unit, Document.Units.size() > 1, OS, Options);
}
