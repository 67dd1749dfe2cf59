//===- Partitions.cpp -----------------------------------------------------===//
#include "Escape/Partitions.h"

#include "Escape/Learning.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

/// States kept apart by the exit of the shared cleanup code.
constexpr size_t MostExits = 8;

//===--- Ways joined ------------------------------------------------------===//

/// From now on \p P is for every exit of the cleanup code, thrown or not.
static void widen(Partition &P) {
  P.S.CleanupExit = State::NoExit;
  P.S.IsThrown = false;
}

bool joinWay(Partitions &Known, const State &S, bool KeepsExits, Tables &T) {
  int Exit = KeepsExits ? S.CleanupExit : State::NoExit;
  Partition *Same = nullptr;
  for (Partition &Each : Known)
    if (Each.S.CleanupExit == Exit && Each.S.IsThrown == S.IsThrown)
      Same = &Each;
  if (!Same && Known.size() < MostExits) {
    Known.push_back({.S = S, .Values = {}, .IsDirty = true});
    Known.back().S.CleanupExit = Exit;
    return true;
  }
  if (!Same) {
    Same = &Known.front();
    widen(*Same);
  }
  bool HasChanged = Same->S.join(T, S);
  Same->IsDirty |= HasChanged;
  return HasChanged;
}

//===--- Ways apart -------------------------------------------------------===//

static Fields join(const Fields &A, const Fields &B, Tables &T) {
  Fields Result = A;
  for (auto [Offset, Set] : B) {
    auto *Known =
        find_if(Result, [&](auto &Each) { return Each.first == Offset; });
    if (Known == Result.end())
      Result.push_back({Offset, Set});
    else
      Known->second = T.Sets.join(Known->second, Set);
  }
  return Result;
}

/// True if \p Into changed.
static bool join(CarriedValues &Into, const CarriedValues &Values, Tables &T) {
  bool HasChanged = false;
  for (auto &[Each, Set] : Values) {
    auto *Known = find_if(Into, [&](auto &Old) { return Old.first == Each; });
    if (Known == Into.end()) {
      Into.push_back({Each, Set});
      HasChanged = true;
    } else if (Fields Joined = join(Known->second, Set, T);
               Joined != Known->second) {
      Known->second = std::move(Joined);
      HasChanged = true;
    }
  }
  return HasChanged;
}

bool addWay(Partitions &Known, State S, CarriedValues Values, Tables &T) {
  // What is known matters only where memory differs by it.
  for (Partition &Each : Known)
    if (Each.S.hasSameMemory(S) && Each.Values == Values) {
      PathFacts Before = Each.S.Facts;
      Each.S.Facts.meet(S.Facts);
      bool HasChanged = Each.S.Facts != Before;
      Each.IsDirty |= HasChanged;
      return HasChanged;
    }
  if (Known.size() < MostWays) {
    Known.push_back(
        {.S = std::move(S), .Values = std::move(Values), .IsDirty = true});
    return true;
  }
  Partition &Last = Known.back();
  widen(Last);
  bool HasChanged = Last.S.join(T, S);
  HasChanged |= join(Last.Values, Values, T);
  Last.IsDirty |= HasChanged;
  return HasChanged;
}

//===--- Values handed on -------------------------------------------------===//

Carrier::Carrier(const Function &F, Tables &T, Values &V) : T(T), V(V) {
  for (const Instruction &I : instructions(F))
    if (!isa<AllocaInst>(I) && !I.getType()->isVoidTy() &&
        (isa<PHINode>(I) || I.isUsedOutsideOfBlock(I.getParent())))
      Carried.push_back(&I);
}

CarriedValues Carrier::along(const BasicBlock &From, const BasicBlock &To,
                             State &S) {
  CarriedValues Values;
  for (const Value *Each : Carried)
    if (Fields Set = V.fields(*Each); !Set.empty())
      Values.push_back({Each, std::move(Set)});
  for (const PHINode &Phi : To.phis()) {
    const Value &Incoming = *Phi.getIncomingValueForBlock(&From);
    llvm::erase_if(Values, [&](auto &Each) { return Each.first == &Phi; });
    Values.push_back({&Phi, V.fields(Incoming)});
    RegionId Place = T.Places.local(Phi);
    S.Facts.forget(Place);
    if (auto *Number = dyn_cast<ConstantInt>(&Incoming);
        Number && Number->getBitWidth() <= 64)
      learnNumber({.Where = Place}, 8, Number->getSExtValue(), S);
  }
  return Values;
}

} // namespace framewalk::escape
