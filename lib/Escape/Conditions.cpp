//===- Conditions.cpp -----------------------------------------------------===//
#include "Escape/Conditions.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace framewalk::escape {

const Value &comparedIn(const Value &Condition, bool &Truth) {
  const Value *Core = &Condition;
  for (;;) {
    if (auto *Not = dyn_cast<BinaryOperator>(Core);
        Not && Not->getOpcode() == Instruction::Xor &&
        isa<ConstantInt>(Not->getOperand(1)) &&
        cast<ConstantInt>(Not->getOperand(1))->isOne()) {
      Truth = !Truth;
      Core = Not->getOperand(0);
      continue;
    }
    auto *Compare = dyn_cast<ICmpInst>(Core);
    auto *Zero =
        Compare ? dyn_cast<ConstantInt>(Compare->getOperand(1)) : nullptr;
    if (Zero && Zero->isZero() && Compare->isEquality())
      if (auto *Wide = dyn_cast<CastInst>(Compare->getOperand(0));
          Wide && Wide->getSrcTy()->isIntegerTy(1)) {
        Truth = Truth != (Compare->getPredicate() == ICmpInst::ICMP_EQ);
        Core = Wide->getOperand(0);
        continue;
      }
    return *Core;
  }
}

/// Nothing is stored where \p Load reads between it and \p At, in its block.
static bool isStillThere(const LoadInst &Load, const Instruction &At,
                         const Target &Place, Tables &T, Values &V) {
  if (Load.getParent() != At.getParent())
    return false;
  for (const Instruction *I = Load.getNextNode(); I && I != &At;
       I = I->getNextNode()) {
    auto *Store = dyn_cast<StoreInst>(I);
    if (Store &&
        T.Sets.contains(V.get(*Store->getPointerOperand()), Place.Where))
      return false;
    if (isa<CallBase>(I) && !isa<IntrinsicInst>(I))
      return false;
  }
  return true;
}

static uint32_t bytesOf(const Value &V) {
  return V.getType()->isIntegerTy()
             ? (V.getType()->getIntegerBitWidth() + 7) / 8
             : 8;
}

std::optional<Comparison> readOperand(const Value &Operand,
                                      const Instruction &At, const State &S,
                                      Tables &T, Values &V) {
  Comparison C;
  const Value *From = &Operand;
  while (isa<ZExtInst>(From) || isa<SExtInst>(From) || isa<TruncInst>(From))
    From = cast<CastInst>(From)->getOperand(0);
  if (auto *And = dyn_cast<BinaryOperator>(From);
      And && And->getOpcode() == Instruction::And)
    if (auto *Bits = dyn_cast<ConstantInt>(And->getOperand(1));
        Bits && Bits->getBitWidth() <= 64) {
      C.Mask = Bits->getZExtValue();
      From = And->getOperand(0);
      while (isa<ZExtInst>(From) || isa<SExtInst>(From))
        From = cast<CastInst>(From)->getOperand(0);
    }
  C.Bytes = bytesOf(*From);
  auto *Load = dyn_cast<LoadInst>(From);
  if (!Load) {
    // A value by itself, as if it were in a place of its own.
    if (!isa<PHINode>(From) && !isa<CallBase>(From) && !isa<Argument>(From))
      return std::nullopt;
    C.Left = T.Places.local(*From);
    return C;
  }
  if (!Load->isSimple())
    return std::nullopt;
  // The place may have died since: what was loaded is what it was.
  SetId Address = S.current(T, V.get(*Load->getPointerOperand()));
  const Target *Place = T.Sets.single(Address);
  if (!Place || !Place->isExact() ||
      T.Places.kind(Place->Where) == RegionKind::Top ||
      T.Places.kind(Place->Where) == RegionKind::Result ||
      T.Places.kind(Place->Where) == RegionKind::Heap ||
      !isStillThere(*Load, At, *Place, T, V))
    return std::nullopt;
  C.Left = Place->Where;
  C.LeftOffset = Place->Offset;
  return C;
}

/// The one object that \p Pointer points to the beginning of.
static std::optional<RegionId> symbolOf(const Value &Pointer, const State &S,
                                        Tables &T, Values &V) {
  ArrayRef<Target> Set = T.Sets[S.current(T, V.get(Pointer))];
  if (Set.size() != 1 || !Set.front().isExact() || Set.front().Offset != 0)
    return std::nullopt;
  RegionKind Kind = T.Places.kind(Set.front().Where);
  if (Kind != RegionKind::Argument && Kind != RegionKind::Content)
    return std::nullopt;
  return Set.front().Where;
}

std::optional<Comparison> readComparison(const Value &Condition,
                                         const Instruction &At, const State &S,
                                         Tables &T, Values &V, bool &Truth) {
  auto *Compare = dyn_cast<ICmpInst>(&Condition);
  if (!Compare) {
    // A boolean: it is not 0.
    std::optional<Comparison> C = readOperand(Condition, At, S, T, V);
    if (C)
      Truth = !Truth;
    return C;
  }
  const Value *A = Compare->getOperand(0), *B = Compare->getOperand(1);
  CmpInst::Predicate Predicate = Compare->getPredicate();
  if (isa<Constant>(A)) {
    std::swap(A, B);
    Predicate = CmpInst::getSwappedPredicate(Predicate);
  }
  std::optional<Comparison> C;
  if (isa<ConstantPointerNull>(B)) {
    if (std::optional<RegionId> Symbol = symbolOf(*A, S, T, V)) {
      C = Comparison{.Left = *Symbol,
                     .LeftOffset = PathFacts::Itself,
                     .Bytes = 0,
                     .Right = Regions::null()};
    } else {
      C = readOperand(*A, At, S, T, V);
    }
  } else if (auto *Number = dyn_cast<ConstantInt>(B);
             Number && Number->getBitWidth() <= 64) {
    C = readOperand(*A, At, S, T, V);
    if (C)
      C->Number = Number->getSExtValue();
  } else if (!isa<Constant>(B)) {
    C = readOperand(*A, At, S, T, V);
    std::optional<Comparison> Other = readOperand(*B, At, S, T, V);
    if (!C || !Other || ~Other->Mask)
      return std::nullopt;
    // Where one is known, the other is compared with a number: `i < n` at a
    // loop's beginning says that n is more than 0.
    if (std::optional<int64_t> Known =
            S.Facts.numberAt(C->Left, C->LeftOffset)) {
      C = Other;
      C->Number = *Known;
      Predicate = CmpInst::getSwappedPredicate(Predicate);
    } else if ((Known = S.Facts.numberAt(Other->Left, Other->LeftOffset))) {
      C->Number = *Known;
    } else {
      C->Right = Other->Left;
      C->RightOffset = Other->LeftOffset;
      C->Bytes = std::max(C->Bytes, Other->Bytes);
    }
  }
  if (!C)
    return std::nullopt;
  C->Predicate = Predicate;
  return PathFacts::canonical(*C, Truth);
}

} // namespace framewalk::escape
