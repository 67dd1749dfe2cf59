//===- PipelineStart.h - The code before its first pass -------------------===//
#pragma once

#include <functional>

namespace clang {
class CompilerInstance;
}
namespace llvm {
class Module;
}

namespace framewalk {

/// Has \p Look called with each module that clang makes with the options of
/// \p Instance, when the optimiser is about to begin. For \p Look the AST is
/// there still, and the module is to stay as good as it is.
void atPipelineStart(clang::CompilerInstance &Instance,
                     std::function<void(llvm::Module &)> Look);

} // namespace framewalk
