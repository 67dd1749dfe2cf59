//===- LibraryTransfer.cpp - What the library does with pointers ---------===//
#include "Escape/FormatString.h"
#include "Escape/LibraryModels.h"
#include "Escape/Transfer.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

void Transfer::apply(const CallBase &I, const LibraryModel &Model) {
  auto Argument = [&](int8_t Index) {
    return Index >= 0 && unsigned(Index) < I.arg_size()
               ? current(*I.getArgOperand(unsigned(Index)))
               : SetId{};
  };
  auto Store = [&](SetId Place, SetId Set) {
    S->store(T, Place, T.pointer(Set, T.Stores.one(I)));
  };
  for (unsigned Index = 0; Index < I.arg_size(); ++Index)
    if (Model.Freed < 0 && !isPrintedAddress(I, Index))
      dereference(I, current(*I.getArgOperand(Index)));
  if (Model.CopyTo >= 0)
    copyBytes(I, Argument(Model.CopyTo), Argument(Model.CopyFrom),
              constantOf(*I.getArgOperand(unsigned(Model.CopySize))));
  SetId Library = T.Sets.one({.Where = T.Places.global(*I.getCalledOperand())});
  if (Model.Tokens >= 0) {
    V.set(I, tokens(I, Argument(0),
                    Model.Tokens ? Argument(Model.Tokens) : Library));
    return;
  }
  SetId Stored = Argument(Model.Stored);
  if (Model.StoredWithin)
    Stored = T.Sets.shiftWithin(Stored, Target::Everywhere);
  if (Model.Stored >= 0)
    Store(Argument(Model.StoredInto), Stored);
  if (Model.Kept >= 0) {
    SetId Kept = Argument(Model.Kept);
    if (Model.KeptAt >= 0)
      Kept = S->load(T, T.Sets.shift(Kept, Model.KeptAt));
    Store(Library, Kept);
  }
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
  case ResultKind::Within:
  case ResultKind::Advanced: {
    SetId Result = Argument(Model.ResultArgument);
    if (Model.Result == ResultKind::Within)
      Result = T.Sets.shiftWithin(Result, Target::Everywhere);
    if (Model.Result == ResultKind::Advanced) {
      SetId Pointer = Result;
      Result = S->load(T, Pointer);
      Store(Pointer, T.Sets.join(T.Sets.shiftWithin(Result, Target::Everywhere),
                                 T.Sets.null()));
    }
    if (Model.MayBeNull)
      Result = T.Sets.join(Result, T.Sets.null());
    V.set(I, Result);
    break;
  }
  case ResultKind::Fresh: {
    SetId New = T.Sets.one({.Where = T.Places.heap(I)});
    if (Model.Moved >= 0)
      move(I, Argument(Model.Moved));
    if (Model.KeptInResult >= 0)
      Store(New, Argument(Model.KeptInResult));
    V.set(I, New);
    break;
  }
  }
}

/// The pointers in the block that realloc() got are in the one it returns.
void Transfer::move(const Instruction &I, SetId From) {
  RegionId New = T.Places.heap(I);
  for (const Target &Each : SmallVector<Target, 4>(T.Sets[From]))
    if (T.Places.kind(Each.Where) == RegionKind::Heap && Each.Where != New)
      for (const Cell &C : SmallVector<Cell, 8>(S->cellsOf(Each.Where))) {
        Target Place = C.place();
        Place.Where = New;
        S->storeAt(T, Place, T.pointer(C.Set, C.Origin),
                   /*IsOnlyPlace=*/true);
      }
}

/// strtok() and its kin: what is cut into tokens is \p Text, or where it is
/// null what \p Saved holds.
SetId Transfer::tokens(const CallBase &I, SetId Text, SetId Saved) {
  SetId New = T.Sets.filter(
      Text, [](const Target &Each) { return Each.Where != Regions::null(); });
  if (New != Text || Text.isEmpty())
    New = T.Sets.join(New, S->load(T, Saved));
  SetId Within = T.Sets.shiftWithin(S->current(T, New), Target::Everywhere);
  dereference(I, Within);
  S->store(T, Saved, T.pointer(Within, T.Stores.one(I)));
  return T.Sets.join(Within, T.Sets.null());
}

/// What \p Function keeps, it keeps no longer.
void Transfer::forget(StringRef Function) {
  for (const Cell &C : SmallVector<Cell, 16>(S->cells())) {
    const Region &R = T.Places[C.Where];
    if (R.Kind == RegionKind::Global && R.Anchor->getName() == Function)
      S->replace(C.place(), T.Sets.null());
  }
}

} // namespace framewalk::escape
