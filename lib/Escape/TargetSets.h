//===- TargetSets.h - Sets of targets, each made once ---------------------===//
//
// Equal sets have equal ids, so that states compare and copy as numbers; join,
// shift and kill remember what they computed.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Escape/Region.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <vector>

namespace framewalk::escape {

/// 0 is the empty set: no pointer, or one that was never written.
struct SetId {
  uint32_t Value = 0;
  bool isEmpty() const { return Value == 0; }
  friend auto operator<=>(const SetId &, const SetId &) = default;
};

class TargetSets {
public:
  explicit TargetSets(Regions &AllRegions);

  llvm::ArrayRef<Target> operator[](SetId Id) const { return All[Id.Value]; }

  SetId one(Target T);
  SetId null() const { return NullSet; }
  SetId top() const { return TopSet; }
  SetId join(SetId A, SetId B);
  /// Every target moved by \p Bytes.
  SetId shift(SetId A, int64_t Bytes);
  /// Every target moved by something in [0, Span).
  SetId shiftWithin(SetId A, uint32_t Span);
  /// Targets in \p Local, and in what it owns, are dead.
  SetId kill(SetId A, RegionId Local);
  SetId filter(SetId A, llvm::function_ref<bool(const Target &)> Keep);
  SetId map(SetId A, llvm::function_ref<Target(const Target &)> Change);
  /// The same with targets in any order, and twice.
  SetId make(llvm::SmallVector<Target, 8> Targets) {
    return intern(std::move(Targets));
  }

  /// A local, or something that one owns.
  bool hasLocal(SetId A) const { return Locals[A.Value]; }
  bool hasDead(SetId A) const { return Deads[A.Value]; }
  size_t size() const { return All.size(); }
  bool contains(SetId A, RegionId Where) const;
  /// The only target besides null; none where there are more.
  const Target *single(SetId A) const;

private:
  SetId intern(llvm::SmallVector<Target, 8> Targets);
  void limit(llvm::SmallVector<Target, 8> &Targets) const;

  /// So many places in one region at most, then they become a span; so many
  /// arguments, contents and results, then they become "anything", which they
  /// nearly are; so many targets in all.
  static constexpr size_t MostPlaces = 4;
  static constexpr size_t MostSymbols = 3;
  static constexpr size_t MostTargets = 24;

  Regions &AllRegions;
  std::vector<std::vector<Target>> All;
  std::vector<bool> Locals, Deads;
  /// The last set with a hash, and for each set the one before it.
  llvm::DenseMap<uint64_t, uint32_t> LastWithHash;
  std::vector<uint32_t> Previous;
  /// By region: the set of its first byte alone, the commonest; empty: not
  /// made.
  std::vector<SetId> Beginnings;
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, uint32_t> Joins;
  llvm::DenseMap<std::pair<uint32_t, int64_t>, uint32_t> Shifts;
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, uint32_t> Kills;
  SetId NullSet, TopSet;
};

} // namespace framewalk::escape
