//===- SourceRanges.cpp ---------------------------------------------------===//
#include "Escape/SourceRanges.h"

#include "Escape/MainFileVisitor.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace framewalk::escape {

namespace {

using Place = std::pair<unsigned, unsigned>; ///< line and column

struct Range {
  Place Begin, End;
};

/// Fills in the ranges that are asked for.
class Visitor final : public MainFileVisitor {
public:
  explicit Visitor(ASTContext &Context)
      : MainFileVisitor(Context), Context(Context) {
    ShouldVisitTemplateInstantiations = true;
  }

  void ask(const EscapePosition &P) {
    if (isInMainFile(P))
      Ranges.try_emplace({P.Line, P.Column});
  }

  /// Nothing where no expression is known to be there.
  const Range *find(const EscapePosition &P) const {
    auto It = isInMainFile(P) ? Ranges.find({P.Line, P.Column}) : Ranges.end();
    return It == Ranges.end() || !It->second.End.first ? nullptr : &It->second;
  }

  bool VisitVarDecl(VarDecl *D) override {
    if (const Expr *Init = D->getInit();
        Init && !D->isInitCapture() && Init->getBeginLoc() != D->getLocation())
      add(D->getLocation(), Init->getSourceRange(), Strength::Statement);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) override {
    if (E->isAssignmentOp())
      add(E->getOperatorLoc(), E->getRHS()->getSourceRange(),
          Strength::Statement);
    return true;
  }
  bool VisitReturnStmt(ReturnStmt *S) override {
    if (const Expr *Value = S->getRetValue())
      add(S->getReturnLoc(), Value->getSourceRange(), Strength::Statement);
    return true;
  }
  /// Otherwise the place stays, and the expression tells the end.
  bool VisitExpr(Expr *E) override {
    if (isa<ImplicitCastExpr, MaterializeTemporaryExpr, ExprWithCleanups>(E))
      return true;
    SourceLocation At = E->getExprLoc();
    add(At, clang::SourceRange(At, E->getEndLoc()),
        isa<CallExpr>(E) ? Strength::Call : Strength::Expression);
    return true;
  }

private:
  enum class Strength : uint8_t { None, Expression, Call, Statement };

  bool isInMainFile(const EscapePosition &P) const {
    if (!P.isValid() || !P.Column)
      return false;
    OptionalFileEntryRef Main =
        Sources.getFileEntryRefForID(Sources.getMainFileID());
    return Main && llvm::sys::path::filename(Main->getName()) ==
                       llvm::sys::path::filename(P.File);
  }

  Place placeOf(SourceLocation Where) const {
    PresumedLoc Presumed = Sources.getPresumedLoc(Where);
    return Presumed.isInvalid()
               ? Place()
               : Place(Presumed.getLine(), Presumed.getColumn());
  }

  /// Of several expressions at one place, the innermost is the first to end.
  void add(SourceLocation At, clang::SourceRange Source, Strength How) {
    if (At.isInvalid() || At.isMacroID() || Source.isInvalid() ||
        Source.getBegin().isMacroID() || Source.getEnd().isMacroID())
      return;
    auto It = Ranges.find(placeOf(At));
    if (It == Ranges.end())
      return;
    SourceLocation Behind = Lexer::getLocForEndOfToken(
        Source.getEnd(), 0, Sources, Context.getLangOpts());
    Strength &Known = Strengths[It->first];
    if (Behind.isInvalid() || Known > How)
      return;
    Range New = {placeOf(Source.getBegin()), placeOf(Behind)};
    if (Known == How && It->second.End <= New.End)
      return;
    It->second = New;
    Known = How;
  }

  ASTContext &Context;
  llvm::DenseMap<Place, Range> Ranges;
  llvm::DenseMap<Place, Strength> Strengths;
};

void apply(const Visitor &Known, EscapePosition &At, EscapePosition &End) {
  const Range *Found = Known.find(At);
  if (!Found)
    return;
  std::tie(At.Line, At.Column) = Found->Begin;
  End = {
      .File = At.File, .Line = Found->End.first, .Column = Found->End.second};
}

} // namespace

void addRanges(ASTContext &Context, std::vector<EscapeFinding> &Findings) {
  if (Findings.empty())
    return;
  Visitor Known(Context);
  for (const EscapeFinding &F : Findings) {
    Known.ask(F.Position);
    for (const EscapeStep &Step : F.Trace)
      Known.ask(Step.Position);
  }
  Known.TraverseDecl(Context.getTranslationUnitDecl());
  for (EscapeFinding &F : Findings) {
    apply(Known, F.Position, F.PositionEnd);
    for (EscapeStep &Step : F.Trace)
      apply(Known, Step.Position, Step.End);
  }
}

} // namespace framewalk::escape
