//===- DeclarationReader.cpp ----------------------------------------------===//
#include "Escape/DeclarationReader.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
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

static bool isStandard(const CXXRecordDecl &Class) {
  return Class.isInStdNamespace() && Class.getIdentifier();
}

/// Holds a callable with all that it captured.
static bool isCallableWrapper(const CXXRecordDecl *Class) {
  return Class && isStandard(*Class) &&
         llvm::StringSwitch<bool>(Class->getName())
             .Cases({"function", "move_only_function", "copyable_function"},
                    true)
             .Default(false);
}

/// Runs what it was given until somebody waits for it.
static bool isThread(const CXXRecordDecl *Class) {
  return Class && isStandard(*Class) && Class->getName() == "thread";
}

static bool isOwner(const CXXRecordDecl *Class) {
  if (!Class)
    return false;
  // std::array is its elements.
  if (isStandard(*Class) && Class->getName() == "array")
    return false;
  return Class->hasAttr<OwnerAttr>() || isCallableWrapper(Class) ||
         isThread(Class);
}

static bool ownsOne(const CXXRecordDecl &Class) {
  auto *Known = dyn_cast<ClassTemplateSpecializationDecl>(&Class);
  return Known && isStandard(Class) &&
         (Class.getName() == "unique_ptr" || Class.getName() == "optional") &&
         !Known->getTemplateArgs()[0].getAsType()->isArrayType();
}

/// The elements are in the object itself.
static bool holdsInPlace(const CXXRecordDecl &Class) {
  return isStandard(Class) &&
         (Class.getName() == "optional" || Class.getName() == "variant");
}

/// The result can point into what the object owns.
static bool mayPointInside(QualType Type) {
  if (Type->isReferenceType() || Type->isPointerType())
    return true;
  const CXXRecordDecl *Class = recordOf(Type);
  return Class && !isOwner(Class) && Class->hasDefinition() &&
         !Class->isEmpty();
}

/// Methods by the names of the standard library.
enum class MethodKind {
  Other,  ///< may give the memory away: release()
  Access, ///< changes nothing
  Insert, ///< the result says where
  Remove,
  Reserve, ///< adds no element that the arguments hold
};

static MethodKind kindOf(const CXXMethodDecl &Method) {
  switch (Method.getOverloadedOperator()) {
  case OO_Star:
  case OO_Arrow:
  case OO_Subscript:
    return MethodKind::Access;
  default:
    break;
  }
  if (isa<CXXConversionDecl>(Method))
    return MethodKind::Access;
  if (!Method.getIdentifier())
    return MethodKind::Other;
  return llvm::StringSwitch<MethodKind>(Method.getName())
      .Cases({"begin", "end", "rbegin", "rend", "cbegin", "cend", "crbegin",
              "crend"},
             MethodKind::Access)
      .Cases({"data", "c_str", "get", "value", "at", "front", "back", "top",
              "find", "lower_bound", "upper_bound", "equal_range"},
             MethodKind::Access)
      .Cases({"insert", "emplace", "emplace_hint", "emplace_back",
              "emplace_front", "try_emplace", "insert_or_assign",
              "insert_after", "emplace_after"},
             MethodKind::Insert)
      .Cases({"erase", "erase_after", "remove", "remove_if", "extract",
              "pop_back", "pop_front", "pop", "clear", "reset", "release",
              "unique", "join"},
             MethodKind::Remove)
      .Cases({"reserve", "shrink_to_fit", "sort", "reverse", "rehash"},
             MethodKind::Reserve)
      .Default(MethodKind::Other);
}

static bool endsElements(const CXXMethodDecl &Method) {
  if (!Method.getIdentifier() ||
      (Method.getName() != "clear" && Method.getName() != "reset"))
    return false;
  // reset(pointer = nullptr): a new pointer's object is no element yet.
  return Method.getNumParams() == 0 || Method.getName() == "reset";
}

static OwnerRole roleOf(const CXXMethodDecl &Method) {
  const CXXRecordDecl *Class = Method.getParent();
  if (!isOwner(Class) || Method.isStatic())
    return OwnerRole::None;
  if (isa<CXXConstructorDecl>(Method))
    return OwnerRole::Construct;
  if (isa<CXXDestructorDecl>(Method))
    return OwnerRole::Destroy;
  OverloadedOperatorKind Operator = Method.getOverloadedOperator();
  if (isCallableWrapper(Class) && Operator == OO_Call)
    return OwnerRole::Call;
  if (isThread(Class) && Method.getIdentifier() && Method.getName() == "detach")
    return OwnerRole::Detach;
  QualType Result = Method.getReturnType();
  if (Method.isCopyAssignmentOperator() || Method.isMoveAssignmentOperator() ||
      recordOf(Result) == Class)
    return Result->isReferenceType() ? OwnerRole::Assign : OwnerRole::Observe;
  if (Operator == OO_Equal)
    return OwnerRole::Assign;
  bool IsAccessor = mayPointInside(Result);
  if (Method.isConst())
    return IsAccessor ? OwnerRole::Access : OwnerRole::Observe;
  MethodKind Kind = kindOf(Method);
  if (IsAccessor && Kind == MethodKind::Access)
    return OwnerRole::Access;
  if (IsAccessor && Kind == MethodKind::Insert)
    return OwnerRole::Insert;
  return OwnerRole::Release;
}

//===--- Coroutines -------------------------------------------------------===//

namespace {

/// Which parameters of a coroutine it may look at after it has returned to its
/// caller for the first time.
class LateUses {
public:
  explicit LateUses(const CoroutineBodyStmt &Body) {
    IsLate = !isNever(Body.getInitSuspendStmt());
    visit(Body.getBody());
  }

  bool contains(const ParmVarDecl *P) const { return Parameters.contains(P); }
  bool UsesThis = false;

private:
  /// `std::suspend_never initial_suspend()`.
  static bool isNever(const Stmt *S) {
    if (auto *Await = dyn_cast_or_null<CoroutineSuspendExpr>(S)) {
      const CXXRecordDecl *Class = recordOf(Await->getCommonExpr()->getType());
      return Class && isStandard(*Class) && Class->getName() == "suspend_never";
    }
    return S && llvm::any_of(S->children(), isNever);
  }
  static bool suspends(const Stmt *S) {
    return S &&
           (isa<CoroutineSuspendExpr>(S) ||
            (!isa<LambdaExpr>(S) && llvm::any_of(S->children(), suspends)));
  }

  void visit(const Stmt *S) {
    if (!S)
      return;
    // Around a loop, what comes before the suspension comes after it, too.
    bool IsLoop = isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
    IsLate |= IsLoop && suspends(S);
    if (auto *Name = dyn_cast<DeclRefExpr>(S); Name && IsLate)
      if (auto *P = dyn_cast<ParmVarDecl>(Name->getDecl()))
        Parameters.insert(P);
    // A lambda's captures are members of its object.
    if (auto *Name = dyn_cast<DeclRefExpr>(S); Name && IsLate)
      UsesThis |= Name->refersToEnclosingVariableOrCapture();
    UsesThis |= isa<CXXThisExpr>(S) && IsLate;
    for (const Stmt *Child : S->children())
      visit(Child);
    IsLate |= isa<CoroutineSuspendExpr>(S);
  }

  bool IsLate = false;
  llvm::SmallPtrSet<const ParmVarDecl *, 4> Parameters;
};

} // namespace

/// Fills what a coroutine's frame keeps; \p First is the argument in IR of its
/// object, or of its first parameter.
static void readCoroutine(const FunctionDecl &D, unsigned First, bool HasThis,
                          bool AreCountable, DeclarationFacts &Facts) {
  auto *Body = dyn_cast_or_null<CoroutineBodyStmt>(D.getBody());
  if (!Body)
    return;
  Facts.IsCoroutine = true;
  LateUses Late(*Body);
  if (HasThis && Late.UsesThis)
    Facts.KeptByFrame |= 1u << First;
  if (!AreCountable) {
    Facts.KeptByFrame |= ~0u << (First + HasThis);
    return;
  }
  for (unsigned I = 0; I < D.getNumParams() && I < 24; ++I)
    if (Late.contains(D.getParamDecl(I)))
      Facts.KeptByFrame |= 1u << (First + HasThis + I);
}

//===--- What elements hold -----------------------------------------------===//

/// An object of \p Type can hold a pointer to somebody else's object.
static bool mayHoldPointer(QualType Type, unsigned Depth = 0) {
  constexpr unsigned Deepest = 4;
  if (Type->isFunctionPointerType())
    return false;
  if (Type->isPointerType() || Type->isReferenceType())
    return true;
  if (const ArrayType *Array = Type->getAsArrayTypeUnsafe())
    return mayHoldPointer(Array->getElementType(), Depth);
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || Depth == Deepest)
    return false;
  if (Class->hasAttr<PointerAttr>() || isCallableWrapper(Class))
    return true;
  // Threads in a container are joined there, one by one.
  if (isThread(Class))
    return Depth == 0;
  if (isOwner(Class)) {
    auto *Container = dyn_cast<ClassTemplateSpecializationDecl>(Class);
    // std::any says nothing of its element.
    if (!Container)
      return isStandard(*Class);
    for (const TemplateArgument &Argument :
         Container->getTemplateArgs().asArray()) {
      if (Argument.getKind() == TemplateArgument::Type &&
          mayHoldPointer(Argument.getAsType(), Depth + 1))
        return true;
      if (Argument.getKind() == TemplateArgument::Pack)
        for (const TemplateArgument &Each : Argument.pack_elements())
          if (Each.getKind() == TemplateArgument::Type &&
              mayHoldPointer(Each.getAsType(), Depth + 1))
            return true;
    }
    return false;
  }
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (mayHoldPointer(Base.getType(), Depth + 1))
      return true;
  return llvm::any_of(Class->fields(), [&](const FieldDecl *Field) {
    return mayHoldPointer(Field->getType(), Depth + 1);
  });
}

static bool isKeeper(QualType Type) {
  Type = Type.getNonReferenceType();
  return isOwner(Type->getAsCXXRecordDecl()) && mayHoldPointer(Type);
}

static ElementChange elementChange(const CXXMethodDecl &Method,
                                   OwnerRole Role) {
  QualType Class =
      Method.getASTContext().getCanonicalTagType(Method.getParent());
  if (Role == OwnerRole::None || !isKeeper(Class))
    return ElementChange::None;
  // A map's operator[] keeps its key.
  if (Method.getOverloadedOperator() == OO_Subscript)
    return Method.getParamDecl(0)->getType()->isReferenceType()
               ? ElementChange::Add
               : ElementChange::None;
  MethodKind Kind = kindOf(Method);
  bool HasArguments = Method.getNumParams() != 0;
  switch (Role) {
  case OwnerRole::Construct:
    return ElementChange::Replace;
  case OwnerRole::Assign:
    return Method.getOverloadedOperator() == OO_Equal ? ElementChange::Replace
                                                      : ElementChange::Add;
  case OwnerRole::Insert:
    return ElementChange::Add;
  case OwnerRole::Detach:
    return ElementChange::None;
  case OwnerRole::Release:
    if (Kind == MethodKind::Reserve)
      return ElementChange::None;
    // unique_ptr::reset(p), assign(first, last)
    if (Kind == MethodKind::Remove && Method.getName() == "reset" &&
        HasArguments)
      return ElementChange::Replace;
    return Kind == MethodKind::Remove || !HasArguments ? ElementChange::Remove
                                                       : ElementChange::Add;
  default:
    return ElementChange::None;
  }
}

DeclarationFacts factsOf(const FunctionDecl &D, const llvm::Function &F) {
  DeclarationFacts Facts;
  const ASTContext &Context = D.getASTContext();
  const SourceManager &Sources = Context.getSourceManager();
  Facts.InSystemHeader =
      Sources.isInSystemHeader(Sources.getExpansionLoc(D.getLocation()));
  Facts.IsDestructor = isa<CXXDestructorDecl>(D);
  auto *Method = dyn_cast<CXXMethodDecl>(&D);
  if (Method) {
    Facts.Role = roleOf(*Method);
    Facts.Elements = elementChange(*Method, Facts.Role);
    Facts.KeepsCallable =
        isCallableWrapper(Method->getParent()) || isThread(Method->getParent());
    Facts.OwnsOne =
        Facts.Role != OwnerRole::None && ownsOne(*Method->getParent());
    if (Facts.Role != OwnerRole::None && holdsInPlace(*Method->getParent()))
      Facts.BytesInPlace =
          uint32_t(Context
                       .getTypeSizeInChars(
                           Context.getCanonicalTagType(Method->getParent()))
                       .getQuantity());
    Facts.EndsElements = Facts.Role == OwnerRole::Release &&
                         isStandard(*Method->getParent()) &&
                         endsElements(*Method);
  }
  // Only where each parameter is one argument can they be told by number.
  unsigned First = (F.arg_size() && F.hasStructRetAttr() ? 1 : 0);
  bool HasThis = Method && Method->isInstance();
  bool AreCountable = F.arg_size() == First + HasThis + D.getNumParams();
  if (F.isPresplitCoroutine())
    readCoroutine(D, First, HasThis, AreCountable, Facts);
  if (!AreCountable)
    return Facts;
  if (HasThis && Method->isConst())
    Facts.ReadOnly |= 1u << First;
  for (unsigned I = 0; I < D.getNumParams() && I < 24; ++I) {
    QualType Type = D.getParamDecl(I)->getType();
    if (Type->isRValueReferenceType())
      Facts.Consumed |= 1u << (First + HasThis + I);
    if (isKeeper(Type))
      Facts.OwnerArguments |= 1u << (First + HasThis + I);
    if (const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
        Class && !Class->canPassInRegisters())
      Facts.Copied |= 1u << (First + HasThis + I);
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
