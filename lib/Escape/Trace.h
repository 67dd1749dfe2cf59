//===- Trace.h - The way that a pointer went ------------------------------===//
#pragma once

#include "Escape/Escape.h"
#include "Escape/ModuleContext.h"
#include "Escape/Observations.h"

namespace framewalk::escape {

/// \p End has a pointer to \p Local among its operands, or one that was copied.
bool leadsTo(const llvm::Instruction &End, const llvm::Value &Local,
             const ModuleContext &Context);

/// The steps from where the address of \p Local is taken to \p End: every
/// variable that it is stored into, and through callees, what they do with it.
/// \p End itself, a store, a return, a call or a use, is no step, but what its
/// callee does is. The functions' summaries say where a callee's pointers come
/// from; inside of a function the nearest store before is taken for the one
/// that counts.
std::vector<EscapeStep> traceTo(const llvm::Instruction &End,
                                ObservationKind Kind, const llvm::Value &Local,
                                const ModuleContext &Context);

} // namespace framewalk::escape
