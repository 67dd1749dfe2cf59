//===- IrEmission.cpp -----------------------------------------------------===//
//
// The IR of clang's -O1 before any pass: lifetime markers around every local,
// bodies of inline library functions, `dereferenceable` on references. The
// level is set for code generation alone: as a flag it would define
// __OPTIMIZE__.
//
//===----------------------------------------------------------------------===//
#include "Escape/IrEmission.h"

#include "Ast/AstWalk.h"
#include "Escape/DeclarationReader.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/Basic/ABI.h"
#include "clang/Basic/CodeGenOptions.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;

namespace framewalk::escape {

namespace {

CodeGenOptions markedLifetimes(const CodeGenOptions &Users, DebugInfo Wanted) {
  CodeGenOptions Options = Users;
  Options.OptimizationLevel = 1;
  Options.OptimizeSize = 0;
  Options.DisableO0ImplyOptNone = true;
  Options.DisableLifetimeMarkers = false;
  Options.DisableLLVMPasses = true;
  Options.DiscardValueNames = false;
  Options.RelaxedAliasing = true; // no TBAA metadata
  Options.StrictVTablePointers = false;
  Options.DwarfVersion = 4; // no checksums of the sources
  Options.setDebugInfo(Wanted == DebugInfo::Full
                           ? llvm::codegenoptions::LimitedDebugInfo
                           : llvm::codegenoptions::NoDebugInfo);
  Options.CoverageMapping = false;
  Options.setProfileInstr(llvm::driver::ProfileInstrKind::ProfileNone);
  Options.EmitVersionIdentMetadata = false;
  return Options;
}

/// What nothing uses, clang makes no code of; here it is looked at all the
/// same.
class UnusedFunctions final : public AstVisitor {
public:
  UnusedFunctions(ASTContext &Context, CodeGenerator &Code)
      : Sources(Context.getSourceManager()), Code(Code) {}

  bool enters(const Decl &D) override {
    // Declarations of other files are passed over, with all that is in them.
    return isa<TranslationUnitDecl>(D) || !isa<DeclContext>(D) ||
           !D.getDeclContext()->isTranslationUnit() || isInMainFile(D);
  }
  void visitDecl(const Decl &D) override {
    if (auto *Function = dyn_cast<FunctionDecl>(&D))
      generate(*Function);
  }
  void visitStmt(const Stmt &S, const Stmt *) override {
    auto *Lambda = dyn_cast<LambdaExpr>(&S);
    if (const CXXMethodDecl *Call =
            Lambda ? Lambda->getCallOperator() : nullptr)
      generate(*Call);
  }

private:
  void generate(const FunctionDecl &D) {
    if (!D.isThisDeclarationADefinition() || !D.hasBody() ||
        D.isDependentContext() || D.isConsteval() || hasErrors(D) ||
        D.isDeleted() || !isInMainFile(D))
      return;
    if (auto *Constructor = dyn_cast<CXXConstructorDecl>(&D))
      Code.GetAddrOfGlobal(GlobalDecl(Constructor, Ctor_Base), true);
    else if (auto *Destructor = dyn_cast<CXXDestructorDecl>(&D))
      Code.GetAddrOfGlobal(GlobalDecl(Destructor, Dtor_Base), true);
    else
      Code.GetAddrOfGlobal(GlobalDecl(&D), true);
  }
  bool isInMainFile(const Decl &D) const {
    return Sources.isInMainFile(Sources.getExpansionLoc(D.getLocation()));
  }

  const SourceManager &Sources;
  CodeGenerator &Code;
};

/// Passes on what code can be generated from.
class Gate final : public ASTConsumer {
public:
  Gate(ASTConsumer &To, bool HasErrors) : To(To), HasErrors(HasErrors) {}

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (Decl *D : Group)
      if (!HasErrors || isSound(*D))
        To.HandleTopLevelDecl(DeclGroupRef(D));
    return true;
  }
  void HandleInlineFunctionDefinition(FunctionDecl *D) override {
    if (!HasErrors || isSound(*D))
      To.HandleInlineFunctionDefinition(D);
  }
  void CompleteTentativeDefinition(VarDecl *D) override {
    if (!HasErrors || isSound(*D))
      To.CompleteTentativeDefinition(D);
  }
  void HandleCXXStaticMemberVarInstantiation(VarDecl *D) override {
    if (!HasErrors || isSound(*D))
      To.HandleCXXStaticMemberVarInstantiation(D);
  }
  void HandleVTable(CXXRecordDecl *D) override {
    if (!HasErrors)
      To.HandleVTable(D);
  }

private:
  static bool isSound(const Decl &D) {
    if (D.isInvalidDecl())
      return false;
    if (auto *Function = dyn_cast<FunctionDecl>(&D))
      return !hasErrors(*Function);
    if (auto *Variable = dyn_cast<VarDecl>(&D))
      return !Variable->getInit() || !Variable->getInit()->containsErrors();
    return true;
  }

  ASTConsumer &To;
  bool HasErrors;
};

} // namespace

bool withModule(
    CompilerInstance &Instance, ASTContext &Context,
    llvm::function_ref<void(ASTConsumer &)> Replay, DebugInfo Wanted,
    llvm::function_ref<void(llvm::Module &, const OwnerTable &)> Use) {
  const bool HasErrors = Context.getDiagnostics().hasErrorOccurred();
  // Code generation's own diagnostics come a second time: nobody hears them.
  DiagnosticOptions Silence;
  DiagnosticsEngine Unheard(Context.getDiagnostics().getDiagnosticIDs(),
                            Silence, new IgnoringDiagConsumer());
  Unheard.setSourceManager(&Context.getSourceManager());

  CodeGenOptions Options = markedLifetimes(Instance.getCodeGenOpts(), Wanted);
  auto Llvm = std::make_unique<llvm::LLVMContext>();
  std::unique_ptr<CodeGenerator> Code =
      CreateLLVMCodeGen(Unheard, "escape", Instance.getVirtualFileSystemPtr(),
                        Instance.getHeaderSearchOpts(),
                        Instance.getPreprocessorOpts(), Options, *Llvm);
  Code->Initialize(Context);
  Gate Checked(*Code, HasErrors);
  Replay(Checked);
  UnusedFunctions Unused(Context, *Code);
  // C has no functions in functions.
  walk(*Context.getTranslationUnitDecl(), Unused,
       {.Instantiations = true, .Statements = Context.getLangOpts().CPlusPlus});
  Code->HandleTranslationUnit(Context);
  llvm::Module *Module = Code->GetModule();
  if (!Module)
    return false;
  OwnerTable Owners = readDeclarations(*Code, *Module);
  Use(*Module, Owners);
  // Where the process ends with this unit, clang leaves its own IR, too:
  // taking the metadata apart takes long.
  if (Instance.getFrontendOpts().DisableFree) {
    llvm::BuryPointer(std::move(Code));
    llvm::BuryPointer(std::move(Llvm));
  }
  return true;
}

} // namespace framewalk::escape
