//===- Analysis.h - All functions of a module, callees first --------------===//
#pragma once

#include "Escape/ModuleContext.h"
#include "Escape/Observations.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace framewalk::escape {

/// Analyses each function of \p Module and calls \p Report with what was seen
/// in it.
void analyzeModule(
    llvm::Module &Module, ModuleContext &Context,
    llvm::function_ref<void(const llvm::Function &, const Observations &)>
        Report);

/// Whether analyzeModule() could see anything in \p Module, which needs no
/// debug information; nothing is confirmed. In doubt, it could: there are
/// functions whose analysis reads debug information.
bool isSuspicious(llvm::Module &Module, const OwnerTable &Owners);

/// The summary of a function that is called through a pointer, which the order
/// of the functions does not know of; null where there is none.
const Summary *summaryNow(const llvm::Function &F, ModuleContext &Context);

/// The summary of \p F, which has one, where some of its arguments are known
/// functions.
const Summary *summaryWith(const llvm::Function &F, const Callbacks &Given,
                           ModuleContext &Context);

} // namespace framewalk::escape
