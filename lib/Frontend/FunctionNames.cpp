//===- FunctionNames.cpp --------------------------------------------------===//
#include "Frontend/FunctionNames.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Mangle.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace framewalk {

FunctionNames::FunctionNames(ASTContext &Context, PositionTable &Positions)
    : Context(Context), Positions(Positions),
      Symbols(std::make_unique<ASTNameGenerator>(Context)) {}

FunctionNames::~FunctionNames() = default;

static void printArguments(const TemplateArgumentList *Arguments,
                           const ASTContext &Context, llvm::raw_ostream &Out) {
  if (Arguments)
    printTemplateArgumentList(Out, Arguments->asArray(),
                              Context.getPrintingPolicy());
}

static void printRecord(const RecordDecl &Record, const ASTContext &Context,
                        llvm::raw_ostream &Out) {
  if (Record.getIdentifier())
    Out << Record.getName();
  else if (const TypedefNameDecl *Alias = Record.getTypedefNameForAnonDecl())
    Out << Alias->getName();
  else
    Out << "(unnamed " << Record.getKindName() << ")";
  if (const auto *Of = dyn_cast<ClassTemplateSpecializationDecl>(&Record))
    printArguments(&Of->getTemplateArgs(), Context, Out);
}

void FunctionNames::printFunction(const FunctionDecl &Function,
                                  llvm::raw_ostream &Out) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (Method && Method->getParent()->isLambda() &&
      Method->getOverloadedOperator() == OO_Call) {
    SourcePosition At = Positions.at(Method->getParent()->getLocation());
    Out << "(lambda at " << At.Line << ':' << At.Column << ')';
  } else {
    Function.getNameInfo().printName(Out, Context.getPrintingPolicy());
  }
  printArguments(Function.getTemplateSpecializationArgs(), Context, Out);
}

void FunctionNames::printContext(const DeclContext *Of,
                                 llvm::raw_ostream &Out) {
  if (!Of || Of->isTranslationUnit())
    return;
  printContext(Of->getParent(), Out);
  if (const auto *Space = dyn_cast<NamespaceDecl>(Of)) {
    if (Space->isInline())
      return;
    if (Space->isAnonymousNamespace())
      Out << "(anonymous namespace)::";
    else
      Out << Space->getName() << "::";
  } else if (const auto *Function = dyn_cast<FunctionDecl>(Of)) {
    printFunction(*Function, Out);
    Out << "::";
  } else if (const auto *Record = dyn_cast<RecordDecl>(Of)) {
    // The lambda's name stands for its class and its operator() in one.
    const auto *Class = dyn_cast<CXXRecordDecl>(Record);
    if (Class && Class->isLambda())
      return;
    printRecord(*Record, Context, Out);
    Out << "::";
  }
}

std::string FunctionNames::displayName(const FunctionDecl &Function) {
  std::string Name;
  llvm::raw_string_ostream Out(Name);
  printContext(Function.getDeclContext(), Out);
  printFunction(Function, Out);
  return Name;
}

std::string FunctionNames::signature(const FunctionDecl &Function) {
  const PrintingPolicy &Policy = Context.getPrintingPolicy();
  std::string Declarator = displayName(Function);
  llvm::raw_string_ostream Out(Declarator);
  const char *Separator = "";
  Out << '(';
  for (const ParmVarDecl *Parameter : Function.parameters()) {
    Out << Separator;
    Parameter->getOriginalType().print(Out, Policy, Parameter->getName());
    Separator = ", ";
  }
  if (Function.isVariadic())
    Out << Separator << "...";
  else if (Function.param_empty() && Function.hasPrototype() &&
           !Context.getLangOpts().CPlusPlus)
    Out << "void";
  Out << ')';
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&Function))
    Out << (Method->isConst() ? " const" : "");
  if (isa<CXXConstructorDecl, CXXDestructorDecl, CXXConversionDecl>(Function))
    return Declarator;
  std::string Signature;
  llvm::raw_string_ostream Whole(Signature);
  // The result's type goes around the rest: `int (*f(void))[4]`.
  Function.getReturnType().print(Whole, Policy, Declarator);
  return Signature;
}

static void printParameters(const FunctionDecl &Function,
                            const PrintingPolicy &Policy,
                            llvm::raw_ostream &Out) {
  bool IsFirst = true;
  for (const ParmVarDecl *Parameter : Function.parameters()) {
    if (!IsFirst)
      Out << ", ";
    IsFirst = false;
    std::string Declared = Parameter->getNameAsString();
    Parameter->getOriginalType().getAsStringInternal(Declared, Policy);
    Out << Declared;
  }
  if (Function.isVariadic())
    Out << (IsFirst ? "..." : ", ...");
  else if (IsFirst && !Function.getASTContext().getLangOpts().CPlusPlus &&
           Function.getType()->isFunctionProtoType())
    Out << "void";
}

std::string FunctionNames::signature(const FunctionDecl &Function,
                                     const std::string &Name) {
  const PrintingPolicy &Policy = Context.getPrintingPolicy();
  std::string Text = Name;
  llvm::raw_string_ostream Out(Text);
  Out << '(';
  printParameters(Function, Policy, Out);
  Out << ')';
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&Function)) {
    if (Method->isConst())
      Out << " const";
    if (Method->isVolatile())
      Out << " volatile";
    if (Method->getRefQualifier() != RQ_None)
      Out << (Method->getRefQualifier() == RQ_LValue ? " &" : " &&");
  }
  if (!isa<CXXConstructorDecl, CXXDestructorDecl, CXXConversionDecl>(Function))
    Function.getReturnType().getAsStringInternal(Text, Policy);
  return Text;
}

std::vector<std::string>
FunctionNames::linkageNames(const FunctionDecl &Function) {
  if (isa<CXXConstructorDecl, CXXDestructorDecl>(Function))
    return Symbols->getAllManglings(&Function);
  // Not for other methods: their list has the thunks, which are functions of
  // their own, with frames that the source says nothing of.
  return {Symbols->getName(&Function)};
}

void FunctionNames::mention(const FunctionDecl &Function) {
  if (!Function.isDependentContext())
    (void)Symbols->getName(&Function);
}

} // namespace framewalk
