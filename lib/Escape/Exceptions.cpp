//===- Exceptions.cpp -----------------------------------------------------===//
#include "Escape/Exceptions.h"

#include "Escape/FunctionFrame.h"
#include "Escape/ModuleContext.h"

#include "llvm/ADT/SmallSet.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

static bool calls(const Value &V, StringRef Name) {
  auto *Call = dyn_cast<CallBase>(&V);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  return Callee && Callee->getName() == Name;
}

bool allocatesException(const Value &Call) {
  return calls(Call, "__cxa_allocate_exception");
}

bool isThrow(const Instruction &I, const ModuleContext &Module) {
  auto *Call = dyn_cast<CallBase>(&I);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  if (!Callee)
    return false;
  if (const Summary *Known = Module.summaryOf(*Callee))
    return Known->Throws;
  return Callee->getName() == "__cxa_throw" ||
         Callee->getName() == "__cxa_rethrow";
}

/// By the types that the landing pads name (Itanium C++ ABI, 5.1.5).
bool mayCatchPointer(const Function &F) {
  return any_of(F, [](const BasicBlock &Block) {
    const LandingPadInst *Pad = Block.getLandingPadInst();
    if (!Pad)
      return false;
    for (unsigned I = 0; I < Pad->getNumClauses(); ++I)
      if (Pad->isCatch(I) && Pad->getClause(I)->getName().starts_with("_ZTIP"))
        return true;
    return false;
  });
}

/// Follows the code from \p Begin until its handler has ended.
static void findEnds(const CallBase &Begin, FunctionFrame &Frame) {
  constexpr unsigned Deepest = 4;
  SmallVector<std::pair<const Instruction *, unsigned>, 8> Open = {{&Begin, 0}};
  SmallSet<std::pair<const BasicBlock *, unsigned>, 16> Entered;
  while (!Open.empty()) {
    auto [I, Depth] = Open.pop_back_val();
    for (; I; I = I->getNextNode()) {
      Depth += calls(*I, "__cxa_begin_catch");
      if (calls(*I, "__cxa_end_catch") && --Depth == 0) {
        Frame.Handlers[I].push_back(&Begin);
        break;
      }
      if (!I->isTerminator() || Depth > Deepest)
        continue;
      for (const BasicBlock *Next : successors(I))
        if (Entered.insert({Next, Depth}).second)
          Open.push_back({&Next->front(), Depth});
    }
  }
}

void readHandlers(const Function &F, FunctionFrame &Frame) {
  SmallVector<const CallBase *, 4> Begins;
  for (const Instruction &I : instructions(F)) {
    if (calls(I, "_ZSt17current_exceptionv"))
      return;
    if (calls(I, "__cxa_begin_catch"))
      Begins.push_back(cast<CallBase>(&I));
  }
  for (const CallBase *Begin : Begins)
    findEnds(*Begin, Frame);
}

} // namespace framewalk::escape
