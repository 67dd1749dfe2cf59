//===- Flow.h - One function, from entry to its returns -------------------===//
#pragma once

#include "Escape/ModuleContext.h"
#include "Escape/Observations.h"

namespace framewalk::escape {

/// The summary of \p F, with those that it calls taken from \p Module. Some
/// arguments may be known functions.
Summary analyzeFunction(const llvm::Function &F, ModuleContext &Module,
                        Observations &Seen, const Callbacks &Given = {});

/// What is seen in \p F where its ways are kept apart; false: there are too
/// many.
bool observeWays(const llvm::Function &F, ModuleContext &Module,
                 Observations &Seen);

/// The parameter lives in this function's frame, or is its copy to destroy.
bool isByValue(const llvm::Function &F, unsigned Index);

} // namespace framewalk::escape
