//===- ReturnPlaces.cpp ---------------------------------------------------===//
#include "Escape/ReturnPlaces.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk::escape {

namespace {

bool isAtBrace(const EscapeFinding &F) {
  return F.Role != StepRole::Used && F.Position.isValid() &&
         F.Position == F.Death;
}

class Visitor final : public DynamicRecursiveASTVisitor {
public:
  Visitor(ASTContext &Context, std::vector<EscapeFinding> &Findings)
      : Sources(Context.getSourceManager()), Findings(Findings) {
    ShouldVisitTemplateInstantiations = true;
  }

  bool TraverseDecl(Decl *D) override {
    if (D && D->getDeclContext() && D->getDeclContext()->isTranslationUnit() &&
        !isa<TranslationUnitDecl>(D) &&
        !Sources.isInMainFile(Sources.getExpansionLoc(D->getLocation())))
      return true;
    return DynamicRecursiveASTVisitor::TraverseDecl(D);
  }

  bool VisitFunctionDecl(FunctionDecl *D) override {
    if (D->doesThisDeclarationHaveABody())
      look(*D->getBody());
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *E) override {
    look(*E->getBody());
    return true;
  }

private:
  std::pair<unsigned, unsigned> place(SourceLocation Where) const {
    PresumedLoc Place = Sources.getPresumedLoc(Sources.getExpansionLoc(Where));
    return Place.isInvalid() ? std::pair(0u, 0u)
                             : std::pair(Place.getLine(), Place.getColumn());
  }

  void look(const Stmt &Body) {
    auto [Line, Column] = place(Body.getEndLoc());
    for (EscapeFinding &F : Findings)
      if (isAtBrace(F) && F.Position.Line == Line &&
          F.Position.Column == Column)
        if (const ReturnStmt *Return = choose(Body, F.Variable)) {
          SourceLocation At = Return->getRetValue()
                                  ? Return->getRetValue()->getBeginLoc()
                                  : Return->getBeginLoc();
          std::tie(F.Position.Line, F.Position.Column) = place(At);
        }
  }

  static bool names(const Stmt &S, const std::string &Variable) {
    if (auto *Name = dyn_cast<DeclRefExpr>(&S))
      if (Name->getDecl()->getNameAsString() == Variable)
        return true;
    return llvm::any_of(S.children(), [&](const Stmt *Child) {
      return Child && names(*Child, Variable);
    });
  }

  static const ReturnStmt *choose(const Stmt &S, const std::string &Variable) {
    if (auto *Return = dyn_cast<ReturnStmt>(&S))
      return Return;
    const ReturnStmt *Best = nullptr;
    for (const Stmt *Child : S.children()) {
      const ReturnStmt *Found =
          Child && !isa<LambdaExpr>(Child) ? choose(*Child, Variable) : nullptr;
      if (Found && !(Best && !Variable.empty() && names(*Best, Variable)))
        Best = Found;
    }
    return Best;
  }

  const SourceManager &Sources;
  std::vector<EscapeFinding> &Findings;
};

} // namespace

void placeAtReturns(ASTContext &Context, std::vector<EscapeFinding> &Findings) {
  if (llvm::any_of(Findings, isAtBrace))
    Visitor(Context, Findings).TraverseDecl(Context.getTranslationUnitDecl());
}

} // namespace framewalk::escape
