//===- DeclarationReader.h - What the AST says of the functions in IR -----===//
#pragma once

#include "Escape/Owners.h"

namespace clang {
class CodeGenerator;
class FunctionDecl;
} // namespace clang
namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace framewalk::escape {

/// \p F is the code of \p D.
DeclarationFacts factsOf(const clang::FunctionDecl &D, const llvm::Function &F);

/// Of all functions in \p Module, which \p Code has made.
OwnerTable readDeclarations(clang::CodeGenerator &Code,
                            const llvm::Module &Module);

/// The body or the signature has an error, so that there is no code for it.
bool hasErrors(const clang::FunctionDecl &D);

} // namespace framewalk::escape
