//===- TemporaryFixes.cpp - A name for what would die ---------------------===//
//
// `const char *s = name().c_str();` gets a line before it that keeps what
// name() returns. A reference to a number becomes the number.
//
//===----------------------------------------------------------------------===//
#include "Frontend/FunctionSource.h"

#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk {

namespace {

/// The one temporary that the initialiser hands out, with nothing evaluated
/// before it that could matter to it.
struct Handed {
  const MaterializeTemporaryExpr *Temporary = nullptr;
  bool IsConst = true; ///< it may be a constant
};

const MaterializeTemporaryExpr *dyingTemporary(const Expr *E) {
  while (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
    E = Cast->getSubExpr();
  const auto *Found = dyn_cast<MaterializeTemporaryExpr>(E);
  return Found && Found->getStorageDuration() == SD_FullExpression ? Found
                                                                   : nullptr;
}

class Search {
public:
  explicit Search(const ASTContext &Context) : Context(Context) {}

  std::optional<Handed> in(const Expr *E) {
    E = E->IgnoreImplicit();
    if (const auto *Construction = dyn_cast<CXXConstructExpr>(E))
      return Construction->getNumArgs() == 1
                 ? argument(Construction->getArg(0),
                            Construction->getConstructor()->getParamDecl(0))
                 : std::nullopt;
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      return in(Cast->getSubExpr());
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
      return method(*Call);
    if (const auto *Call = dyn_cast<CallExpr>(E);
        Call && !isa<CXXOperatorCallExpr>(Call))
      return call(*Call);
    return std::nullopt;
  }

private:
  std::optional<Handed> method(const CXXMemberCallExpr &Call) {
    const CXXMethodDecl *Method = Call.getMethodDecl();
    if (!Method || Method->getRefQualifier() == RQ_RValue ||
        !llvm::all_of(Call.arguments(),
                      [&](const Expr *E) { return isIdle(E); }))
      return std::nullopt;
    const Expr *Object = Call.getImplicitObjectArgument();
    if (const auto *Found = dyingTemporary(Object))
      return Handed{Found, Method->isConst()};
    return in(Object);
  }

  std::optional<Handed> call(const CallExpr &Call) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    if (!Callee || Callee->getNumParams() != Call.getNumArgs())
      return std::nullopt;
    std::optional<Handed> Found;
    for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
      const Expr *Each = Call.getArg(I);
      if (!dyingTemporary(Each) && isIdle(Each))
        continue;
      if (Found)
        return std::nullopt;
      Found = argument(Each, Callee->getParamDecl(I));
      if (!Found)
        return std::nullopt;
    }
    return Found;
  }

  std::optional<Handed> argument(const Expr *E, const ParmVarDecl *To) {
    const MaterializeTemporaryExpr *Found = dyingTemporary(E);
    if (!Found)
      return in(E);
    QualType Type = To->getType();
    if (!Type->isLValueReferenceType() ||
        !Type->getPointeeType().isConstQualified())
      return std::nullopt;
    return Handed{Found, true};
  }

  bool isIdle(const Expr *E) const {
    return isa<CXXDefaultArgExpr>(E) ||
           (!E->HasSideEffects(Context) && !dyingTemporary(E));
  }

  const ASTContext &Context;
};

/// What has its own bytes, whatever it was made of.
bool isOwn(QualType Type) {
  Type = Type.getNonReferenceType();
  if (Type->isArithmeticType() || Type->isEnumeralType() || Type->isVoidType())
    return true;
  const auto *Class = Type->getAsCXXRecordDecl();
  return Class && Class->isInStdNamespace() && Class->getIdentifier() &&
         Class->getName() == "basic_string";
}

/// Nothing that outlives the block gets what \p Use reads.
bool staysInBlock(const FunctionSource &Source, const DeclRefExpr *Use) {
  const Stmt *Below = Use;
  for (const Stmt *S = Source.parent(Use); S; S = Source.parent(S)) {
    if (isa<LambdaExpr, CXXNewExpr, CXXThrowExpr, BlockExpr, StmtExpr>(S))
      return false;
    if (isa<ReturnStmt>(S))
      return isOwn(Source.Function.getReturnType()) &&
             !Source.Function.getReturnType()->isReferenceType();
    if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(S);
        Call && Call->getOperator() == OO_Equal && Call->getArg(0) != Below)
      return isOwn(Call->getArg(0)->getType());
    if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
        Assignment && Assignment->isAssignmentOp() &&
        Assignment->getLHS() != Below)
      return isOwn(Assignment->getType());
    if (const auto *Declaration = dyn_cast<DeclStmt>(S))
      return llvm::all_of(Declaration->decls(), [](const Decl *D) {
        const auto *V = dyn_cast<VarDecl>(D);
        return V && !V->getType()->isReferenceType() && isOwn(V->getType());
      });
    if (!isa<Expr>(S))
      return true;
    Below = S;
  }
  return true;
}

std::string freeName(const FunctionSource &Source, llvm::StringRef Of) {
  std::string Base = (Of + "Owner").str();
  std::string Name = Base;
  for (unsigned I = 2; Source.hasWord(Name); ++I)
    Name = Base + std::to_string(I);
  return Name;
}

std::optional<FixHint> named(const FunctionSource &Source,
                             const FunctionSource::Local &L) {
  std::optional<Handed> Found =
      Search(Source.Context).in(L.Variable->getInit());
  if (!Found)
    return std::nullopt;
  const Expr *Made = Found->Temporary->getSubExpr()->IgnoreImplicitAsWritten();
  clang::SourceRange Written = Made->getSourceRange();
  // What is written must have the temporary's type itself.
  if (!Source.isPlain(Written) || isa<InitListExpr>(Made) ||
      !Made->isPRValue() ||
      !Source.Context.hasSameUnqualifiedType(Made->getType(),
                                             Found->Temporary->getType()) ||
      !(isCopyable(Made->getType()) ||
        Source.Context.getLangOpts().CPlusPlus17))
    return std::nullopt;
  std::string Name = freeName(Source, L.Variable->getName());
  SourceLocation Place = L.Statement->getBeginLoc();
  return FixHint{
      .Title = "give the temporary a name: it lives as long as '" +
               L.Variable->getName().str() + "' then",
      .Edits = {
          Source.insert(Place, (Found->IsConst ? "const auto " : "auto ") +
                                   Name + " = " + Source.text(Written) + ";" +
                                   Source.separator(Place)),
          Source.replace(Written, Name)}};
}

/// `const int &r = std::max(1, f());`
std::optional<FixHint> byValue(const FunctionSource &Source,
                               const FunctionSource::Local &L) {
  auto Reference =
      L.Variable->getTypeSourceInfo()->getTypeLoc().getAs<ReferenceTypeLoc>();
  const auto *Call =
      dyn_cast<CallExpr>(L.Variable->getInit()->IgnoreImplicitAsWritten());
  QualType Type = L.Variable->getType().getNonReferenceType();
  if (!Reference || !Source.isPlain(Reference.getSigilLoc()) || !Call ||
      !Type.isConstQualified() || !Type->isScalarType() ||
      isa<CXXMemberCallExpr>(Call) ||
      !llvm::all_of(
          Call->arguments(),
          [](const Expr *E) { return E->isPRValue() || dyingTemporary(E); }) ||
      !llvm::all_of(Source.usesOf(L.Variable), [&](const DeclRefExpr *Use) {
        return isRead(Source, Use);
      }))
    return std::nullopt;
  return FixHint{.Title = "keep the value in '" + L.Variable->getName().str() +
                          "', not a reference to it",
                 .Edits = {Source.replace(Reference.getSigilLoc(), "")}};
}

} // namespace

void nameTemporaries(const FunctionSource &Source,
                     std::vector<FixFact> &Fixes) {
  if (!Source.IsCxx)
    return;
  for (const FunctionSource::Local &L : Source.Locals) {
    if (!L.Variable->getInit() ||
        !isa_and_nonnull<CompoundStmt>(Source.parent(L.Statement)))
      continue;
    std::optional<FixHint> Hint = byValue(Source, L);
    if (!Hint &&
        llvm::all_of(Source.usesOf(L.Variable), [&](const DeclRefExpr *Use) {
          return staysInBlock(Source, Use);
        }))
      Hint = named(Source, L);
    if (Hint)
      Fixes.push_back({.Kind = FixKind::NameTemporary,
                       .Subject = Source.at(L.Variable->getLocation()),
                       .Where = Source.range(L.Statement->getSourceRange()),
                       .Hint = std::move(*Hint)});
  }
}

} // namespace framewalk
