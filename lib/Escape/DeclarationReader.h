//===- DeclarationReader.h - What the AST says of the functions in IR -----===//
#pragma once

#include "Escape/Owners.h"

namespace clang {
class CodeGenerator;
class FunctionDecl;
} // namespace clang
namespace llvm {
class Module;
}

namespace framewalk::escape {

OwnerTable readDeclarations(clang::CodeGenerator &Code,
                            const llvm::Module &Module);

/// The body or the signature has an error, so that there is no code for it.
bool hasErrors(const clang::FunctionDecl &D);

} // namespace framewalk::escape
