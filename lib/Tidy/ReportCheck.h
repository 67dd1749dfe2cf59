//===- ReportCheck.h - A check that reads framewalk's report --------------===//
#pragma once

#include "Frontend/Places.h"
#include "Tidy/UnitAnalysis.h"

#include "clang-tidy/ClangTidyCheck.h"

namespace framewalk::tidy {

/// Asks for the unit's report when all is parsed, and is silent where the unit
/// does not compile: clang-tidy says so itself.
class ReportCheck : public clang::tidy::ClangTidyCheck {
public:
  ReportCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
              const Wishes &Wanted)
      : ClangTidyCheck(Name, Context), Wanted(Wanted) {}

  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void
  check(const clang::ast_matchers::MatchFinder::MatchResult &Match) override;

protected:
  virtual void report(const TranslationUnitReport &Report,
                      const Places &Place) = 0;

  /// With its story, and its fixes.
  void tell(const Finding &F, const Places &Place);

  clang::DiagnosticBuilder warn(clang::SourceLocation Place,
                                const std::string &Message) {
    return diag(Place, "%0") << Message;
  }
  clang::DiagnosticBuilder note(clang::SourceLocation Place,
                                const std::string &Message) {
    return diag(Place, "%0", clang::DiagnosticIDs::Note) << Message;
  }

private:
  Wishes Wanted;
  /// While the check lives, so do the results.
  std::shared_ptr<UnitAnalysis> Analysis;
};

} // namespace framewalk::tidy
