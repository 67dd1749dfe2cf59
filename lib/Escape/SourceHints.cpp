//===- SourceHints.cpp ----------------------------------------------------===//
#include "Escape/SourceHints.h"

#include "Escape/MainFileVisitor.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace framewalk::escape {

namespace {

//===--- Which temporary a result may be ----------------------------------===//

const CXXRecordDecl *definitionOf(QualType Type) {
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  return Class ? Class->getDefinition() : nullptr;
}

/// A class that refers to what others own: its end ends nothing.
bool isReferenceLike(QualType Type) {
  const CXXRecordDecl *Class = definitionOf(Type);
  if (!Class)
    return false;
  if (Class->hasAttr<PointerAttr>())
    return true;
  if (Class->hasAttr<OwnerAttr>() || !Class->hasTrivialDestructor())
    return false;
  for (const FieldDecl *Field : Class->fields())
    if (Field->getType()->isPointerType() ||
        Field->getType()->isReferenceType())
      return true;
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (isReferenceLike(Base.getType()))
      return true;
  return false;
}

bool isSameOrBase(QualType Wanted, QualType Type) {
  if (Wanted.getCanonicalType().getUnqualifiedType() ==
      Type.getCanonicalType().getUnqualifiedType())
    return true;
  const CXXRecordDecl *Base = definitionOf(Wanted), *Class = definitionOf(Type);
  return Base && Class && Class->isDerivedFrom(Base);
}

/// An object of \p Type is or has one of \p Wanted in it.
bool mayContain(QualType Type, QualType Wanted, unsigned Depth = 0) {
  constexpr unsigned Deepest = 3;
  if (isSameOrBase(Wanted, Type))
    return true;
  if (const ArrayType *Array = Type->getAsArrayTypeUnsafe())
    return mayContain(Array->getElementType(), Wanted, Depth);
  const CXXRecordDecl *Class = definitionOf(Type);
  if (!Class || Depth == Deepest)
    return false;
  for (const FieldDecl *Field : Class->fields())
    if (mayContain(Field->getType(), Wanted, Depth + 1))
      return true;
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (mayContain(Base.getType(), Wanted, Depth + 1))
      return true;
  return false;
}

/// Without parentheses and conversions, but with the temporary.
const Expr *bare(const Expr *E) {
  for (;;) {
    if (auto *Parenthesis = dyn_cast<ParenExpr>(E))
      E = Parenthesis->getSubExpr();
    else if (auto *Cast = dyn_cast<ImplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (auto *Full = dyn_cast<FullExpr>(E))
      E = Full->getSubExpr();
    else
      return E;
  }
}

/// The temporary that \p E, a reference, may be bound to when its full
/// expression has ended; null: none.
class ResultReader {
public:
  const Expr *ofInitializer(const Expr *E) {
    E = bare(E);
    // Member access into what a call returned.
    while (auto *Member = dyn_cast<MemberExpr>(E)) {
      if (!isa<FieldDecl>(Member->getMemberDecl()) || Member->isArrow())
        return nullptr;
      E = bare(Member->getBase());
    }
    auto *Call = dyn_cast<CallExpr>(E);
    return Call ? ofCall(*Call) : nullptr;
  }

private:
  const Expr *ofCall(const CallExpr &Call) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    if (!Callee || !Call.isGLValue() || hasBody(*Callee))
      return nullptr;
    QualType Result = Callee->getReturnType().getNonReferenceType();
    if (Result->isFunctionType())
      return nullptr;
    if (auto *Member = dyn_cast<CXXMemberCallExpr>(&Call)) {
      if (Member->getMethodDecl() && Member->getMethodDecl()->isStatic())
        return nullptr;
      // A method's reference is into its object, or to what the object knows.
      return ofObject(Member->getImplicitObjectArgument(), Result);
    }
    if (auto *Method = dyn_cast<CXXMethodDecl>(Callee)) {
      if (!isa<CXXOperatorCallExpr>(Call) || Method->isStatic())
        return nullptr;
      return ofObject(Call.getArg(0), Result);
    }
    for (unsigned I = 0; I < Call.getNumArgs() && I < Callee->getNumParams();
         ++I)
      if (Callee->getParamDecl(I)->getType()->isReferenceType())
        if (const Expr *Temporary = ofArgument(Call.getArg(I)))
          if (mayContain(Temporary->getType(), Result))
            return Temporary;
    return nullptr;
  }

  static bool hasBody(const FunctionDecl &Callee) {
    const FunctionDecl *Pattern = Callee.getTemplateInstantiationPattern();
    return Callee.isDefined() || (Pattern && Pattern->isDefined());
  }

  const Expr *ofObject(const Expr *Object, QualType Result) {
    if (!Object || Object->getType()->isPointerType())
      return nullptr;
    const Expr *Temporary = ofArgument(Object);
    if (!Temporary || isReferenceLike(Temporary->getType()))
      return nullptr;
    const CXXRecordDecl *Class = definitionOf(Temporary->getType());
    // Nothing can be in an empty object but itself.
    if (Class && Class->isEmpty() &&
        !isSameOrBase(Result, Temporary->getType()))
      return nullptr;
    return Temporary;
  }

  const Expr *ofArgument(const Expr *E) {
    E = bare(E);
    if (auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow())
        return nullptr;
      return ofArgument(Member->getBase());
    }
    if (auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
      return ofArgument(Subscript->getBase());
    if (auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      return Temporary->getStorageDuration() == SD_FullExpression ? Temporary
                                                                  : nullptr;
    if (auto *Call = dyn_cast<CallExpr>(E))
      return ofCall(*Call);
    return nullptr;
  }
};

//===--- The visit --------------------------------------------------------===//

class Visitor final : public MainFileVisitor {
public:
  Visitor(ASTContext &Context, SourceHints &Hints)
      : MainFileVisitor(Context), Hints(Hints) {}

  void visitStmt(const Stmt &S, const Stmt *) override {
    auto *Call = dyn_cast<CallExpr>(&S);
    if (!Call || !Call->isCallToStdMove())
      return;
    const Expr *Moved = Call->getArg(0)->IgnoreParenImpCasts();
    while (auto *Member = dyn_cast<MemberExpr>(Moved))
      Moved = Member->getBase()->IgnoreParenImpCasts();
    if (auto *Name = dyn_cast<DeclRefExpr>(Moved))
      Hints.Moved.insert(
          {Name->getDecl()->getNameAsString(),
           Sources.getPresumedLineNumber(Name->getDecl()->getLocation())});
  }

  void visitDecl(const Decl &D) override {
    auto *Variable = dyn_cast<VarDecl>(&D);
    if (!Variable || !Variable->getType()->isReferenceType() ||
        !Variable->getInit() || isa<ParmVarDecl>(Variable) ||
        Variable->getInit()->isTypeDependent() ||
        Variable->isCXXForRangeDecl() || Variable->isInvalidDecl())
      return;
    if (const Expr *Temporary =
            ResultReader().ofInitializer(Variable->getInit()))
      add(*Variable, *Temporary);
  }

private:
  EscapePosition position(SourceLocation Where) const {
    PresumedLoc Place = Sources.getPresumedLoc(Sources.getExpansionLoc(Where));
    if (Place.isInvalid())
      return {};
    return {.File = Place.getFilename(),
            .Line = Place.getLine(),
            .Column = Place.getColumn()};
  }

  void add(const VarDecl &Variable, const Expr &Temporary) {
    EscapeFinding Finding;
    Finding.RuleId = "framewalk-dangling-temporary";
    Finding.Position = position(Variable.getInit()->getBeginLoc());
    std::string Name = Variable.getNameAsString();
    Finding.Message =
        "'" + Name +
        "' may refer to a temporary that dies at the end of its full "
        "expression, or to a part of it: the function called has no body here";
    if (auto *Function = dyn_cast_or_null<FunctionDecl>(
            Variable.getParentFunctionOrMethod()))
      Finding.FunctionName = Function->getQualifiedNameAsString();
    Finding.AllocaName = "ref.tmp";
    Finding.Trace.push_back(
        {position(Temporary.getBeginLoc()), "the temporary is made here"});
    if (Finding.Position.isValid())
      Hints.Possible.push_back(std::move(Finding));
  }

  SourceHints &Hints;
};

} // namespace

SourceHints readSourceHints(ASTContext &Context) {
  SourceHints Hints;
  if (!Context.getLangOpts().CPlusPlus)
    return Hints;
  Visitor V(Context, Hints);
  walk(*Context.getTranslationUnitDecl(), V, {.Instantiations = true});
  return Hints;
}

} // namespace framewalk::escape
