//===- SarifResults.h - Findings for SARIF --------------------------------===//
#pragma once

#include "Render/SarifPlaces.h"

namespace framewalk {

/// Writes \p F, one of \p Unit's, as a result object (SARIF 2.1.0, 3.27);
/// \p IsSuppressed: a comment hides it.
void writeSarifResult(llvm::json::OStream &J, SarifPlaces &Places,
                      const TranslationUnitReport &Unit, const Finding &F,
                      bool IsSuppressed);

} // namespace framewalk
