//===- FixFinder.cpp ------------------------------------------------------===//
#include "Frontend/FixFinder.h"

#include "Ast/AstWalk.h"
#include "Frontend/FunctionSource.h"

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk {

namespace {

class Finder final : public AstVisitor {
public:
  Finder(ASTContext &Context, const std::vector<uint32_t> &Lines,
         SourceFacts &Facts)
      : Context(Context), Lines(Lines), Facts(Facts),
        Positions(Context.getSourceManager(), Context.getLangOpts(),
                  Facts.Files) {}

  bool enters(const Decl &D) override {
    return !isa_and_nonnull<TranslationUnitDecl>(D.getDeclContext()) ||
           Positions.isInMainFile(D.getLocation());
  }
  void visitDecl(const Decl &D) override {
    auto *F = dyn_cast<FunctionDecl>(&D);
    if (F && F->doesThisDeclarationHaveABody() && !F->isDependentContext() &&
        !F->isInvalidDecl() && isAskedFor(*F))
      read(*F);
  }

private:
  bool isAskedFor(const FunctionDecl &F) {
    SourcePosition Begin = Positions.at(F.getBeginLoc());
    auto It = llvm::lower_bound(Lines, Begin.Line);
    return It != Lines.end() && *It <= Positions.at(F.getEndLoc()).Line;
  }
  void read(const FunctionDecl &F) {
    FunctionSource Source(Context, Positions, F);
    if (!Source.Body)
      return;
    widenScopes(Source, Facts.Fixes);
    captureByValue(Source, Facts.Fixes);
    nameTemporaries(Source, Facts.Fixes);
    allocate(Source, Facts.Fixes);
    resetHolders(Source, Facts.Fixes);
  }

  ASTContext &Context;
  const std::vector<uint32_t> &Lines;
  SourceFacts &Facts;
  PositionTable Positions;
};

} // namespace

void findFixes(ASTContext &Context, const std::vector<uint32_t> &Lines,
               SourceFacts &Facts) {
  if (Lines.empty() || Context.getDiagnostics().hasErrorOccurred())
    return;
  Finder F(Context, Lines, Facts);
  walk(*Context.getTranslationUnitDecl(), F);
}

} // namespace framewalk
