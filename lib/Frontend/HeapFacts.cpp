//===- HeapFacts.cpp - Where the source allocates and gives back ----------===//
#include "Frontend/FunctionWalker.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace framewalk {

namespace {

/// What the arguments of an allocation function mean, from 0; -1: it has no
/// such argument.
struct HeapArguments {
  int Size = -1, Count = -1, Released = -1;
  bool IsKnown = false;
};

HeapArguments argumentsOf(llvm::StringRef Name) {
  using H = HeapArguments;
  Name.consume_front("__builtin_");
  return llvm::StringSwitch<H>(Name)
      .Cases({"malloc", "valloc", "pvalloc"}, H{0, -1, -1, true})
      .Case("calloc", H{1, 0, -1, true})
      .Cases({"realloc", "reallocf"}, H{1, -1, 0, true})
      .Case("reallocarray", H{2, 1, 0, true})
      .Cases({"memalign", "aligned_alloc"}, H{1, -1, -1, true})
      .Case("posix_memalign", H{2, -1, -1, true})
      .Cases({"strdup", "strndup"}, H{-1, -1, -1, true})
      .Cases({"free", "cfree"}, H{-1, -1, 0, true})
      .Default(H());
}

/// The C library's, not a function of the same name that the program has in a
/// class or a namespace.
bool isFromC(const FunctionDecl &Callee) {
  return Callee.getIdentifier() && Callee.isExternC() &&
         Callee.getFormalLinkage() == Linkage::External;
}

std::optional<uint64_t> constantOf(const Expr *E, const ASTContext &Context) {
  Expr::EvalResult Value;
  if (!E || E->isValueDependent() || !E->EvaluateAsInt(Value, Context))
    return std::nullopt;
  return Value.Val.getInt().getLimitedValue();
}

bool isNothrow(const CXXNewExpr &E) {
  if (E.getNumPlacementArgs() != 1)
    return false;
  const auto *Type =
      E.getPlacementArg(0)->getType().getNonReferenceType()->getAsRecordDecl();
  return Type && Type->getName() == "nothrow_t" && Type->isInStdNamespace();
}

/// A class's own operator new and delete do what they want.
bool isGlobal(const FunctionDecl *Operator) {
  return Operator && !isa<CXXMethodDecl>(Operator);
}

/// "operator new" where the function itself is called by that name; "" where
/// \p Callee is something else.
std::string operatorName(const FunctionDecl &Callee) {
  switch (Callee.getOverloadedOperator()) {
  case OO_New:
    return Callee.isReservedGlobalPlacementOperator() ? "" : "operator new";
  case OO_Array_New:
    return Callee.isReservedGlobalPlacementOperator() ? "" : "operator new[]";
  case OO_Delete:
    return "operator delete";
  case OO_Array_Delete:
    return "operator delete[]";
  default:
    return "";
  }
}

} // namespace

/// Null where no code is made here.
HeapCallFact *FunctionWalker::addHeapCall(std::string Name,
                                          SourceLocation Place, const Expr *E) {
  if (!Live || WhyUnevaluated || MakesImplicitUses)
    return nullptr;
  HeapCallFact Fact;
  Fact.Function = std::move(Name);
  Fact.Position = Positions.at(Place);
  Fact.Candidates = candidates(E);
  Facts.HeapCalls.push_back(std::move(Fact));
  return &Facts.HeapCalls.back();
}

std::optional<VariableId> FunctionWalker::variableIn(const Expr *E) const {
  const auto *Name = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
  if (!Name || Name->refersToEnclosingVariableOrCapture())
    return std::nullopt;
  auto Found = Variables.find(Name->getDecl());
  return Found == Variables.end() ? std::nullopt : std::optional(Found->second);
}

/// The variable that the current expression's value is put into.
std::optional<VariableId> FunctionWalker::receiver() const {
  const Stmt *Inner = nullptr;
  for (const Ancestor &A : llvm::reverse(Ancestors)) {
    if (A.Initialised) {
      auto Found = Variables.find(A.Initialised);
      return Found == Variables.end() ? std::nullopt
                                      : std::optional(Found->second);
    }
    if (const auto *Assign = dyn_cast_or_null<BinaryOperator>(A.Node))
      return Assign->getOpcode() == BO_Assign && Assign->getRHS() == Inner
                 ? variableIn(Assign->getLHS())
                 : std::nullopt;
    bool IsSelf = !Inner;
    if (!IsSelf &&
        !(A.Node && isa<CastExpr, ParenExpr, ExprWithCleanups>(A.Node)))
      return std::nullopt;
    Inner = A.Node;
  }
  return std::nullopt;
}

/// `buf`, `&x`, `buf + 4`, `&buf[2]`: the variable in whose bytes that points.
std::optional<VariableId> FunctionWalker::storageOf(const Expr *E) const {
  E = E->IgnoreParenCasts();
  if (const auto *Sum = dyn_cast<BinaryOperator>(E); Sum && Sum->isAdditiveOp())
    return storageOf(Sum->getLHS());
  bool HasAddressTaken = false;
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf) {
    HasAddressTaken = true;
    E = Address->getSubExpr()->IgnoreParenCasts();
  }
  while (true)
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E);
        Element && HasAddressTaken)
      E = Element->getBase()->IgnoreParenCasts();
    else if (const auto *Member = dyn_cast<MemberExpr>(E);
             Member && !Member->isArrow())
      E = Member->getBase()->IgnoreParenCasts();
    else
      break;
  // A pointer's own bytes are not what it points to.
  QualType Type = E->getType();
  if (Type->isArrayType() || (HasAddressTaken && !Type->isPointerType()))
    return variableIn(E);
  return std::nullopt;
}

void FunctionWalker::heapCall(const CallExpr *E) {
  const FunctionDecl *Callee = E->getDirectCallee();
  if (!Callee || isa<CXXMethodDecl>(Callee))
    return;
  std::string Operator = operatorName(*Callee);
  HeapArguments Meaning;
  if (!Operator.empty()) {
    bool IsDelete = llvm::StringRef(Operator).contains("delete");
    Meaning = {IsDelete ? -1 : 0, -1, IsDelete ? 0 : -1, true};
  } else if (isFromC(*Callee)) {
    Meaning = argumentsOf(Callee->getName());
  }
  if (!Meaning.IsKnown)
    return;
  llvm::StringRef Name = Callee->getIdentifier() ? Callee->getName() : Operator;
  Name.consume_front("__builtin_");
  HeapCallFact *Fact =
      addHeapCall(Name.str(), E->getCallee()->getBeginLoc(), E);
  if (!Fact)
    return;
  auto Argument = [&](int Index) -> const Expr * {
    return Index >= 0 && unsigned(Index) < E->getNumArgs() ? E->getArg(Index)
                                                           : nullptr;
  };
  if (const Expr *Size = Argument(Meaning.Size))
    Fact->Bytes = constantOf(Size, Context);
  if (const Expr *Count = Argument(Meaning.Count)) {
    std::optional<uint64_t> Times = constantOf(Count, Context);
    uint64_t Product = 0;
    bool IsTooMuch = !Times || !Fact->Bytes ||
                     __builtin_mul_overflow(*Times, *Fact->Bytes, &Product);
    Fact->Bytes = IsTooMuch ? std::nullopt : std::optional(Product);
  }
  const Expr *Released = Argument(Meaning.Released);
  if (Released && Meaning.Size < 0)
    Fact->Pointer = variableIn(Released);
  else
    Fact->Pointer = receiver();
  if (Fact->Pointer && Meaning.Size >= 0)
    Fact->Type = castTarget(E);
}

/// `T *p = malloc(...)`: the pointer says what is to be there. "": nothing
/// does.
std::string FunctionWalker::castTarget(const Expr *E) {
  for (const Ancestor &A : llvm::reverse(Ancestors)) {
    if (A.Node == E)
      continue;
    const auto *Cast = dyn_cast_or_null<CastExpr>(A.Node);
    QualType Pointee = Cast ? Cast->getType()->getPointeeType() : QualType();
    return Pointee.isNull() || Pointee->isVoidType() ? "" : typeName(Pointee);
  }
  return "";
}

void FunctionWalker::allocation(const CXXNewExpr *E) {
  const FunctionDecl *Operator = E->getOperatorNew();
  if (!isGlobal(Operator))
    return;
  const bool IsPlacement = Operator->isReservedGlobalPlacementOperator();
  // Any other placement form is the program's own function.
  if (!IsPlacement && E->getNumPlacementArgs() > 0 && !isNothrow(*E) &&
      !E->passAlignment() && !Operator->isReplaceableGlobalAllocationFunction())
    return;
  std::string Name = E->isArray() ? "new[]" : "new";
  if (IsPlacement)
    Name = "placement " + Name;
  else if (isNothrow(*E))
    Name += " (nothrow)";
  HeapCallFact *Fact = addHeapCall(std::move(Name), E->getBeginLoc(), E);
  if (!Fact)
    return;
  QualType Type = E->getAllocatedType();
  Fact->Type = typeName(Type);
  uint64_t Size = uint64_t(Context.getTypeSizeInChars(Type).getQuantity());
  if (!E->isArray()) {
    Fact->Bytes = Size;
  } else if (std::optional<const Expr *> Count = E->getArraySize();
             Count && *Count) {
    uint64_t Product = 0;
    if (std::optional<uint64_t> Times = constantOf(*Count, Context);
        Times && !__builtin_mul_overflow(*Times, Size, &Product))
      Fact->Bytes = Product;
  }
  Fact->Pointer = receiver();
  if (IsPlacement)
    Fact->Storage = storageOf(E->getPlacementArg(0));
}

void FunctionWalker::deallocation(const CXXDeleteExpr *E) {
  if (!isGlobal(E->getOperatorDelete()))
    return;
  HeapCallFact *Fact = addHeapCall(E->isArrayForm() ? "delete[]" : "delete",
                                   E->getBeginLoc(), E);
  if (!Fact)
    return;
  QualType Type = E->getDestroyedType();
  if (!Type.isNull())
    Fact->Type = typeName(Type);
  Fact->Pointer = variableIn(E->getArgument());
}

} // namespace framewalk
