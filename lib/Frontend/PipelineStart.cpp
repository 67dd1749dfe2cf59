//===- PipelineStart.cpp --------------------------------------------------===//
#include "Frontend/PipelineStart.h"

#include "clang/Basic/CodeGenOptions.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

namespace framewalk {

namespace {

struct LookPass : llvm::PassInfoMixin<LookPass> {
  explicit LookPass(std::function<void(llvm::Module &)> Look)
      : Look(std::move(Look)) {}

  llvm::PreservedAnalyses run(llvm::Module &Module,
                              llvm::ModuleAnalysisManager &) {
    Look(Module);
    return llvm::PreservedAnalyses::all();
  }
  static bool isRequired() { return true; }

  std::function<void(llvm::Module &)> Look;
};

} // namespace

void atPipelineStart(clang::CompilerInstance &Instance,
                     std::function<void(llvm::Module &)> Look) {
  clang::CodeGenOptions &Options = Instance.getCodeGenOpts();
  Options.ClearASTBeforeBackend = false;
  Options.PassBuilderCallbacks.push_back(
      [Look = std::move(Look)](llvm::PassBuilder &Builder) {
        Builder.registerPipelineStartEPCallback(
            [Look](llvm::ModulePassManager &Passes, llvm::OptimizationLevel) {
              Passes.addPass(LookPass(Look));
            });
      });
}

} // namespace framewalk
