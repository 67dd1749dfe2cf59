//===- FixFacts.cpp - Where a fix could be written ------------------------===//
//
// Only what cannot go wrong: the changed program must compile and compute the
// same. Whatever comes out of a macro is left alone.
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionSource.h"
#include "Frontend/FunctionWalker.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/TypeLoc.h"

using namespace clang;

namespace framewalk {

/// `T x;` that runs no code.
static bool isUninitialised(const VarDecl &V) {
  const Expr *Init = V.getInit();
  if (!Init)
    return true;
  const auto *Construction = dyn_cast<CXXConstructExpr>(Init);
  return Construction && V.getInitStyle() == VarDecl::CallInit &&
         Construction->getConstructor()->isTrivial() &&
         Construction->getNumArgs() == 0 &&
         !Construction->requiresZeroInitialization();
}

SourcePosition FunctionWalker::staticPlace(const DeclStmt *S) {
  if (!S->isSingleDecl() || S->getBeginLoc().isMacroID())
    return {};
  const auto *V = dyn_cast<VarDecl>(S->getSingleDecl());
  if (!V || V->getStorageClass() != SC_None ||
      V->getTLSKind() != VarDecl::TLS_None || V->isConstexpr() ||
      V->isInvalidDecl() || V->hasAttrs() || isa<DecompositionDecl>(V) ||
      V->getLocation().isMacroID() || Function.isConstexpr() ||
      Function.isTemplateInstantiation() || Facts.has(FunctionTrait::Coroutine))
    return {};
  QualType Type = V->getType();
  if (Type->isVariablyModifiedType() || Type->isReferenceType() ||
      Type.isVolatileQualified() || Type.isDestructedType())
    return {};
  const Expr *Init = V->getInit();
  bool IsConstant = Init && Type.isConstQualified() &&
                    !Init->isInstantiationDependent() &&
                    Init->isConstantInitializer(Context, /*ForRef=*/false);
  if (!isUninitialised(*V) && !IsConstant)
    return {};
  return Positions.at(S->getBeginLoc());
}

SourcePosition FunctionWalker::returnSigil() {
  QualType Result = Function.getReturnType();
  if (!Result->isLValueReferenceType() || Function.isExternallyVisible() ||
      Function.isTemplateInstantiation() || isa<CXXMethodDecl>(Function) ||
      Function.getPreviousDecl() || !Function.getTypeSourceInfo())
    return {};
  QualType Type = Result->getPointeeType();
  if (!Type.isConstQualified() || !isCopyable(Type))
    return {};
  auto Prototype = Function.getFunctionTypeLoc()
                       .getReturnLoc()
                       .getAs<LValueReferenceTypeLoc>();
  if (Prototype.isNull() || Prototype.getAmpLoc().isMacroID() ||
      Prototype.getAmpLoc().isInvalid())
    return {};
  return Positions.at(Prototype.getAmpLoc());
}

} // namespace framewalk
