//===- ExceptionTransfer.cpp - Handlers and what they catch ---------------===//
//
// A caught object dies where its handler ends, unless it is thrown again or
// somebody keeps it (std::current_exception()).
//
//===----------------------------------------------------------------------===//
#include "Escape/Exceptions.h"
#include "Escape/Transfer.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

/// `catch (T *p)`: what is caught is a pointer, and not an object.
static bool catchesPointer(const CallBase &Begin) {
  if (!mayCatchPointer(*Begin.getFunction()))
    return false;
  for (const User *U : Begin.users()) {
    auto *Store = dyn_cast<StoreInst>(U);
    if (!Store || Store->getValueOperand() != &Begin)
      continue;
    for (const Instruction &I : instructions(*Begin.getFunction()))
      for (const DbgVariableRecord &Record :
           filterDbgVars(I.getDbgRecordRange()))
        if (Record.isDbgDeclare() &&
            Record.getAddress() == Store->getPointerOperand())
          if (auto *Type =
                  dyn_cast<DIDerivedType>(Record.getVariable()->getType()))
            return Type->getTag() != dwarf::DW_TAG_reference_type &&
                   Type->getTag() != dwarf::DW_TAG_rvalue_reference_type;
    return true;
  }
  return false;
}

void Transfer::beginCatch(const CallBase &I) {
  S->IsThrown = false;
  const bool IsPointer = catchesPointer(I);
  RegionId Caught = T.Places.local(I);
  if (!IsPointer)
    S->beginLife(Caught);
  SetId Pointers;
  for (const Cell &C : SmallVector<Cell, 16>(S->cells())) {
    const Region &R = T.Places[C.Where];
    if (R.Kind != RegionKind::Heap || !allocatesException(*R.Anchor))
      continue;
    Pointers = T.Sets.join(Pointers, C.Set);
    if (!IsPointer)
      S->storeAt(T, {.Where = Caught, .Offset = C.Offset, .Span = C.Span},
                 T.pointer(C.Set, C.Origin),
                 /*IsOnlyPlace=*/true);
  }
  if (IsPointer && Pointers.isEmpty())
    Pointers = T.Sets.one({.Where = T.Places.result(I)});
  V.set(I, IsPointer ? Pointers : T.Sets.one({.Where = Caught}));
}

void Transfer::endCatch(const CallBase &I) {
  if (S->IsThrown) // again
    return;
  auto Ended = Frame.Handlers.find(&I);
  if (Ended == Frame.Handlers.end())
    return;
  for (const CallBase *Begin : Ended->second)
    S->endLife(T, T.Places.local(*Begin));
}

} // namespace framewalk::escape
