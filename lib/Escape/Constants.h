//===- Constants.h - What variables hold that nobody writes to ------------===//
#pragma once

#include "Escape/State.h"

namespace llvm {
class Constant;
class DataLayout;
class GlobalVariable;
class Type;
} // namespace llvm

namespace framewalk::escape {

/// Virtual tables, dispatch tables and structures of operations.
class Constants {
public:
  explicit Constants(const llvm::DataLayout &Layout) : Layout(Layout) {}

  /// What a load of \p Type from \p Address gives, where that is one place in
  /// a constant: a virtual function of a known class; null: not known.
  const llvm::Constant *valueAt(const Tables &T, SetId Address,
                                llvm::Type &Type) const;

  /// The functions that a load from \p Address may give, in variables that are
  /// no constants, but that nothing writes to, as well; empty where it may give
  /// anything else.
  SetId functionsAt(Tables &T, SetId Address);

private:
  bool isNeverWritten(const llvm::GlobalVariable &Variable);
  bool addFunctions(Tables &T, const Target &Place,
                    llvm::SmallVector<Target, 8> &Functions);

  const llvm::DataLayout &Layout;
  llvm::DenseMap<const llvm::GlobalVariable *, bool> Written;
};

} // namespace framewalk::escape
