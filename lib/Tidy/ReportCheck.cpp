//===- ReportCheck.cpp ----------------------------------------------------===//

#include "Tidy/ReportCheck.h"

#include "Render/FindingWords.h"

#include "clang/ASTMatchers/ASTMatchers.h"

using namespace framewalk;
using namespace framewalk::tidy;
using clang::ast_matchers::MatchFinder;

void ReportCheck::registerMatchers(MatchFinder *Finder) {
  Analysis = UnitAnalysis::ofThisUnit();
  Analysis->want(Wanted);
  Finder->addMatcher(clang::ast_matchers::translationUnitDecl(), this);
}

void ReportCheck::check(const MatchFinder::MatchResult &Match) {
  if (Match.Context->getDiagnostics().hasUncompilableErrorOccurred())
    return;
  const ExplainResult *Result = Analysis->result();
  if (std::string Guess = Analysis->takeGuess(); !Guess.empty())
    configurationDiag("framewalk: %0") << Guess;
  if (std::string Problem = Analysis->takeProblem(); !Problem.empty())
    configurationDiag("framewalk: %0") << Problem;
  if (Result)
    report(Result->Report, Places(*Match.SourceManager, Result->Report.Files));
}

void ReportCheck::tell(const Finding &F, const Places &Place) {
  {
    clang::DiagnosticBuilder Warning = warn(Place(F.Position), F.Message);
    // -fix takes the first; the others are offered by notes (-fix-notes).
    if (!F.Fixes.empty())
      Place.addEdits(F.Fixes.front(), Warning);
  }
  for (const Sentence &S : sentencesOf(F))
    note(Place(S.Position), S.Text);
  for (const FixHint &Fix : F.Fixes) {
    if (Fix.Edits.empty())
      continue;
    const bool IsFirst = &Fix == &F.Fixes.front();
    clang::DiagnosticBuilder Note =
        note(Place(Fix.Edits.front().Begin),
             (IsFirst ? "fix: " : "or: ") + Fix.Title);
    if (!IsFirst)
      Place.addEdits(Fix, Note);
  }
}
