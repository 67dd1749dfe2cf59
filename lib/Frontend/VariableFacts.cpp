//===- VariableFacts.cpp - What is declared, and what is only made --------===//
#include "Frontend/FunctionWalker.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecordLayout.h"

using namespace clang;

namespace framewalk {

const std::string &FunctionWalker::typeName(QualType Type) {
  auto [Entry, New] = Unit.TypeNames.try_emplace(Type.getAsOpaquePtr());
  if (New)
    Entry->second = Type.getAsString(Context.getPrintingPolicy());
  return Entry->second;
}

VariableId FunctionWalker::add(VariableFact Fact,
                               const ValueDecl *Declaration) {
  VariableId Id(uint32_t(Facts.Variables.size()));
  if (Declaration)
    Variables[Declaration] = Id;
  Facts.Variables.push_back(std::move(Fact));
  return Id;
}

Destruction FunctionWalker::destruction(const VarDecl *V) const {
  if (V->hasAttr<CleanupAttr>())
    return Destruction::CleanupAttribute;
  return V->needsDestruction(Context) == QualType::DK_cxx_destructor
             ? Destruction::Destructor
             : Destruction::None;
}

VariableFact FunctionWalker::describe(const VarDecl *V) {
  VariableFact Fact;
  if (V->getIdentifier())
    Fact.Name = V->getName();
  QualType Type = V->getType();
  Fact.Type = typeName(Type);
  Fact.Declared = Positions.at(V->getLocation());
  Fact.ScopeBegin = Scopes.debugPlace();
  Fact.IsReference = Type->isReferenceType();
  if (uint64_t Bytes = bytesOf(Context, Type))
    Fact.Size = Bytes;
  if (!Type->isIncompleteType() && !Type->isDependentType())
    Fact.Align = uint64_t(Context.getDeclAlign(V).getQuantity());
  return Fact;
}

static bool isPassedIndirectly(QualType Type) {
  const auto *Record = Type->getAsRecordDecl();
  return Record && !Record->canPassInRegisters();
}

void FunctionWalker::parameters() {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&Function);
      Method && Method->isImplicitObjectMemberFunction()) {
    VariableFact Fact;
    Fact.Name = "this";
    QualType Type = Method->getThisType();
    Fact.Type = typeName(Type);
    Fact.Kind = VariableKind::ImplicitParameter;
    Fact.Declared = Fact.LifeBegin = Facts.Position;
    Fact.Size = bytesOf(Context, Type);
    Fact.Align = Fact.Size;
    Fact.Storage = StorageDuration::Parameter;
    This = add(std::move(Fact), nullptr);
    Scopes.declare(*This, Destruction::None);
    Facts.ImplicitUses.push_back({*This,
                                  TouchOrigin::ParameterStore,
                                  {Facts.Position, Facts.Body.Begin}});
  }
  for (const ParmVarDecl *Parameter : Function.parameters()) {
    VariableFact Fact = describe(Parameter);
    Fact.Kind = VariableKind::Parameter;
    Fact.Storage = StorageDuration::Parameter;
    Fact.LifeBegin = Fact.Declared;
    Fact.IsIndirectParameter = isPassedIndirectly(Parameter->getType());
    SourcePosition Declared = Fact.Declared;
    VariableId Id = add(std::move(Fact), Parameter);
    Scopes.declare(Id, Destruction::None);
    Facts.ImplicitUses.push_back(
        {Id,
         TouchOrigin::ParameterStore,
         {Declared, Facts.Position, Facts.Body.Begin}});
  }
}

void FunctionWalker::constructorInitialisers() {
  for (const CXXCtorInitializer *Init :
       cast<CXXConstructorDecl>(Function).inits()) {
    Inside Here(*this, Init->getSourceLocation());
    fullExpression(Init->getInit());
  }
}

void FunctionWalker::declaration(const DeclStmt *S) {
  for (const Decl *D : S->decls()) {
    if (const auto *V = dyn_cast<VarDecl>(D))
      variable(V);
    else if (const auto *Class = dyn_cast<CXXRecordDecl>(D))
      Unit.Classes.push_back(Class);
  }
  if (SourcePosition Place = staticPlace(S); Place.isValid())
    if (auto It = Variables.find(cast<VarDecl>(S->getSingleDecl()));
        It != Variables.end())
      Facts.Variables[It->second.Value].StaticPlace = Place;
}

void FunctionWalker::staticVariable(const VarDecl *V) {
  const bool IsThread = V->getTLSKind() != VarDecl::TLS_None;
  VariableFact Fact = describe(V);
  Fact.Kind = IsThread ? VariableKind::ThreadLocal : VariableKind::Static;
  Fact.Storage = IsThread ? StorageDuration::Thread : StorageDuration::Static;
  Fact.LifeBegin = Fact.Declared;
  Scopes.declare(add(std::move(Fact), V), Destruction::None);
  if (const Expr *Init = V->getInit()) {
    // Its guard and its constructor run here, its constants do not.
    Inside Here(*this, V);
    fullExpression(Init);
  }
}

void FunctionWalker::variable(const VarDecl *V) {
  if (V->hasExternalStorage() || V->isInvalidDecl())
    return;
  if (V->isStaticLocal() || V->getTLSKind() != VarDecl::TLS_None)
    return staticVariable(V);

  VariableFact Fact = describe(V);
  ScopeKind Where = Scopes.kind(Scopes.current());
  if (V->getType()->isVariableArrayType())
    Fact.Storage = StorageDuration::DynamicArray;
  else if (Where == ScopeKind::LoopBody || Where == ScopeKind::LoopCondition)
    Fact.Storage = StorageDuration::Iteration;
  // [basic.life]p1: once the initialisation is complete. In C the object is
  // there from the block's beginning, but has no name yet.
  Fact.LifeBegin =
      IsCxx && V->hasInit() && !V->isCXXForRangeDecl() && !V->isImplicit()
          ? Positions.at(V->getEndLoc())
          : Fact.Declared;
  Fact.IsReturnSlot =
      V->isNRVOVariable() && Facts.has(FunctionTrait::ReturnsByHiddenPointer);

  const auto *Whole = dyn_cast<DecompositionDecl>(V);
  if (Whole)
    Fact.Name.clear();
  VariableId Id = add(std::move(Fact), V);
  initialiser(V, Id);
  Scopes.declare(Id, destruction(V));
  if (Whole)
    bindings(Whole, Id);
}

/// Constants of an aggregate are stored together; other elements each where
/// they are written.
void FunctionWalker::initialiserPlaces(const Expr *Init,
                                       std::vector<SourcePosition> &Places) {
  constexpr size_t Limit = 64; // an array of hundreds of calls is a table
  auto Add = [&](SourceLocation Location) {
    SourcePosition Place = Positions.at(Location);
    if (Place.isValid() && Places.size() < Limit &&
        llvm::find(Places, Place) == Places.end())
      Places.push_back(Place);
  };
  Add(Init->getExprLoc());
  Add(Init->getBeginLoc());
  const Expr *Inner = Init->IgnoreImplicit();
  if (Inner != Init) {
    Add(Inner->getExprLoc());
    Add(Inner->getBeginLoc());
  }
  if (const auto *List = dyn_cast<InitListExpr>(Inner)) {
    for (const Expr *Element : List->inits())
      if (Element && Places.size() < Limit)
        initialiserPlaces(Element, Places);
  } else if (const auto *Choice = dyn_cast<ConditionalOperator>(Inner)) {
    initialiserPlaces(Choice->getTrueExpr(), Places);
    initialiserPlaces(Choice->getFalseExpr(), Places);
  } else if (const auto *Lambda = dyn_cast<LambdaExpr>(Inner)) {
    for (const Expr *Capture : Lambda->capture_inits())
      if (Capture)
        Add(Capture->getExprLoc());
  }
}

void FunctionWalker::initialiser(const VarDecl *V, VariableId Id) {
  const Expr *Init = V->getInit();
  if (Init) {
    Inside Here(*this, V);
    if (V->isConstexpr()) {
      Unevaluated Constant(*this, "a constant: computed when compiling");
      fullExpression(Init);
    } else {
      fullExpression(Init);
    }
  }
  if (!Live || WhyUnevaluated)
    return;
  // A catch variable and a VLA are set up by the compiler, too.
  if (!Init && !V->isExceptionVariable() &&
      !V->getType()->isVariableArrayType())
    return;
  ImplicitUseFact Use;
  Use.Variable = Id;
  Use.Origin = TouchOrigin::Initialiser;
  Use.Candidates.push_back(Positions.at(V->getLocation()));
  if (Init)
    initialiserPlaces(Init, Use.Candidates);
  if (!Ancestors.empty() && Ancestors.back().Node) {
    SourcePosition Statement =
        Positions.at(Ancestors.back().Node->getBeginLoc());
    if (llvm::find(Use.Candidates, Statement) == Use.Candidates.end())
      Use.Candidates.push_back(Statement);
  }
  Facts.ImplicitUses.push_back(std::move(Use));
}

/// The part that an expression names within the object of a structured binding.
static std::pair<int64_t, bool> partOf(const ASTContext &Context,
                                       const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    auto [Offset, Known] = partOf(Context, Member->getBase());
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field || !Known)
      return {0, false};
    const ASTRecordLayout &Layout =
        Context.getASTRecordLayout(Field->getParent());
    int64_t Bits = int64_t(Layout.getFieldOffset(Field->getFieldIndex()));
    // A base class's field is reached through casts, which are skipped above.
    const Expr *Base = Member->getBase();
    while (const auto *Cast = dyn_cast<CastExpr>(Base->IgnoreParens())) {
      const CXXRecordDecl *Derived =
          Cast->getSubExpr()->getType()->getAsCXXRecordDecl();
      for (const CXXBaseSpecifier *Step : Cast->path()) {
        const CXXRecordDecl *Next = Step->getType()->getAsCXXRecordDecl();
        if (Step->isVirtual() || !Derived)
          return {0, false};
        Offset += Context.getASTRecordLayout(Derived)
                      .getBaseClassOffset(Next)
                      .getQuantity();
        Derived = Next;
      }
      Base = Cast->getSubExpr();
    }
    return {Offset + Bits / 8, true};
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    auto [Offset, Known] = partOf(Context, Subscript->getBase());
    Expr::EvalResult Index;
    if (!Known || !Subscript->getIdx()->EvaluateAsInt(Index, Context))
      return {0, false};
    return {Offset + Index.Val.getInt().getExtValue() *
                         int64_t(bytesOf(Context, Subscript->getType())),
            true};
  }
  return {0, isa<DeclRefExpr>(E)};
}

void FunctionWalker::binding(const BindingDecl *Part, VariableId Object,
                             bool IsReference) {
  VariableFact Fact;
  Fact.Name = Part->getNameAsString();
  Fact.Type = typeName(Part->getType());
  Fact.Kind = VariableKind::Binding;
  Fact.Declared = Fact.LifeBegin = Positions.at(Part->getLocation());
  Fact.ScopeBegin = Scopes.debugPlace();
  Fact.Storage = Facts.Variables[Object.Value].Storage;
  if (const VarDecl *Holder = Part->getHoldingVar()) {
    // A tuple's: a hidden variable, which refers to what get<I>() returned.
    Fact.Type = typeName(Holder->getType());
    Fact.IsReference = Holder->getType()->isReferenceType();
    Fact.Size = bytesOf(Context, Holder->getType());
    Fact.Align = uint64_t(Context.getDeclAlign(Holder).getQuantity());
    VariableId Id = add(std::move(Fact), Part);
    Variables[Holder] = Id;
    initialiser(Holder, Id);
    Scopes.declare(Id, destruction(Holder));
    return;
  }
  Fact.PartOf = Object;
  // Of a reference, the parts lie in the referent.
  Fact.IsReference = IsReference;
  if (const Expr *Place = Part->getBinding())
    Fact.PartOffset = partOf(Context, Place).first;
  if (uint64_t Bytes = bytesOf(Context, Part->getType()))
    Fact.Size = Bytes;
  Scopes.declare(add(std::move(Fact), Part), Destruction::None);
}

void FunctionWalker::bindings(const DecompositionDecl *Whole,
                              VariableId Object) {
  for (const BindingDecl *Part : Whole->flat_bindings())
    binding(Part, Object, Whole->getType()->isReferenceType());
}

static Destruction destructionOf(QualType Type) {
  return Type.isDestructedType() == QualType::DK_cxx_destructor
             ? Destruction::Destructor
             : Destruction::None;
}

void FunctionWalker::temporary(const MaterializeTemporaryExpr *E) {
  if (WhyUnevaluated || !Live)
    return;
  StorageDuration Storage = StorageDuration::FullExpression;
  switch (E->getStorageDuration()) {
  case SD_FullExpression:
    break;
  case SD_Automatic:
    Storage = StorageDuration::Extended;
    break;
  default:
    return; // static: not in the frame
  }
  VariableFact Fact;
  QualType Type = E->getType();
  Fact.Type = typeName(Type.getUnqualifiedType());
  Fact.Kind = Storage == StorageDuration::Extended
                  ? VariableKind::ExtendedTemporary
                  : VariableKind::Temporary;
  Fact.Declared = Positions.at(E->getBeginLoc());
  Fact.LifeBegin = Positions.at(E->getEndLoc());
  Fact.ScopeBegin = Scopes.debugPlace();
  Fact.Storage = Storage;
  if (uint64_t Bytes = bytesOf(Context, Type))
    Fact.Size = Bytes;
  Fact.Align = uint64_t(Context.getTypeAlignInChars(Type).getQuantity());
  Destruction End = destructionOf(Type);
  if (Storage == StorageDuration::Extended) {
    const ValueDecl *By = E->getExtendingDecl();
    Fact.LifeNote = By && By->getIdentifier()
                        ? "bound to `" + By->getNameAsString() +
                              "`, which keeps it alive: ends with it"
                        : "bound to a reference, which keeps it alive";
    Scopes.declare(add(std::move(Fact), nullptr), End);
    return;
  }
  VariableId Id = add(std::move(Fact), nullptr);
  if (!FullExpressions.empty())
    FullExpressions.back().Temporaries.push_back({Id, End});
}

/// An argument of class type: the parameter object, made by the caller.
void FunctionWalker::objectTemporary(const Expr *E) {
  if (WhyUnevaluated || !Live || !E->isPRValue() ||
      !E->getType()->isRecordType())
    return;
  // In C, an object that exists already is passed as it is.
  if (const auto *Cast = dyn_cast<CastExpr>(E->IgnoreParens());
      Cast && Cast->getCastKind() == CK_LValueToRValue)
    return;
  VariableFact Fact;
  QualType Type = E->getType();
  Fact.Type = typeName(Type.getUnqualifiedType());
  Fact.Kind = VariableKind::Temporary;
  Fact.Declared = Positions.at(E->getBeginLoc());
  Fact.LifeBegin = Positions.at(E->getEndLoc());
  Fact.ScopeBegin = Scopes.debugPlace();
  Fact.Storage = StorageDuration::FullExpression;
  if (uint64_t Bytes = bytesOf(Context, Type))
    Fact.Size = Bytes;
  Fact.Align = uint64_t(Context.getTypeAlignInChars(Type).getQuantity());
  VariableId Id = add(std::move(Fact), nullptr);
  if (!FullExpressions.empty())
    FullExpressions.back().Temporaries.push_back({Id, destructionOf(Type)});
}

void FunctionWalker::compoundLiteral(const CompoundLiteralExpr *E) {
  if (WhyUnevaluated || !Live || E->isFileScope() || IsCxx || !E->isGLValue())
    return;
  VariableFact Fact;
  QualType Type = E->getType();
  Fact.Type = typeName(Type);
  Fact.Kind = VariableKind::Temporary;
  Fact.Declared = Fact.LifeBegin = Positions.at(E->getBeginLoc());
  Fact.ScopeBegin = Scopes.debugPlace();
  Fact.Storage = StorageDuration::Block;
  if (uint64_t Bytes = bytesOf(Context, Type))
    Fact.Size = Bytes;
  Fact.Align = uint64_t(Context.getTypeAlignInChars(Type).getQuantity());
  // C11 6.5.2.5p5: automatic storage of the enclosing block.
  Scopes.declare(add(std::move(Fact), nullptr), Destruction::None);
}

} // namespace framewalk
