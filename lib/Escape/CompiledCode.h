//===- CompiledCode.h - A look at the code that clang makes anyway --------===//
//
// findEscapes() makes IR of its own, which has what it needs to say what it
// finds. That there is nothing to find shows in the user's IR as well, where
// that is alike: most units of C, compiled with optimisation.
//
//===----------------------------------------------------------------------===//
#pragma once

namespace clang {
class ASTContext;
class CompilerInstance;
} // namespace clang
namespace llvm {
class Module;
}

namespace framewalk {

/// Whether the IR that \p Instance is going to make is like findEscapes()'s
/// own: with lifetime markers, and as the source says, not instrumented. Of C++
/// the symbols do not say what was declared.
bool makesTellingCode(const clang::CompilerInstance &Instance);

/// Whether findEscapes() would find nothing, by \p Code, which no pass has seen
/// yet, and which stays as it is. In doubt, it would.
bool hasNoEscapes(clang::ASTContext &Context, llvm::Module &Code);

} // namespace framewalk
