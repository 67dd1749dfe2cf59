//===- Values.h - The pointers in a function's SSA values -----------------===//
#pragma once

#include "Escape/Summary.h"

#include <utility>

namespace llvm {
class DataLayout;
class Type;
class Value;
} // namespace llvm

namespace framewalk::escape {

/// True if a value of \p Type can hold exactly one pointer.
bool canHoldPointer(const llvm::Type &Type, const llvm::DataLayout &Layout);

/// The number that \p V is in the source, if any.
std::optional<int64_t> constantOf(const llvm::Value &V);

enum class PointerLeaves { AndNumbers, Only };

/// The places in \p Type, an aggregate, that can hold a pointer.
void pointerOffsets(llvm::Type &Type, const llvm::DataLayout &Layout,
                    int32_t Base, llvm::SmallVectorImpl<int32_t> &Offsets,
                    PointerLeaves Which = PointerLeaves::AndNumbers);

class Values {
public:
  Values(Tables &T, const llvm::DataLayout &Layout) : T(T), Layout(Layout) {}

  /// Where a pointer or a number that was one may point. Constants, too.
  SetId get(const llvm::Value &V);
  Fields fields(const llvm::Value &V);
  void set(const llvm::Value &V, SetId Set) {
    auto It = Scalars.find(&V);
    if (It == Scalars.end() ? Set.isEmpty() : It->second == Set)
      return;
    Scalars[&V] = Set;
    Changed.push_back(&V);
  }
  void setFields(const llvm::Value &V, const Fields &F);
  /// Every pointer in \p V may point to \p Set.
  void setAll(const llvm::Value &V, SetId Set,
              PointerLeaves Which = PointerLeaves::AndNumbers);
  /// What has changed since the last time: blocks that use it must be looked at
  /// again.
  llvm::SmallVector<const llvm::Value *, 16> takeChanged() {
    return std::exchange(Changed, {});
  }

private:
  SetId constant(const llvm::Value &V);

  Tables &T;
  const llvm::DataLayout &Layout;
  llvm::DenseMap<const llvm::Value *, SetId> Scalars;
  llvm::DenseMap<const llvm::Value *, Fields> Aggregates;
  llvm::SmallVector<const llvm::Value *, 16> Changed;
};

} // namespace framewalk::escape
