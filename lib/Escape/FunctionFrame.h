//===- FunctionFrame.h - What is fixed in one function --------------------===//
//
// Read once, before the flow begins: it holds for every state of the function.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class AllocaInst;
class BasicBlock;
class CallBase;
class DILocalScope;
class Function;
class Instruction;
class Value;
} // namespace llvm

namespace framewalk::escape {

struct ModuleContext;

struct FunctionFrame {
  /// Locals whose address is more than loaded from and stored to.
  llvm::DenseSet<const llvm::Value *> AddressTaken;
  /// By the variable that saves the stack pointer, or by what saves it where
  /// there is none: the dynamic allocas that its restoration gives back.
  llvm::DenseMap<const llvm::Value *,
                 llvm::SmallVector<const llvm::AllocaInst *, 2>>
      DynamicAllocas;
  /// clang's variable for the way on that shared cleanup code will take.
  const llvm::Value *CleanupSlot = nullptr;
  /// The blocks from whose beginning on the slot is read before it is written.
  llvm::DenseSet<const llvm::BasicBlock *> BeforeCleanupRead;
  /// Blocks of locals without lifetime markers: C's compound literals, and
  /// what a jump goes around.
  llvm::DenseMap<const llvm::Value *, const llvm::DILocalScope *> Blocks;
  /// By the call that ends a handler: those that began it.
  llvm::DenseMap<const llvm::Instruction *,
                 llvm::SmallVector<const llvm::CallBase *, 1>>
      Handlers;
  /// Something in it frees memory: only then it is asked on which ways.
  bool GivesBack = false;
};

/// Whether there may be Blocks in \p F; debug information is not asked for.
bool mayHaveBlocks(const llvm::Function &F);

/// Of what \p F calls, \p Module has the summaries.
FunctionFrame readFrame(const llvm::Function &F, const ModuleContext &Module);

} // namespace framewalk::escape
