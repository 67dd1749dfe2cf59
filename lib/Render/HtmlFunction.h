//===- HtmlFunction.h - A function's part of the page ---------------------===//
#pragma once

#include "Render/HtmlAnchors.h"
#include "Render/HtmlSource.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// What is marked in the source's lines.
struct HtmlMarks {
  explicit HtmlMarks(const TranslationUnitReport &Unit);

  using Line = std::pair<FileId, uint32_t>;
  /// Indices into Unit.Findings.
  std::map<Line, std::vector<size_t>> Findings;
  /// Steps of findings link there.
  std::set<Line> Linked;
};

/// What the parts of a unit's page have in common.
struct HtmlUnit {
  const TranslationUnitReport &Unit;
  const UnitAnchors &Anchors;
  SourceLines &Lines;
  HtmlMarks Marks = HtmlMarks(Unit);
  size_t Number = 0;       ///< of the unit in the page
  size_t FirstFinding = 1; ///< the number of Unit.Findings[0]
};

/// The article of Unit.Functions[\p Index]; \p PackedData is its
/// functionData(), packed.
void writeHtmlFunction(llvm::raw_ostream &OS, const HtmlUnit &Page,
                       size_t Index, const SourceParts &Source,
                       std::string_view PackedData);

} // namespace framewalk
