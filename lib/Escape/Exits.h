//===- Exits.h - What a function leaves behind ----------------------------===//
#pragma once

#include "Escape/FunctionLog.h"
#include "Escape/Values.h"

namespace llvm {
class Function;
class ReturnInst;
} // namespace llvm

namespace framewalk::escape {

/// Looks at the states at a function's returns, and where an exception leaves
/// it: pointers to its locals in there dangle. What remains of all of them is
/// the summary.
class Exits {
public:
  Exits(const llvm::Function &F, Tables &T, FunctionLog &Log)
      : F(F), T(T), Log(Log) {}

  void byReturn(const llvm::ReturnInst &Return, const State &S, Values &V);
  /// \p I throws, or throws on. The exception is looked at, and what is stored
  /// in memory that lives longer.
  void byException(const llvm::Instruction &I, const State &S);

  Summary summary();

private:
  bool isOwnLocal(const Target &Each) const;
  void returned(const llvm::ReturnInst &Return, SetId Set, const State &S,
                Values &V);
  void addResult(int32_t Offset, SetId Set);
  void left(const llvm::Instruction &End, const Cell &C,
            const llvm::DenseSet<RegionId> &Lasting);
  bool isEffect(const Cell &C);
  SetId dieHere(SetId Set);

  const llvm::Function &F;
  Tables &T;
  FunctionLog &Log;
  /// Of all returns, joined; none: it has not returned.
  std::optional<State> AtReturns;
  Fields AllResults;
  bool HasThrown = false;
};

} // namespace framewalk::escape
