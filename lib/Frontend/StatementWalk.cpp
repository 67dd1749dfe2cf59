//===- StatementWalk.cpp - Scopes, jumps and reachability -----------------===//
#include "Frontend/FunctionWalker.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace framewalk {

FunctionWalker::FunctionWalker(UnitState &Unit, const FunctionDecl &Function,
                               FunctionFacts &Facts)
    : Unit(Unit), Context(Unit.Context), Positions(Unit.Positions),
      Function(Function), Facts(Facts),
      Scopes(Facts, Unit.Context.getLangOpts().CPlusPlus ? Language::Cxx
                                                         : Language::C),
      IsCxx(Unit.Context.getLangOpts().CPlusPlus) {}

static bool hasUnnumberedLambda(const FunctionDecl &Function) {
  for (const Decl *D : Function.decls())
    if (const auto *Class = dyn_cast<CXXRecordDecl>(D))
      if (Class->isLambda() && Class->getLambdaManglingNumber() == 0)
        return true;
  return false;
}

void FunctionWalker::run() {
  HasUnnumberedLambda = IsCxx && hasUnnumberedLambda(Function);
  // What the compiler wrote itself names no variable in the source.
  MakesImplicitUses = Facts.IsImplicit || Function.isDefaulted();
  Facts.ReturnSigil = returnSigil();
  const Stmt *Body = Function.getBody();
  Scopes.open(ScopeKind::Function, Facts.Body.Begin, {});
  parameters();
  if (isa<CXXConstructorDecl>(Function))
    constructorInitialisers();
  body(Body);
  Scopes.close(Facts.Body.End);
  Scopes.finish();
}

void FunctionWalker::body(const Stmt *Body) {
  Inside Here(*this, Body);
  if (const auto *Block = dyn_cast<CompoundStmt>(Body)) {
    // Only here does a function's outermost brace make a lexical block.
    if (isa<CXXConstructorDecl, CXXDestructorDecl>(Function))
      compound(Block, ScopeKind::Block);
    else
      blockContents(Block);
  } else if (const auto *Coroutine = dyn_cast<CoroutineBodyStmt>(Body))
    coroutine(Coroutine);
  else if (const auto *Try = dyn_cast<CXXTryStmt>(Body))
    tryStatement(Try);
}

void FunctionWalker::coroutine(const CoroutineBodyStmt *Body) {
  statementOrNull(Body->getPromiseDeclStmt());
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(Body->getBody()))
    compound(Block, ScopeKind::Block);
}

void FunctionWalker::statement(const Stmt *S) {
  if (const auto *E = dyn_cast<Expr>(S)) {
    fullExpression(E);
    return;
  }
  if (const auto *Block = dyn_cast<CompoundStmt>(S)) {
    compound(Block, ScopeKind::Block);
    return;
  }
  Inside Here(*this, S);
  switch (S->getStmtClass()) {
  case Stmt::DeclStmtClass:
    return declaration(cast<DeclStmt>(S));
  case Stmt::IfStmtClass:
    return ifStatement(cast<IfStmt>(S));
  case Stmt::WhileStmtClass:
    return whileStatement(cast<WhileStmt>(S));
  case Stmt::DoStmtClass:
    return doStatement(cast<DoStmt>(S));
  case Stmt::ForStmtClass:
    return forStatement(cast<ForStmt>(S));
  case Stmt::CXXForRangeStmtClass:
    return rangeFor(cast<CXXForRangeStmt>(S));
  case Stmt::SwitchStmtClass:
    return switchStatement(cast<SwitchStmt>(S));
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass:
    return switchCase(cast<SwitchCase>(S));
  case Stmt::ReturnStmtClass:
    return returnStatement(cast<ReturnStmt>(S));
  case Stmt::BreakStmtClass:
    return breakOrContinue(S, false);
  case Stmt::ContinueStmtClass:
    return breakOrContinue(S, true);
  case Stmt::CXXTryStmtClass:
    return tryStatement(cast<CXXTryStmt>(S));
  default:
    return otherStatement(S);
  }
}

void FunctionWalker::otherStatement(const Stmt *S) {
  switch (S->getStmtClass()) {
  case Stmt::LabelStmtClass: {
    const auto *Label = cast<LabelStmt>(S);
    Scopes.label(Label->getDecl());
    Live = true;
    return statement(Label->getSubStmt());
  }
  case Stmt::GotoStmtClass:
    Scopes.jumpTo(cast<GotoStmt>(S)->getLabel(),
                  Positions.at(S->getBeginLoc()));
    Live = false;
    return;
  case Stmt::IndirectGotoStmtClass:
    fullExpression(cast<IndirectGotoStmt>(S)->getTarget());
    Live = false;
    return;
  case Stmt::AttributedStmtClass:
    return statement(cast<AttributedStmt>(S)->getSubStmt());
  case Stmt::GCCAsmStmtClass:
  case Stmt::MSAsmStmtClass:
    if (!Facts.has(FunctionTrait::HasInlineAssembly))
      Facts.Traits.push_back(FunctionTrait::HasInlineAssembly);
    break;
  default:
    break;
  }
  for (const Stmt *Child : S->children())
    statementOrNull(Child);
}

void FunctionWalker::compound(const CompoundStmt *Block, ScopeKind Kind) {
  SourcePosition Begin = Positions.at(Block->getBeginLoc());
  Scopes.open(Kind, Begin, Begin);
  {
    Inside Here(*this, Block);
    blockContents(Block);
  }
  Scopes.close(Positions.at(Block->getEndLoc()));
}

void FunctionWalker::blockContents(const CompoundStmt *Block) {
  for (const Stmt *S : Block->body())
    statement(S);
}

void FunctionWalker::loopBody(const Stmt *Body) {
  if (const auto *Block = dyn_cast<CompoundStmt>(Body))
    compound(Block, ScopeKind::LoopBody);
  else
    statement(Body);
}

/// Whether the evaluator can be spared the question: what is evaluated first is
/// a variable or a call, which is never a constant.
static bool isPlainlyVariable(const Expr *E) {
  while (true) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      if (Unary->getOpcode() == UO_AddrOf)
        return false;
      E = Unary->getSubExpr();
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->getOpcode() == BO_Comma)
        return false;
      E = Binary->getLHS();
    } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow())
        E = Member->getBase();
      else
        return false;
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      return Callee && !Callee->isConstexpr() && !Callee->getBuiltinID();
    } else if (const auto *Name = dyn_cast<DeclRefExpr>(E)) {
      return isa<VarDecl>(Name->getDecl()) &&
             !Name->getType().isConstQualified() &&
             !Name->getDecl()->getType()->isReferenceType() &&
             !cast<VarDecl>(Name->getDecl())->isConstexpr();
    } else {
      return false;
    }
  }
}

/// `__builtin_constant_p(variable)`, also as the left operand of &&: without
/// optimisation the answer is no, and what depends on it is left out.
bool FunctionWalker::isConstantQuestion(const Expr *E) const {
  if (Unit.IsOptimised)
    return false;
  E = E->IgnoreParenImpCasts();
  if (const auto *And = dyn_cast<BinaryOperator>(E);
      And && And->getOpcode() == BO_LAnd)
    return isConstantQuestion(And->getLHS());
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  Expr::EvalResult Value;
  return Callee && Callee->getBuiltinID() == Builtin::BI__builtin_constant_p &&
         !Call->EvaluateAsInt(Value, Context);
}

std::optional<bool> FunctionWalker::foldCondition(const Expr *Condition) const {
  // CodeGenFunction::ConstantFoldsToSimpleInteger.
  if (Condition->isValueDependent() || isPlainlyVariable(Condition))
    return std::nullopt;
  if (isConstantQuestion(Condition))
    return false;
  Expr::EvalResult Value;
  if (!Condition->EvaluateAsInt(Value, Context))
    return std::nullopt;
  return Value.Val.getInt().getBoolValue();
}

/// CodeGenFunction::ContainsLabel: code that a jump may enter is not left out.
static bool containsLabel(const Stmt *S, bool IgnoreCases = false) {
  if (!S)
    return false;
  if (isa<LabelStmt>(S) || (isa<SwitchCase>(S) && !IgnoreCases))
    return true;
  if (isa<SwitchStmt>(S))
    IgnoreCases = true;
  for (const Stmt *Child : S->children())
    if (containsLabel(Child, IgnoreCases))
      return true;
  return false;
}

void FunctionWalker::conditionVariable(const DeclStmt *S) {
  if (S)
    statement(S);
}

void FunctionWalker::ifStatement(const IfStmt *If) {
  // CodeGenFunction::EmitIfStmt puts the lexical block at the condition.
  SourcePosition Begin = Positions.at(If->getIfLoc());
  SourcePosition Block =
      If->isConsteval() ? Begin : Positions.at(If->getCond()->getBeginLoc());
  Scopes.open(ScopeKind::Head, Begin, Block);
  statementOrNull(If->getInit());
  conditionVariable(If->getConditionVariableDeclStmt());
  ifArms(If);
  Scopes.close(Positions.at(If->getEndLoc()));
}

void FunctionWalker::ifArms(const IfStmt *If) {
  std::optional<bool> Folded;
  if (If->isConsteval())
    Folded = If->isNegatedConsteval();
  else
    Folded = foldCondition(If->getCond());
  if (Folded) {
    const Stmt *Skipped = *Folded ? If->getElse() : If->getThen();
    if (!If->isConstexpr() && !If->isConsteval() && containsLabel(Skipped))
      Folded.reset();
  }

  const bool Before = Live;
  if (!If->isConsteval()) {
    if (Folded)
      unevaluated(If->getCond(), "the condition is a constant");
    else
      fullExpression(If->getCond());
  }
  auto Arm = [&](const Stmt *S, bool IsTaken) {
    if (!S)
      return Before && IsTaken;
    Live = Before && IsTaken;
    if (IsTaken) {
      statement(S);
    } else {
      Unevaluated Dead(*this, "this branch is never taken: the condition is a "
                              "constant");
      statement(S);
      return false;
    }
    return Live;
  };
  bool Then = Arm(If->getThen(), !Folded || *Folded);
  bool Else = Arm(If->getElse(), !Folded || !*Folded);
  Live = Then || Else;
}

void FunctionWalker::whileStatement(const WhileStmt *While) {
  // No lexical block of its own: EmitWhileStmt.
  const bool Before = Live;
  Scopes.open(ScopeKind::LoopCondition, Positions.at(While->getWhileLoc()), {});
  ScopeTracker::ScopeIndex Outside = Scopes.parent(Scopes.current());
  conditionVariable(While->getConditionVariableDeclStmt());
  std::optional<bool> Folded = foldCondition(While->getCond());
  fullExpression(While->getCond());
  JumpTargets.push_back(JumpTarget{.Break = Outside, .Continue = Outside});
  loopBody(While->getBody());
  JumpTarget Jumps = JumpTargets.pop_back_val();
  bool IsTested = Before || Live || Jumps.HasContinue;
  Live = Jumps.HasBreak || (IsTested && !Folded.value_or(false));
  Scopes.close(Positions.at(While->getEndLoc()));
}

void FunctionWalker::doStatement(const DoStmt *Do) {
  ScopeTracker::ScopeIndex Outside = Scopes.current();
  JumpTargets.push_back(JumpTarget{.Break = Outside, .Continue = Outside});
  loopBody(Do->getBody());
  JumpTarget Jumps = JumpTargets.pop_back_val();
  Live |= Jumps.HasContinue;
  std::optional<bool> Folded = foldCondition(Do->getCond());
  fullExpression(Do->getCond());
  Live = Jumps.HasBreak || (Live && !Folded.value_or(false));
}

void FunctionWalker::forStatement(const ForStmt *For) {
  SourcePosition Begin = Positions.at(For->getForLoc());
  SourcePosition End = Positions.at(For->getEndLoc());
  Scopes.open(ScopeKind::Head, Begin, Begin);
  ScopeTracker::ScopeIndex Outside = Scopes.current();
  statementOrNull(For->getInit());
  Scopes.open(ScopeKind::LoopCondition, Begin, Begin);
  conditionVariable(For->getConditionVariableDeclStmt());
  const bool Before = Live;
  bool IsEndless = !For->getCond();
  if (For->getCond()) {
    IsEndless = foldCondition(For->getCond()).value_or(false);
    fullExpression(For->getCond());
  }
  JumpTargets.push_back(JumpTarget{.Break = Outside, .Continue = Outside});
  loopBody(For->getBody());
  JumpTarget Jumps = JumpTargets.pop_back_val();
  Live |= Jumps.HasContinue;
  if (For->getInc())
    fullExpression(For->getInc());
  Live = Jumps.HasBreak || ((Before || Live) && !IsEndless);
  Scopes.close(End);
  Scopes.close(End);
}

void FunctionWalker::rangeFor(const CXXForRangeStmt *For) {
  SourcePosition Begin = Positions.at(For->getForLoc());
  SourcePosition End = Positions.at(For->getEndLoc());
  Scopes.open(ScopeKind::Head, Begin, Begin);
  ScopeTracker::ScopeIndex Outside = Scopes.current();
  statementOrNull(For->getInit());
  statementOrNull(For->getRangeStmt());
  statementOrNull(For->getBeginStmt());
  statementOrNull(For->getEndStmt());
  const bool Before = Live;
  if (For->getCond())
    fullExpression(For->getCond());
  Scopes.open(ScopeKind::LoopBody, Begin, Begin);
  statementOrNull(For->getLoopVarStmt());
  JumpTargets.push_back(JumpTarget{.Break = Outside, .Continue = Outside});
  loopBody(For->getBody());
  JumpTarget Jumps = JumpTargets.pop_back_val();
  Scopes.close(End);
  Live |= Jumps.HasContinue;
  if (For->getInc())
    fullExpression(For->getInc());
  Live = Before;
  Scopes.close(End);
}

void FunctionWalker::switchStatement(const SwitchStmt *Switch) {
  // No lexical block of its own: EmitSwitchStmt.
  Scopes.open(ScopeKind::Head, Positions.at(Switch->getSwitchLoc()), {});
  ScopeTracker::ScopeIndex Head = Scopes.current();
  statementOrNull(Switch->getInit());
  conditionVariable(Switch->getConditionVariableDeclStmt());
  fullExpression(Switch->getCond());
  const bool Before = Live;
  Switches.push_back(SwitchContext{.Head = Head});
  JumpTargets.push_back(JumpTarget{.Break = Head});
  Live = false; // until the first case
  statement(Switch->getBody());
  JumpTarget Jumps = JumpTargets.pop_back_val();
  SwitchContext Cases = Switches.pop_back_val();
  Live |= Jumps.HasBreak || (Before && !Cases.HasDefault);
  Scopes.close(Positions.at(Switch->getEndLoc()));
}

void FunctionWalker::switchCase(const SwitchCase *Case) {
  bool IsDefault = isa<DefaultStmt>(Case);
  if (!Switches.empty()) {
    Switches.back().HasDefault |= IsDefault;
    Scopes.enter(IsDefault ? "default" : "case",
                 Positions.at(Case->getKeywordLoc()), Switches.back().Head);
  }
  Live = true;
  statementOrNull(Case->getSubStmt());
}

bool FunctionWalker::isLastOfBlock(const Stmt *S) const {
  if (Ancestors.size() < 2)
    return false;
  const auto *Block =
      dyn_cast_or_null<CompoundStmt>(Ancestors[Ancestors.size() - 2].Node);
  return Block && !Block->body_empty() && Block->body_back() == S;
}

void FunctionWalker::returnStatement(const ReturnStmt *Return) {
  if (const Expr *Value = Return->getRetValue())
    fullExpression(Value);
  if (auto InPlace = Variables.find(Return->getNRVOCandidate());
      InPlace != Variables.end() && Live &&
      Return->getNRVOCandidate()->isNRVOVariable())
    // Where the result fits into registers, its bytes are loaded at the end.
    Facts.ImplicitUses.push_back(
        {InPlace->second,
         TouchOrigin::Cleanup,
         {Positions.at(Return->getReturnLoc()), Facts.Body.End}});
  SourcePosition Semicolon = Positions.behind(Return->getEndLoc());
  Semicolon.Column -= Semicolon.Column > 1;
  Facts.Returns.push_back(
      {.Begin = Positions.at(Return->getReturnLoc()), .End = Semicolon});
  Scopes.jump("return", Positions.at(Return->getReturnLoc()),
              ScopeTracker::None, isLastOfBlock(Return));
  Live = false;
}

void FunctionWalker::breakOrContinue(const Stmt *S, bool IsContinue) {
  for (JumpTarget &Target : llvm::reverse(JumpTargets)) {
    if (IsContinue && Target.Continue == ScopeTracker::None)
      continue; // a switch
    if (Live)
      (IsContinue ? Target.HasContinue : Target.HasBreak) = true;
    Scopes.jump(IsContinue ? "continue" : "break",
                Positions.at(S->getBeginLoc()),
                IsContinue ? Target.Continue : Target.Break, isLastOfBlock(S));
    break;
  }
  Live = false;
}

void FunctionWalker::tryStatement(const CXXTryStmt *Try) {
  const bool Before = Live;
  const bool OuterMayThrow = MayThrow;
  MayThrow = false;
  compound(Try->getTryBlock(), ScopeKind::Block);
  // CodeGenFunction::ExitCXXTryStmt leaves out handlers that nothing leads to.
  const char *WhyNot = nullptr;
  if (!Context.getLangOpts().CXXExceptions)
    WhyNot = "exceptions are off: the handler is left out";
  else if (!MayThrow)
    WhyNot = "nothing in the try block throws: the handler is left out";
  MayThrow = OuterMayThrow || MayThrow;
  bool After = Live;
  const unsigned Count = Try->getNumHandlers();
  for (unsigned I = 0; I != Count; ++I) {
    Live = Before;
    // The last handler is made first, and what sets up a handler's variable has
    // the line of what was made before it.
    const Stmt *Made = I + 1 != Count
                           ? Try->getHandler(I + 1)->getHandlerBlock()
                           : Try->getTryBlock();
    if (WhyNot) {
      Unevaluated LeftOut(*this, WhyNot);
      handler(Try->getHandler(I), Made->getEndLoc());
    } else {
      handler(Try->getHandler(I), Made->getEndLoc());
      After |= Live;
    }
  }
  Live = After;
}

void FunctionWalker::handler(const CXXCatchStmt *Catch,
                             SourceLocation MadeBefore) {
  Inside Here(*this, Catch);
  Scopes.open(ScopeKind::Handler, Positions.at(Catch->getCatchLoc()), {});
  if (const VarDecl *Exception = Catch->getExceptionDecl()) {
    const size_t Known = Facts.ImplicitUses.size();
    variable(Exception);
    for (size_t I = Known; I != Facts.ImplicitUses.size(); ++I)
      Facts.ImplicitUses[I].Candidates.push_back(Positions.at(MadeBefore));
  }
  statement(Catch->getHandlerBlock());
  Scopes.close(Positions.at(Catch->getEndLoc()));
}

} // namespace framewalk
