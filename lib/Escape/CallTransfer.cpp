//===- CallTransfer.cpp - Calls whose bodies are not looked at ------------===//
#include "Escape/LibraryModels.h"
#include "Escape/Transfer.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace framewalk::escape {

/// A structure with more pointers than that is copied without those that
/// nobody has written yet.
constexpr int64_t MostCopiedBytes = 256;

//===--- Which function it is ---------------------------------------------===//

static const Function *calleeOf(const CallBase &I, ArrayRef<Target> Pointer,
                                const Regions &Places) {
  if (const Function *Direct = I.getCalledFunction())
    return Direct;
  if (Pointer.size() != 1 ||
      Places.kind(Pointer.front().Where) != RegionKind::Global)
    return nullptr;
  return dyn_cast<Function>(Places[Pointer.front().Where].Anchor);
}

bool Transfer::call(const CallBase &I) {
  if (auto *Intrinsic = dyn_cast<IntrinsicInst>(&I)) {
    intrinsic(*Intrinsic);
    return true;
  }
  S->revive(T, I);
  SetId Pointer = current(*I.getCalledOperand());
  reportDead(I, Pointer, nullptr, {});
  const Function *Callee = calleeOf(I, T.Sets[Pointer], T.Places);
  if (!Callee) {
    unknown(I, 0);
    return true;
  }
  auto Declared = Module.Owners.find(Callee->getName());
  DeclarationFacts Facts =
      Declared == Module.Owners.end() ? DeclarationFacts{} : Declared->second;
  if (Facts.Role != OwnerRole::None && owner(I, Facts)) {
    consume(I, Facts.Consumed);
    return true;
  }
  if (const Summary *Known = Module.summaryOf(*Callee))
    if (I.arg_size() >= Callee->arg_size())
      return apply(I, *Known, Facts);
  if (Callee->getName() == "__cxa_begin_catch") {
    beginCatch(I);
  } else if (Callee->getName() == "__cxa_end_catch") {
    endCatch(I);
  } else if (const LibraryModel *Model = libraryModel(Callee->getName())) {
    apply(I, *Model);
  } else {
    unknown(I, Facts.ReadOnly);
    consume(I, Facts.Consumed);
  }
  return !I.doesNotReturn();
}

//===--- Intrinsics -------------------------------------------------------===//

void Transfer::intrinsic(const IntrinsicInst &I) {
  switch (I.getIntrinsicID()) {
  case Intrinsic::lifetime_start:
    S->beginLife(T.Places.local(*I.getArgOperand(0)->stripPointerCasts()));
    return;
  case Intrinsic::lifetime_end:
    endLife(I, *I.getArgOperand(0)->stripPointerCasts());
    return;
  case Intrinsic::memcpy:
  case Intrinsic::memcpy_inline:
  case Intrinsic::memmove: {
    SetId To = current(*I.getArgOperand(0)),
          From = current(*I.getArgOperand(1));
    dereference(I, To);
    dereference(I, From);
    copyBytes(I, To, From, *I.getArgOperand(2));
    return;
  }
  case Intrinsic::memset:
  case Intrinsic::memset_inline:
    dereference(I, current(*I.getArgOperand(0)));
    fillBytes(current(*I.getArgOperand(0)), *I.getArgOperand(2));
    return;
  case Intrinsic::stackrestore:
    if (auto *Saved = dyn_cast<LoadInst>(I.getArgOperand(0)))
      for (const AllocaInst *Local :
           Frame.GivenBack.lookup(Saved->getPointerOperand()))
        S->endLife(T, T.Places.local(*Local));
    return;
  case Intrinsic::vastart:
    return;
  case Intrinsic::ptrmask:
  case Intrinsic::launder_invariant_group:
  case Intrinsic::strip_invariant_group:
  case Intrinsic::ptr_annotation:
  case Intrinsic::threadlocal_address:
  case Intrinsic::expect:
    V.set(I, current(*I.getArgOperand(0)));
    return;
  default:
    return;
  }
}

/// A temporary that a variable still holds when its full expression ends.
void Transfer::endLife(const Instruction &I, const Value &Local) {
  if (!isa<AllocaInst>(Local))
    return;
  RegionId Where = T.Places.local(Local);
  if (Frame.AddressTaken.contains(&Local))
    S->endLife(T, Where);
  else
    S->beginLife(Where);
  (void)I;
}

void Transfer::fillBytes(SetId To, const Value &Size) {
  const Target *Only = T.Sets.single(To);
  auto *Bytes = dyn_cast<ConstantInt>(&Size);
  if (!Only || !Bytes || !Only->isExact())
    return;
  Target Begin = *Only;
  int64_t End = Begin.Offset + Bytes->getSExtValue();
  RegionKind Kind = T.Places.kind(Begin.Where);
  if (Kind == RegionKind::Local || Kind == RegionKind::Heap) {
    S->erase(Begin, uint32_t(Bytes->getZExtValue()));
    return;
  }
  for (const Cell &C : SmallVector<Cell, 8>(S->cellsOf(Begin.Where)))
    if (C.Offset >= Begin.Offset && C.Offset < End)
      S->replace(C.place(), T.Sets.null());
}

void Transfer::copyBytes(const Instruction &I, SetId To, SetId From,
                         const Value &Size) {
  const Target *Source = T.Sets.single(From);
  auto *Bytes = dyn_cast<ConstantInt>(&Size);
  if (!Source)
    return;
  Target Begin = *Source;
  int64_t Length =
      Bytes ? Bytes->getSExtValue() : std::numeric_limits<int32_t>::max();
  OriginId Origin = T.Stores.one(I);
  SmallVector<std::pair<int64_t, SetId>, 8> Copied;
  for (const Cell &C : S->cellsOf(Begin.Where))
    if (C.Offset >= Begin.Offset && C.Offset < Begin.Offset + Length)
      Copied.push_back({int64_t(C.Offset) - Begin.Offset, C.Set});
  RegionKind Kind = T.Places.kind(Begin.Where);
  bool HasContents =
      Kind == RegionKind::Argument || Kind == RegionKind::Content;
  if (HasContents && Begin.isExact() && Length <= MostCopiedBytes)
    for (int64_t At = 0; At + T.PointerBytes <= Length; At += T.PointerBytes)
      if (llvm::none_of(Copied, [&](auto &C) { return C.first == At; })) {
        Target Place = Begin;
        Place.Offset += int32_t(At);
        Copied.push_back({At, S->loadFrom(T, Place)});
      }
  const Target *Only = T.Sets.single(To);
  if (Only && Only->isExact() && Bytes)
    S->erase(*Only, uint32_t(Length));
  for (auto [At, Set] : Copied)
    if (!Set.isEmpty())
      S->store(T, T.Sets.shift(To, At),
               {.Set = Set,
                .Bytes = T.PointerBytes,
                .IsPointer = true,
                .Origin = Origin});
}

//===--- The library ------------------------------------------------------===//

void Transfer::apply(const CallBase &I, const LibraryModel &Model) {
  auto Argument = [&](int8_t Index) {
    return Index >= 0 && unsigned(Index) < I.arg_size()
               ? current(*I.getArgOperand(unsigned(Index)))
               : SetId{};
  };
  for (const Use &Each : I.args()) {
    SetId Set = current(*Each);
    if (Model.Freed < 0)
      dereference(I, Set);
  }
  if (Model.CopyTo >= 0)
    copyBytes(I, Argument(Model.CopyTo), Argument(Model.CopyFrom),
              *I.getArgOperand(unsigned(Model.CopySize)));
  SetId Stored = Argument(Model.Stored);
  if (Model.StoredWithin)
    Stored = T.Sets.shiftWithin(Stored, Target::Everywhere);
  OriginId Origin = T.Stores.one(I);
  if (Model.Stored >= 0)
    S->store(T, Argument(Model.StoredInto),
             {.Set = Stored,
              .Bytes = T.PointerBytes,
              .IsPointer = true,
              .Origin = Origin});
  if (Model.Kept >= 0)
    S->store(T, T.Sets.one({.Where = T.Places.global(*I.getCalledOperand())}),
             {.Set = Argument(Model.Kept),
              .Bytes = T.PointerBytes,
              .IsPointer = true,
              .Origin = Origin});
  if (!Model.Forgets.empty())
    forget(Model.Forgets);
  if (const Target *Freed = T.Sets.single(Argument(Model.Freed));
      Freed && Freed->isExact())
    S->giveBack(Freed->Where);
  switch (Model.Result) {
  case ResultKind::None:
    break;
  case ResultKind::Unknown:
    V.set(I, T.Sets.one({.Where = T.Places.result(I)}));
    break;
  case ResultKind::Argument:
    V.set(I, Argument(Model.ResultArgument));
    break;
  case ResultKind::Within:
    V.set(I, T.Sets.shiftWithin(Argument(Model.ResultArgument),
                                Target::Everywhere));
    break;
  case ResultKind::Fresh:
    V.set(I, T.Sets.one({.Where = T.Places.heap(I)}));
    break;
  }
}

/// What \p Function keeps, it keeps no longer.
void Transfer::forget(StringRef Function) {
  for (const Cell &C : SmallVector<Cell, 16>(S->cells())) {
    const Region &R = T.Places[C.Where];
    if (R.Kind == RegionKind::Global && R.Anchor->getName() == Function)
      S->replace(C.place(), T.Sets.null());
  }
}

/// A callee that nothing is known of: its result points to what nobody knows,
/// and a pointer whose address it got holds something new.
void Transfer::unknown(const CallBase &I, uint32_t ReadOnly) {
  for (unsigned Index = 0; Index < I.arg_size(); ++Index) {
    const Value &Argument = *I.getArgOperand(Index);
    if (!canHoldPointer(*Argument.getType(), Module.Layout))
      continue;
    SetId Set = current(Argument);
    dereference(I, Set);
    if (Index < 32 && (ReadOnly >> Index & 1))
      continue;
    const Target *Only = T.Sets.single(Set);
    if (!Only || !T.Places.isLocal(Only->Where))
      continue;
    S->eraseRegion(Only->Where);
  }
  if (canHoldPointer(*I.getType(), Module.Layout)) {
    V.set(I, T.Sets.one({.Where = T.Places.result(I)}));
  } else if (I.getType()->isAggregateType()) {
    SmallVector<int32_t, 8> Offsets;
    pointerOffsets(*I.getType(), Module.Layout, 0, Offsets);
    Fields Result;
    for (int32_t Offset : Offsets)
      Result.push_back({Offset, T.Sets.one({.Where = T.Places.result(I)})});
    V.setFields(I, Result);
  }
}

} // namespace framewalk::escape
