//===- LateConsumer.h - What the parser told, told again ------------------===//
#pragma once

#include "Frontend/Compile.h"

#include "clang/AST/ASTConsumer.h"

#include <memory>
#include <vector>

namespace framewalk {

/// Stands between the parser and the code generator, and can tell others what
/// the parser told. Where it is open whether there is to be code
/// (CompileOptions::WantsCode), the code generator hears all of it late. Its
/// code is the same; in debug information, static members of templates that
/// are instantiated last may stand where they would not.
class LateConsumer final : public clang::ASTConsumer {
public:
  LateConsumer(clang::CompilerInstance &Instance, const CompileOptions &Options,
               SourceFacts &Facts, std::unique_ptr<clang::ASTConsumer> Code);

  void Initialize(clang::ASTContext &Context) override;
  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override;
  void HandleInlineFunctionDefinition(clang::FunctionDecl *D) override;
  void HandleInterestingDecl(clang::DeclGroupRef Group) override;
  void HandleTagDeclDefinition(clang::TagDecl *D) override;
  void HandleTagDeclRequiredDefinition(const clang::TagDecl *D) override;
  void HandleCXXImplicitFunctionInstantiation(clang::FunctionDecl *D) override;
  void HandleTopLevelDeclInObjCContainer(clang::DeclGroupRef Group) override;
  void HandleImplicitImportDecl(clang::ImportDecl *D) override;
  void CompleteTentativeDefinition(clang::VarDecl *D) override;
  void CompleteExternalDeclaration(clang::DeclaratorDecl *D) override;
  void AssignInheritanceModel(clang::CXXRecordDecl *D) override;
  void HandleCXXStaticMemberVarInstantiation(clang::VarDecl *D) override;
  void HandleVTable(clang::CXXRecordDecl *D) override;
  void HandleTranslationUnit(clang::ASTContext &Context) override;
  /// What has been told so far.
  void replay(clang::ASTConsumer &To) const;

private:
  using Event = std::function<void(clang::ASTConsumer &)>;
  void tell(Event New);

  clang::CompilerInstance &Instance;
  const CompileOptions &Options;
  SourceFacts &Facts;
  std::unique_ptr<clang::ASTConsumer> Code;
  std::vector<Event> Events;
};

} // namespace framewalk
