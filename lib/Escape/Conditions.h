//===- Conditions.h - What a branch depends on ----------------------------===//
#pragma once

#include "Escape/State.h"
#include "Escape/Values.h"

namespace llvm {
class Instruction;
class Value;
} // namespace llvm

namespace framewalk::escape {

/// What is compared, without the widening and negating around it; \p Truth
/// follows.
const llvm::Value &comparedIn(const llvm::Value &Condition, bool &Truth);

/// The comparison that \p Condition is, of places whose contents have not
/// changed when \p At, the branch, runs. \p Truth follows, as the comparison
/// is canonical.
std::optional<Comparison> readComparison(const llvm::Value &Condition,
                                         const llvm::Instruction &At,
                                         const State &S, Tables &T, Values &V,
                                         bool &Truth);

/// The place that \p Operand was loaded from, where it still is when \p At
/// runs; none: no place.
std::optional<Comparison> readOperand(const llvm::Value &Operand,
                                      const llvm::Instruction &At,
                                      const State &S, Tables &T, Values &V);

} // namespace framewalk::escape
