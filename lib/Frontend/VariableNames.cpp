//===- VariableNames.cpp --------------------------------------------------===//
#include "Frontend/VariableNames.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace framewalk {

/// Whether the address is the variable's, not that of what it is a part of.
static bool isWhole(const llvm::DbgVariableRecord &Record) {
  if (Record.isDbgAssign()) // in place of a declaration, where optimised
    return Record.getAddressExpression()->getNumElements() == 0;
  return Record.isDbgDeclare() && Record.getExpression()->getNumElements() == 0;
}

static void nameMemory(const llvm::DbgVariableRecord &Record) {
  const llvm::DILocalVariable &Variable = *Record.getVariable();
  if (Variable.isParameter() || !isWhole(Record))
    return;
  auto *Memory = llvm::dyn_cast_or_null<llvm::AllocaInst>(Record.getAddress());
  if (Memory && !Memory->hasName())
    Memory->setName(Variable.getName());
}

void nameVariables(llvm::Module &Code) {
  Code.getContext().setDiscardValueNames(false);
  for (llvm::Function &F : Code)
    for (llvm::Instruction &I : instructions(F))
      for (const llvm::DbgVariableRecord &Record :
           llvm::filterDbgVars(I.getDbgRecordRange()))
        nameMemory(Record);
}

} // namespace framewalk
