//===- ModuleContext.h - What the analysis of each function shares --------===//
#pragma once

#include "Escape/Constants.h"
#include "Escape/Owners.h"
#include "Escape/Summary.h"

#include "llvm/ADT/DenseMap.h"

#include <memory>

namespace llvm {
class DataLayout;
class Function;
} // namespace llvm

namespace framewalk::escape {

struct ModuleContext {
  ModuleContext(const llvm::DataLayout &Layout, const OwnerTable &Owners)
      : Layout(Layout), Owners(Owners) {}

  const llvm::DataLayout &Layout;
  const OwnerTable &Owners;
  Tables T;
  escape::Constants Constants{Layout};
  llvm::DenseMap<const llvm::Function *, std::unique_ptr<Summary>> Summaries;
  /// Functions whose analysis waits for another's.
  unsigned Waiting = 0;

  const Summary *summaryOf(const llvm::Function &F) const {
    auto It = Summaries.find(&F);
    return It == Summaries.end() ? nullptr : It->second.get();
  }
};

} // namespace framewalk::escape
