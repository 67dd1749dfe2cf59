//===- TargetSets.cpp -----------------------------------------------------===//
#include "Escape/TargetSets.h"

#include "llvm/ADT/STLExtras.h"

#include <limits>

using namespace llvm;

namespace framewalk::escape {

TargetSets::TargetSets(Regions &AllRegions) : AllRegions(AllRegions) {
  intern({});
  NullSet = one({.Where = Regions::null()});
  TopSet = one({.Where = Regions::top()});
}

/// One span in place of many places of one region.
static Target hull(ArrayRef<Target> Places) {
  Target Result = Places.front();
  int64_t End = Result.Offset;
  for (const Target &T : Places) {
    Result.Dead |= T.Dead;
    Result.Offset = std::min(Result.Offset, T.Offset);
    End = T.Span == Target::Everywhere
              ? std::numeric_limits<int64_t>::max() / 2
              : std::max(End, int64_t(T.Offset) + std::max(T.Span, 1u));
  }
  int64_t Span = End - Result.Offset;
  Result.Span = Span >= Target::Everywhere ? Target::Everywhere : Span;
  return Result;
}

void TargetSets::limit(SmallVector<Target, 8> &Targets) const {
  SmallVector<Target, 8> Result;
  for (size_t I = 0; I < Targets.size();) {
    size_t End = I;
    while (End < Targets.size() && Targets[End].Where == Targets[I].Where)
      ++End;
    ArrayRef Places = ArrayRef(Targets).slice(I, End - I);
    // Places change in loops: what grows becomes "from there on", and what is
    // "from there on" takes the others in, so that loops end.
    bool IsOpen = llvm::any_of(
        Places, [](const Target &T) { return T.Span == Target::Everywhere; });
    if (Places.size() > MostPlaces || (IsOpen && Places.size() > 1)) {
      Target Whole = hull(Places);
      Whole.Span = Target::Everywhere;
      Result.push_back(Whole);
    } else {
      Result.append(Places.begin(), Places.end());
    }
    I = End;
  }
  auto IsSymbolic = [&](const Target &T) {
    RegionKind Kind = AllRegions.kind(T.Where);
    return !AllRegions.mayDie(T.Where) && Kind != RegionKind::Global &&
           Kind != RegionKind::Null;
  };
  // "Anything" takes in what nobody knows by name, so that loops end.
  bool HasTop = llvm::any_of(
      Result, [](const Target &T) { return T.Where == Regions::top(); });
  size_t Symbols = 0;
  for (size_t I = 0; I < Result.size(); ++I)
    Symbols += IsSymbolic(Result[I]) &&
               (I == 0 || Result[I - 1].Where != Result[I].Where);
  if (Symbols > MostSymbols || (HasTop && Symbols > 1)) {
    llvm::erase_if(Result, IsSymbolic);
    Result.push_back({.Where = Regions::top()});
  }
  if (Result.size() > MostTargets)
    Result.assign(1, {.Where = Regions::top()});
  llvm::sort(Result);
  Targets = std::move(Result);
}

/// Never one of DenseMap's two reserved keys.
static uint64_t hashOf(ArrayRef<Target> Targets) {
  uint64_t Hash = Targets.size();
  for (const Target &T : Targets) {
    uint64_t Place = uint64_t(uint32_t(T.Offset)) << 32 | T.Where.Value;
    Hash = (Hash ^ Place) * 0x9e3779b97f4a7c15u;
    Hash = (Hash ^ Hash >> 29 ^ (uint64_t(T.Span) << 1 | T.Dead)) *
           0xbf58476d1ce4e5b9u;
  }
  return Hash >> 2;
}

SetId TargetSets::intern(SmallVector<Target, 8> Targets) {
  for (Target &T : Targets)
    if (T.Where == Regions::null() || T.Where == Regions::top())
      T.Offset = 0, T.Span = 0, T.Dead = false;
  llvm::sort(Targets);
  Targets.erase(llvm::unique(Targets), Targets.end());
  if (Targets.size() > 1)
    limit(Targets);
  uint64_t Hash = hashOf(Targets);
  auto [Entry, IsNewHash] = LastWithHash.try_emplace(Hash, 0u);
  if (!IsNewHash)
    for (uint32_t I = Entry->second;; I = Previous[I]) {
      if (ArrayRef<Target>(All[I]) == ArrayRef<Target>(Targets))
        return {I};
      if (Previous[I] == I)
        break;
    }
  auto New = uint32_t(All.size());
  Previous.push_back(IsNewHash ? New : Entry->second);
  Entry->second = New;
  Locals.push_back(llvm::any_of(
      Targets, [&](const Target &T) { return AllRegions.mayDie(T.Where); }));
  Deads.push_back(
      llvm::any_of(Targets, [](const Target &T) { return T.Dead; }));
  All.emplace_back(Targets.begin(), Targets.end());
  return {New};
}

SetId TargetSets::one(Target T) {
  if (!T.isExact() || T.Offset != 0 || T.Dead)
    return intern({T});
  if (T.Where.Value >= Beginnings.size())
    Beginnings.resize(T.Where.Value + 1);
  SetId &Known = Beginnings[T.Where.Value];
  if (Known.isEmpty())
    Known = intern({T});
  return Known;
}

SetId TargetSets::join(SetId A, SetId B) {
  if (A == B || B.isEmpty())
    return A;
  if (A.isEmpty())
    return B;
  if (B < A)
    std::swap(A, B);
  std::pair Key(A.Value, B.Value);
  if (auto Known = Joins.find(Key); Known != Joins.end())
    return {Known->second};
  SmallVector<Target, 8> Both(All[A.Value].begin(), All[A.Value].end());
  Both.append(All[B.Value].begin(), All[B.Value].end());
  SetId Result = intern(std::move(Both));
  Joins[Key] = Result.Value;
  return Result;
}

SetId TargetSets::filter(SetId A, function_ref<bool(const Target &)> Keep) {
  SmallVector<Target, 8> Kept;
  for (const Target &T : All[A.Value])
    if (Keep(T))
      Kept.push_back(T);
  return Kept.size() == All[A.Value].size() ? A : intern(std::move(Kept));
}

SetId TargetSets::map(SetId A, function_ref<Target(const Target &)> Change) {
  SmallVector<Target, 8> Changed;
  for (const Target &T : All[A.Value])
    Changed.push_back(Change(T));
  return intern(std::move(Changed));
}

SetId TargetSets::shift(SetId A, int64_t Bytes) {
  if (A.isEmpty() || Bytes == 0)
    return A;
  std::pair Key(A.Value, Bytes);
  if (auto Known = Shifts.find(Key); Known != Shifts.end())
    return {Known->second};
  SetId Result = map(A, [&](Target T) {
    int64_t Offset = T.Offset + Bytes;
    if (T.Span == Target::Everywhere && Bytes < 0)
      Offset = T.Offset; // a loop that walks backwards ends somewhere
    if (Offset != int32_t(Offset)) {
      T.Span = Target::Everywhere;
      Offset = 0;
    }
    T.Offset = int32_t(Offset);
    return T;
  });
  Shifts[Key] = Result.Value;
  return Result;
}

SetId TargetSets::shiftWithin(SetId A, uint32_t Span) {
  return map(A, [&](Target T) {
    uint64_t Sum = uint64_t(T.Span) + Span;
    T.Span = Sum >= Target::Everywhere ? Target::Everywhere : uint32_t(Sum);
    return T;
  });
}

SetId TargetSets::kill(SetId A, RegionId Local) {
  if (!Locals[A.Value])
    return A;
  std::pair Key(A.Value, Local.Value);
  if (auto Known = Kills.find(Key); Known != Kills.end())
    return {Known->second};
  SetId Result = map(A, [&](Target T) {
    T.Dead |= AllRegions.diesWith(T.Where, Local);
    return T;
  });
  Kills[Key] = Result.Value;
  return Result;
}

bool TargetSets::contains(SetId A, RegionId Where) const {
  return llvm::any_of(All[A.Value],
                      [&](const Target &T) { return T.Where == Where; });
}

const Target *TargetSets::single(SetId A) const {
  const Target *Only = nullptr;
  for (const Target &T : All[A.Value]) {
    if (T.Where == Regions::null())
      continue;
    if (Only)
      return nullptr;
    Only = &T;
  }
  return Only;
}

} // namespace framewalk::escape
