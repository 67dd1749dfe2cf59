//===- ReturnPlaces.cpp ---------------------------------------------------===//
#include "Escape/ReturnPlaces.h"

#include "Escape/MainFileVisitor.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
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

class Visitor final : public MainFileVisitor {
public:
  Visitor(ASTContext &Context, std::vector<EscapeFinding> &Findings)
      : MainFileVisitor(Context), Findings(Findings) {}

  void visitDecl(const Decl &D) override {
    auto *Function = dyn_cast<FunctionDecl>(&D);
    if (Function && Function->doesThisDeclarationHaveABody())
      look(*Function->getBody());
  }
  void visitStmt(const Stmt &S, const Stmt *) override {
    if (auto *Lambda = dyn_cast<LambdaExpr>(&S))
      look(*Lambda->getBody());
  }

private:
  void look(const Stmt &Body) {
    auto [Line, Column] = placeOf(Body.getEndLoc());
    for (EscapeFinding &F : Findings)
      if (isAtBrace(F) && F.Position.Line == Line &&
          F.Position.Column == Column)
        if (const ReturnStmt *Return = choose(Body, F.Variable)) {
          SourceLocation At = Return->getRetValue()
                                  ? Return->getRetValue()->getBeginLoc()
                                  : Return->getBeginLoc();
          std::tie(F.Position.Line, F.Position.Column) = placeOf(At);
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

  std::vector<EscapeFinding> &Findings;
};

} // namespace

void placeAtReturns(ASTContext &Context, std::vector<EscapeFinding> &Findings) {
  if (!llvm::any_of(Findings, isAtBrace))
    return;
  Visitor V(Context, Findings);
  walk(*Context.getTranslationUnitDecl(), V, {.Instantiations = true});
}

} // namespace framewalk::escape
