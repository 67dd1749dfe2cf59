//===- PathFacts.cpp ------------------------------------------------------===//
#include "Escape/PathFacts.h"

#include "llvm/ADT/APInt.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

Comparison PathFacts::canonical(Comparison C, bool &Truth) {
  switch (C.Predicate) {
  case CmpInst::ICMP_NE:
  case CmpInst::ICMP_SGE:
  case CmpInst::ICMP_SLE:
  case CmpInst::ICMP_UGE:
  case CmpInst::ICMP_ULE:
    C.Predicate = CmpInst::getInversePredicate(C.Predicate);
    Truth = !Truth;
    return C;
  default:
    return C;
  }
}

/// What follows of "== Known" for \p C, a comparison with another number.
static bool follows(const Comparison &C, int64_t Known) {
  APInt Left(64, uint64_t(Known) & C.Mask), Right(64, uint64_t(C.Number));
  return ICmpInst::compare(Left, Right, C.Predicate);
}

std::optional<int64_t> PathFacts::numberAt(RegionId Where,
                                           int32_t Offset) const {
  for (const Fact &Each : All) {
    const Comparison &W = Each.What;
    if (Each.Truth && W.Predicate == CmpInst::ICMP_EQ && W.isNumber() &&
        W.Mask == ~uint64_t(0) && W.Left == Where && W.LeftOffset == Offset)
      return W.Number;
  }
  return std::nullopt;
}

std::optional<bool> PathFacts::truthOf(const Comparison &C) const {
  for (const Fact &Each : All)
    if (Each.What == C)
      return Each.Truth;
  if (C.isNumber() && C.Predicate != CmpInst::BAD_ICMP_PREDICATE)
    if (std::optional<int64_t> Known = numberAt(C.Left, C.LeftOffset))
      return follows(C, *Known);
  return std::nullopt;
}

void PathFacts::learn(const Comparison &C, bool Truth) {
  if (truthOf(C))
    return;
  if (All.size() == Most)
    All.erase(All.begin());
  All.push_back({C, Truth});
}

void PathFacts::forget(RegionId Where, int64_t Offset, int64_t Bytes) {
  llvm::erase_if(All, [&](const Fact &Each) {
    const Comparison &W = Each.What;
    auto IsHit = [&](RegionId At, int32_t From) {
      return At == Where && From != Itself && From < Offset + Bytes &&
             Offset < int64_t(From) + W.Bytes;
    };
    return IsHit(W.Left, W.LeftOffset) ||
           (!W.isNumber() && IsHit(W.Right, W.RightOffset));
  });
}

void PathFacts::forget(RegionId Where) {
  forgetIf([&](RegionId Each) { return Each == Where; });
}

void PathFacts::forgetIf(function_ref<bool(RegionId)> IsForgotten) {
  llvm::erase_if(All, [&](const Fact &Each) {
    const Comparison &W = Each.What;
    return (W.LeftOffset != Itself && IsForgotten(W.Left)) ||
           (!W.isNumber() && IsForgotten(W.Right));
  });
}

void PathFacts::meet(const PathFacts &Other) {
  llvm::erase_if(
      All, [&](const Fact &Each) { return !is_contained(Other.All, Each); });
}

} // namespace framewalk::escape
