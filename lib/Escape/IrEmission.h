//===- IrEmission.h - IR that says when locals live -----------------------===//
#pragma once

#include "Escape/Owners.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace clang {
class ASTConsumer;
class ASTContext;
class CompilerInstance;
} // namespace clang
namespace llvm {
class Module;
}

namespace framewalk::escape {

/// Places, variables' names and types: as long to make as the code itself.
enum class DebugInfo { None, Full };

/// Calls \p Use with the module of the functions that \p Replay tells of, with
/// lifetime markers and what debug information is \p Wanted, and with what
/// their declarations say. Functions with errors are left out. False: code
/// generation failed.
bool withModule(
    clang::CompilerInstance &Instance, clang::ASTContext &Context,
    llvm::function_ref<void(clang::ASTConsumer &)> Replay, DebugInfo Wanted,
    llvm::function_ref<void(llvm::Module &, const OwnerTable &)> Use);

} // namespace framewalk::escape
