//===- Reachability.cpp ---------------------------------------------------===//
#include "Escape/Reachability.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "clang/Analysis/Analyses/ReachableCode.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk::escape {

namespace {

class Visitor final : public DynamicRecursiveASTVisitor {
public:
  Visitor(ASTContext &Context, const std::vector<EscapePosition> &Places)
      : Context(Context), Sources(Context.getSourceManager()), Places(Places) {}

  bool TraverseDecl(Decl *D) override {
    if (D && D->getDeclContext() && D->getDeclContext()->isTranslationUnit() &&
        !isa<TranslationUnitDecl>(D) &&
        !Sources.isInMainFile(Sources.getExpansionLoc(D->getLocation())))
      return true;
    return DynamicRecursiveASTVisitor::TraverseDecl(D);
  }

  bool VisitFunctionDecl(FunctionDecl *D) override {
    if (!D->doesThisDeclarationHaveABody() || D->isDependentContext())
      return true;
    bool Matters = llvm::any_of(Places, [&](const EscapePosition &P) {
      return contains(*D->getBody(), P);
    });
    if (Matters)
      look(*D);
    return true;
  }

  std::vector<EscapePosition> Unreachable;

private:
  std::pair<unsigned, unsigned> place(SourceLocation Where) const {
    PresumedLoc Place = Sources.getPresumedLoc(Sources.getExpansionLoc(Where));
    return Place.isInvalid() ? std::pair(0u, 0u)
                             : std::pair(Place.getLine(), Place.getColumn());
  }

  bool contains(const Stmt &S, const EscapePosition &P) const {
    std::pair Here(P.Line, P.Column);
    return place(S.getBeginLoc()) <= Here && Here <= place(S.getEndLoc());
  }

  void look(const FunctionDecl &D) {
    std::unique_ptr<CFG> Graph =
        CFG::buildCFG(&D, D.getBody(), &Context, CFG::BuildOptions());
    if (!Graph)
      return;
    llvm::BitVector Reached(Graph->getNumBlockIDs());
    reachable_code::ScanReachableFromBlock(&Graph->getEntry(), Reached);
    for (const EscapePosition &P : Places) {
      bool IsReached = false, IsSeen = false;
      for (const CFGBlock *Block : *Graph)
        for (const CFGElement &Element : *Block)
          if (auto Statement = Element.getAs<CFGStmt>();
              Statement && contains(*Statement->getStmt(), P)) {
            IsSeen = true;
            IsReached |= Reached[Block->getBlockID()];
          }
      if (IsSeen && !IsReached)
        Unreachable.push_back(P);
    }
  }

  ASTContext &Context;
  const SourceManager &Sources;
  const std::vector<EscapePosition> &Places;
};

} // namespace

std::vector<EscapePosition>
unreachablePlaces(ASTContext &Context,
                  const std::vector<EscapePosition> &Places) {
  if (Places.empty())
    return {};
  Visitor V(Context, Places);
  V.TraverseDecl(Context.getTranslationUnitDecl());
  return std::move(V.Unreachable);
}

} // namespace framewalk::escape
