//===- UseClassifier.cpp --------------------------------------------------===//
#include "Frontend/UseClassifier.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/CXXInheritance.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecordLayout.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace framewalk {

uint64_t bytesOf(const ASTContext &Context, QualType Type) {
  if (Type.isNull() || Type->isIncompleteType() || Type->isDependentType() ||
      Type->isFunctionType() || Type->isVariableArrayType())
    return 0;
  return uint64_t(Context.getTypeSizeInChars(Type).getQuantity());
}

namespace {

/// Climbs from a name to what is done with it.
class Climb {
public:
  Climb(const ASTContext &Context, const Expr *Name, QualType Type)
      : Context(Context), Child(Name) {
    Use.Size = bytesOf(Context, Type);
  }

  ClassifiedUse run(ArrayRef<Ancestor> Above);

private:
  enum class Step { Up, Done };

  Step step(const Stmt *Parent);
  Step cast(const CastExpr *Cast);
  Step member(const MemberExpr *Member);
  Step subscript(const ArraySubscriptExpr *Subscript);
  Step unary(const UnaryOperator *Operator);
  Step binary(const BinaryOperator *Operator);
  Step call(const CallExpr *Call);
  Step construct(const CXXConstructExpr *Construct);
  Step assembly(const GCCAsmStmt *Assembly);
  Step baseClass(const CastExpr *Cast);

  Step done(AccessKind Kind) {
    Use.Kind = Kind;
    return Step::Done;
  }
  Step none(const char *Why) {
    Use.Unevaluated = Why;
    return Step::Done;
  }
  /// The part is now what the pointer that has just been made points to.
  Step pointTo() {
    IsPointer = true;
    return Step::Up;
  }
  Step follow(QualType Pointee) {
    IsPointer = false;
    Use.Size = bytesOf(Context, Pointee);
    return Step::Up;
  }

  const ASTContext &Context;
  const Expr *Child;
  ClassifiedUse Use;
  /// Child is not the part but its address: a decayed array or `&x`.
  bool IsPointer = false;
};

Climb::Step Climb::member(const MemberExpr *Member) {
  if (Member->isArrow() != IsPointer)
    return done(IsPointer ? AccessKind::Address : AccessKind::Read);
  const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
  if (!Field) // a static member needs no object; a method gets its address
    return isa<VarDecl, EnumConstantDecl>(Member->getMemberDecl())
               ? none("a static member needs no object")
               : done(AccessKind::Address);
  IsPointer = false;
  const ASTRecordLayout &Layout =
      Context.getASTRecordLayout(Field->getParent());
  uint64_t Bit = Layout.getFieldOffset(Field->getFieldIndex());
  Use.Offset += int64_t(Bit / 8);
  if (Field->isBitField()) {
    Use.Size = (Bit % 8 + Field->getBitWidthValue() + 7) / 8;
    return Step::Up;
  }
  Use.Size = bytesOf(Context, Field->getType());
  // A reference member is a pointer that is read, whatever happens to its
  // referent.
  return Field->getType()->isReferenceType() ? done(AccessKind::Read)
                                             : Step::Up;
}

Climb::Step Climb::subscript(const ArraySubscriptExpr *Subscript) {
  if (!IsPointer && !Child->getType()->isVectorType())
    return done(AccessKind::Read);
  QualType Element = Subscript->getType();
  uint64_t Size = bytesOf(Context, Element);
  Expr::EvalResult Index;
  const Expr *IndexExpr = Subscript->getIdx();
  if (!IndexExpr->isValueDependent() &&
      IndexExpr->EvaluateAsInt(Index, Context))
    Use.Offset += Index.Val.getInt().getExtValue() * int64_t(Size);
  IsPointer = false;
  Use.Size = Size;
  return Step::Up;
}

Climb::Step Climb::unary(const UnaryOperator *Operator) {
  switch (Operator->getOpcode()) {
  case UO_AddrOf:
    return pointTo();
  case UO_Deref:
    return IsPointer ? follow(Operator->getType()) : done(AccessKind::Read);
  case UO_PreInc:
  case UO_PreDec:
  case UO_PostInc:
  case UO_PostDec:
    return done(AccessKind::Update);
  case UO_Imag:
    Use.Size = bytesOf(Context, Operator->getType());
    Use.Offset += int64_t(Use.Size);
    return Step::Up;
  case UO_Real:
    Use.Size = bytesOf(Context, Operator->getType());
    return Step::Up;
  case UO_Extension:
    return Step::Up;
  default:
    return done(IsPointer ? AccessKind::Address : AccessKind::Read);
  }
}

Climb::Step Climb::binary(const BinaryOperator *Operator) {
  if (IsPointer) {
    // `array + 2`, as in `*(array + 2)`.
    const Expr *Other =
        Operator->getLHS() == Child ? Operator->getRHS() : Operator->getLHS();
    if (!Operator->isAdditiveOp() || Other->getType()->isPointerType())
      return done(AccessKind::Address);
    Expr::EvalResult Value;
    if (!Other->isValueDependent() && Other->EvaluateAsInt(Value, Context)) {
      int64_t Bytes =
          Value.Val.getInt().getExtValue() *
          int64_t(bytesOf(Context, Operator->getType()->getPointeeType()));
      Use.Offset += Operator->getOpcode() == BO_Sub ? -Bytes : Bytes;
    }
    return Step::Up;
  }
  if (Operator->getOpcode() == BO_Comma)
    return Child == Operator->getRHS() ? Step::Up
                                       : none("the value is not used");
  if (Operator->isAssignmentOp() && Child == Operator->getLHS())
    return done(Operator->isCompoundAssignmentOp() ? AccessKind::Update
                                                   : AccessKind::Write);
  return done(Operator->isPtrMemOp() ? AccessKind::Address : AccessKind::Read);
}

Climb::Step Climb::baseClass(const CastExpr *Cast) {
  const bool IsDown = Cast->getCastKind() == CK_BaseToDerived;
  QualType From = Child->getType();
  if (From->isPointerType())
    From = From->getPointeeType();
  const CXXRecordDecl *Derived =
      IsDown ? Cast->getType()->isPointerType()
                   ? Cast->getType()->getPointeeType()->getAsCXXRecordDecl()
                   : Cast->getType()->getAsCXXRecordDecl()
             : From->getAsCXXRecordDecl();
  for (const CXXBaseSpecifier *Base : Cast->path()) {
    if (!Derived)
      break;
    const CXXRecordDecl *Next = Base->getType()->getAsCXXRecordDecl();
    if (Base->isVirtual()) // where it is, only the object knows
      return done(AccessKind::Address);
    const ASTRecordLayout &Layout = Context.getASTRecordLayout(Derived);
    int64_t Bytes = Layout.getBaseClassOffset(Next).getQuantity();
    Use.Offset += IsDown ? -Bytes : Bytes;
    Derived = Next;
  }
  if (!IsPointer)
    Use.Size = bytesOf(Context, Cast->getType());
  return Step::Up;
}

Climb::Step Climb::cast(const CastExpr *Cast) {
  switch (Cast->getCastKind()) {
  case CK_LValueToRValue:
    if (Child->getType()->isNullPtrType())
      return none("nullptr_t has only one value");
    return done(AccessKind::Read);
  case CK_LValueToRValueBitCast:
  case CK_AtomicToNonAtomic:
    return done(AccessKind::Read);
  case CK_ArrayToPointerDecay:
    return pointTo();
  case CK_NoOp:
  case CK_ConstructorConversion:
  case CK_UserDefinedConversion:
  case CK_AddressSpaceConversion:
    return Step::Up;
  case CK_BitCast:
    return IsPointer ? Step::Up : done(AccessKind::Read);
  case CK_LValueBitCast:
    return follow(Cast->getType());
  case CK_DerivedToBase:
  case CK_UncheckedDerivedToBase:
  case CK_BaseToDerived:
    return baseClass(Cast);
  case CK_ToVoid:
    return none("the value is not used");
  case CK_NullToPointer:
  case CK_NullToMemberPointer:
    return none("nullptr_t has only one value");
  default:
    return done(IsPointer || Child->isGLValue() ? AccessKind::Address
                                                : AccessKind::Read);
  }
}

/// Library functions that clang compiles to nothing but their argument.
static bool isTransparentBuiltin(unsigned Id) {
  switch (Id) {
  case Builtin::BImove:
  case Builtin::BImove_if_noexcept:
  case Builtin::BIforward:
  case Builtin::BIforward_like:
  case Builtin::BIas_const:
    return true;
  default:
    return false;
  }
}

Climb::Step Climb::call(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || IsPointer)
    return done(AccessKind::Address);
  unsigned Id = Callee->getBuiltinID();
  if (isTransparentBuiltin(Id))
    return Step::Up;
  if (Id == Builtin::BIaddressof || Id == Builtin::BI__addressof ||
      Id == Builtin::BI__builtin_addressof)
    return pointTo();
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (isa<CXXOperatorCallExpr>(Call) && Method && Method->isTrivial() &&
      (Method->isCopyAssignmentOperator() ||
       Method->isMoveAssignmentOperator())) {
    if (Method->getParent()->isEmpty())
      return none("an empty class has nothing to copy");
    return done(Call->getNumArgs() && Call->getArg(0) == Child
                    ? AccessKind::Write
                    : AccessKind::Read);
  }
  return done(AccessKind::Address);
}

Climb::Step Climb::construct(const CXXConstructExpr *Construct) {
  const CXXConstructorDecl *Constructor = Construct->getConstructor();
  if (IsPointer || !Constructor->isTrivial() ||
      !Constructor->isCopyOrMoveConstructor())
    return done(AccessKind::Address);
  if (Constructor->getParent()->isEmpty())
    return none("an empty class has nothing to copy");
  return done(AccessKind::Read);
}

Climb::Step Climb::assembly(const GCCAsmStmt *Assembly) {
  for (unsigned I = 0; I != Assembly->getNumOutputs(); ++I)
    if (Assembly->getOutputExpr(I) == Child)
      return done(Assembly->isOutputPlusConstraint(I) ? AccessKind::Update
                                                      : AccessKind::Write);
  return done(AccessKind::Read);
}

Climb::Step Climb::step(const Stmt *Parent) {
  switch (Parent->getStmtClass()) {
  case Stmt::ParenExprClass:
  case Stmt::ConstantExprClass:
  case Stmt::ExprWithCleanupsClass:
  case Stmt::GenericSelectionExprClass:
  case Stmt::ChooseExprClass:
  case Stmt::SubstNonTypeTemplateParmExprClass:
  case Stmt::ConditionalOperatorClass:
  case Stmt::MaterializeTemporaryExprClass:
  case Stmt::CXXDefaultArgExprClass:
  case Stmt::CXXDefaultInitExprClass:
    return Step::Up;
  case Stmt::MemberExprClass:
    return member(llvm::cast<MemberExpr>(Parent));
  case Stmt::ArraySubscriptExprClass:
    return subscript(llvm::cast<ArraySubscriptExpr>(Parent));
  case Stmt::UnaryOperatorClass:
    return unary(llvm::cast<UnaryOperator>(Parent));
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass:
    return binary(llvm::cast<BinaryOperator>(Parent));
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
    return construct(llvm::cast<CXXConstructExpr>(Parent));
  case Stmt::ExtVectorElementExprClass:
  case Stmt::ArrayInitLoopExprClass:
  case Stmt::CXXTypeidExprClass:
    return done(AccessKind::Read);
  case Stmt::GCCAsmStmtClass:
    return assembly(llvm::cast<GCCAsmStmt>(Parent));
  default:
    break;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(Parent))
    return cast(Cast);
  if (const auto *Call = dyn_cast<CallExpr>(Parent))
    return call(Call);
  if (isa<Expr>(Parent) || isa<ReturnStmt>(Parent) || isa<CoreturnStmt>(Parent))
    return done(AccessKind::Address);
  // The expression is a statement of its own.
  return IsPointer ? done(AccessKind::Address) : none("the value is not used");
}

ClassifiedUse Climb::run(ArrayRef<Ancestor> Above) {
  while (!Above.empty()) {
    const Ancestor &Parent = Above.back();
    if (!Parent.Node) { // the initialiser of a reference, or of a pointer
      Use.Kind = AccessKind::Address;
      break;
    }
    Step Next = step(Parent.Node);
    Above = Above.drop_back();
    const auto *AsExpr = dyn_cast<Expr>(Parent.Node);
    if (Next == Step::Done) {
      if (isa<CastExpr>(Parent.Node) && Use.Kind == AccessKind::Read &&
          !Use.Unevaluated && !Child->getType().isVolatileQualified()) {
        // The value of a StmtExpr's last statement is used.
        bool IsLastOfStmtExpr = Above.size() >= 2 && Above.back().Node &&
                                Above[Above.size() - 2].Node &&
                                isa<StmtExpr>(Above[Above.size() - 2].Node);
        if (!IsLastOfStmtExpr && isValueUnused(AsExpr, Above))
          Use.Unevaluated = "the value is not used";
      }
      break;
    }
    Child = AsExpr;
  }
  return Use;
}

} // namespace

/// A member whose call, on an object that is found all the same, does nothing.
static bool doesNothing(const ValueDecl *Member) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Member);
  if (!Method || !Method->isTrivial())
    return false;
  return isa<CXXDestructorDecl>(Method) || Method->getParent()->isEmpty();
}

bool isValueUnused(const Expr *Value, ArrayRef<Ancestor> Above) {
  const Stmt *Below = Value;
  for (const Ancestor &A : llvm::reverse(Above)) {
    const Stmt *Parent = A.Node;
    if (!Parent)
      return false;
    if (const auto *Cast = dyn_cast<CastExpr>(Parent)) {
      if (Cast->getCastKind() == CK_ToVoid)
        return true;
      if (Cast->getSubExpr()->getType().isVolatileQualified())
        return false;
    } else if (const auto *Member = dyn_cast<MemberExpr>(Parent)) {
      if (!isa<FieldDecl>(Member->getMemberDecl()))
        return doesNothing(Member->getMemberDecl());
    } else if (isa<CXXPseudoDestructorExpr>(Parent)) {
      return true;
    } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Parent)) {
      return Construct->getConstructor()->isCopyOrMoveConstructor() &&
             doesNothing(Construct->getConstructor());
    } else if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(Parent)) {
      return Call->getDirectCallee() && doesNothing(Call->getDirectCallee());
    } else if (const auto *Operator = dyn_cast<BinaryOperator>(Parent)) {
      if (Operator->getOpcode() != BO_Comma)
        return false;
      if (Operator->getLHS() == Below)
        return true;
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(Parent)) {
      if (Unary->getOpcode() != UO_Deref)
        return false;
    } else if (const auto *For = dyn_cast<ForStmt>(Parent)) {
      return For->getInc() == Below || For->getInit() == Below;
    } else if (isa<CompoundStmt>(Parent)) {
      return true;
    } else if (!isa<ParenExpr>(Parent)) {
      return false;
    }
    Below = Parent;
  }
  return false;
}

ClassifiedUse classifyUse(const ASTContext &Context, const Expr *Name,
                          QualType Type, ArrayRef<Ancestor> Above) {
  return Climb(Context, Name, Type).run(Above);
}

} // namespace framewalk
