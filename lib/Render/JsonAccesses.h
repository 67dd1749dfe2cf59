//===- JsonAccesses.h - Accesses and touches for programs -----------------===//
//
// A large unit has some hundred thousand of them, so they are written without
// going through a json::Value for each member.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"

#include "llvm/Support/JSON.h"

namespace framewalk {

/// The member "accesses", and "compilerAccesses": those that no expression of
/// the source spells out.
void writeAccessesJson(llvm::json::OStream &J,
                       const TranslationUnitReport &Unit,
                       const FunctionReport &F);

/// The member "memory": what each instruction touches.
void writeMemoryJson(llvm::json::OStream &J, const TranslationUnitReport &Unit,
                     const FunctionReport &F);

/// The member "fetch": the walk to the function's first instruction, or null.
void writeFetchJson(llvm::json::OStream &J, const FunctionReport &F);

} // namespace framewalk
