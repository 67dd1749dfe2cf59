//===- ExpressionWalk.cpp - Expressions, in the order of evaluation -------===//
#include "Frontend/FunctionWalker.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace framewalk {

void FunctionWalker::fullExpression(const Expr *E) {
  FullExpressions.emplace_back().Root = E;
  expression(E);
  FullExpression Done = FullExpressions.pop_back_val();
  if (!Done.Temporaries.empty()) {
    SourcePosition Begin = Positions.at(E->getBeginLoc());
    Scopes.open(ScopeKind::Expression, Begin, {});
    for (auto [Id, End] : Done.Temporaries)
      Scopes.declare(Id, End);
    Scopes.close(Positions.behind(E->getEndLoc()));
  }
  if (Done.EndsInNoReturn)
    Live = false;
}

void FunctionWalker::children(const Stmt *S) {
  for (const Stmt *Child : S->children()) {
    if (!Child)
      continue;
    if (const auto *E = dyn_cast<Expr>(Child))
      expression(E);
    else
      statement(Child);
  }
}

void FunctionWalker::expression(const Expr *E) {
  // The leaves first: half of all nodes.
  switch (E->getStmtClass()) {
  case Stmt::DeclRefExprClass:
    return nameUse(cast<DeclRefExpr>(E));
  case Stmt::IntegerLiteralClass:
  case Stmt::StringLiteralClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::FloatingLiteralClass:
  case Stmt::CXXBoolLiteralExprClass:
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::OpaqueValueExprClass:
  case Stmt::RequiresExprClass:
  case Stmt::ConceptSpecializationExprClass:
    return;
  case Stmt::CXXThisExprClass:
    return thisUse(cast<CXXThisExpr>(E));
  default:
    break;
  }
  Inside Here(*this, E);
  switch (E->getStmtClass()) {
  case Stmt::ImplicitCastExprClass:
    return expression(cast<ImplicitCastExpr>(E)->getSubExpr());
  case Stmt::ParenExprClass:
    return expression(cast<ParenExpr>(E)->getSubExpr());
  case Stmt::MemberExprClass:
    return expression(cast<MemberExpr>(E)->getBase());
  case Stmt::BinaryOperatorClass:
    if (cast<BinaryOperator>(E)->isLogicalOp())
      return logical(cast<BinaryOperator>(E));
    break;
  case Stmt::ConditionalOperatorClass:
    return conditional(cast<ConditionalOperator>(E));
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::CXXOperatorCallExprClass:
  case Stmt::UserDefinedLiteralClass:
    return call(cast<CallExpr>(E));
  case Stmt::LambdaExprClass:
    return lambda(cast<LambdaExpr>(E));
  case Stmt::InitListExprClass:
    return initList(cast<InitListExpr>(E));
  case Stmt::MaterializeTemporaryExprClass:
    temporary(cast<MaterializeTemporaryExpr>(E));
    break;
  case Stmt::CompoundLiteralExprClass:
    compoundLiteral(cast<CompoundLiteralExpr>(E));
    break;
  default:
    if (special(E))
      return;
    break;
  }
  children(E);
}

/// Expressions whose children are not simply evaluated one after the other.
bool FunctionWalker::special(const Expr *E) {
  switch (E->getStmtClass()) {
  case Stmt::UnaryExprOrTypeTraitExprClass: {
    const auto *Trait = cast<UnaryExprOrTypeTraitExpr>(E);
    if (!Trait->isArgumentType())
      unevaluated(Trait->getArgumentExpr(),
                  Trait->getKind() == UETT_SizeOf
                      ? "sizeof does not evaluate its operand"
                      : "the operand is not evaluated");
    return true;
  }
  case Stmt::CXXNoexceptExprClass:
    unevaluated(cast<CXXNoexceptExpr>(E)->getOperand(),
                "noexcept does not evaluate its operand");
    return true;
  case Stmt::CXXTypeidExprClass: {
    MayThrow |= Live && !WhyUnevaluated;
    const auto *TypeId = cast<CXXTypeidExpr>(E);
    if (TypeId->isTypeOperand())
      return true;
    if (TypeId->isPotentiallyEvaluated())
      expression(TypeId->getExprOperand());
    else
      unevaluated(TypeId->getExprOperand(),
                  "typeid evaluates polymorphic objects only");
    return true;
  }
  case Stmt::ConstantExprClass: {
    const auto *Constant = cast<ConstantExpr>(E);
    if (Constant->hasAPValueResult() || Constant->isImmediateInvocation())
      unevaluated(Constant->getSubExpr(), "a constant expression");
    else
      expression(Constant->getSubExpr());
    return true;
  }
  case Stmt::GenericSelectionExprClass:
    genericSelection(cast<GenericSelectionExpr>(E));
    return true;
  case Stmt::ChooseExprClass:
    choose(cast<ChooseExpr>(E));
    return true;
  case Stmt::CXXDefaultArgExprClass:
    expression(cast<CXXDefaultArgExpr>(E)->getExpr());
    return true;
  case Stmt::CXXDefaultInitExprClass:
    expression(cast<CXXDefaultInitExpr>(E)->getExpr());
    return true;
  case Stmt::StmtExprClass:
    statement(cast<StmtExpr>(E)->getSubStmt());
    return true;
  case Stmt::ArrayInitLoopExprClass: {
    const auto *Loop = cast<ArrayInitLoopExpr>(E);
    if (const Expr *Source = Loop->getCommonExpr()->getSourceExpr())
      expression(Source);
    return true;
  }
  case Stmt::PseudoObjectExprClass:
    for (const Expr *Part : cast<PseudoObjectExpr>(E)->semantics())
      expression(Part);
    return true;
  case Stmt::CoawaitExprClass:
  case Stmt::CoyieldExprClass:
    expression(cast<CoroutineSuspendExpr>(E)->getCommonExpr());
    return true;
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
    for (const Expr *Argument : cast<CXXConstructExpr>(E)->arguments())
      objectTemporary(Argument);
    children(E);
    mention(cast<CXXConstructExpr>(E)->getConstructor());
    if (!cast<CXXConstructExpr>(E)->getConstructor()->isTrivial())
      noteThrow(cast<CXXConstructExpr>(E)->getConstructor(), {});
    return true;
  case Stmt::CXXNewExprClass:
    noteThrow(cast<CXXNewExpr>(E)->getOperatorNew(), {});
    allocation(cast<CXXNewExpr>(E));
    return false;
  case Stmt::CXXDeleteExprClass:
    noteThrow(cast<CXXDeleteExpr>(E)->getOperatorDelete(), {});
    deallocation(cast<CXXDeleteExpr>(E));
    return false;
  case Stmt::CXXDynamicCastExprClass:
  case Stmt::CXXInheritedCtorInitExprClass:
    MayThrow |= Live && !WhyUnevaluated;
    return false;
  case Stmt::CXXThrowExprClass:
    MayThrow |= Live && !WhyUnevaluated;
    if (const Expr *Thrown = cast<CXXThrowExpr>(E)->getSubExpr())
      expression(Thrown);
    if (!Conditional && !FullExpressions.empty())
      FullExpressions.back().EndsInNoReturn = true;
    return true;
  case Stmt::BlockExprClass:
    return true;
  default:
    return false;
  }
}

void FunctionWalker::unevaluated(const Expr *E, const char *Reason) {
  Unevaluated Here(*this, Reason);
  expression(E);
}

void FunctionWalker::logical(const BinaryOperator *E) {
  std::optional<bool> Left = foldCondition(E->getLHS());
  const bool IsAnd = E->getOpcode() == BO_LAnd;
  if (Left)
    unevaluated(E->getLHS(), "a constant operand");
  else
    expression(E->getLHS());
  if (Left && *Left != IsAnd) {
    unevaluated(E->getRHS(), IsAnd ? "never evaluated: left of && is false"
                                   : "never evaluated: left of || is true");
    return;
  }
  ++Conditional;
  expression(E->getRHS());
  --Conditional;
}

void FunctionWalker::conditional(const ConditionalOperator *E) {
  std::optional<bool> Folded = foldCondition(E->getCond());
  if (Folded)
    unevaluated(E->getCond(), "the condition is a constant");
  else
    expression(E->getCond());
  constexpr const char *Never = "never evaluated: the condition is a constant";
  ++Conditional;
  if (Folded && !*Folded)
    unevaluated(E->getTrueExpr(), Never);
  else
    expression(E->getTrueExpr());
  if (Folded && *Folded)
    unevaluated(E->getFalseExpr(), Never);
  else
    expression(E->getFalseExpr());
  --Conditional;
}

void FunctionWalker::genericSelection(const GenericSelectionExpr *E) {
  if (E->isExprPredicate())
    unevaluated(E->getControllingExpr(),
                "_Generic does not evaluate its controlling expression");
  for (const auto &Choice : E->associations())
    if (Choice.isSelected())
      expression(Choice.getAssociationExpr());
    else
      unevaluated(Choice.getAssociationExpr(), "not the selected association");
}

void FunctionWalker::choose(const ChooseExpr *E) {
  const Expr *Chosen = E->getChosenSubExpr();
  unevaluated(E->getCond(), "a constant expression");
  for (const Expr *Each : {E->getLHS(), E->getRHS()})
    if (Each == Chosen)
      expression(Each);
    else
      unevaluated(Each, "not the chosen expression");
}

void FunctionWalker::initList(const InitListExpr *E) {
  if (!E->isSemanticForm() && E->getSemanticForm())
    E = E->getSemanticForm();
  for (const Expr *Init : E->inits())
    if (Init)
      expression(Init);
}

void FunctionWalker::lambda(const LambdaExpr *E) {
  const CXXRecordDecl *Closure = E->getLambdaClass();
  Unit.Classes.push_back(Closure);
  // The body is a function of its own.
  for (const Expr *Init : E->capture_inits())
    if (Init)
      expression(Init);
}

static bool isSetjmp(const FunctionDecl &Callee) {
  return Callee.hasAttr<ReturnsTwiceAttr>();
}

static bool isAlloca(unsigned Builtin) {
  switch (Builtin) {
  case Builtin::BIalloca:
  case Builtin::BI_alloca:
  case Builtin::BI__builtin_alloca:
  case Builtin::BI__builtin_alloca_uninitialized:
  case Builtin::BI__builtin_alloca_with_align:
  case Builtin::BI__builtin_alloca_with_align_uninitialized:
    return true;
  default:
    return false;
  }
}

static bool endsTheBlock(const FunctionDecl &Callee) {
  // Its call is not followed by `unreachable` in the code.
  if (Callee.getBuiltinID() == Builtin::BI__builtin_trap ||
      Callee.getBuiltinID() == Builtin::BI__builtin_verbose_trap)
    return false;
  return Callee.isNoReturn();
}

void FunctionWalker::noteCallee(const CallExpr *E) {
  const FunctionDecl *Callee = E->getDirectCallee();
  if (!Callee)
    return;
  auto Note = [&](FunctionTrait Trait) {
    if (!Facts.has(Trait))
      Facts.Traits.push_back(Trait);
  };
  if (isAlloca(Callee->getBuiltinID()))
    Note(FunctionTrait::CallsAlloca);
  if (isSetjmp(*Callee))
    Note(FunctionTrait::CallsSetjmp);
}

/// Why a call of a builtin touches no argument; null where it does.
const char *FunctionWalker::whyArgumentsAreIdle(const CallExpr *E) const {
  const FunctionDecl *Callee = E->getDirectCallee();
  if (!Callee || !Callee->getBuiltinID() || E->isValueDependent() ||
      isa<CXXOperatorCallExpr>(E))
    return nullptr;
  if (Callee->getBuiltinID() == Builtin::BI__builtin_va_end)
    return "va_end does nothing on x86";
  if (isConstantQuestion(E))
    return "__builtin_constant_p does not evaluate its operand";
  Expr::EvalResult Value;
  if (!E->getType()->isVoidType() && E->EvaluateAsRValue(Value, Context) &&
      !Value.HasSideEffects)
    return "the call is folded to a constant";
  return nullptr;
}

void FunctionWalker::mention(const FunctionDecl *Callee) {
  if (HasUnnumberedLambda && Callee && Live && !WhyUnevaluated)
    Unit.Names.mention(*Callee);
}

/// \p Type is the callee's, a pointer where it is not named.
void FunctionWalker::noteThrow(const FunctionDecl *Callee, QualType Type) {
  if (MayThrow || !IsCxx || !Live || WhyUnevaluated)
    return;
  if (Callee) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (Callee->hasAttr<NoThrowAttr>() || (Method && Method->isTrivial()))
      return;
    Type = Callee->getType();
  } else if (!Type.isNull() && Type->isPointerType()) {
    Type = Type->getPointeeType();
  }
  const auto *Prototype =
      Type.isNull() ? nullptr : Type->getAs<FunctionProtoType>();
  MayThrow = !Prototype ||
             isUnresolvedExceptionSpec(Prototype->getExceptionSpecType()) ||
             !Prototype->isNothrow();
}

void FunctionWalker::call(const CallExpr *E) {
  noteCallee(E);
  heapCall(E);
  if (const char *Why = whyArgumentsAreIdle(E)) {
    Unevaluated Here(*this, Why);
    return children(E);
  }
  const FunctionDecl *Callee = E->getDirectCallee();
  // Code generation names a method after its object, any other function first.
  const bool IsMember = isa<CXXMemberCallExpr>(E);
  if (!IsMember)
    mention(Callee);
  expression(E->getCallee());
  if (IsMember)
    mention(Callee);
  noteThrow(Callee, E->getCallee()->getType());
  const bool IsVaStart =
      Callee && (Callee->getBuiltinID() == Builtin::BI__builtin_va_start ||
                 Callee->getBuiltinID() == Builtin::BI__builtin_c23_va_start);
  for (const Expr *Argument : E->arguments()) {
    objectTemporary(Argument);
    if (IsVaStart && Argument != E->getArg(0))
      unevaluated(Argument, "va_start only names the last parameter");
    else
      expression(Argument);
  }
  if (Callee && !Conditional && !WhyUnevaluated && endsTheBlock(*Callee) &&
      !FullExpressions.empty())
    FullExpressions.back().EndsInNoReturn = true;
}

} // namespace framewalk
