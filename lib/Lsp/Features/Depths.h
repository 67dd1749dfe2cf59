//===- Depths.h - How deep the stack gets below a function ----------------===//
#pragma once

#include "Model/ProjectIndex.h"
#include "Model/TranslationUnitReport.h"
#include "Project/CallGraph.h"
#include "Support/Markup.h"

#include <vector>

namespace framewalk {

/// The call graph of one unit.
class UnitDepths {
public:
  explicit UnitDepths(const TranslationUnitReport &Unit);
  UnitDepths(const UnitDepths &) = delete;
  UnitDepths &operator=(const UnitDepths &) = delete;

  /// The deepest chain of calls that begins with the unit's function \p Number,
  /// as far as the unit tells: "worst case from here: 144 bytes of stack: f 80
  /// → g 64"; where calls lead out of the unit, or cannot be known, "at least"
  /// and why.
  std::vector<StyledText> words(uint32_t Number) const;

private:
  ProjectIndex Index;
  CallGraph Graph;
};

} // namespace framewalk
