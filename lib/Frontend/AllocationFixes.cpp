//===- AllocationFixes.cpp - An array that the caller frees ---------------===//
//
// `char buf[80]; ... return buf;` in C, where nothing but the elements of the
// array is ever used and every way out returns it.
//
//===----------------------------------------------------------------------===//
#include "Frontend/FunctionSource.h"

#include "clang/AST/TypeLoc.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk {

namespace {

/// It is declared before the function: <stdlib.h> is included.
bool knowsMalloc(const FunctionSource &Source) {
  const IdentifierInfo &Name = Source.Context.Idents.get("malloc");
  return !Source.hasWord("malloc") &&
         llvm::any_of(
             Source.Context.getTranslationUnitDecl()->lookup(&Name),
             [&](const NamedDecl *D) {
               return isa<FunctionDecl>(D) && D->getLocation().isValid() &&
                      Source.isBefore(D->getCanonicalDecl()->getLocation(),
                                      Source.Function.getLocation());
             });
}

bool isOnlyReturned(const FunctionSource &Source, const VarDecl &V) {
  auto Returns = [&](const ReturnStmt *S) {
    const Expr *Value = S->getRetValue();
    const auto *Named =
        Value ? dyn_cast<DeclRefExpr>(Value->IgnoreParenImpCasts()) : nullptr;
    return Source.isBefore(S->getBeginLoc(), V.getLocation()) ||
           (Named && Named->getDecl() == &V);
  };
  return !Source.Returns.empty() && llvm::all_of(Source.Returns, Returns);
}

bool isUsedAsPointer(const FunctionSource &Source, const VarDecl &V) {
  return llvm::all_of(Source.usesOf(&V), [&](const DeclRefExpr *Use) {
    const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Source.user(Use));
    return Cast && Cast->getCastKind() == CK_ArrayToPointerDecay;
  });
}

std::string bytesOf(const FunctionSource &Source, const VarDecl &V,
                    const Expr &Count) {
  std::string Text = Source.text(Count.getSourceRange());
  QualType Element =
      Source.Context.getAsArrayType(V.getType())->getElementType();
  if (Element->isCharType())
    return Text;
  if (!isa<IntegerLiteral, DeclRefExpr>(Count.IgnoreParenImpCasts()))
    Text = "(" + Text + ")";
  return Text + " * sizeof *" + V.getName().str();
}

} // namespace

void allocate(const FunctionSource &Source, std::vector<FixFact> &Fixes) {
  if (Source.IsCxx || Source.HasLabels || !knowsMalloc(Source))
    return;
  for (const FunctionSource::Local &L : Source.Locals) {
    const VarDecl &V = *L.Variable;
    auto Array = V.getTypeSourceInfo()->getTypeLoc().getAs<ArrayTypeLoc>();
    if (!Array || !Array.getSizeExpr() || V.hasInit() ||
        V.getType()->isVariablyModifiedType() !=
            V.getType()->isVariableArrayType() ||
        Array.getElementLoc().getAs<ArrayTypeLoc>() ||
        Array.getElementLoc().getEndLoc().isMacroID() ||
        !Source.isBefore(Array.getElementLoc().getEndLoc(), V.getLocation()) ||
        Source.parent(L.Statement) != Source.Body ||
        !Source.isPlain(Array.getBracketsRange()) ||
        !Source.isPlain(Array.getSizeExpr()->getSourceRange()) ||
        !isOnlyReturned(Source, V) || !isUsedAsPointer(Source, V))
      continue;
    Fixes.push_back(
        {.Kind = FixKind::Allocate,
         .Subject = Source.at(V.getLocation()),
         .Where = Source.range(Source.Body->getSourceRange()),
         .Hint = {.Title = "allocate '" + V.getName().str() +
                           "': it lives until a caller frees it",
                  .Edits = {Source.insert(V.getLocation(), "*"),
                            Source.replace(
                                Array.getBracketsRange(),
                                " = malloc(" +
                                    bytesOf(Source, V, *Array.getSizeExpr()) +
                                    ")")}}});
  }
}

} // namespace framewalk
