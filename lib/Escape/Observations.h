//===- Observations.h - What the analysis saw, before words are found -----===//
#pragma once

#include "Escape/State.h"

#include "llvm/ADT/SetVector.h"

namespace llvm {
class Function;
class Instruction;
} // namespace llvm

namespace framewalk::escape {

enum class ObservationKind : uint8_t {
  Returned,      ///< the result holds a local
  Left,          ///< a local is in memory that lives longer, at the exit
  Used,          ///< a dead local is read, written or passed on
  Thrown,        ///< an exception holds a local
  KeptTemporary, ///< a variable holds a temporary that has died
};

struct Observation {
  ObservationKind Kind = ObservationKind::Returned;
  /// The return, the store that left it, the use.
  const llvm::Instruction *At = nullptr;
  RegionId Local;
  /// The cell that holds it, where there is one.
  Target Holder;
  /// The stores that put it there.
  OriginId Origin;
  /// In a callee: what uses it, or what stores it.
  const llvm::Instruction *InCallee = nullptr;
  /// It points to memory that the local owns.
  bool IsOwned = false;
};

/// Keeps one observation per kind, place and local.
class Observations {
public:
  void add(const Observation &O);
  llvm::ArrayRef<Observation> all() const { return All; }
  void clear() { All.clear(), Seen.clear(); }

private:
  std::vector<Observation> All;
  llvm::DenseSet<std::pair<const llvm::Instruction *, uint64_t>> Seen;
};

} // namespace framewalk::escape
