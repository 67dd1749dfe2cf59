//===- ReportDocument.h - What one run of the tool says -------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"

namespace framewalk {

/// All units of one run, in the order of the command line. Each keeps its own
/// target; the document's is the first one's.
struct ReportDocument {
  std::string Target;
  std::vector<TranslationUnitReport> Units;
};

} // namespace framewalk
