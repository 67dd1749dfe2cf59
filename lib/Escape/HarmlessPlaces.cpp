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
  explicit Visitor(ASTContext &Context) : MainFileVisitor(Context) {
    ShouldVisitTemplateInstantiations = true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *E) override {
    if (auto *Local = dyn_cast<VarDecl>(E->getDecl());
        Local && Local->hasLocalStorage())
      References[Local].push_back(E);
    return true;
  }

  bool VisitCallExpr(CallExpr *Call) override {
    if (Call->isCallToStdMove())
      noteGiven(*Call->getArg(0));
    return true;
  }

  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) override {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (Method && Method->getIdentifier() && Method->getName() == "release" &&
        Method->getParent()->hasAttr<OwnerAttr>())
      noteGiven(*Call->getImplicitObjectArgument());
    return true;
  }

  bool VisitReturnStmt(ReturnStmt *Return) override {
    const Expr *Value = Return->getRetValue();
    if (!Value || !Value->getType()->isIntegerType())
      return true;
    auto *Address = dyn_cast<UnaryOperator>(Value->IgnoreParenCasts());
    if (Address && Address->getOpcode() == UO_AddrOf)
      if (auto *Name = dyn_cast<DeclRefExpr>(
              Address->getSubExpr()->IgnoreParenImpCasts()))
        Numbers.push_back(Name);
    return true;
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
  V.TraverseDecl(Context.getTranslationUnitDecl());
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
