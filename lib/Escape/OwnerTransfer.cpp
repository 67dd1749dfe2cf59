//===- OwnerTransfer.cpp - Calls of the methods of owners -----------------===//
//
// What an owner's elements point to is one cell: the memory that it owns, from
// the first byte on.
//
//===----------------------------------------------------------------------===//
#include "Escape/Transfer.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

/// Iterators and views have their pointers in the first bytes.
constexpr uint32_t MostViewBytes = 32;

//===--- Pointers into the owner ------------------------------------------===//

/// What pointed into the owner's \p Memory points nowhere in particular: it may
/// have moved.
void Transfer::release(RegionId Memory) {
  if (Memory == Regions::top())
    return;
  if (T.Places[T.Places.ownerOf(Memory)].outlivesFunction())
    Log.Released.insert(Memory);
  for (const Cell &C : SmallVector<Cell, 16>(S->cells()))
    if (T.Sets.hasLocal(C.Set) && T.Sets.contains(C.Set, Memory))
      S->replace(C.place(), T.Sets.map(C.Set, [&](Target Each) {
        return Each.Where == Memory ? Target{.Where = Regions::top()} : Each;
      }));
}

/// The objects in \p Memory are gone.
void Transfer::endOwned(RegionId Memory) {
  if (T.Places[T.Places.ownerOf(Memory)].outlivesFunction())
    S->giveBack(Memory);
  for (const Cell &C : SmallVector<Cell, 16>(S->cells()))
    if (T.Sets.hasLocal(C.Set))
      S->replace(C.place(), T.Sets.kill(C.Set, Memory));
}

/// f(std::move(owner)): what pointed into it lives on elsewhere.
void Transfer::consume(const CallBase &I, uint32_t Consumed) {
  for (unsigned Index = 0; Index < I.arg_size() && Index < 32; ++Index)
    if (Consumed >> Index & 1)
      for (const Target &Each :
           SmallVector<Target, 4>(T.Sets[current(*I.getArgOperand(Index))]))
        release(T.Places.owned(Each.Where, Each.Offset));
}

/// The result of \p I, or what its hidden result holds, points into \p Owners.
void Transfer::giveAccess(const CallBase &I, const DeclarationFacts &Facts,
                          ArrayRef<Target> Owners) {
  SmallVector<Target, 8> Inside;
  for (const Target &Each : Owners)
    if (Each.Where != Regions::null())
      Inside.push_back({.Where = T.Places.owned(Each.Where, Each.Offset),
                        .Offset = 0,
                        .Span = Facts.OwnsOne ? 0 : Target::Everywhere,
                        .Dead = Each.Dead});
  SetId Result = T.Sets.make(std::move(Inside));
  if (I.arg_size() && I.paramHasAttr(0, Attribute::StructRet)) {
    SetId Slot = current(*I.getArgOperand(0));
    uint32_t Bytes =
        std::min(MostViewBytes, bytesOf(*I.getParamStructRetType(0)));
    for (uint32_t At = 0; At + T.PointerBytes <= Bytes; At += T.PointerBytes)
      S->store(T, T.Sets.shift(Slot, At), T.pointer(Result, T.Stores.one(I)));
    return;
  }
  V.setAll(I, Result, PointerLeaves::Only);
}

//===--- Pointers among the elements --------------------------------------===//

static Target wholeOf(RegionId Memory) {
  return {.Where = Memory, .Offset = 0, .Span = Target::Everywhere};
}

SetId Transfer::elementsOf(const Target &Owner) {
  RegionId Memory = T.Places.owned(Owner.Where, Owner.Offset);
  SetId Elements;
  for (const Cell &C : S->cellsOf(Memory))
    Elements = T.Sets.join(Elements, C.Set);
  RegionId Root = T.Places.ownerOf(Memory);
  bool IsMadeHere =
      T.Places.kind(Root) == RegionKind::Heap ||
      (T.Places.isLocal(Root) && isa<AllocaInst>(T.Places[Root].Anchor));
  if (!IsMadeHere && !S->find(wholeOf(Memory)))
    Elements = T.Sets.join(Elements, State::initial(T, wholeOf(Memory)));
  return Elements;
}

/// The pointers in the object at \p Object, and among the elements of owners in
/// it.
SetId Transfer::pointersIn(const Target &Object, uint64_t Bytes) const {
  SetId Result;
  int64_t Begin = Object.Offset, End = Begin + int64_t(Bytes);
  auto IsInside = [&](int64_t Offset) {
    return !Object.isExact() || (Offset >= Begin && Offset < End);
  };
  for (const Cell &C : S->cells()) {
    const Region &R = T.Places[C.Where];
    if (C.Where == Object.Where
            ? IsInside(C.Offset) || C.Span
            : R.Kind == RegionKind::Owned && R.Base == Object.Where &&
                  IsInside(R.Index))
      Result = T.Sets.join(Result, C.Set);
  }
  return Result;
}

void Transfer::setElements(const CallBase &I, const DeclarationFacts &Facts,
                           const Target &Owner, SetId Elements) {
  Stored Value =
      T.pointer(Elements, Elements.isEmpty() ? OriginId{} : T.Stores.one(I));
  // In the object itself: who copies its bytes, copies them.
  if (Facts.BytesInPlace && Owner.isExact()) {
    S->erase(Owner, Facts.BytesInPlace);
    for (uint32_t At = 0; At + T.PointerBytes <= Facts.BytesInPlace;
         At += T.PointerBytes) {
      Target Place = Owner;
      Place.Offset += int32_t(At);
      S->storeAt(T, Place, Value, /*IsOnlyPlace=*/true);
    }
  }
  RegionId Memory = T.Places.owned(Owner.Where, Owner.Offset);
  if (Memory == Regions::top())
    return;
  S->eraseRegion(Memory);
  S->storeAt(T, wholeOf(Memory), Value, /*IsOnlyPlace=*/true);
}

/// What the thread was given is in nobody's hands now.
void Transfer::detach(const CallBase &I, const Target &Thread) {
  SetId Given = elementsOf(Thread);
  OriginId Origin = T.Stores.one(I);
  for (const Cell &C : S->cellsOf(T.Places.owned(Thread.Where, Thread.Offset)))
    Origin = C.Origin;
  S->storeAt(T, {.Where = T.Places.global(*I.getCalledOperand())},
             T.pointer(Given, Origin),
             /*IsOnlyPlace=*/true);
}

/// v.push_back(&x): what the arguments refer to, or are, goes into the owner.
void Transfer::keepElements(const CallBase &I, const DeclarationFacts &Facts,
                            unsigned FirstArgument, const Target &Owner) {
  SetId Kept;
  for (unsigned Index = FirstArgument; Index < I.arg_size(); ++Index) {
    const Value &Argument = *I.getArgOperand(Index);
    if (!Argument.getType()->isPointerTy())
      continue;
    SetId Set = current(Argument);
    dereference(I, Set);
    // A pointer, an iterator or an initializer_list leads to many.
    uint64_t Bytes = I.getParamDereferenceableBytes(Index);
    for (const Target &Each : SmallVector<Target, 4>(T.Sets[Set])) {
      Kept = T.Sets.join(
          Kept, pointersIn(Each, Bytes ? Bytes : uint64_t(Target::Everywhere)));
      if (Index < 32 && (Facts.OwnerArguments >> Index & 1))
        Kept = T.Sets.join(Kept, elementsOf(Each));
      else if (T.Places[Each.Where].outlivesFunction())
        for (uint64_t At = 0;
             At + T.PointerBytes <= std::min<uint64_t>(Bytes, MostViewBytes);
             At += T.PointerBytes) {
          Target Field = Each;
          Field.Offset += int32_t(At);
          Kept = T.Sets.join(Kept, S->loadFrom(T, Field));
        }
    }
  }
  if (Facts.Elements == ElementChange::Add)
    Kept = T.Sets.join(Kept, elementsOf(Owner));
  // Null says that elements were taken out: now there are some.
  Kept = T.Sets.filter(
      Kept, [](const Target &Each) { return Each.Where != Regions::null(); });
  setElements(I, Facts, Owner, Kept);
}

//===--- Which method it is -----------------------------------------------===//

bool Transfer::owner(const CallBase &I, const DeclarationFacts &Facts) {
  bool HasHiddenResult =
      I.arg_size() && I.paramHasAttr(0, Attribute::StructRet);
  unsigned This = HasHiddenResult ? 1 : 0;
  if (I.arg_size() <= This)
    return false;
  SetId Object = current(*I.getArgOperand(This));
  dereference(I, Object);
  for (unsigned Index = This + 1; Index < I.arg_size(); ++Index)
    dereference(I, current(*I.getArgOperand(Index)));
  const Target *Only = T.Sets.single(Object);
  SmallVector<Target, 4> Owners(T.Sets[Object].begin(), T.Sets[Object].end());
  const bool IsChanged = Facts.Role == OwnerRole::Release ||
                         Facts.Role == OwnerRole::Insert ||
                         Facts.Role == OwnerRole::Assign;
  for (const Target &Each : Owners) {
    if (Facts.EndsElements && Only)
      endOwned(T.Places.owned(Each.Where, Each.Offset));
    else if (IsChanged)
      release(T.Places.owned(Each.Where, Each.Offset));
    if (Facts.Elements == ElementChange::Remove)
      setElements(I, Facts, Each, T.Sets.null());
    else if (Facts.Elements != ElementChange::None)
      keepElements(I, Facts, This + 1, Each);
  }
  switch (Facts.Role) {
  case OwnerRole::None:
  case OwnerRole::Construct:
    return true;
  case OwnerRole::Destroy:
    if (!Only)
      return true;
    for (const Cell &C : SmallVector<Cell, 16>(S->cells()))
      S->replace(C.place(),
                 T.Sets.kill(C.Set, T.Places.owned(Only->Where, Only->Offset)));
    return true;
  case OwnerRole::Call:
    for (const Target &Each : Owners)
      for (const Cell &C : S->cellsOf(T.Places.owned(Each.Where, Each.Offset)))
        reportDead(I, S->current(T, C.Set), nullptr, C.Origin);
    unknown(I, ~0u);
    return true;
  case OwnerRole::Detach:
    for (const Target &Each : Owners)
      detach(I, Each);
    return true;
  case OwnerRole::Observe:
  case OwnerRole::Release:
    if (canHoldPointer(*I.getType(), Module.Layout))
      V.set(I, T.Sets.one({.Where = T.Places.result(I)}));
    return true;
  case OwnerRole::Assign:
    V.set(I, Object);
    return true;
  case OwnerRole::Access:
  case OwnerRole::Insert:
    giveAccess(I, Facts, Owners);
    return true;
  }
  return true;
}

} // namespace framewalk::escape
