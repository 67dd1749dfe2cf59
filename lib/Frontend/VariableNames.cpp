//===- VariableNames.cpp --------------------------------------------------===//
#include "Frontend/VariableNames.h"

#include "clang/Basic/CodeGenOptions.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

namespace framewalk {

namespace {

class NameVariables : public llvm::PassInfoMixin<NameVariables> {
public:
  llvm::PreservedAnalyses run(llvm::Module &Module,
                              llvm::ModuleAnalysisManager &) {
    Module.getContext().setDiscardValueNames(false);
    for (llvm::Function &F : Module)
      for (llvm::Instruction &I : instructions(F))
        for (const llvm::DbgVariableRecord &Record :
             llvm::filterDbgVars(I.getDbgRecordRange()))
          nameMemory(Record);
    return llvm::PreservedAnalyses::all();
  }

  static bool isRequired() { return true; }

private:
  static void nameMemory(const llvm::DbgVariableRecord &Record) {
    const llvm::DILocalVariable &Variable = *Record.getVariable();
    if (Variable.isParameter() || !isWhole(Record))
      return;
    auto *Memory =
        llvm::dyn_cast_or_null<llvm::AllocaInst>(Record.getAddress());
    if (Memory && !Memory->hasName())
      Memory->setName(Variable.getName());
  }

  /// Whether the address is the variable's, not that of what it is a part of.
  static bool isWhole(const llvm::DbgVariableRecord &Record) {
    if (Record.isDbgAssign()) // in place of a declaration, where optimised
      return Record.getAddressExpression()->getNumElements() == 0;
    return Record.isDbgDeclare() &&
           Record.getExpression()->getNumElements() == 0;
  }
};

} // namespace

void nameVariables(clang::CompilerInstance &Instance) {
  clang::CodeGenOptions &Options = Instance.getCodeGenOpts();
  if (Options.OptimizationLevel == 0)
    return;
  Options.PassBuilderCallbacks.push_back([](llvm::PassBuilder &Builder) {
    Builder.registerPipelineStartEPCallback(
        [](llvm::ModulePassManager &Passes, llvm::OptimizationLevel) {
          Passes.addPass(NameVariables());
        });
  });
}

} // namespace framewalk
