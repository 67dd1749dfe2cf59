//===- CodeReduction.h - A module for code of some functions --------------===//
//
// Private to lib/Codegen.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CodeWitness.h"

namespace framewalk {

/// CodeWitness::reduce(); \p Final is the module of the compilation that was
/// watched, after optimisation.
void reduceModule(llvm::Module &Unoptimised, const llvm::Module &Final,
                  const CodePart &Part);

} // namespace framewalk
