//===- Instantiate.cpp - A summary in the place of a call -----------------===//
//
// Belief rules: where a callee may do one thing or another, what it does is not
// believed to put a caller's local anywhere. Without them sqlite3.c has some
// two hundred false findings.
//
//===----------------------------------------------------------------------===//
#include "Escape/Transfer.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"

using namespace llvm;

namespace framewalk::escape {

/// Says what a callee's regions are in the caller.
class Instantiation {
public:
  Instantiation(Transfer &X, const CallBase &I, const Function &Callee,
                const DeclarationFacts &Facts)
      : X(X), T(X.T), I(I), Callee(Callee), Facts(Facts), Before(*X.S) {}

  /// \p Set is a value of the callee, in a cell that held \p Initial at first.
  /// \p IsAll: where the cell stands for all elements of an owner, so that
  /// what it holds are no alternatives.
  SetId value(SetId Set, SetId Initial, bool IsAll = false) {
    SetId Result;
    unsigned Alternatives = 0;
    bool IsDoubtful = false;
    bool IsPutBack = Facts.IsDestructor && T.Sets[Set].size() > 1;
    for (const Target &Each : SmallVector<Target, 8>(T.Sets[Set])) {
      if (Each.Where == Regions::null()) {
        Result = T.Sets.join(Result, T.Sets.null());
        continue;
      }
      bool IsInitial =
          !Initial.isEmpty() && T.Sets.contains(Initial, Each.Where);
      // What may be taken out of an owner, is: if it was there at all. And
      // what a destructor may put back, it does: if it was changed at all.
      if (IsInitial &&
          (IsAll ? T.Sets.contains(Set, Regions::null()) : IsPutBack))
        continue;
      Alternatives += !IsInitial;
      SetId Mapped = target(Each);
      IsDoubtful |=
          IsAll ? Doubtful.contains(Each.Where) : isDoubtful(Each.Where);
      Result = T.Sets.join(Result, Mapped);
    }
    if (IsDoubtful ||
        (Alternatives > 1 && !isOnlyLocals(Result) && !isOnlyArguments(Set)))
      return withoutLocals(Result);
    return Result;
  }

  /// The targets of a callee's region.
  SetId region(RegionId Where) {
    if (auto Known = Regions_.find(Where); Known != Regions_.end())
      return Known->second;
    SetId Result = compute(Where);
    Regions_[Where] = Result;
    return Result;
  }

  bool isDoubtful(RegionId Where) const {
    return Doubtful.contains(Where) || OneOfMany.contains(Where);
  }

  bool isNowhere(RegionId Where) const { return Nowhere.contains(Where); }

  /// The memory that the callee's variable arguments are in.
  bool isVariadic(RegionId Where) const {
    const Region &R = T.Places[Where];
    return R.Kind == RegionKind::Argument &&
           unsigned(R.Index) >= Callee.arg_size();
  }

  SetId target(const Target &Each) {
    SetId Mapped = region(Each.Where);
    if (X.T.Places.kind(Each.Where) == RegionKind::Local)
      return T.Sets.one({.Where = Each.Where,
                         .Offset = Each.Offset,
                         .Span = Each.Span,
                         .Dead = true});
    Mapped = T.Sets.shift(Mapped, Each.Offset);
    if (Each.Span)
      Mapped = T.Sets.shiftWithin(Mapped, Each.Span);
    if (Each.Dead)
      Mapped = T.Sets.map(Mapped, [&](Target M) {
        M.Dead = T.Places.mayDie(M.Where);
        return M;
      });
    return Mapped;
  }

  SetId withoutLocals(SetId Set) {
    SetId Result = T.Sets.filter(
        Set, [&](const Target &Each) { return !T.Places.mayDie(Each.Where); });
    return Result.isEmpty() ? T.Sets.top() : Result;
  }

private:
  SetId compute(RegionId Where) {
    const Region R = T.Places[Where];
    switch (R.Kind) {
    case RegionKind::Null:
    case RegionKind::Top:
    case RegionKind::Global:
    case RegionKind::Local:
      return T.Sets.one({.Where = Where});
    case RegionKind::Heap:
      return T.Sets.one({.Where = T.Places.heap(I)});
    case RegionKind::Result:
      return T.Sets.one({.Where = T.Places.result(I)});
    case RegionKind::Argument:
      return unsigned(R.Index) < Callee.arg_size()
                 ? X.current(*I.getArgOperand(unsigned(R.Index)))
                 : T.Sets.top();
    case RegionKind::Content: {
      if (isVariadic(R.Base))
        return variadicArguments();
      SetId Base = region(objectOf(R.Base));
      SetId Loaded =
          Before.current(T, Before.load(T, T.Sets.shift(Base, R.Index)));
      bool IsElement = T.Places.kind(R.Base) == RegionKind::Owned;
      if (isDoubtful(R.Base) || !T.Sets.single(Base) ||
          (!IsElement && !T.Sets.single(Loaded)))
        Doubtful.insert(Where);
      else if (!T.Sets.single(Loaded))
        OneOfMany.insert(Where);
      return Loaded;
    }
    case RegionKind::Owned: {
      SetId Base = region(objectOf(R.Base));
      if (isDoubtful(R.Base))
        Doubtful.insert(Where);
      return T.Sets.map(Base, [&](Target Each) {
        return Target{.Where =
                          T.Places.owned(Each.Where, Each.Offset + R.Index),
                      .Offset = 0,
                      .Span = 0,
                      .Dead = Each.Dead};
      });
    }
    }
    return T.Sets.top();
  }

  /// Any of those that have no name in the callee.
  SetId variadicArguments() {
    SetId Result;
    for (unsigned Index = Callee.arg_size(); Index < I.arg_size(); ++Index)
      Result = T.Sets.join(Result, X.current(*I.getArgOperand(Index)));
    return Result;
  }

  /// A by-value parameter's contents are the caller's copy's.
  RegionId objectOf(RegionId Base) {
    const Region &R = T.Places[Base];
    auto *Parameter =
        R.Kind == RegionKind::Local ? dyn_cast<Argument>(R.Anchor) : nullptr;
    return Parameter ? T.Places.argument(Parameter->getArgNo()) : Base;
  }

  /// One of two arguments, or a static default: that depends on nothing that
  /// the callee has been told before.
  bool isOnlyArguments(SetId Set) const {
    return llvm::all_of(T.Sets[Set], [&](const Target &Each) {
      RegionKind Kind = T.Places.kind(Each.Where);
      return Kind == RegionKind::Argument || Kind == RegionKind::Global ||
             Kind == RegionKind::Null;
    });
  }

  bool isOnlyLocals(SetId Set) const {
    return llvm::all_of(T.Sets[Set], [&](const Target &Each) {
      return Each.Where == Regions::null() || T.Places.mayDie(Each.Where);
    });
  }

  Transfer &X;
  Tables &T;
  const CallBase &I;
  const Function &Callee;
  const DeclarationFacts &Facts;
  State Before;
  DenseMap<RegionId, SetId> Regions_;
  /// It may be one thing or another; nobody knows which memory it is in.
  DenseSet<RegionId> Doubtful, Nowhere, OneOfMany;
};

static bool keepsInitial(const Tables &T, SetId Set, SetId Initial) {
  return llvm::any_of(T.Sets[Initial], [&](const Target &Each) {
    return T.Sets.contains(Set, Each.Where);
  });
}

/// Null, or what was there before.
static bool isReset(const Tables &T, SetId Set, SetId Initial) {
  return Set == T.Sets.null() || keepsInitial(T, Set, Initial);
}

bool Transfer::apply(const CallBase &I, const Function &Callee,
                     const Summary &Known, const DeclarationFacts &Facts) {
  if (Known.Effects.empty() && Known.Dereferenced.empty() &&
      Known.Result.empty() && Known.GivenBack.empty() &&
      Known.Released.empty() && Known.Resumed.empty() && !Known.CalledArguments)
    return Known.Returns;
  Instantiation In(*this, I, Callee, Facts);

  for (unsigned Index = 0; Index < Callee.arg_size(); ++Index)
    if (Known.calls(Index))
      noteCalled(current(*I.getArgOperand(Index)));

  for (auto [Where, By] : Known.Dereferenced) {
    SetId Set = In.region(Where);
    if (In.isNowhere(Where))
      continue;
    for (const Target &Each : T.Sets[Set]) {
      RegionKind Kind = T.Places.kind(Each.Where);
      if (Kind == RegionKind::Argument || Kind == RegionKind::Content)
        Log.Dereferenced.try_emplace(Each.Where, &I);
    }
    reportDead(I, Set, By, {});
  }

  for (RegionId Where : Known.Resumed)
    if (SetId Set = In.region(Where); !In.isDoubtful(Where))
      resume(I, Set);

  struct Change {
    SetId Where;
    Stored What;
  };
  SmallVector<Change, 4> Changes;
  for (const Effect &E : Known.Effects) {
    SetId Where = In.target(E.Place);
    SetId Initial = State::initial(T, E.Place);
    bool IsAll =
        T.Places.kind(E.Place.Where) == RegionKind::Owned && E.Place.Span;
    SetId Set = In.value(E.Set, Initial, IsAll);
    if (In.isDoubtful(E.Place.Where) || !T.Sets.single(Where))
      Set = In.withoutLocals(Set);
    OriginId Origin = T.Stores.one(I);
    // What may be there still, the callee did not put there.
    const Target *Only = T.Sets.single(Where);
    const Cell *Old = Only ? S->find(*Only) : nullptr;
    if (Old && keepsInitial(T, E.Set, Initial))
      Origin = T.Stores.join(Old->Origin, Origin);
    // An element that the callee chooses need not be the one of the last call,
    // but one that it resets is believed to be.
    if (Old && E.Place.Span && !IsAll && !isReset(T, Set, Initial)) {
      Set = T.Sets.join(Set, Old->Set);
      Origin = T.Stores.join(Old->Origin, Origin);
    }
    Changes.push_back({Where, T.pointer(Set, Origin)});
  }
  for (const Change &C : Changes)
    S->store(T, C.Where, C.What);

  // What was given away does not die with its owner.
  for (RegionId Where : Known.Released) {
    SetId Set = In.region(Where);
    for (const Target &Each : SmallVector<Target, 4>(T.Sets[Set]))
      if (T.Places.kind(Each.Where) == RegionKind::Owned)
        release(Each.Where);
  }

  for (RegionId Where : Known.GivenBack) {
    SetId Set = In.region(Where);
    const Target *Memory = T.Sets.single(Set);
    if (In.isDoubtful(Where) || !Memory || !Memory->isExact() ||
        Memory->Where == Regions::top())
      continue;
    const Region R = T.Places[Where];
    const Target *Owner = Facts.IsDestructor && R.Kind == RegionKind::Content
                              ? T.Sets.single(In.region(R.Base))
                              : nullptr;
    if (Owner && Owner->isExact() && T.Places.isLocal(Owner->Where) &&
        !T.Places.mayDie(Memory->Where))
      S->destroy(T, Memory->Where,
                 T.Places.owned(Owner->Where, Owner->Offset + R.Index));
    else if (T.Places.kind(Memory->Where) == RegionKind::Owned)
      endOwned(Memory->Where);
    else
      S->giveBack(Memory->Where);
  }

  Fields Result;
  for (auto [Offset, Set] : Known.Result)
    Result.push_back({Offset, In.value(Set, {})});
  V.setFields(I, Result);
  return Known.Returns;
}

} // namespace framewalk::escape
