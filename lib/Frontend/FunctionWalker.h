//===- FunctionWalker.h - One function's body, read once ------------------===//
//
// Walks statements and expressions in the order in which clang generates code
// for them, and keeps track of what the facts need on the way: the ancestors of
// the current expression, the scopes, and whether code is generated at all.
//
// The parts are in files of their own: StatementWalk.cpp, ExpressionWalk.cpp,
// VariableFacts.cpp (declarations and temporaries), UseFacts.cpp.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/FunctionNames.h"
#include "Frontend/PositionTable.h"
#include "Frontend/ScopeTracker.h"
#include "Frontend/SourceFacts.h"
#include "Frontend/UseClassifier.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace framewalk {

/// Shared by the functions of one translation unit.
struct UnitState {
  UnitState(clang::ASTContext &Context, PositionTable &Positions,
            FunctionNames &Names)
      : Context(Context), Positions(Positions), Names(Names),
        IsOptimised(Context.Idents.get("__OPTIMIZE__").hadMacroDefinition()) {}

  clang::ASTContext &Context;
  PositionTable &Positions;
  FunctionNames &Names;
  /// -O1 and up: only code generation's options have the level itself.
  bool IsOptimised = false;
  /// Spelled types; printing one is slow.
  llvm::DenseMap<const void *, std::string> TypeNames;
  /// Classes met inside functions (local ones, lambdas): their methods are
  /// functions, too.
  llvm::SmallVector<const clang::CXXRecordDecl *, 8> Classes;
};

class FunctionWalker {
public:
  FunctionWalker(UnitState &Unit, const clang::FunctionDecl &Function,
                 FunctionFacts &Facts);

  void run();

private:
  // What a loop or a switch does with jumps.
  struct JumpTarget {
    ScopeTracker::ScopeIndex Break = ScopeTracker::None;
    ScopeTracker::ScopeIndex Continue = ScopeTracker::None; ///< switch: None
    bool HasBreak = false;
    bool HasContinue = false;
  };
  struct SwitchContext {
    ScopeTracker::ScopeIndex Head = ScopeTracker::None;
    bool HasDefault = false;
  };
  /// A full expression and the temporaries that die with it.
  struct FullExpression {
    const clang::Expr *Root = nullptr;
    llvm::SmallVector<std::pair<VariableId, Destruction>, 2> Temporaries;
    bool EndsInNoReturn = false;
  };
  /// Keeps Ancestors right on every way out.
  class Inside {
  public:
    Inside(FunctionWalker &Walker, const clang::Stmt *Node) : Walker(Walker) {
      Walker.Ancestors.emplace_back().Node = Node;
    }
    Inside(FunctionWalker &Walker, const clang::VarDecl *Initialised)
        : Walker(Walker) {
      Walker.Ancestors.emplace_back().Initialised = Initialised;
    }
    Inside(FunctionWalker &Walker, clang::SourceLocation Initialiser)
        : Walker(Walker) {
      Walker.Ancestors.emplace_back().Initialiser = Initialiser;
    }
    ~Inside() { Walker.Ancestors.pop_back(); }

  private:
    FunctionWalker &Walker;
  };
  /// Expressions below are not evaluated, for a reason; the outermost counts.
  class Unevaluated {
  public:
    Unevaluated(FunctionWalker &Walker, const char *Reason)
        : Walker(Walker), Saved(Walker.WhyUnevaluated) {
      if (!Walker.WhyUnevaluated)
        Walker.WhyUnevaluated = Reason;
    }
    ~Unevaluated() { Walker.WhyUnevaluated = Saved; }

  private:
    FunctionWalker &Walker;
    const char *Saved;
  };

  // StatementWalk.cpp
  void body(const clang::Stmt *Body);
  void statement(const clang::Stmt *S);
  void statementOrNull(const clang::Stmt *S) {
    if (S)
      statement(S);
  }
  void compound(const clang::CompoundStmt *Block, ScopeKind Kind);
  void blockContents(const clang::CompoundStmt *Block);
  void loopBody(const clang::Stmt *Body);
  void ifStatement(const clang::IfStmt *If);
  void ifArms(const clang::IfStmt *If);
  void whileStatement(const clang::WhileStmt *While);
  void doStatement(const clang::DoStmt *Do);
  void forStatement(const clang::ForStmt *For);
  void rangeFor(const clang::CXXForRangeStmt *For);
  void switchStatement(const clang::SwitchStmt *Switch);
  void switchCase(const clang::SwitchCase *Case);
  void tryStatement(const clang::CXXTryStmt *Try);
  void handler(const clang::CXXCatchStmt *Catch,
               clang::SourceLocation MadeBefore);
  void coroutine(const clang::CoroutineBodyStmt *Body);
  void returnStatement(const clang::ReturnStmt *Return);
  void breakOrContinue(const clang::Stmt *S, bool IsContinue);
  void otherStatement(const clang::Stmt *S);
  bool isLastOfBlock(const clang::Stmt *S) const;
  bool isConstantQuestion(const clang::Expr *E) const;
  std::optional<bool> foldCondition(const clang::Expr *Condition) const;

  // ExpressionWalk.cpp
  void fullExpression(const clang::Expr *E);
  void expression(const clang::Expr *E);
  void children(const clang::Stmt *S);
  void unevaluated(const clang::Expr *E, const char *Reason);
  void logical(const clang::BinaryOperator *E);
  void conditional(const clang::ConditionalOperator *E);
  void lambda(const clang::LambdaExpr *E);
  void call(const clang::CallExpr *E);
  void mention(const clang::FunctionDecl *Callee);
  void noteThrow(const clang::FunctionDecl *Callee, clang::QualType Type);
  const char *whyArgumentsAreIdle(const clang::CallExpr *E) const;
  void noteCallee(const clang::CallExpr *E);
  void initList(const clang::InitListExpr *E);
  void genericSelection(const clang::GenericSelectionExpr *E);
  void choose(const clang::ChooseExpr *E);
  bool special(const clang::Expr *E);

  // VariableFacts.cpp
  void parameters();
  void constructorInitialisers();
  void declaration(const clang::DeclStmt *S);
  void variable(const clang::VarDecl *V);
  void conditionVariable(const clang::DeclStmt *S);
  void staticVariable(const clang::VarDecl *V);
  void bindings(const clang::DecompositionDecl *Whole, VariableId Object);
  void binding(const clang::BindingDecl *Part, VariableId Object,
               bool IsReference);
  void initialiser(const clang::VarDecl *V, VariableId Id);
  void initialiserPlaces(const clang::Expr *Init,
                         std::vector<SourcePosition> &Places);
  void temporary(const clang::MaterializeTemporaryExpr *E);
  void objectTemporary(const clang::Expr *E);
  void compoundLiteral(const clang::CompoundLiteralExpr *E);
  VariableId add(VariableFact Fact, const clang::ValueDecl *Declaration);
  const std::string &typeName(clang::QualType Type);
  VariableFact describe(const clang::VarDecl *V);
  Destruction destruction(const clang::VarDecl *V) const;

  // FixFacts.cpp
  SourcePosition staticPlace(const clang::DeclStmt *S);
  SourcePosition returnSigil();

  // HeapFacts.cpp
  void heapCall(const clang::CallExpr *E);
  void allocation(const clang::CXXNewExpr *E);
  void deallocation(const clang::CXXDeleteExpr *E);
  HeapCallFact *addHeapCall(std::string Name, clang::SourceLocation Place,
                            const clang::Expr *E);
  std::optional<VariableId> receiver() const;
  std::string castTarget(const clang::Expr *E);
  std::optional<VariableId> variableIn(const clang::Expr *E) const;
  std::optional<VariableId> storageOf(const clang::Expr *E) const;

  // UseFacts.cpp
  void nameUse(const clang::DeclRefExpr *E);
  void thisUse(const clang::CXXThisExpr *E);
  void closureUse(const clang::DeclRefExpr *E);
  void addUse(UseFact Use, const clang::Expr *E);
  const char *whyNoCode(const clang::DeclRefExpr *E, AccessKind Kind) const;
  bool isReturnedInPlace(const clang::ValueDecl *Declaration) const;
  bool isFoldedToConstant(const clang::DeclRefExpr *E) const;
  std::vector<SourcePosition> candidates(const clang::Expr *E);
  void decode(Ancestor &A);

  UnitState &Unit;
  clang::ASTContext &Context;
  PositionTable &Positions;
  const clang::FunctionDecl &Function;
  FunctionFacts &Facts;
  ScopeTracker Scopes;
  const bool IsCxx;

  llvm::DenseMap<const clang::ValueDecl *, VariableId> Variables;
  std::optional<VariableId> This;
  llvm::SmallVector<Ancestor, 64> Ancestors;
  llvm::SmallVector<JumpTarget, 8> JumpTargets;
  llvm::SmallVector<SwitchContext, 4> Switches;
  llvm::SmallVector<FullExpression, 4> FullExpressions;
  const char *WhyUnevaluated = nullptr;
  /// Control can come here: otherwise clang emits nothing.
  bool Live = true;
  /// Something in the innermost try block may throw: it has a way to its
  /// handlers.
  bool MayThrow = false;
  /// Inside an operand that may be skipped: `a && here`.
  unsigned Conditional = 0;
  /// See FunctionNames::mention.
  bool HasUnnumberedLambda = false;
  bool MakesImplicitUses = false;
};

} // namespace framewalk
