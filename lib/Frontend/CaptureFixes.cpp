//===- CaptureFixes.cpp - Lambdas that take copies along ------------------===//
//
// A copy is what the variable is when the lambda is made. So nothing may change
// the variable from then on, in the lambda or outside of it.
//
//===----------------------------------------------------------------------===//
#include "Frontend/FunctionSource.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk {

namespace {

bool isWrite(const FunctionSource &Source, const DeclRefExpr *Use) {
  const Stmt *By = Source.user(Use);
  if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(By))
    return Unary->isIncrementDecrementOp();
  const auto *Binary = dyn_cast_or_null<BinaryOperator>(By);
  return Binary && Binary->isAssignmentOp() &&
         Binary->getLHS()->IgnoreParens() == Use;
}

bool isInReturn(const FunctionSource &Source, const Stmt *S) {
  while (S && !isa<ReturnStmt>(S))
    S = Source.parent(S);
  return S;
}

bool isInLoop(const FunctionSource &Source, const Stmt *S) {
  while (S && !isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S))
    S = Source.parent(S);
  return S;
}

bool staysTheSame(const FunctionSource &Source, const LambdaExpr &Lambda,
                  const VarDecl &V) {
  const bool IsLast = isInReturn(Source, &Lambda);
  return llvm::all_of(Source.usesOf(&V), [&](const DeclRefExpr *Use) {
    if (isRead(Source, Use))
      return true;
    // The capture itself.
    if (Source.parent(Use) == &Lambda)
      return true;
    if (Source.isInside(Use, &Lambda))
      return false;
    bool IsBefore = Source.isBefore(Use->getLocation(), Lambda.getBeginLoc());
    return IsBefore &&
           (IsLast || (isWrite(Source, Use) && !isInLoop(Source, &Lambda)));
  });
}

bool canBeCopied(const FunctionSource &Source, const LambdaExpr &Lambda,
                 const LambdaCapture &Capture) {
  if (!Capture.capturesVariable() || Capture.getCaptureKind() != LCK_ByRef)
    return false;
  const auto *V = dyn_cast<VarDecl>(Capture.getCapturedVar());
  return V && !V->isInitCapture() && !V->getType()->isReferenceType() &&
         !V->getType().isVolatileQualified() && isCopyable(V->getType()) &&
         staysTheSame(Source, Lambda, *V);
}

FixFact fixOf(const FunctionSource &Source, const LambdaExpr &Lambda,
              const VarDecl &V, FixHint Hint) {
  return {.Kind = FixKind::CaptureByValue,
          .Subject = Source.at(V.getLocation()),
          .Where = Source.range(Lambda.getIntroducerRange()),
          .Hint = std::move(Hint)};
}

void explicitCaptures(const FunctionSource &Source, const LambdaExpr &Lambda,
                      std::vector<FixFact> &Fixes) {
  for (const LambdaCapture &Each : Lambda.explicit_captures()) {
    // `&name`
    if (!canBeCopied(Source, Lambda, Each) || Each.isPackExpansion() ||
        Lambda.getCaptureDefault() == LCD_ByCopy)
      continue;
    const auto *V = cast<VarDecl>(Each.getCapturedVar());
    clang::SourceRange Introducer = Lambda.getIntroducerRange();
    std::string Before =
        Source.text({Introducer.getBegin(), Each.getLocation()});
    size_t Sigil = Before.rfind('&');
    if (Sigil == std::string::npos || Before.substr(Sigil + 1) != V->getName())
      continue;
    SourceLocation At = Introducer.getBegin().getLocWithOffset(int(Sigil));
    Fixes.push_back(
        fixOf(Source, Lambda, *V,
              {.Title = "capture a copy of '" + V->getName().str() + "'",
               .Edits = {Source.replace({At, At}, "")}}));
  }
}

void defaultCapture(const FunctionSource &Source, const LambdaExpr &Lambda,
                    std::vector<FixFact> &Fixes) {
  if (Lambda.getCaptureDefault() != LCD_ByRef ||
      !Lambda.explicit_captures().empty() ||
      !llvm::all_of(Lambda.implicit_captures(), [&](const LambdaCapture &C) {
        return canBeCopied(Source, Lambda, C);
      }))
    return;
  SourceLocation At = Lambda.getCaptureDefaultLoc();
  for (const LambdaCapture &Each : Lambda.implicit_captures())
    Fixes.push_back(fixOf(
        Source, Lambda, *cast<VarDecl>(Each.getCapturedVar()),
        {.Title = "capture copies", .Edits = {Source.replace({At, At}, "=")}}));
}

} // namespace

void captureByValue(const FunctionSource &Source, std::vector<FixFact> &Fixes) {
  for (const LambdaExpr *Each : Source.Lambdas)
    if (Source.isPlain(Each->getIntroducerRange())) {
      explicitCaptures(Source, *Each, Fixes);
      defaultCapture(Source, *Each, Fixes);
    }
}

} // namespace framewalk
