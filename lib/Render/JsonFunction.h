//===- JsonFunction.h - A function for programs ---------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"

#include "llvm/Support/JSON.h"

namespace framewalk {

/// Writes \p F, one of \p Unit's, as an object: its frame, variables, code,
/// accesses and memory.
void writeFunctionJson(llvm::json::OStream &J,
                       const TranslationUnitReport &Unit,
                       const FunctionReport &F);

} // namespace framewalk
