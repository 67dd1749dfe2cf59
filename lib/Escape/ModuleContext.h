//===- ModuleContext.h - What the analysis of each function shares --------===//
#pragma once

#include "Escape/Constants.h"
#include "Escape/Owners.h"
#include "Escape/Summary.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DataLayout.h"

#include <map>
#include <memory>
#include <vector>

namespace llvm {
class Function;
} // namespace llvm

namespace framewalk::escape {

/// Arguments that are known functions.
using Callbacks = std::vector<std::pair<unsigned, RegionId>>;

struct ModuleContext {
  ModuleContext(const llvm::DataLayout &Layout, const OwnerTable &Owners)
      : Layout(Layout), Owners(Owners) {
    T.PointerBytes = Layout.getPointerSize();
  }

  const llvm::DataLayout &Layout;
  const OwnerTable &Owners;
  Tables T;
  escape::Constants Constants{Layout};
  llvm::DenseMap<const llvm::Function *, std::unique_ptr<Summary>> Summaries;
  /// What functions do that call what they are given.
  std::map<std::pair<const llvm::Function *, Callbacks>, Summary> WithCallbacks;
  /// Functions whose analysis waits for another's.
  unsigned Waiting = 0;

  const Summary *summaryOf(const llvm::Function &F) const {
    auto It = Summaries.find(&F);
    return It == Summaries.end() ? nullptr : It->second.get();
  }
};

} // namespace framewalk::escape
