//===- DeclarationReader.cpp ----------------------------------------------===//
#include "Escape/DeclarationReader.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

using namespace clang;

namespace framewalk::escape {

static bool statementHasErrors(const Stmt *S) {
  if (!S)
    return false;
  if (auto *E = dyn_cast<Expr>(S))
    return E->containsErrors();
  if (auto *D = dyn_cast<DeclStmt>(S))
    for (const Decl *Each : D->decls()) {
      if (Each->isInvalidDecl())
        return true;
      if (auto *V = dyn_cast<VarDecl>(Each))
        if (V->getInit() && V->getInit()->containsErrors())
          return true;
    }
  for (const Stmt *Child : S->children())
    if (statementHasErrors(Child))
      return true;
  return false;
}

bool hasErrors(const FunctionDecl &D) {
  if (D.isInvalidDecl() || D.getReturnType()->isUndeducedType())
    return true;
  for (const ParmVarDecl *P : D.parameters())
    if (P->isInvalidDecl())
      return true;
  if (auto *C = dyn_cast<CXXConstructorDecl>(&D))
    for (const CXXCtorInitializer *I : C->inits())
      if (statementHasErrors(I->getInit()))
        return true;
  return D.doesThisDeclarationHaveABody() && statementHasErrors(D.getBody());
}

static const CXXRecordDecl *recordOf(QualType Type) {
  return Type.getNonReferenceType()->getAsCXXRecordDecl();
}

static bool isOwner(const CXXRecordDecl *Class) {
  return Class && Class->hasAttr<OwnerAttr>();
}

/// The result can point into what the object owns.
static bool mayPointInside(QualType Type) {
  if (Type->isReferenceType() || Type->isPointerType())
    return true;
  const CXXRecordDecl *Class = recordOf(Type);
  return Class && !isOwner(Class) && Class->hasDefinition() &&
         !Class->isEmpty();
}

/// Non-const methods that change nothing, by the names of the standard library;
/// others, release() among them, may give the memory away.
static bool onlyGivesAccess(const CXXMethodDecl &Method) {
  switch (Method.getOverloadedOperator()) {
  case OO_Star:
  case OO_Arrow:
  case OO_Subscript:
    return true;
  default:
    break;
  }
  if (isa<CXXConversionDecl>(Method))
    return true;
  if (!Method.getIdentifier())
    return false;
  return llvm::StringSwitch<bool>(Method.getName())
      .Cases({"begin", "end", "rbegin", "rend", "cbegin", "cend", "crbegin",
              "crend"},
             true)
      .Cases({"data", "c_str", "get", "value", "at", "front", "back", "top",
              "find", "lower_bound", "upper_bound", "equal_range"},
             true)
      .Default(false);
}

static OwnerRole roleOf(const CXXMethodDecl &Method) {
  const CXXRecordDecl *Class = Method.getParent();
  if (!isOwner(Class) || Method.isStatic())
    return OwnerRole::None;
  if (isa<CXXConstructorDecl>(Method))
    return OwnerRole::Construct;
  if (isa<CXXDestructorDecl>(Method))
    return OwnerRole::Destroy;
  QualType Result = Method.getReturnType();
  if (Method.isCopyAssignmentOperator() || Method.isMoveAssignmentOperator() ||
      recordOf(Result) == Class)
    return Result->isReferenceType() ? OwnerRole::Assign : OwnerRole::Observe;
  OverloadedOperatorKind Operator = Method.getOverloadedOperator();
  if (Operator == OO_Equal)
    return OwnerRole::Assign;
  bool IsAccessor = mayPointInside(Result);
  if (Method.isConst())
    return IsAccessor ? OwnerRole::Access : OwnerRole::Observe;
  if (IsAccessor && onlyGivesAccess(Method))
    return OwnerRole::Access;
  return OwnerRole::Release;
}

/// vector<int *>, map<string, string_view>.
static bool keepsPointers(const CXXRecordDecl &Class) {
  auto *Container = dyn_cast<ClassTemplateSpecializationDecl>(&Class);
  if (!Container)
    return false;
  for (const TemplateArgument &Argument :
       Container->getTemplateArgs().asArray())
    if (Argument.getKind() == TemplateArgument::Type) {
      QualType Element = Argument.getAsType();
      const CXXRecordDecl *View = Element->getAsCXXRecordDecl();
      if (Element->isPointerType() || (View && View->hasAttr<PointerAttr>()))
        return true;
    }
  return false;
}

static DeclarationFacts factsOf(const FunctionDecl &D,
                                const llvm::Function &F) {
  DeclarationFacts Facts;
  const SourceManager &Sources = D.getASTContext().getSourceManager();
  Facts.InSystemHeader =
      Sources.isInSystemHeader(Sources.getExpansionLoc(D.getLocation()));
  auto *Method = dyn_cast<CXXMethodDecl>(&D);
  if (Method) {
    Facts.Role = roleOf(*Method);
    Facts.KeepsPointers =
        Facts.Role != OwnerRole::None && keepsPointers(*Method->getParent());
  }
  // Only where each parameter is one argument can they be told by number.
  unsigned First = (F.arg_size() && F.hasStructRetAttr() ? 1 : 0);
  bool HasThis = Method && Method->isInstance();
  if (F.arg_size() != First + HasThis + D.getNumParams())
    return Facts;
  if (HasThis && Method->isConst())
    Facts.ReadOnly |= 1u << First;
  for (unsigned I = 0; I < D.getNumParams() && I < 24; ++I) {
    QualType Type = D.getParamDecl(I)->getType();
    if (Type->isRValueReferenceType())
      Facts.Consumed |= 1u << (First + HasThis + I);
    QualType Pointee = Type->getPointeeType();
    if (!Pointee.isNull() && Pointee.isConstQualified())
      Facts.ReadOnly |= 1u << (First + HasThis + I);
  }
  return Facts;
}

OwnerTable readDeclarations(CodeGenerator &Code, const llvm::Module &Module) {
  OwnerTable Table;
  for (const llvm::Function &F : Module) {
    if (F.isIntrinsic())
      continue;
    auto *D =
        dyn_cast_or_null<FunctionDecl>(Code.GetDeclForMangledName(F.getName()));
    if (D)
      Table[F.getName()] = factsOf(*D, F);
  }
  return Table;
}

} // namespace framewalk::escape
