//===- Confirmation.h - A second, closer look at what was seen ------------===//
//
// The first look at a function is cheap: states of all ways are joined, and
// callees are what their summaries say. What it suspects is looked at again
// with the small callees' bodies in the places of their calls, and the ways
// kept apart. Most functions are never looked at again.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Escape/ModuleContext.h"
#include "Escape/Observations.h"

namespace framewalk::escape {

/// Those of \p Seen, in \p F, that the closer look sees, too. What is
/// dismissed goes from \p Result, the summary of \p F, as well.
Observations confirm(llvm::Function &F, ModuleContext &Module,
                     const Observations &Seen, Summary &Result);

} // namespace framewalk::escape
