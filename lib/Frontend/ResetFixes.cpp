//===- ResetFixes.cpp - A holder that forgets before the return -----------===//
//
// `if (holder == &x) holder = NULL;` at the one way out: whatever else the
// holder got in the meantime stays in it.
//
//===----------------------------------------------------------------------===//
#include "Frontend/FunctionSource.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk {

namespace {

/// `&x`, or an array `x`; null: something else.
const VarDecl *addressed(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
    if (Operator->getOpcode() != UO_AddrOf)
      return nullptr;
    E = Operator->getSubExpr()->IgnoreParens();
  } else if (!E->getType()->isArrayType()) {
    return nullptr;
  }
  const auto *Named = dyn_cast<DeclRefExpr>(E);
  return Named ? dyn_cast<VarDecl>(Named->getDecl()) : nullptr;
}

class Resetter {
public:
  explicit Resetter(const FunctionSource &Source) : Source(Source) {}

  void run(std::vector<FixFact> &Fixes) {
    if (!findExit())
      return;
    for (const BinaryOperator *Each : Source.Assignments)
      offer(*Each, Fixes);
  }

private:
  /// The one statement that everything leaves by.
  bool findExit() {
    if (Source.HasLabels || Source.Body->body_empty() ||
        llvm::any_of(Source.Declared, [&](const NamedDecl *D) {
          // What a destructor does comes later.
          const auto *V = dyn_cast<VarDecl>(D);
          return V && V->needsDestruction(Source.Context);
        }))
      return false;
    Exit = Source.Body->getEndLoc();
    Last = Source.Body->body_back();
    if (Source.Returns.empty())
      return Source.Function.getReturnType()->isVoidType();
    const ReturnStmt *Return = Source.Returns.front();
    if (Source.Returns.size() > 1 || Return != Last)
      return false;
    Exit = Return->getBeginLoc();
    const Expr *Value = Return->getRetValue();
    return !Exit.isMacroID() && (!Value || isIndependent(*Value));
  }

  /// What it gives does not depend on memory but its variables.
  bool isIndependent(const Expr &Value) const {
    const Expr *E = Value.IgnoreParenImpCasts();
    if (const auto *Named = dyn_cast<DeclRefExpr>(E)) {
      const auto *V = dyn_cast<VarDecl>(Named->getDecl());
      return V && V->hasLocalStorage() && !V->getType()->isReferenceType();
    }
    return !Value.HasSideEffects(Source.Context) &&
           Value.isEvaluatable(Source.Context);
  }

  const VarDecl *rootOf(const Expr *E) const {
    E = E->IgnoreParenImpCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      return isa<FieldDecl>(Member->getMemberDecl()) ? rootOf(Member->getBase())
                                                     : nullptr;
    if (const auto *Operator = dyn_cast<UnaryOperator>(E))
      return Operator->getOpcode() == UO_Deref ? rootOf(Operator->getSubExpr())
                                               : nullptr;
    const auto *Named = dyn_cast<DeclRefExpr>(E);
    return Named ? dyn_cast<VarDecl>(Named->getDecl()) : nullptr;
  }

  /// Through at most one pointer, which is a parameter that is only followed:
  /// nobody else can have freed what it leads to, or changed it.
  bool isStillThere(const Expr &Holder, const VarDecl &Root) const {
    unsigned Pointers = 0;
    const Expr *E = Holder.IgnoreParenImpCasts();
    while (!isa<DeclRefExpr>(E)) {
      if (const auto *Member = dyn_cast<MemberExpr>(E)) {
        Pointers += Member->isArrow();
        E = Member->getBase()->IgnoreParenImpCasts();
      } else {
        ++Pointers;
        E = cast<UnaryOperator>(E)->getSubExpr()->IgnoreParenImpCasts();
      }
    }
    if (!isa<ParmVarDecl>(Root))
      return Root.hasGlobalStorage() && !Root.isStaticLocal() &&
             Pointers == 0 && Root.getType().isVolatileQualified() == false;
    if (Root.getType()->isReferenceType())
      return Pointers == 0;
    return Pointers == 1 &&
           llvm::all_of(Source.usesOf(&Root), [&](const DeclRefExpr *Use) {
             const Stmt *Cast = Source.user(Use);
             const Stmt *By = Cast ? Source.parent(Cast) : nullptr;
             return isRead(Source, Use) &&
                    (isa_and_nonnull<MemberExpr>(By) || isDereference(By));
           });
  }
  static bool isDereference(const Stmt *S) {
    const auto *Operator = dyn_cast_or_null<UnaryOperator>(S);
    return Operator && Operator->getOpcode() == UO_Deref;
  }

  void offer(const BinaryOperator &Assignment, std::vector<FixFact> &Fixes) {
    const Expr &Holder = *Assignment.getLHS();
    const VarDecl *Object = addressed(Assignment.getRHS());
    const VarDecl *Root = rootOf(&Holder);
    const DeclStmt *At = Source.declaring(Object);
    QualType Type = Holder.getType();
    bool IsInReach = Object && (isa<ParmVarDecl>(Object) ||
                                (At && Source.parent(At) == Source.Body));
    if (!IsInReach || !Root || !Object->hasLocalStorage() ||
        Object->getType()->isReferenceType() || !Type->isPointerType() ||
        Type.isVolatileQualified() || isHidden(*Root) ||
        !Source.isPlain(Assignment.getSourceRange()) ||
        Source.namesMacro(Assignment.getSourceRange()) ||
        !isStillThere(Holder, *Root))
      return;
    std::string Name = Source.text(Holder.getSourceRange());
    std::string Reset =
        "if (" + Name +
        " == " + Source.text(Assignment.getRHS()->getSourceRange()) + ") " +
        Name + " = " + null() + ";";
    Fixes.push_back(
        {.Kind = FixKind::Reset,
         .Subject = Source.at(Object->getLocation()),
         .Where = Source.range(Assignment.getSourceRange()),
         .Hint = {.Title = "reset '" + Name + "' before the function returns",
                  .Edits = {before(std::move(Reset))}}});
  }

  /// At the exit the name would mean another variable.
  bool isHidden(const VarDecl &Root) const {
    return llvm::any_of(Source.Declared, [&](const NamedDecl *D) {
      return D != &Root && D->getIdentifier() == Root.getIdentifier();
    });
  }

  std::string null() const {
    if (Source.IsCxx)
      return Source.Context.getLangOpts().CPlusPlus11 ? "nullptr" : "0";
    return Source.Context.Idents.get("NULL").hasMacroDefinition() ? "NULL"
                                                                  : "0";
  }

  TextEdit before(std::string Reset) const {
    if (!Source.Returns.empty() || !Source.indentation(Exit))
      return Source.insert(Exit, Reset + Source.separator(Exit));
    // The brace is further to the left than what is before it.
    std::string Indent = Source.indentation(Last->getBeginLoc()).value_or("");
    TextEdit Edit = Source.insert(Exit, Indent + Reset + Source.lineEnd());
    Edit.Begin.Column = Edit.End.Column = 1;
    return Edit;
  }

  const FunctionSource &Source;
  SourceLocation Exit;
  const Stmt *Last = nullptr;
};

} // namespace

void resetHolders(const FunctionSource &Source, std::vector<FixFact> &Fixes) {
  Resetter(Source).run(Fixes);
}

} // namespace framewalk
