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
      : MainFileVisitor(Context), Context(Context) {}

  void ask(const EscapePosition &P) {
    if (isInMainFile(P))
      Ranges.try_emplace({P.Line, P.Column});
  }

  /// Nothing where no expression is known to be there.
  const Range *find(const EscapePosition &P) const {
    auto It = isInMainFile(P) ? Ranges.find({P.Line, P.Column}) : Ranges.end();
    return It == Ranges.end() || !It->second.End.first ? nullptr : &It->second;
  }

  void visitDecl(const Decl &D) override {
    auto *Variable = dyn_cast<VarDecl>(&D);
    const Expr *Init = Variable ? Variable->getInit() : nullptr;
    if (Init && !Variable->isInitCapture() &&
        Init->getBeginLoc() != Variable->getLocation())
      add(Variable->getLocation(), Init->getSourceRange(), Strength::Statement);
  }
  void visitStmt(const Stmt &S, const Stmt *) override {
    if (auto *E = dyn_cast<Expr>(&S))
      visitExpr(*E);
    if (auto *Assignment = dyn_cast<BinaryOperator>(&S);
        Assignment && Assignment->isAssignmentOp())
      add(Assignment->getOperatorLoc(), Assignment->getRHS()->getSourceRange(),
          Strength::Statement);
    if (auto *Return = dyn_cast<ReturnStmt>(&S);
        Return && Return->getRetValue())
      add(Return->getReturnLoc(), Return->getRetValue()->getSourceRange(),
          Strength::Statement);
  }

private:
  enum class Strength : uint8_t { None, Expression, Call, Statement };

  /// Neither assigned nor returned: the place stays, and the expression tells
  /// the end.
  void visitExpr(const Expr &E) {
    if (isa<ImplicitCastExpr, MaterializeTemporaryExpr, ExprWithCleanups>(E))
      return;
    SourceLocation At = E.getExprLoc();
    add(At, clang::SourceRange(At, E.getEndLoc()),
        isa<CallExpr>(E) ? Strength::Call : Strength::Expression);
  }

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
  walk(*Context.getTranslationUnitDecl(), Known, {.Instantiations = true});
  for (EscapeFinding &F : Findings) {
    apply(Known, F.Position, F.PositionEnd);
    for (EscapeStep &Step : F.Trace)
      apply(Known, Step.Position, Step.End);
  }
}

} // namespace framewalk::escape
