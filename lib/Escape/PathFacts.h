//===- PathFacts.h - What the branches taken so far have told -------------===//
//
// `if (n) set(); ...; if (n) reset();`: that the second branch goes as the
// first did is known only where the states of both ways are kept apart, each
// with what was true on it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Escape/Region.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/InstrTypes.h"

#include <optional>

namespace framewalk::escape {

/// A comparison of what is at a place with a number, or with what is at another
/// place.
struct Comparison {
  llvm::CmpInst::Predicate Predicate = llvm::CmpInst::ICMP_EQ;
  RegionId Left;
  int32_t LeftOffset = 0;
  uint32_t Bytes = 0;
  /// Bits that take part.
  uint64_t Mask = ~uint64_t(0);
  /// Regions::null(): the number.
  RegionId Right;
  int32_t RightOffset = 0;
  int64_t Number = 0;

  bool isNumber() const { return Right == Regions::null(); }
  friend bool operator==(const Comparison &, const Comparison &) = default;
};

class PathFacts {
public:
  /// Not a place, but the pointer to the region itself.
  static constexpr int32_t Itself = std::numeric_limits<int32_t>::min();

  /// \p C as one of the predicates that are kept; \p Truth changes with it.
  static Comparison canonical(Comparison C, bool &Truth);

  /// Of a canonical comparison; none: not known.
  std::optional<bool> truthOf(const Comparison &C) const;
  /// What is known to be there.
  std::optional<int64_t> numberAt(RegionId Where, int32_t Offset) const;
  void learn(const Comparison &C, bool Truth);
  /// What was known of the bytes there is true no longer.
  void forget(RegionId Where, int64_t Offset, int64_t Bytes);
  void forget(RegionId Where);
  void forgetIf(llvm::function_ref<bool(RegionId)> IsForgotten);
  void meet(const PathFacts &Other);
  bool isEmpty() const { return All.empty(); }

  friend bool operator==(const PathFacts &, const PathFacts &) = default;

private:
  struct Fact {
    Comparison What;
    bool Truth = false;
    friend bool operator==(const Fact &, const Fact &) = default;
  };
  /// The oldest go first.
  static constexpr size_t Most = 24;
  llvm::SmallVector<Fact, 0> All;
};

} // namespace framewalk::escape
