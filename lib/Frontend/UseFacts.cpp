//===- UseFacts.cpp - Each name of a local, with its places ---------------===//
#include "Frontend/FunctionWalker.h"

#include "clang/AST/ASTContext.h"

using namespace clang;

namespace framewalk {

static bool isConstantObject(QualType Type) {
  // isConstantEmittableObjectType in clang's CGExpr.cpp.
  if (!Type.isConstQualified() || Type.isVolatileQualified())
    return false;
  if (const auto *Record = Type->getAsCXXRecordDecl())
    return !Record->hasMutableFields() && Record->isTrivial();
  return true;
}

/// CodeGenFunction::tryEmitAsConstant: reading a constant's name makes no load.
bool FunctionWalker::isFoldedToConstant(const DeclRefExpr *E) const {
  const auto *Variable = dyn_cast<VarDecl>(E->getDecl());
  if (!Variable || isa<ParmVarDecl>(Variable))
    return false;
  QualType Type = Variable->getType();
  const bool IsReference = Type->isReferenceType();
  QualType Object = Type.getNonReferenceType();
  // Elements and members are loaded from the object, constant or not.
  if (!IsReference && !Object->isScalarType() && !Object->isAnyComplexType())
    return false;
  if (E->isNonOdrUse() == NOUR_Constant)
    return true;
  if (!IsReference && !isConstantObject(Object))
    return false;
  if (E->isValueDependent())
    return false;
  Expr::EvalResult Value;
  if (isConstantObject(Object) && E->EvaluateAsRValue(Value, Context))
    return !Value.HasSideEffects;
  if (IsReference && E->EvaluateAsLValue(Value, Context))
    return !Value.HasSideEffects;
  return false;
}

/// `return x;` where `x` was built in the place of the result.
bool FunctionWalker::isReturnedInPlace(const ValueDecl *Declaration) const {
  const auto *Variable = dyn_cast<VarDecl>(Declaration);
  if (!Variable || !Variable->isNRVOVariable())
    return false;
  for (const Ancestor &A : llvm::reverse(Ancestors)) {
    if (!A.Node)
      return false;
    if (const auto *Return = dyn_cast<ReturnStmt>(A.Node))
      return Return->getNRVOCandidate() == Variable;
    if (!isa<Expr>(A.Node))
      return false;
  }
  return false;
}

/// Why no code is made for a name here; null where there is some.
const char *FunctionWalker::whyNoCode(const DeclRefExpr *E,
                                      AccessKind Kind) const {
  if (WhyUnevaluated)
    return WhyUnevaluated;
  if (E->isNonOdrUse() == NOUR_Unevaluated)
    return "the expression is not evaluated";
  if (!Live)
    return "control never comes here: no code is made";
  if (Kind == AccessKind::Read && isFoldedToConstant(E))
    return "a constant: the code has its value";
  if (isReturnedInPlace(E->getDecl()))
    return "built in the place of the result: nothing is copied";
  return nullptr;
}

void FunctionWalker::nameUse(const DeclRefExpr *E) {
  const ValueDecl *Declaration = E->getDecl();
  if (!isa<VarDecl, BindingDecl>(Declaration))
    return;
  if (E->refersToEnclosingVariableOrCapture())
    return closureUse(E);
  auto Found = Variables.find(Declaration);
  if (Found == Variables.end())
    return;
  VariableKind Kind = Facts.Variables[Found->second.Value].Kind;
  if (Kind == VariableKind::Static || Kind == VariableKind::ThreadLocal)
    return;

  UseFact Use;
  Use.Variable = Found->second;
  Use.Position = Positions.at(E->getLocation());
  ClassifiedUse Class = classifyUse(
      Context, E, Declaration->getType().getNonReferenceType(), Ancestors);
  if (Facts.Variables[Found->second.Value].IsReference) {
    // Whatever happens to the referent, the variable itself is read.
    Class.Kind = AccessKind::Read;
    Class.Offset = 0;
    Class.Size =
        uint64_t(Context.getTypeSizeInChars(Context.VoidPtrTy).getQuantity());
  }
  Use.Kind = Class.Kind;
  Use.Offset = Class.Offset;
  Use.Size = Class.Size;
  if (Class.Unevaluated)
    Use.Unevaluated = Class.Unevaluated;
  if (const char *Why = whyNoCode(E, Use.Kind))
    Use.Unevaluated = Why;
  addUse(std::move(Use), E);
}

/// A captured variable, in the lambda's body: the closure object holds it, so
/// what is read from this frame is the pointer to the closure.
void FunctionWalker::closureUse(const DeclRefExpr *E) {
  if (!This)
    return;
  UseFact Use;
  Use.Variable = *This;
  Use.Position = Positions.at(E->getLocation());
  Use.Size = Facts.Variables[This->Value].Size.value_or(0);
  if (const char *Why = whyNoCode(E, Use.Kind))
    Use.Unevaluated = Why;
  addUse(std::move(Use), E);
}

void FunctionWalker::thisUse(const CXXThisExpr *E) {
  if (!This)
    return;
  UseFact Use;
  Use.Variable = *This;
  Use.Position = Positions.at(E->getLocation());
  Use.Size = Facts.Variables[This->Value].Size.value_or(0);
  if (WhyUnevaluated)
    Use.Unevaluated = WhyUnevaluated;
  else if (!Live)
    Use.Unevaluated = "control never comes here: no code is made";
  else if (isValueUnused(E, Ancestors))
    Use.Unevaluated = "the value is not used";
  addUse(std::move(Use), E);
}

/// A loop's own variables, and the object that a structured binding names the
/// parts of: the source does not spell them.
static bool isHidden(const Expr *E) {
  const auto *Name = dyn_cast<DeclRefExpr>(E);
  if (!Name || Name->refersToEnclosingVariableOrCapture())
    return false;
  return isa<DecompositionDecl>(Name->getDecl()) ||
         (isa<VarDecl>(Name->getDecl()) && Name->getDecl()->isImplicit());
}

void FunctionWalker::addUse(UseFact Use, const Expr *E) {
  const bool IsHidden = isHidden(E);
  if (MakesImplicitUses || (IsHidden && Use.Unevaluated.empty())) {
    if (!Use.Unevaluated.empty())
      return;
    ImplicitUseFact Implicit;
    Implicit.Variable = Use.Variable;
    Implicit.Origin = MakesImplicitUses ? TouchOrigin::Initialiser
                                        : TouchOrigin::CompilerTemporary;
    Implicit.Candidates = candidates(E);
    Facts.ImplicitUses.push_back(std::move(Implicit));
    return;
  }
  if (Use.Unevaluated.empty())
    Use.Candidates = candidates(E);
  Facts.Uses.push_back(std::move(Use));
}

/// The locations that clang's code generation may have set when it made the
/// instructions of a node.
void FunctionWalker::decode(Ancestor &A) {
  A.IsDecoded = true;
  auto Add = [&](SourceLocation Location) {
    if (Location.isInvalid() || A.PlaceCount == Ancestor::MaxPlaces)
      return;
    SourcePosition Place = Positions.at(Location);
    for (unsigned I = 0; I != A.PlaceCount; ++I)
      if (A.Places[I] == Place)
        return;
    A.Places[A.PlaceCount++] = Place;
  };
  if (A.Initialised)
    return Add(A.Initialised->getLocation());
  if (!A.Node)
    return Add(A.Initialiser);
  const auto *E = dyn_cast<Expr>(A.Node);
  if (!E) {
    Add(A.Node->getBeginLoc());
    // The branch back, which may have the condition's load folded into it.
    if (const auto *Do = dyn_cast<DoStmt>(A.Node)) {
      Add(Do->getBody()->getEndLoc());
      Add(Do->getBody()->getBeginLoc());
    }
    return;
  }
  Add(E->getExprLoc());
  Add(E->getBeginLoc());
  if (const auto *Call = dyn_cast<CallExpr>(E))
    Add(Call->getRParenLoc());
  else if (const auto *Choice = dyn_cast<ConditionalOperator>(E))
    Add(Choice->getColonLoc());
  else if (const auto *Assign = dyn_cast<BinaryOperator>(E);
           Assign && Assign->getOpcode() == BO_Assign &&
           Assign->getType()->isRecordType()) {
    // C copies an object while it evaluates the right operand.
    Add(Assign->getRHS()->getExprLoc());
    Add(Assign->getRHS()->IgnoreParenImpCasts()->getExprLoc());
  } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    Add(Construct->getLocation());
}

/// Instructions carry places close to the use; written code needs fewer.
static constexpr size_t MostCandidates = 32;

std::vector<SourcePosition> FunctionWalker::candidates(const Expr *E) {
  std::vector<SourcePosition> Places;
  Places.reserve(8);
  auto Add = [&](const SourcePosition &Place) {
    if (Place.isValid() && llvm::find(Places, Place) == Places.end())
      Places.push_back(Place);
  };
  Add(Positions.at(E->getExprLoc()));
  for (Ancestor &A : llvm::reverse(Ancestors)) {
    // A generated sum of ten thousand terms is as deep.
    if (Places.size() >= MostCandidates)
      break;
    // A cast that is not written is where its operand is.
    if (A.Node && isa<ImplicitCastExpr>(A.Node))
      continue;
    if (A.Node && isa<CompoundStmt>(A.Node))
      break;
    if (!A.IsDecoded)
      decode(A);
    for (unsigned I = 0; I != A.PlaceCount; ++I)
      Add(A.Places[I]);
    if (A.Node && !isa<Expr>(A.Node))
      break;
  }
  return Places;
}

} // namespace framewalk
