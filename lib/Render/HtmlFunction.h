//===- HtmlFunction.h - A function's part of the page ---------------------===//
#pragma once

#include "Render/HtmlAnchors.h"
#include "Render/HtmlSource.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// What the parts of a unit's page have in common.
struct HtmlUnit {
  const TranslationUnitReport &Unit;
  const UnitAnchors &Anchors;
  SourceLines &Lines;
  size_t Number = 0;       ///< of the unit in the page
  size_t FirstFinding = 1; ///< the number of Unit.Findings[0]
};

/// The article of Unit.Functions[\p Index]; \p PackedData is its
/// functionData(), packed.
void writeHtmlFunction(llvm::raw_ostream &OS, const HtmlUnit &Page,
                       size_t Index, const SourceParts &Source,
                       std::string_view PackedData);

} // namespace framewalk
