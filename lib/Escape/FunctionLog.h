//===- FunctionLog.h - What is gathered beside the states -----------------===//
#pragma once

#include "Escape/Observations.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace framewalk::escape {

/// What one run over a function gathers beside its states.
struct FunctionLog {
  explicit FunctionLog(Observations &Seen) : Seen(Seen) {}

  Observations &Seen;
  /// The rest becomes the summary's; its fields say what it is.
  llvm::DenseMap<RegionId, const llvm::Instruction *> Dereferenced;
  uint32_t CalledArguments = 0;
  llvm::DenseSet<RegionId> Released;
  llvm::DenseSet<RegionId> Resumed;
};

} // namespace framewalk::escape
