//===- ValueNames.cpp - Names in the IR -----------------------------------===//
#include "Frontend/ValueNames.h"

#include "clang/Basic/CodeGenOptions.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Passes/PassBuilder.h"

using namespace llvm;

namespace framewalk {

namespace {

struct DropOtherNames : PassInfoMixin<DropOtherNames> {
  static bool isRequired() { return true; }

  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    for (Function &F : M) {
      for (Argument &A : F.args())
        A.setName("");
      for (BasicBlock &B : F) {
        B.setName("");
        for (Instruction &I : B)
          if (!isa<AllocaInst>(I))
            I.setName("");
      }
    }
    return PreservedAnalyses::all();
  }
};

} // namespace

void keepAllocaNames(clang::CodeGenOptions &Options) {
  Options.DiscardValueNames = false;
  if (Options.OptimizationLevel > 0)
    return;
  Options.PassBuilderCallbacks.push_back([](PassBuilder &Builder) {
    Builder.registerPipelineStartEPCallback(
        [](ModulePassManager &Passes, OptimizationLevel) {
          Passes.addPass(DropOtherNames());
        });
  });
}

} // namespace framewalk
