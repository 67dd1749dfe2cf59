//===- PartialCompile.h - Code again, of some functions -------------------===//
#pragma once

#include "Frontend/Compile.h"

namespace llvm {
class Module;
}

namespace framewalk {

struct PartialCompileOptions {
  /// Symbols of functions that there must be code of, and of those whose bodies
  /// count. Others may have bodies, or not.
  const llvm::StringSet<> &Wanted;
  const llvm::StringSet<> &Bodies;
  /// Chooses among what is there, before any optimisation.
  llvm::function_ref<void(llvm::Module &)> Reduce;
};

/// Generates code from what \p Replay tells of a unit whose compilation by
/// \p Command.Ready is over, as it was generated there but with debug
/// information. The object is returned. The AST is as it was before.
llvm::Expected<std::string>
compilePart(const CompileCommand &Command, clang::ASTContext &Context,
            llvm::function_ref<void(clang::ASTConsumer &)> Replay,
            const PartialCompileOptions &Options);

} // namespace framewalk
