//===- ScopeFixes.cpp - A local that lives in a wider block ---------------===//
//
// The declaration goes before the statement that it is in, unchanged where its
// initialiser is constant, and without its initialiser, which stays as an
// assignment, where it is not. Never out of a loop or within one: each time
// round has an object of its own; pointers to several would become one, or lead
// from one round to the next.
//
//===----------------------------------------------------------------------===//
#include "Frontend/FunctionSource.h"

#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk {

namespace {

class Widener {
public:
  Widener(const FunctionSource &Source, const FunctionSource::Local &Local)
      : Source(Source), Statement(*Local.Statement), Variable(*Local.Variable) {
  }

  void run(std::vector<FixFact> &Fixes) {
    if (!isa_and_nonnull<CompoundStmt>(Source.parent(&Statement)) ||
        Variable.getType()->isReferenceType() ||
        Variable.getType()->isVariablyModifiedType() ||
        Source.namesMacro(Statement.getSourceRange()) || !plan())
      return;
    if (isInLoop())
      return;
    const Stmt *Inner = Source.parent(&Statement);
    while (const Stmt *Outer = Source.parent(Inner)) {
      if (!isa<CompoundStmt, IfStmt, SwitchStmt, SwitchCase>(Outer))
        return;
      if (const auto *Block = dyn_cast<CompoundStmt>(Outer))
        offer(*Block, *Inner, Fixes);
      Inner = Outer;
    }
  }

private:
  bool isInLoop() const {
    const Stmt *S = &Statement;
    while (S && !isa<LambdaExpr>(S)) {
      if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S))
        return true;
      S = Source.parent(S);
    }
    return false;
  }

  /// What is written at the new place, and what is left at the old one.
  bool plan() {
    const Expr *Init = Variable.getInit();
    QualType Type = Variable.getType();
    clang::SourceRange All = Statement.getSourceRange();
    if (Type.isDestructedType() || Type.isVolatileQualified())
      return false;
    if (isEmpty(Init) || isConstant(*Init)) {
      Moved = Source.text(All);
      Left = Source.removeStatement(All);
      return true;
    }
    if (Variable.getInitStyle() != VarDecl::CInit || Type.isConstQualified() ||
        !Type->isScalarType() || isa<InitListExpr>(Init) ||
        Type->getContainedAutoType() || Source.text(All).starts_with("__auto"))
      return false;
    clang::SourceRange Declarator =
        Variable.getTypeSourceInfo()->getTypeLoc().getSourceRange();
    // `int (*f)(int) = g`: what is behind the name belongs to the type.
    if (!Source.isPlain(Declarator) ||
        Source.isBefore(Variable.getLocation(), Declarator.getEnd()))
      return false;
    Moved = Source.text({All.getBegin(), Variable.getLocation()}) + ";";
    Left = Source.replace({All.getBegin(), Variable.getLocation()},
                          Variable.getName().str());
    return true;
  }

  static bool isEmpty(const Expr *Init) {
    const auto *Construction = dyn_cast_or_null<CXXConstructExpr>(Init);
    return !Init || (Construction && Construction->getNumArgs() == 0 &&
                     Construction->getConstructor()->isTrivial() &&
                     !Construction->requiresZeroInitialization());
  }
  bool isConstant(const Expr &Init) const {
    return !Init.isInstantiationDependent() &&
           Init.isConstantInitializer(Source.Context, /*ForRef=*/false);
  }

  void offer(const CompoundStmt &Block, const Stmt &Before,
             std::vector<FixFact> &Fixes) {
    SourceLocation Place = Before.getBeginLoc();
    if (!isa<CompoundStmt, IfStmt, SwitchStmt>(Before) || Place.isMacroID() ||
        isa_and_nonnull<SwitchStmt>(Source.parent(&Block)) ||
        dependsOnWhatIsInside(Before) || clashes(Block, Place))
      return;
    std::string Name = Variable.getName().str();
    Fixes.push_back(
        {.Kind = FixKind::WidenScope,
         .Subject = Source.at(Variable.getLocation()),
         .Where = Source.range({Place, Block.getEndLoc()}),
         .Hint = {
             .Title = "declare '" + Name +
                      "' in the block that the pointer is used in",
             .Edits = {Source.insert(Place, Moved + Source.separator(Place)),
                       Left}}});
  }

  /// A name that is not there, or means something else, before the statement.
  bool dependsOnWhatIsInside(const Stmt &Before) const {
    std::vector<FunctionSource::Word> Words =
        Source.words(Statement.getSourceRange());
    return llvm::any_of(Source.Declared, [&](const NamedDecl *D) {
      return D != &Variable &&
             !Source.isBefore(D->getLocation(), Before.getBeginLoc()) &&
             !Source.isBefore(Before.getEndLoc(), D->getLocation()) &&
             llvm::any_of(Words, [&](const FunctionSource::Word &W) {
               return W.Place != Variable.getLocation() && D->getIdentifier() &&
                      D->getName() == W.Text;
             });
    });
  }

  /// Another of that name is declared in the block, or is meant in it.
  bool clashes(const CompoundStmt &Block, SourceLocation Place) const {
    auto HasName = [&](const NamedDecl *D) {
      return D->getIdentifier() &&
             D->getIdentifier() == Variable.getIdentifier();
    };
    if (llvm::any_of(Source.Function.parameters(), HasName))
      return true;
    // Where a deeper block declares its own, that stays what it is.
    auto IsDeeper = [&](const Decl *D) {
      const DeclStmt *At = Source.declaring(D);
      return At && Source.isInside(At, &Block) && Source.parent(At) != &Block;
    };
    std::vector<SourceLocation> Known = {Variable.getLocation()};
    for (const NamedDecl *D : Source.Declared)
      if (HasName(D) && D != &Variable) {
        if (isa<ParmVarDecl>(D)) // a lambda's
          return true;
        if (!IsDeeper(D) && !Source.isBefore(D->getLocation(), Place))
          return true;
        if (!IsDeeper(D) && Source.parent(Source.declaring(D)) == &Block)
          return true;
        Known.push_back(D->getLocation());
      }
    for (const DeclRefExpr *E : Source.Uses)
      if (HasName(E->getDecl()) && Source.isInside(E, &Block)) {
        if (!IsDeeper(E->getDecl()) &&
            !Source.isBefore(E->getLocation(), Place))
          return true;
        Known.push_back(E->getLocation());
      }
    return llvm::any_of(Source.words({Place, Block.getEndLoc()}),
                        [&](const FunctionSource::Word &W) {
                          return W.Text == Variable.getName() && !W.IsMember &&
                                 !llvm::is_contained(Known, W.Place);
                        });
  }

  const FunctionSource &Source;
  const DeclStmt &Statement;
  const VarDecl &Variable;
  std::string Moved;
  TextEdit Left;
};

} // namespace

void widenScopes(const FunctionSource &Source, std::vector<FixFact> &Fixes) {
  if (Source.HasLabels)
    return; // a jump may pass by the new place
  for (const FunctionSource::Local &L : Source.Locals)
    Widener(Source, L).run(Fixes);
}

} // namespace framewalk
