//===- FunctionFrame.cpp --------------------------------------------------===//
#include "Escape/FunctionFrame.h"

#include "Escape/Exceptions.h"
#include "Escape/LibraryModels.h"
#include "Escape/ModuleContext.h"

#include "llvm/ADT/DepthFirstIterator.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace framewalk::escape {

constexpr StringRef CompoundLiteral = ".compoundliteral";

static bool isOnlyLoadedAndStored(const AllocaInst &Local) {
  for (const User *U : Local.users()) {
    if (isa<LoadInst>(U))
      continue;
    if (auto *Store = dyn_cast<StoreInst>(U);
        Store && Store->getValueOperand() != &Local)
      continue;
    if (auto *Call = dyn_cast<IntrinsicInst>(U);
        Call && Call->isLifetimeStartOrEnd())
      continue;
    return false;
  }
  return true;
}

/// Dynamic allocas behind each stacksave, by the variable that it is saved in;
/// where a body stands in the place of its call, by itself.
static void readStackSaves(const Function &F, FunctionFrame &Frame) {
  SmallVector<const Value *, 4> Open;
  for (const Instruction &I : instructions(F)) {
    if (auto *Call = dyn_cast<IntrinsicInst>(&I)) {
      if (Call->getIntrinsicID() == Intrinsic::stacksave) {
        auto *Store = Call->hasOneUse()
                          ? dyn_cast<StoreInst>(*Call->user_begin())
                          : nullptr;
        Open.push_back(Store ? Store->getPointerOperand() : Call);
      } else if (Call->getIntrinsicID() == Intrinsic::stackrestore) {
        llvm::erase(Open, Call->getArgOperand(0));
      }
    }
    // Variables of fixed size come before all else.
    auto *Local = dyn_cast<AllocaInst>(&I);
    if (Local && !Open.empty())
      Frame.DynamicAllocas[Open.back()].push_back(Local);
  }
}

static bool hasMarkers(const AllocaInst &Local) {
  return any_of(Local.users(), [](const User *U) {
    auto *Call = dyn_cast<IntrinsicInst>(U);
    return Call && Call->isLifetimeStartOrEnd();
  });
}

/// The block that \p Local lives in, by debug information.
static const DILocalScope *blockOf(const AllocaInst &Local) {
  if (!Local.getName().starts_with(CompoundLiteral))
    return nullptr;
  for (const User *U : Local.users())
    if (auto *I = dyn_cast<Instruction>(U); I && I->getDebugLoc())
      return cast<DILocalScope>(I->getDebugLoc().getScope());
  return nullptr;
}

/// Blocks of those without markers; the whole function is no block.
static void readBlocks(const Function &F, FunctionFrame &Frame) {
  for (const Instruction &I : F.getEntryBlock())
    if (auto *Local = dyn_cast<AllocaInst>(&I);
        Local && Frame.AddressTaken.contains(Local) && !hasMarkers(*Local))
      if (auto *Block = dyn_cast_or_null<DILexicalBlockBase>(blockOf(*Local)))
        Frame.Blocks[Local] = Block;
  for (const Instruction &I : instructions(F))
    for (const DbgVariableRecord &Record :
         filterDbgVars(I.getDbgRecordRange())) {
      auto *Local = dyn_cast_or_null<AllocaInst>(Record.getAddress());
      if (!Record.isDbgDeclare() || !Local ||
          !Frame.AddressTaken.contains(Local) || hasMarkers(*Local) ||
          Local->getName() == "retval") // NRVO: lives on in the caller
        continue;
      if (auto *Block =
              dyn_cast<DILexicalBlockBase>(Record.getVariable()->getScope()))
        Frame.Blocks[Local] = Block;
    }
}

/// An argument, or a piece of it that came in a register, is stored there.
static bool isParameter(const Value &Place) {
  return any_of(Place.users(), [&](const User *U) {
    if (auto *Store = dyn_cast<StoreInst>(U))
      return Store->getPointerOperand() == &Place &&
             isa<Argument>(Store->getValueOperand());
    return isa<GetElementPtrInst>(U) && isParameter(*U);
  });
}

/// Of what clang adds itself, all names but "tmp" and the like have a dot.
static bool mayBeDeclared(const AllocaInst &Local) {
  return !Local.getName().contains('.') && Local.getName() != "retval" &&
         !isParameter(Local);
}

bool mayHaveBlocks(const Function &F) {
  return !F.isDeclaration() &&
         any_of(F.getEntryBlock(), [](const Instruction &I) {
           auto *Local = dyn_cast<AllocaInst>(&I);
           return Local &&
                  (Local->getName().starts_with(CompoundLiteral) ||
                   mayBeDeclared(*Local)) &&
                  !isOnlyLoadedAndStored(*Local) && !hasMarkers(*Local);
         });
}

/// What \p Block does first with \p Slot: it reads it (true) or writes it
/// (false); none: nothing.
static std::optional<bool> readsFirst(const BasicBlock &Block,
                                      const Value &Slot) {
  for (const Instruction &I : Block) {
    if (auto *Load = dyn_cast<LoadInst>(&I);
        Load && Load->getPointerOperand() == &Slot)
      return true;
    if (auto *Store = dyn_cast<StoreInst>(&I);
        Store && Store->getPointerOperand() == &Slot)
      return false;
  }
  return std::nullopt;
}

/// From the blocks that read the slot backwards, as far as nothing writes it.
static void readCleanupReads(const Function &F, FunctionFrame &Frame) {
  SmallVector<const BasicBlock *, 8> Open;
  DenseSet<const BasicBlock *> Writers;
  for (const BasicBlock &Block : F)
    if (std::optional<bool> Reads = readsFirst(Block, *Frame.CleanupSlot)) {
      if (*Reads)
        Open.push_back(&Block);
      else
        Writers.insert(&Block);
    }
  while (!Open.empty()) {
    const BasicBlock *Block = Open.pop_back_val();
    if (Frame.BeforeCleanupRead.insert(Block).second)
      for (const BasicBlock *Before : predecessors(Block))
        if (!Writers.contains(Before))
          Open.push_back(Before);
  }
}

static bool givesBack(const CallBase &Call, const ModuleContext &Module) {
  const Function *Callee = Call.getCalledFunction();
  if (!Callee || isa<IntrinsicInst>(Call))
    return false;
  if (const Summary *Known = Module.summaryOf(*Callee))
    return !Known->GivenBack.empty();
  const LibraryModel *Model = libraryModel(Callee->getName());
  return Model && Model->Freed >= 0;
}

/// Where it can be reached: what never runs frees nothing.
static bool givesBack(const Function &F, const ModuleContext &Module) {
  return any_of(depth_first(&F), [&](const BasicBlock *Block) {
    return any_of(*Block, [&](const Instruction &I) {
      auto *Call = dyn_cast<CallBase>(&I);
      return Call && givesBack(*Call, Module);
    });
  });
}

FunctionFrame readFrame(const Function &F, const ModuleContext &Module) {
  FunctionFrame Frame;
  for (const Instruction &I : F.getEntryBlock()) {
    auto *Local = dyn_cast<AllocaInst>(&I);
    if (!Local)
      continue;
    if (Local->getName().starts_with("cleanup.dest.slot"))
      Frame.CleanupSlot = Local;
    if (!isOnlyLoadedAndStored(*Local))
      Frame.AddressTaken.insert(Local);
  }
  if (Frame.CleanupSlot)
    readCleanupReads(F, Frame);
  readStackSaves(F, Frame);
  if (F.hasPersonalityFn())
    readHandlers(F, Frame);
  if (!Frame.AddressTaken.empty())
    readBlocks(F, Frame);
  Frame.GivesBack = givesBack(F, Module);
  return Frame;
}

} // namespace framewalk::escape
