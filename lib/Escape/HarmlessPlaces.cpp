//===- HarmlessPlaces.cpp -------------------------------------------------===//
#include "Escape/HarmlessPlaces.h"

#include "Escape/MainFileVisitor.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk::escape {

namespace {

class Visitor final : public MainFileVisitor {
public:
  using MainFileVisitor::MainFileVisitor;

  void visitStmt(const Stmt &S, const Stmt *) override {
    if (auto *Name = dyn_cast<DeclRefExpr>(&S))
      noteReference(*Name);
    else if (auto *Call = dyn_cast<CallExpr>(&S))
      noteCall(*Call);
    else if (auto *Return = dyn_cast<ReturnStmt>(&S))
      noteReturn(*Return);
  }

  /// References to locals that do not matter.
  std::vector<const DeclRefExpr *> found() const {
    std::vector<const DeclRefExpr *> Result;
    for (auto &[Local, All] : References)
      if (Given.contains(Local))
        llvm::append_range(Result, All);
    for (const DeclRefExpr *Each : Numbers)
      if (References.lookup(cast<VarDecl>(Each->getDecl())).size() == 1)
        Result.push_back(Each);
    return Result;
  }

private:
  void noteReference(const DeclRefExpr &Name) {
    if (auto *Local = dyn_cast<VarDecl>(Name.getDecl());
        Local && Local->hasLocalStorage())
      References[Local].push_back(&Name);
  }

  void noteCall(const CallExpr &Call) {
    if (Call.isCallToStdMove())
      noteGiven(*Call.getArg(0));
    auto *MemberCall = dyn_cast<CXXMemberCallExpr>(&Call);
    const CXXMethodDecl *Method =
        MemberCall ? MemberCall->getMethodDecl() : nullptr;
    if (Method && Method->getIdentifier() && Method->getName() == "release" &&
        Method->getParent()->hasAttr<OwnerAttr>())
      noteGiven(*MemberCall->getImplicitObjectArgument());
  }

  void noteReturn(const ReturnStmt &Return) {
    const Expr *Value = Return.getRetValue();
    if (!Value || !Value->getType()->isIntegerType())
      return;
    auto *Address = dyn_cast<UnaryOperator>(Value->IgnoreParenCasts());
    if (Address && Address->getOpcode() == UO_AddrOf)
      if (auto *Name = dyn_cast<DeclRefExpr>(
              Address->getSubExpr()->IgnoreParenImpCasts()))
        Numbers.push_back(Name);
  }

  void noteGiven(const Expr &E) {
    if (auto *Name = dyn_cast<DeclRefExpr>(E.IgnoreParenImpCasts()))
      if (auto *Local = dyn_cast<VarDecl>(Name->getDecl()))
        if (const CXXRecordDecl *Class = Local->getType()->getAsCXXRecordDecl();
            Class && Class->hasAttr<OwnerAttr>())
          Given.insert(Local);
  }

  llvm::DenseMap<const VarDecl *, llvm::SmallVector<const DeclRefExpr *, 2>>
      References;
  llvm::DenseSet<const VarDecl *> Given;
  std::vector<const DeclRefExpr *> Numbers;
};

} // namespace

std::vector<EscapePosition>
harmlessPlaces(ASTContext &Context, const std::vector<EscapePosition> &Places) {
  if (Places.empty())
    return {};
  Visitor V(Context);
  walk(*Context.getTranslationUnitDecl(), V, {.Instantiations = true});
  const SourceManager &Sources = Context.getSourceManager();
  std::vector<EscapePosition> Result;
  for (const DeclRefExpr *Each : V.found()) {
    PresumedLoc Place =
        Sources.getPresumedLoc(Sources.getExpansionLoc(Each->getLocation()));
    if (Place.isInvalid())
      continue;
    for (const EscapePosition &P : Places)
      if (P.Line == Place.getLine() && P.Column == Place.getColumn())
        Result.push_back(P);
  }
  return Result;
}

} // namespace framewalk::escape
