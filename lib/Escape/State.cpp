//===- State.cpp ----------------------------------------------------------===//
#include "Escape/State.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Argument.h"

#include <tuple>

using namespace llvm;

namespace framewalk::escape {

//===--- Origins ----------------------------------------------------------===//

OriginId Origins::one(const Instruction &I) {
  auto [Entry, IsNew] = Ones.try_emplace(&I, uint32_t(All.size()));
  if (IsNew)
    All.push_back({&I});
  return {Entry->second};
}

OriginId Origins::intern(List Instructions) {
  auto [Entry, IsNew] = Ids.try_emplace(Instructions, uint32_t(All.size()));
  if (IsNew)
    All.push_back(std::move(Instructions));
  return {Entry->second};
}

OriginId Origins::join(OriginId A, OriginId B) {
  if (A == B || B.Value == 0)
    return A;
  if (A.Value == 0)
    return B;
  auto [Entry, IsNew] = Joins.try_emplace({A.Value, B.Value}, 0u);
  if (!IsNew)
    return {Entry->second};
  List Both = All[A.Value];
  for (const Instruction *I : All[B.Value])
    if (Both.size() < Most && !is_contained(Both, I))
      Both.push_back(I);
  OriginId Result = intern(std::move(Both));
  Joins[{A.Value, B.Value}] = Result.Value;
  return Result;
}

OriginId Origins::filter(OriginId A,
                         function_ref<bool(const Instruction &)> Keep) {
  List Kept;
  for (const Instruction *I : All[A.Value])
    if (Keep(*I))
      Kept.push_back(I);
  if (Kept.size() <= 1)
    return Kept.empty() ? OriginId{} : one(*Kept.front());
  return intern(std::move(Kept));
}

//===--- Cells ------------------------------------------------------------===//

static auto key(const Cell &C) { return std::tie(C.Where, C.Offset, C.Span); }
static auto key(const Target &T) { return std::tie(T.Where, T.Offset, T.Span); }

static int64_t endOf(int32_t Offset, uint32_t Span, uint32_t PointerBytes) {
  return Span == Target::Everywhere
             ? std::numeric_limits<int64_t>::max()
             : Offset + int64_t(std::max(Span, PointerBytes));
}

static bool overlap(const Cell &C, const Target &T, uint32_t PointerBytes) {
  return C.Offset < endOf(T.Offset, T.Span, PointerBytes) &&
         T.Offset < endOf(C.Offset, C.Span, PointerBytes);
}

size_t State::lowerBound(const Target &Place) const {
  auto It = llvm::lower_bound(Cells, Place, [](const Cell &C, const Target &T) {
    return key(C) < key(T);
  });
  return size_t(It - Cells.begin());
}

const Cell *State::find(const Target &Place) const {
  size_t I = lowerBound(Place);
  return I < Cells.size() && key(Cells[I]) == key(Place) ? &Cells[I] : nullptr;
}

void State::replace(const Target &Place, SetId Set) {
  size_t I = lowerBound(Place);
  if (I < Cells.size() && key(Cells[I]) == key(Place))
    Cells[I].Set = Set;
  else
    Cells.insert(Cells.begin() + ptrdiff_t(I), Cell{.Where = Place.Where,
                                                    .Offset = Place.Offset,
                                                    .Span = Place.Span,
                                                    .Set = Set,
                                                    .Origin = {}});
}

void State::put(const Cell &New) {
  size_t I = lowerBound(New.place());
  if (I < Cells.size() && key(Cells[I]) == key(New))
    Cells[I] = New;
  else
    Cells.insert(Cells.begin() + ptrdiff_t(I), New);
}

ArrayRef<Cell> State::cellsOf(RegionId Where) const {
  size_t Begin = lowerBound(
      {.Where = Where, .Offset = std::numeric_limits<int32_t>::min()});
  size_t End = Begin;
  while (End < Cells.size() && Cells[End].Where == Where)
    ++End;
  return ArrayRef(Cells).slice(Begin, End - Begin);
}

void State::eraseRegion(RegionId Where) {
  if (!Facts.isEmpty())
    Facts.forget(Where);
  eraseCells(Where);
}

void State::eraseCells(RegionId Where) {
  ArrayRef<Cell> Gone = cellsOf(Where);
  auto Begin = Cells.begin() + (Gone.data() - Cells.data());
  Cells.erase(Begin, Begin + ptrdiff_t(Gone.size()));
}

void State::eraseIf(RegionId Where, function_ref<bool(const Cell &)> IsGone) {
  if (!Facts.isEmpty())
    Facts.forget(Where);
  ArrayRef<Cell> Of = cellsOf(Where);
  auto Begin = Cells.begin() + (Of.data() - Cells.data());
  auto End = Begin + ptrdiff_t(Of.size());
  Cells.erase(std::remove_if(Begin, End, IsGone), End);
}

void State::erase(const Target &Place, uint32_t Bytes) {
  if (!Facts.isEmpty())
    Facts.forget(Place.Where, Place.Offset, Bytes);
  int64_t End = int64_t(Place.Offset) + Bytes;
  ArrayRef<Cell> Of = cellsOf(Place.Where);
  size_t First = size_t(Of.data() - Cells.data()), Last = First + Of.size();
  auto Begin = Cells.begin() + ptrdiff_t(First);
  auto Kept = std::remove_if(
      Begin, Cells.begin() + ptrdiff_t(Last), [&](const Cell &C) {
        // A cell is at least as wide as a byte; a narrow store into a wide
        // cell destroys it, too. Of a cell with a span all must be hit.
        if (C.Span)
          return C.Offset >= Place.Offset && C.Span <= Bytes &&
                 C.Offset + int64_t(C.Span) <= End;
        return C.Offset < End && C.Offset + 4 > Place.Offset;
      });
  Cells.erase(Kept, Cells.begin() + ptrdiff_t(Last));
}

//===--- Loads and stores -------------------------------------------------===//

SetId State::initial(Tables &T, const Target &Place) {
  switch (T.Places.kind(Place.Where)) {
  case RegionKind::Local:
    if (isa<Argument>(T.Places[Place.Where].Anchor))
      break; // a by-value parameter holds what the caller put there
    return {};
  case RegionKind::Null:
  case RegionKind::Heap:
    return {};
  case RegionKind::Top:
    return T.Sets.top();
  case RegionKind::Argument:
  case RegionKind::Content:
  case RegionKind::Global:
  case RegionKind::Result:
  case RegionKind::Owned:
    break;
  }
  return T.Sets.one({.Where = T.Places.content(Place.Where, Place.Offset)});
}

SetId State::loadFrom(Tables &T, const Target &Place) const {
  RegionKind Kind = T.Places.kind(Place.Where);
  bool IsOurs = Kind == RegionKind::Local || Kind == RegionKind::Heap;
  SetId Result;
  bool HasExact = false;
  for (const Cell &C : cellsOf(Place.Where)) {
    bool IsIt = key(C) == key(Place);
    HasExact |= IsIt;
    bool MayBeIt = IsOurs && overlap(C, Place, 1);
    if (IsIt || MayBeIt || (C.Span && overlap(C, Place, 1)))
      Result = T.Sets.join(Result, C.Set);
  }
  return HasExact ? Result : T.Sets.join(Result, initial(T, Place));
}

SetId State::load(Tables &T, SetId Address) const {
  SetId Result;
  for (const Target &Place : SmallVector<Target, 8>(T.Sets[Address]))
    Result = T.Sets.join(Result, loadFrom(T, Place));
  return Result;
}

void State::storeAt(Tables &T, const Target &Place, const Stored &Value,
                    bool IsOnlyPlace) {
  RegionKind Kind = T.Places.kind(Place.Where);
  bool IsOurs = Kind == RegionKind::Local || Kind == RegionKind::Heap;
  if (Kind == RegionKind::Null || Kind == RegionKind::Top)
    return;
  Cell New = {.Where = Place.Where,
              .Offset = Place.Offset,
              .Span = Place.Span,
              .Set = Value.Set,
              .Origin = Value.Origin};
  if (IsOnlyPlace && Place.isExact()) {
    erase(Place, Value.Bytes);
    // Nothing needs to be known of a local that holds no pointer.
    if (Value.IsPointer && !(IsOurs && Value.Set.isEmpty()))
      put(New);
    return;
  }
  if (!Facts.isEmpty())
    Facts.forget(Place.Where);
  if (!Value.IsPointer)
    return;
  if (!IsOnlyPlace && !IsOurs)
    return storeSomewhere(T, Place, Value);
  // a[i] of somebody else's array is taken for the same element every time,
  // so that a reset resets it.
  bool Replaces = !IsOurs;
  if (!Replaces) {
    const Cell *Old = find(Place);
    New.Set = T.Sets.join(Old ? Old->Set : initial(T, Place), Value.Set);
    New.Origin = Old ? T.Stores.join(Old->Origin, Value.Origin) : Value.Origin;
  }
  if (!New.Set.isEmpty() || Replaces)
    put(New);
}

/// One of several places that live longer gets \p Value. A local may be in each
/// of them then; anything else is believed to replace one that was.
void State::storeSomewhere(Tables &T, const Target &Place,
                           const Stored &Value) {
  const Cell *Old = find(Place);
  if (T.Sets.hasLocal(Value.Set)) {
    put({.Where = Place.Where,
         .Offset = Place.Offset,
         .Span = Place.Span,
         .Set = T.Sets.join(Old ? Old->Set : initial(T, Place), Value.Set),
         .Origin =
             Old ? T.Stores.join(Old->Origin, Value.Origin) : Value.Origin});
  } else if (Old && T.Sets.hasLocal(Old->Set)) {
    SetId Kept = T.Sets.filter(Old->Set, [&](const Target &Each) {
      return !T.Places.mayDie(Each.Where);
    });
    replace(Place, T.Sets.join(Kept, Value.Set));
  }
}

void State::store(Tables &T, SetId Address, const Stored &Value) {
  bool IsOnlyPlace = T.Sets.single(Address) != nullptr;
  for (const Target &Place : SmallVector<Target, 8>(T.Sets[Address]))
    storeAt(T, Place, Value, IsOnlyPlace);
}

//===--- Lives ------------------------------------------------------------===//

void State::giveBack(RegionId Where) {
  auto It = llvm::lower_bound(GivenBack, Where);
  if (It == GivenBack.end() || *It != Where)
    GivenBack.insert(It, Where);
}

static SetId destroyed(Tables &T, SetId Set, RegionId Where, RegionId Owned) {
  if (!T.Sets.contains(Set, Where))
    return Set;
  return T.Sets.map(Set, [&](Target Each) {
    if (Each.Where == Where)
      Each.Where = Owned, Each.Dead = true;
    return Each;
  });
}

void State::destroy(Tables &T, RegionId Where, RegionId Owned) {
  for (Cell &C : Cells)
    C.Set = destroyed(T, C.Set, Where, Owned);
  if (!llvm::is_contained(Destroyed, std::pair(Where, Owned)))
    Destroyed.push_back({Where, Owned});
}

void State::revive(const Tables &T, const Value &Call) {
  llvm::erase_if(Destroyed, [&](const auto &Each) {
    return T.Places[Each.first].Anchor == &Call;
  });
}

void State::beginLife(RegionId Local) {
  eraseRegion(Local);
  auto It = llvm::lower_bound(Ended, Local);
  if (It != Ended.end() && *It == Local)
    Ended.erase(It);
}

void State::endLife(Tables &T, RegionId Local) {
  // A number that was loaded before is what it was.
  eraseCells(Local);
  for (Cell &C : Cells)
    C.Set = T.Sets.kill(C.Set, Local);
  auto It = llvm::lower_bound(Ended, Local);
  if (It == Ended.end() || *It != Local)
    Ended.insert(It, Local);
}

SetId State::current(Tables &T, SetId A) const {
  for (auto [Where, Owned] : Destroyed)
    A = destroyed(T, A, Where, Owned);
  if (Ended.empty() || !T.Sets.hasLocal(A))
    return A;
  SetId Result = A;
  for (const Target &Each : SmallVector<Target, 8>(T.Sets[A]))
    if (RegionId Owner = T.Places.ownerOf(Each.Where);
        !Each.Dead && llvm::binary_search(Ended, Owner))
      Result = T.Sets.kill(Result, Owner);
  return Result;
}

//===--- Join -------------------------------------------------------------===//

bool State::join(Tables &T, const State &Other) {
  std::vector<Cell> Joined;
  Joined.reserve(std::max(Cells.size(), Other.Cells.size()));
  bool HasChanged = false;
  auto A = Cells.begin(), AEnd = Cells.end();
  auto B = Other.Cells.begin(), BEnd = Other.Cells.end();
  while (A != AEnd || B != BEnd) {
    if (B == BEnd || (A != AEnd && key(*A) < key(*B))) {
      Cell C = *A++;
      C.Set = T.Sets.join(C.Set, initial(T, C.place()));
      HasChanged |= C.Set != (A - 1)->Set;
      Joined.push_back(C);
    } else if (A == AEnd || key(*B) < key(*A)) {
      Cell C = *B++;
      C.Set = T.Sets.join(C.Set, initial(T, C.place()));
      Joined.push_back(C);
      HasChanged = true;
    } else {
      Cell C = *A++;
      C.Set = T.Sets.join(C.Set, B->Set);
      C.Origin = T.Stores.join(C.Origin, B->Origin);
      ++B;
      HasChanged |= C.Set != (A - 1)->Set || C.Origin != (A - 1)->Origin;
      Joined.push_back(C);
    }
  }
  if (HasChanged)
    Cells = std::move(Joined);
  auto Intersect = [&](std::vector<RegionId> &Mine,
                       const std::vector<RegionId> &Theirs) {
    size_t Before = Mine.size();
    llvm::erase_if(Mine,
                   [&](RegionId R) { return !llvm::binary_search(Theirs, R); });
    HasChanged |= Mine.size() != Before;
  };
  Intersect(Ended, Other.Ended);
  Intersect(GivenBack, Other.GivenBack);
  llvm::erase_if(Destroyed, [&](const auto &Each) {
    return !llvm::is_contained(Other.Destroyed, Each);
  });
  Facts.meet(Other.Facts);
  return HasChanged;
}

} // namespace framewalk::escape
