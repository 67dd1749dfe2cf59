//===- CodeSelection.h - Code of some functions only ----------------------===//
#pragma once

#include "llvm/ADT/StringSet.h"

namespace clang {
class ASTContext;
class CompilerInstance;
} // namespace clang

namespace framewalk {

/// Makes the code generation of \p Instance that begins next leave the
/// functions with these symbols out of the object: they are declared there as
/// their definitions are. The others' code stays what it would have been; where
/// that cannot be had, because functions become parts of others, nothing is
/// left out.
void leaveOut(const llvm::StringSet<> &Symbols, clang::ASTContext &Context,
              clang::CompilerInstance &Instance);

} // namespace framewalk
