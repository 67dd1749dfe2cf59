//===- Constants.h - What tables of functions hold ------------------------===//
#pragma once

#include "Escape/State.h"

namespace llvm {
class DataLayout;
class GlobalVariable;
} // namespace llvm

namespace framewalk::escape {

/// Pointers to functions in variables that nothing writes to: dispatch tables
/// and structures of operations.
class Constants {
public:
  explicit Constants(const llvm::DataLayout &Layout) : Layout(Layout) {}

  /// The functions that a load from \p Address may give; empty where it may
  /// give anything else.
  SetId load(Tables &T, SetId Address);

private:
  bool isNeverWritten(const llvm::GlobalVariable &Variable);
  bool addFunctions(Tables &T, const Target &Place,
                    llvm::SmallVector<Target, 8> &Functions);

  const llvm::DataLayout &Layout;
  llvm::DenseMap<const llvm::GlobalVariable *, bool> Written;
};

} // namespace framewalk::escape
