//===- Depths.h - How deep the stack gets below a function ----------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Support/Markup.h"

namespace framewalk {

/// The deepest chain of calls that begins with \p F, as far as its unit tells:
/// "worst case 144 bytes: f 80, g 64"; where calls lead out of the unit, or
/// cannot be known, "at least" and why.
std::vector<StyledText> depthWords(const TranslationUnitReport &Unit,
                                   const FunctionReport &F);

} // namespace framewalk
