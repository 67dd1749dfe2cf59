//===- Learning.cpp -------------------------------------------------------===//
#include "Escape/Learning.h"

#include "Escape/Conditions.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

bool learnBranch(const Value &Condition, const Instruction &At, bool Truth,
                 State &S, Tables &T, Values &V) {
  if (auto *Constant = dyn_cast<ConstantInt>(&Condition))
    return Constant->isOne() == Truth;
  std::optional<Comparison> What =
      readComparison(Condition, At, S, T, V, Truth);
  if (!What)
    return true;
  if (std::optional<bool> Known = S.Facts.truthOf(*What))
    return *Known == Truth;
  S.Facts.learn(*What, Truth);
  return true;
}

/// That \p What is one of several numbers, as one fact: no comparison of IR has
/// this predicate, so that it is found again by the same numbers only.
static Comparison oneOf(Comparison What, SmallVectorImpl<int64_t> &Numbers) {
  llvm::sort(Numbers);
  What.Predicate = CmpInst::BAD_ICMP_PREDICATE;
  What.Number = int64_t(size_t(hash_combine_range(Numbers)));
  return What;
}

std::vector<std::pair<const BasicBlock *, State>>
learnSwitch(const SwitchInst &Switch, const State &S, Tables &T, Values &V) {
  std::vector<std::pair<const BasicBlock *, State>> Ways;
  std::optional<Comparison> What =
      readOperand(*Switch.getCondition(), Switch, S, T, V);
  // Cases that go to one place are known together: `case 1: case 2:`.
  MapVector<const BasicBlock *, SmallVector<int64_t, 4>> Cases;
  for (auto &Case : Switch.cases())
    Cases[Case.getCaseSuccessor()].push_back(
        Case.getCaseValue()->getSExtValue());
  State Other = S;
  for (auto &[To, Numbers] : Cases) {
    if (!What) {
      Ways.push_back({To, S});
      continue;
    }
    bool MayBe = false, Is = false;
    for (int64_t Number : Numbers) {
      What->Number = Number;
      std::optional<bool> Known = S.Facts.truthOf(*What);
      MayBe |= Known != false;
      Is |= Known == true;
      Other.Facts.learn(*What, false);
    }
    Comparison Fact = *What;
    if (Numbers.size() > 1) {
      Fact = oneOf(*What, Numbers);
      std::optional<bool> Known = S.Facts.truthOf(Fact);
      MayBe &= Known != false;
      Is |= Known == true;
      Other.Facts.learn(Fact, false);
    }
    if (!MayBe)
      continue;
    State Refined = S;
    Refined.Facts.learn(Fact, true);
    Ways.push_back({To, std::move(Refined)});
    if (Is)
      return Ways;
  }
  Ways.push_back({Switch.getDefaultDest(), std::move(Other)});
  return Ways;
}

/// The number that is stored by \p At, if it is known.
static std::optional<int64_t> numberOf(const Value &Written,
                                       const Instruction &At, const State &S,
                                       Tables &T, Values &V) {
  if (auto *Constant = dyn_cast<ConstantInt>(&Written)) {
    if (Constant->getBitWidth() > 64)
      return std::nullopt;
    return Constant->getSExtValue();
  }
  std::optional<Comparison> From = readOperand(Written, At, S, T, V);
  return From ? S.Facts.numberAt(From->Left, From->LeftOffset) : std::nullopt;
}

void learnInstruction(const Instruction &I, State &S, Tables &T, Values &V) {
  if (isa<CallBase>(I)) {
    S.Facts.forget(T.Places.local(I));
    return;
  }
  auto *Store = dyn_cast<StoreInst>(&I);
  if (!Store || !Store->getValueOperand()->getType()->isIntegerTy())
    return;
  const Value &Written = *Store->getValueOperand();
  std::optional<int64_t> Number = numberOf(Written, *Store, S, T, V);
  const Target *Place =
      T.Sets.single(S.current(T, V.get(*Store->getPointerOperand())));
  if (Number && Place && Place->isExact())
    learnNumber(*Place, (Written.getType()->getIntegerBitWidth() + 7) / 8,
                *Number, S);
}

void learnNumber(const Target &Place, uint32_t Bytes, int64_t Number,
                 State &S) {
  S.Facts.learn({.Left = Place.Where,
                 .LeftOffset = Place.Offset,
                 .Bytes = Bytes,
                 .Right = Regions::null(),
                 .Number = Number},
                true);
}

} // namespace framewalk::escape
