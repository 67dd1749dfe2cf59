//===- Exits.cpp ----------------------------------------------------------===//
#include "Escape/Exits.h"

#include "Escape/Exceptions.h"
#include "Escape/LibraryModels.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

/// An argument's field, and a field of what that points to.
constexpr uint8_t DeepestSeen = 2;
/// What is read through may be one step further.
constexpr uint8_t DeepestRead = 3;

//===--- What lives longer ------------------------------------------------===//

/// \p Where can be seen when the function has ended.
static bool outlives(RegionId Where, const DenseSet<RegionId> &Lasting,
                     const Tables &T) {
  while (T.Places.kind(Where) == RegionKind::Owned)
    Where = T.Places[Where].Base;
  return T.Places[Where].outlivesFunction() || Lasting.contains(Where);
}

/// Heap memory that the result or longer-lived memory points to.
static DenseSet<RegionId> lastingHeap(const Fields &Result, const State &S,
                                      const Tables &T) {
  DenseSet<RegionId> Lasting;
  auto Reach = [&](SetId Set) {
    bool IsNew = false;
    for (const Target &Each : T.Sets[Set])
      if (T.Places.kind(Each.Where) == RegionKind::Heap)
        IsNew |= Lasting.insert(Each.Where).second;
    return IsNew;
  };
  for (auto [Offset, Set] : Result)
    Reach(Set);
  for (bool HasGrown = true; HasGrown;) {
    HasGrown = false;
    for (const Cell &C : S.cells())
      if (outlives(C.Where, Lasting, T))
        HasGrown |= Reach(C.Set);
  }
  return Lasting;
}

bool Exits::isOwnLocal(const Target &Each) const {
  RegionId Owner = T.Places.ownerOf(Each.Where);
  if (!T.Places.isLocal(Owner))
    return false;
  const Value *Anchor = T.Places[Owner].Anchor;
  if (auto *Local = dyn_cast<AllocaInst>(Anchor))
    return Local->getFunction() == &F;
  if (auto *Handler = dyn_cast<CallBase>(Anchor))
    return Handler->getFunction() == &F;
  auto *Parameter = dyn_cast<Argument>(Anchor);
  return Parameter && Parameter->getParent() == &F;
}

//===--- One exit ---------------------------------------------------------===//

void Exits::byReturn(const ReturnInst &Return, const State &S, Values &V) {
  Fields Result;
  if (const Value *Value = Return.getReturnValue())
    Result = V.fields(*Value);
  for (auto &[Offset, Set] : Result) {
    Set = S.current(T, Set);
    returned(Return, Set, S, V);
    addResult(Offset, Set);
  }
  DenseSet<RegionId> Lasting = lastingHeap(Result, S, T);
  for (const Cell &C : S.cells())
    left(Return, C, Lasting);
  State AtExit = S;
  AtExit.CleanupExit = State::NoExit;
  if (!AtReturns)
    AtReturns = std::move(AtExit);
  else
    AtReturns->join(T, AtExit);
}

void Exits::byException(const Instruction &I, const State &S) {
  HasThrown = true;
  DenseSet<RegionId> Lasting = lastingHeap({}, S, T);
  for (const Cell &C : S.cells()) {
    left(I, C, Lasting);
    const Region &R = T.Places[C.Where];
    if (R.Kind != RegionKind::Heap || !allocatesException(*R.Anchor))
      continue;
    for (const Target &Thrown : T.Sets[C.Set])
      if (isOwnLocal(Thrown))
        Log.Seen.add({.Kind = ObservationKind::Thrown,
                      .At = &I,
                      .Local = T.Places.ownerOf(Thrown.Where),
                      .Holder = {},
                      .Origin = C.Origin});
  }
}

void Exits::addResult(int32_t Offset, SetId Set) {
  for (auto &[At, Known] : AllResults)
    if (At == Offset) {
      Known = T.Sets.join(Known, Set);
      return;
    }
  AllResults.push_back({Offset, Set});
}

/// The stores into the variable that \p Return loads its value from.
static OriginId originOfResult(const ReturnInst &Return, const State &S,
                               Tables &T, Values &V) {
  const Value *Value = Return.getReturnValue();
  // In a variable of the source that is the result they are no returns.
  auto *Load = dyn_cast<LoadInst>(Value);
  const llvm::Value *From =
      Load ? Load->getPointerOperand()->stripInBoundsOffsets() : nullptr;
  if (From && From->getName() == "retval")
    if (const Target *Place =
            T.Sets.single(V.get(*Load->getPointerOperand()))) {
      OriginId Origin;
      for (const Cell &C : S.cellsOf(Place->Where))
        if (T.Sets.hasLocal(C.Set))
          Origin = T.Stores.join(Origin, C.Origin);
      return Origin;
    }
  return {};
}

void Exits::returned(const ReturnInst &Return, SetId Set, const State &S,
                     Values &V) {
  for (const Target &Each : T.Sets[Set])
    if (isOwnLocal(Each))
      Log.Seen.add({.Kind = ObservationKind::Returned,
                    .At = &Return,
                    .Local = T.Places.ownerOf(Each.Where),
                    .Holder = {},
                    .Origin = originOfResult(Return, S, T, V),
                    .InCallee = nullptr,
                    .IsOwned = T.Places.kind(Each.Where) == RegionKind::Owned});
}

/// What is constructed by `return T(...)` is the caller's object by the
/// language, even where it is passed back in registers.
static bool isResultObject(const Target &Each, const Tables &T) {
  auto *Local = dyn_cast_or_null<AllocaInst>(T.Places[Each.Where].Anchor);
  return Local && Local->getName() == "retval" &&
         Local->getAllocatedType()->isAggregateType();
}

/// strtok() keeps where it is for the next call only; nobody resets it.
static bool isTokenizer(RegionId Where, const Tables &T) {
  auto *F = dyn_cast_or_null<Function>(T.Places[Where].Anchor);
  const LibraryModel *Model = F ? libraryModel(F->getName()) : nullptr;
  return Model && Model->Tokens == 0;
}

void Exits::left(const Instruction &End, const Cell &C,
                 const DenseSet<RegionId> &Lasting) {
  if (!T.Sets.hasLocal(C.Set) || !outlives(C.Where, Lasting, T) ||
      isTokenizer(C.Where, T))
    return;
  // Taken out of its owner on some way: where it was not there at all, there
  // was nothing to take.
  if (T.Places.kind(C.Where) == RegionKind::Owned && C.Span &&
      T.Sets.contains(C.Set, Regions::null()))
    return;
  for (const Target &Each : T.Sets[C.Set])
    if (isOwnLocal(Each) && !isResultObject(Each, T)) {
      ArrayRef<const Instruction *> Stores = T.Stores[C.Origin];
      Log.Seen.add({.Kind = ObservationKind::Left,
                    .At = Stores.empty() ? &End : Stores.front(),
                    .Local = T.Places.ownerOf(Each.Where),
                    .Holder = C.place(),
                    .Origin = C.Origin,
                    .InCallee = nullptr,
                    .IsOwned = T.Places.kind(Each.Where) == RegionKind::Owned});
    }
}

//===--- All of them ------------------------------------------------------===//

static std::vector<RegionId> sorted(const DenseSet<RegionId> &Set) {
  std::vector<RegionId> Result(Set.begin(), Set.end());
  llvm::sort(Result);
  return Result;
}

Summary Exits::summary() {
  Summary Result;
  Result.Returns = AtReturns.has_value();
  Result.CalledArguments = Log.CalledArguments;
  Result.Throws = HasThrown && !AtReturns;
  if (AtReturns)
    for (RegionId Where : AtReturns->givenBack())
      if (T.Places[T.Places.ownerOf(Where)].outlivesFunction())
        Result.GivenBack.push_back(Where);
  Result.Released = sorted(Log.Released);
  Result.Resumed = sorted(Log.Resumed);
  Result.Result = AllResults;
  if (AtReturns)
    for (const Cell &C : AtReturns->cells())
      if (isEffect(C))
        Result.Effects.push_back(
            {.Place = C.place(), .Set = dieHere(C.Set), .Origin = C.Origin});
  for (auto &[Offset, Set] : Result.Result)
    Set = dieHere(Set);
  for (auto Each : Log.Dereferenced)
    if (T.Places[Each.first].Depth <= DeepestRead)
      Result.Dereferenced.push_back(Each);
  llvm::sort(Result.Dereferenced,
             [](const auto &A, const auto &B) { return A.first < B.first; });
  return Result;
}

/// What callers need to know: what may put a pointer of theirs, or of this
/// frame, somewhere, and what may take one away from where they can see it.
bool Exits::isEffect(const Cell &C) {
  RegionKind Kind = T.Places.kind(C.Where);
  if (Kind == RegionKind::Local || Kind == RegionKind::Top ||
      C.Set == State::initial(T, C.place()))
    return false;
  // The elements of an owner are no deeper than the owner.
  unsigned Depth =
      T.Places[C.Where].Depth - (Kind == RegionKind::Owned ? 1 : 0);
  if (Depth <= DeepestSeen && Kind != RegionKind::Result)
    return true;
  return llvm::any_of(T.Sets[C.Set], [&](const Target &Each) {
    return T.Places.kind(Each.Where) == RegionKind::Argument ||
           T.Places.mayDie(Each.Where);
  });
}

/// The function's own locals are dead to its callers.
SetId Exits::dieHere(SetId Set) {
  if (!T.Sets.hasLocal(Set))
    return Set;
  return T.Sets.map(Set, [&](Target Each) {
    Each.Dead |= isOwnLocal(Each);
    return Each;
  });
}

} // namespace framewalk::escape
