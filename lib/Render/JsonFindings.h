//===- JsonFindings.h - A finding for programs ----------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"

#include "llvm/Support/JSON.h"

namespace framewalk {

/// Writes \p F, one of \p Unit's, as an object: its place, the way of the
/// pointer, the object's death, the heir of its bytes, the fixes.
void writeFindingJson(llvm::json::OStream &J, const TranslationUnitReport &Unit,
                      const Finding &F);

} // namespace framewalk
