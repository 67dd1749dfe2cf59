//===- Reachability.cpp ---------------------------------------------------===//
#include "Escape/Reachability.h"

#include "Escape/MainFileVisitor.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include "clang/Analysis/Analyses/ReachableCode.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk::escape {

namespace {

class Visitor final : public MainFileVisitor {
public:
  Visitor(ASTContext &Context, const std::vector<EscapePosition> &Places)
      : MainFileVisitor(Context), Context(Context), Places(Places) {}

  void visitDecl(const Decl &D) override {
    auto *Function = dyn_cast<FunctionDecl>(&D);
    if (!Function || !Function->doesThisDeclarationHaveABody() ||
        Function->isDependentContext())
      return;
    bool Matters = llvm::any_of(Places, [&](const EscapePosition &P) {
      return contains(*Function->getBody(), P);
    });
    if (Matters)
      look(*Function);
  }

  std::vector<EscapePosition> Unreachable;

private:
  bool contains(const Stmt &S, const EscapePosition &P) const {
    std::pair Here(P.Line, P.Column);
    return placeOf(S.getBeginLoc()) <= Here && Here <= placeOf(S.getEndLoc());
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
  const std::vector<EscapePosition> &Places;
};

} // namespace

std::vector<EscapePosition>
unreachablePlaces(ASTContext &Context,
                  const std::vector<EscapePosition> &Places) {
  if (Places.empty())
    return {};
  Visitor V(Context, Places);
  walk(*Context.getTranslationUnitDecl(), V);
  return std::move(V.Unreachable);
}

} // namespace framewalk::escape
