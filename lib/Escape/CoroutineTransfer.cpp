//===- CoroutineTransfer.cpp - Calls that make coroutines -----------------===//
//
// A coroutine's frame is memory on the heap that keeps its parameters: a
// reference stays one. What it is made of is the caller's to keep alive until
// it is resumed for the last time.
//
//===----------------------------------------------------------------------===//
#include "Escape/Transfer.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"

using namespace llvm;

namespace framewalk::escape {

void Transfer::startCoroutine(const CallBase &I,
                              const DeclarationFacts &Facts) {
  RegionId Memory = T.Places.heap(I);
  bool HasHiddenResult =
      I.arg_size() && I.paramHasAttr(0, Attribute::StructRet);
  S->eraseRegion(Memory);
  for (unsigned Index = HasHiddenResult; Index < I.arg_size(); ++Index) {
    const Value &Argument = *I.getArgOperand(Index);
    if (!Argument.getType()->isPointerTy())
      continue;
    SetId Set = current(Argument);
    dereference(I, Set);
    if (!(Facts.KeptByFrame >> std::min(Index, 31u) & 1))
      continue;
    SetId Kept = Set;
    // An object passed by the address of the caller's copy moves in.
    if (I.paramHasAttr(Index, Attribute::ByVal) ||
        (Facts.Copied >> std::min(Index, 31u) & 1)) {
      Kept = {};
      for (const Target &Each : SmallVector<Target, 4>(T.Sets[Set]))
        Kept = T.Sets.join(Kept, pointersIn(Each, Target::Everywhere));
    }
    S->storeAt(T, {.Where = Memory, .Offset = int32_t(Index * T.PointerBytes)},
               T.pointer(Kept, T.Stores.one(I)),
               /*IsOnlyPlace=*/true);
  }
  SetId Result = T.Sets.one({.Where = Memory});
  if (HasHiddenResult) {
    S->store(T, current(*I.getArgOperand(0)),
             T.pointer(Result, T.Stores.one(I)));
    return;
  }
  V.setAll(I, Result);
}

/// \p Coroutine runs on: it may look at all that its frame keeps.
void Transfer::resume(const Instruction &I, SetId Coroutine) {
  for (const Target &Each : T.Sets[Coroutine]) {
    RegionKind Kind = T.Places.kind(Each.Where);
    if (Kind == RegionKind::Argument || Kind == RegionKind::Content)
      Log.Resumed.insert(Each.Where);
    if (Kind == RegionKind::Heap)
      for (const Cell &C : SmallVector<Cell, 4>(S->cellsOf(Each.Where)))
        reportDead(I, S->current(T, C.Set), nullptr, C.Origin);
  }
}

} // namespace framewalk::escape
