//===- Partitions.h - The states at the beginning of a block --------------===//
//
// Where ways come together their states become one, which is all that the first
// run over a function can pay. Two things are kept apart even then: which way
// the shared cleanup code will go on, and whether an exception is on its way.
// The second, closer look has a state for each way as far as that can be paid;
// then the pointers in values belong to the way as well.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Escape/Values.h"

namespace llvm {
class BasicBlock;
class Function;
class Instruction;
} // namespace llvm

namespace framewalk::escape {

/// How states are joined where ways come together: one state for all of them,
/// or one for each, as far as that can be paid.
enum class Ways { Joined, Apart };

/// States kept apart in one block where ways are.
constexpr size_t MostWays = 24;

using CarriedValues =
    llvm::SmallVector<std::pair<const llvm::Value *, Fields>, 0>;

struct Partition {
  State S;
  /// Of what is used in other blocks than it is computed in, where ways are
  /// kept apart.
  CarriedValues Values;
  /// The block has to be looked at with it.
  bool IsDirty = false;
};

using Partitions = llvm::SmallVector<Partition, 1>;

/// \p S comes to a block whose states are \p Known; \p KeepsExits: they are
/// kept apart by the cleanup's exit, which will be read. True if one of them
/// has become dirty, here and below.
bool joinWay(Partitions &Known, const State &S, bool KeepsExits, Tables &T);

/// The same for \p S with \p Values, beside the others while there are few.
bool addWay(Partitions &Known, State S, CarriedValues Values, Tables &T);

/// What blocks hand on to others beside their states.
class Carrier {
public:
  Carrier(const llvm::Function &F, Tables &T, Values &V);

  /// The values on the edge \p From \p To. \p S learns which numbers the phis
  /// are.
  CarriedValues along(const llvm::BasicBlock &From, const llvm::BasicBlock &To,
                      State &S);

private:
  llvm::SmallVector<const llvm::Instruction *, 0> Carried;
  Tables &T;
  Values &V;
};

} // namespace framewalk::escape
