//===- SummarizeUnit.h - From a unit's report to what an index keeps ------===//
#pragma once

#include "Model/ProjectSummary.h"

namespace framewalk {

/// Copies the findings and reads the lines that they speak of, below the
/// current folder.
UnitSummary summarizeUnit(const TranslationUnitReport &Unit, std::string Id);

} // namespace framewalk
