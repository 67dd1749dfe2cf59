//===- FindingStages.h - From what was detected to what is reported -------===//
#pragma once

#include "Frontend/SourceFacts.h"
#include "Model/ReportDocument.h"

namespace framewalk {

struct FindingStageOptions {
  /// All detectors have run, so that a suppression without a finding can be
  /// told.
  bool IsComplete = true;
  /// SourceFacts::Skipped: suppressions in there are not told.
  std::vector<SourceRange> Skipped;
};

/// Puts the findings of \p Unit in order, once each, and adds what the frames
/// know, fingerprints, and what NOLINT comments say. Reads the sources.
void finishFindings(TranslationUnitReport &Unit,
                    const FindingStageOptions &Options);

/// A finding in a header is the finding of every unit that includes it: only
/// the first keeps it.
void deduplicateFindings(ReportDocument &Document);

} // namespace framewalk
