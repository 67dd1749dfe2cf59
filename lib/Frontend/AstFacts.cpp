//===- AstFacts.cpp - The functions of a translation unit -----------------===//
#include "Frontend/AstFacts.h"

#include "Frontend/FunctionWalker.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Basic/TargetInfo.h"
#include "llvm/ADT/DenseSet.h"

using namespace clang;

namespace framewalk {

namespace {

/// Finds the functions; each is walked once, when it is met.
class UnitWalker {
public:
  UnitWalker(ASTContext &Context, const CompileOptions &Options,
             SourceFacts &Facts)
      : Context(Context), Options(Options), Facts(Facts),
        Positions(Context.getSourceManager(), Context.getLangOpts(),
                  Facts.Files),
        Names(Context, Positions), Unit(Context, Positions, Names) {}

  void run() {
    for (const Decl *D : Context.getTranslationUnitDecl()->decls())
      if (Options.IncludeHeaders || mayHoldMainFileCode(D))
        declaration(D);
    localClasses();
    // Only now: by now the bodies have told the order of their lambdas.
    for (size_t I = 0; I != Walked.size(); ++I)
      Facts.Functions[I].LinkageNames = Names.linkageNames(*Walked[I]);
  }

private:
  bool mayHoldMainFileCode(const Decl *D) const {
    return Positions.isInMainFile(D->getLocation()) ||
           Positions.isInMainFile(D->getEndLoc());
  }

  void declarations(const DeclContext *Of) {
    for (const Decl *D : Of->decls())
      declaration(D);
  }
  void declaration(const Decl *D);
  void function(const FunctionDecl *Function);
  void functionTemplate(const FunctionTemplateDecl *Template);
  void classTemplate(const ClassTemplateDecl *Template);
  void record(const CXXRecordDecl *Class);
  void initialiserLambdas(const Stmt *S);
  void localClasses();
  void walk(const FunctionDecl &Function);
  void traits(const FunctionDecl &Function, FunctionFacts &Facts);
  bool returnsByHiddenPointer(const FunctionDecl &Function) const;

  ASTContext &Context;
  const CompileOptions &Options;
  SourceFacts &Facts;
  PositionTable Positions;
  FunctionNames Names;
  UnitState Unit;
  llvm::DenseSet<const Decl *> Seen;
  std::vector<const FunctionDecl *> Walked; ///< index for index Facts.Functions
};

void UnitWalker::declaration(const Decl *D) {
  switch (D->getKind()) {
  case Decl::Function:
  case Decl::CXXMethod:
  case Decl::CXXConstructor:
  case Decl::CXXDestructor:
  case Decl::CXXConversion:
    return function(cast<FunctionDecl>(D));
  case Decl::FunctionTemplate:
    return functionTemplate(cast<FunctionTemplateDecl>(D));
  case Decl::ClassTemplate:
    return classTemplate(cast<ClassTemplateDecl>(D));
  case Decl::CXXRecord:
  case Decl::ClassTemplateSpecialization:
    return record(cast<CXXRecordDecl>(D));
  case Decl::Namespace:
    return declarations(cast<NamespaceDecl>(D));
  case Decl::LinkageSpec:
    return declarations(cast<LinkageSpecDecl>(D));
  case Decl::Export:
    return declarations(cast<ExportDecl>(D));
  case Decl::Friend:
    if (const NamedDecl *Friend = cast<FriendDecl>(D)->getFriendDecl())
      declaration(Friend);
    return;
  case Decl::Var:
    if (const Expr *Init = cast<VarDecl>(D)->getInit();
        Init && Context.getLangOpts().CPlusPlus)
      initialiserLambdas(Init);
    return;
  default:
    return;
  }
}

/// Lambdas outside functions: in the initialisers of globals and members.
void UnitWalker::initialiserLambdas(const Stmt *S) {
  if (!S)
    return;
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
    Unit.Classes.push_back(Lambda->getLambdaClass());
  for (const Stmt *Child : S->children())
    initialiserLambdas(Child);
}

void UnitWalker::functionTemplate(const FunctionTemplateDecl *Template) {
  if (Template->getDeclContext()->isDependentContext())
    return;
  for (const FunctionDecl *Each : Template->specializations())
    if (const FunctionDecl *Definition = Each->getDefinition())
      function(Definition);
}

void UnitWalker::classTemplate(const ClassTemplateDecl *Template) {
  if (Template->getDeclContext()->isDependentContext())
    return;
  for (const ClassTemplateSpecializationDecl *Each :
       Template->specializations())
    record(Each);
}

void UnitWalker::record(const CXXRecordDecl *Class) {
  if (!Class->isThisDeclarationADefinition() || Class->isDependentContext() ||
      !Seen.insert(Class).second)
    return;
  declarations(Class);
  for (const FieldDecl *Field : Class->fields())
    if (Field->hasInClassInitializer())
      initialiserLambdas(Field->getInClassInitializer());
}

/// A trivial constructor or destructor is a copy of bytes, or nothing, where it
/// is called.
static bool isNeverEmitted(const FunctionDecl &Function) {
  return isa<CXXConstructorDecl, CXXDestructorDecl>(Function) &&
         Function.isTrivial() && Function.isDefaulted();
}

void UnitWalker::function(const FunctionDecl *Function) {
  if (Function->isDependentContext()) {
    // A member of a class template, defined outside: its instantiations hang on
    // the class.
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Function);
        Method && Method->isOutOfLine())
      if (const ClassTemplateDecl *Template =
              Method->getParent()->getDescribedClassTemplate())
        classTemplate(Template->getCanonicalDecl());
    return;
  }
  // An explicit instantiation, or a member of one, has its body elsewhere.
  if (!Function->doesThisDeclarationHaveABody() || Function->isDeleted() ||
      Function->isInvalidDecl())
    return;
  if (!Function->getBody() || !Seen.insert(Function).second)
    return;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Function);
      Method && Method->isLambdaStaticInvoker())
    return;
  if (Function->isConsteval() || isNeverEmitted(*Function))
    return;
  if (!Options.IncludeHeaders &&
      !Positions.isInMainFile(Function->getBody()->getBeginLoc()) &&
      !Positions.isInMainFile(Function->getLocation()))
    return;
  walk(*Function);
}

void UnitWalker::localClasses() {
  while (!Unit.Classes.empty()) {
    const CXXRecordDecl *Class = Unit.Classes.pop_back_val();
    record(Class);
  }
}

/// x86-64 psABI 3.2.3: an object with an unaligned field has class MEMORY.
static bool hasUnalignedField(const ASTContext &Context,
                              const RecordDecl *Record, uint64_t Start) {
  const ASTRecordLayout &Layout = Context.getASTRecordLayout(Record);
  for (const FieldDecl *Field : Record->fields()) {
    if (Field->isBitField())
      continue;
    QualType Type = Context.getBaseElementType(Field->getType());
    uint64_t Bit = Start + Layout.getFieldOffset(Field->getFieldIndex());
    if (Type->isIncompleteType() || Bit % Context.getTypeAlign(Type) != 0)
      return true;
    const RecordDecl *Inner = Type->getAsRecordDecl();
    if (Inner && hasUnalignedField(Context, Inner, Bit))
      return true;
  }
  return false;
}

/// A vector register's worth, and nothing else.
static bool isVectorAlone(const ASTContext &Context, const RecordDecl *Record) {
  const TargetInfo &Target = Context.getTargetInfo();
  auto Field = Record->field_begin();
  if (Field == Record->field_end() || std::next(Field) != Record->field_end() ||
      !Field->getType()->isVectorType())
    return false;
  uint64_t Bytes = bytesOf(Context, Field->getType());
  return (Bytes == 32 && Target.hasFeature("avx")) ||
         (Bytes == 64 && Target.hasFeature("avx512f"));
}

/// Whether the result does not fit into registers: x86-64 psABI 3.2.3, i386
/// psABI 2.3. A simplification: unions with a long double are not looked into.
bool UnitWalker::returnsByHiddenPointer(const FunctionDecl &Function) const {
  QualType Type = Function.getReturnType();
  const bool Is32Bit =
      Context.getTargetInfo().getTriple().getArch() == llvm::Triple::x86;
  if (const auto *Record = Type->getAsRecordDecl()) {
    if (Is32Bit || !Record->canPassInRegisters())
      return true;
    uint64_t Bytes = bytesOf(Context, Type);
    return (Bytes > 16 && !isVectorAlone(Context, Record)) ||
           hasUnalignedField(Context, Record, 0);
  }
  return Is32Bit && (Type->isMemberFunctionPointerType() ||
                     (Type->isAnyComplexType() && bytesOf(Context, Type) > 8));
}

void UnitWalker::traits(const FunctionDecl &Function, FunctionFacts &Facts) {
  auto Note = [&](bool Holds, FunctionTrait Trait) {
    if (Holds)
      Facts.Traits.push_back(Trait);
  };
  Note(Function.hasAttr<NakedAttr>(), FunctionTrait::Naked);
  Note(Function.isNoReturn(), FunctionTrait::NoReturn);
  Note(isa<CoroutineBodyStmt>(Function.getBody()), FunctionTrait::Coroutine);
  Note(Function.isVariadic(), FunctionTrait::Variadic);
  Note(returnsByHiddenPointer(Function), FunctionTrait::ReturnsByHiddenPointer);
}

void UnitWalker::walk(const FunctionDecl &Function) {
  const Stmt *Body = Function.getBody();
  FunctionFacts Of;
  Of.Name = Names.displayName(Function);
  Of.Signature = Names.signature(Function);
  Of.Signature = Names.signature(Function, Of.Name);
  Of.Position = Positions.at(Function.getLocation());
  Of.Body = {Positions.at(Body->getBeginLoc()),
             Positions.at(Body->getEndLoc())};
  if (!Of.Body.Begin.isValid()) // made by the compiler
    Of.Body = {Of.Position, Of.Position};
  Of.InMainFile = Positions.isInMainFile(Function.getLocation()) ||
                  Positions.isInMainFile(Body->getBeginLoc());
  Of.IsInstantiation = Function.isTemplateInstantiation();
  const auto *Method = dyn_cast<CXXMethodDecl>(&Function);
  Of.IsLambda = Method && Method->getParent()->isLambda() &&
                Method->getOverloadedOperator() == OO_Call;
  Of.IsImplicit = Function.isImplicit();
  traits(Function, Of);
  FunctionWalker(Unit, Function, Of).run();
  Walked.push_back(&Function);
  Facts.Functions.push_back(std::move(Of));
}

} // namespace

void collectSourceFacts(ASTContext &Context, const CompileOptions &Options,
                        SourceFacts &Facts) {
  UnitWalker(Context, Options, Facts).run();
}

} // namespace framewalk
