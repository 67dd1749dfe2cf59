//===- LateConsumer.cpp ---------------------------------------------------===//
#include "Frontend/LateConsumer.h"
#include "Frontend/CodeSelection.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclGroup.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace clang;

namespace framewalk {

LateConsumer::LateConsumer(CompilerInstance &Instance,
                           const CompileOptions &Options, SourceFacts &Facts,
                           std::unique_ptr<ASTConsumer> Code)
    : Instance(Instance), Options(Options), Facts(Facts),
      Code(std::move(Code)) {}

void LateConsumer::Initialize(ASTContext &Context) {
  Code->Initialize(Context);
}

bool LateConsumer::HandleTopLevelDecl(DeclGroupRef Group) {
  tell([Group](ASTConsumer &C) { C.HandleTopLevelDecl(Group); });
  return true;
}

void LateConsumer::HandleInlineFunctionDefinition(FunctionDecl *D) {
  tell([D](ASTConsumer &C) { C.HandleInlineFunctionDefinition(D); });
}

void LateConsumer::HandleInterestingDecl(DeclGroupRef Group) {
  tell([Group](ASTConsumer &C) { C.HandleInterestingDecl(Group); });
}

void LateConsumer::HandleTagDeclDefinition(TagDecl *D) {
  tell([D](ASTConsumer &C) { C.HandleTagDeclDefinition(D); });
}

void LateConsumer::HandleTagDeclRequiredDefinition(const TagDecl *D) {
  tell([D](ASTConsumer &C) { C.HandleTagDeclRequiredDefinition(D); });
}

void LateConsumer::HandleCXXImplicitFunctionInstantiation(FunctionDecl *D) {
  tell([D](ASTConsumer &C) { C.HandleCXXImplicitFunctionInstantiation(D); });
}

void LateConsumer::HandleTopLevelDeclInObjCContainer(DeclGroupRef Group) {
  tell([Group](ASTConsumer &C) { C.HandleTopLevelDeclInObjCContainer(Group); });
}

void LateConsumer::HandleImplicitImportDecl(ImportDecl *D) {
  tell([D](ASTConsumer &C) { C.HandleImplicitImportDecl(D); });
}

void LateConsumer::CompleteTentativeDefinition(VarDecl *D) {
  tell([D](ASTConsumer &C) { C.CompleteTentativeDefinition(D); });
}

void LateConsumer::CompleteExternalDeclaration(DeclaratorDecl *D) {
  tell([D](ASTConsumer &C) { C.CompleteExternalDeclaration(D); });
}

void LateConsumer::AssignInheritanceModel(CXXRecordDecl *D) {
  tell([D](ASTConsumer &C) { C.AssignInheritanceModel(D); });
}

void LateConsumer::HandleCXXStaticMemberVarInstantiation(VarDecl *D) {
  tell([D](ASTConsumer &C) { C.HandleCXXStaticMemberVarInstantiation(D); });
}

void LateConsumer::HandleVTable(CXXRecordDecl *D) {
  tell([D](ASTConsumer &C) { C.HandleVTable(D); });
}

void LateConsumer::tell(Event New) {
  if (!Options.WantsCode)
    New(*Code);
  Events.push_back(std::move(New));
}

void LateConsumer::replay(ASTConsumer &To) const {
  for (const Event &Each : Events)
    Each(To);
}

void LateConsumer::HandleTranslationUnit(ASTContext &Context) {
  Options.WhenParsed(
      Instance, Context, [this](ASTConsumer &To) { replay(To); }, Facts);
  if (Options.WantsCode) {
    CodeWish Wish = Options.WantsCode(Facts);
    if (!Wish.Any)
      return;
    leaveOut(Wish.LeftOut, Context, Instance);
    replay(*Code);
  }
  Code->HandleTranslationUnit(Context);
}

} // namespace framewalk
