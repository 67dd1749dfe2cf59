//===- PartialCompile.cpp -------------------------------------------------===//
#include "Frontend/PartialCompile.h"

#include "Frontend/CodeSelection.h"
#include "Frontend/Invocation.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/CodeGen/BackendUtil.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace framewalk {

namespace {

/// All has been said in the compilation before.
class Unheard final : public llvm::DiagnosticHandler {
public:
  bool handleDiagnostics(const llvm::DiagnosticInfo &) override { return true; }
};

} // namespace

llvm::Expected<std::string>
compilePart(const CompileCommand &Command, ASTContext &Context,
            llvm::function_ref<void(ASTConsumer &)> Replay,
            const PartialCompileOptions &Options) {
  IgnoringDiagConsumer Silent;
  const bool IsLast = Command.Ready->getCodeGenOpts().DisableFree;
  llvm::Expected<Invocation> Made =
      createInvocation(Command, IsLast, Command.Files, Silent);
  if (!Made)
    return Made.takeError();
  // Code has the same counters without the map of what they count.
  Made->Clang->getCodeGenOpts().CoverageMapping = false;
  CompilerInstance Instance(Made->Clang);
  Instance.setVirtualFileSystem(Command.Files);
  Instance.createDiagnostics(&Silent, /*ShouldOwnClient=*/false);
  Instance.createFileManager();
  DiagnosticsEngine &Diagnostics = Instance.getDiagnostics();
  Diagnostics.setSourceManager(&Context.getSourceManager());

  auto Llvm = std::make_unique<llvm::LLVMContext>();
  Llvm->setDiagnosticHandler(std::make_unique<Unheard>());
  std::unique_ptr<CodeGenerator> Code = CreateLLVMCodeGen(
      Diagnostics, Command.File, Command.Files, Instance.getHeaderSearchOpts(),
      Instance.getPreprocessorOpts(), Instance.getCodeGenOpts(), *Llvm);
  Code->Initialize(Context);
  {
    OtherBodiesEmptied Emptied(Context, Options.Bodies);
    Replay(*Code);
    Emptied.generate(Options.Wanted, *Code);
    Code->HandleTranslationUnit(Context);
  }
  llvm::Module *Module = Code->GetModule();
  if (!Module || Diagnostics.hasErrorOccurred())
    return llvm::createStringError("no code could be generated again");
  Options.Reduce(*Module);
  llvm::SmallVector<char, 0> Object;
  emitBackendOutput(Instance, Instance.getCodeGenOpts(),
                    Context.getTargetInfo().getDataLayoutString(), Module,
                    Backend_EmitObj, Command.Files,
                    std::make_unique<llvm::raw_svector_ostream>(Object));
  if (IsLast) {
    llvm::BuryPointer(std::move(Code));
    llvm::BuryPointer(std::move(Llvm));
  }
  return std::string(Object.begin(), Object.end());
}

} // namespace framewalk
