//===- FindingStages.h - From what was detected to what is reported -------===//
#pragma once

#include "Frontend/SourceFacts.h"
#include "Model/ReportDocument.h"
#include "Support/UnsavedFiles.h"

namespace framewalk {

/// Puts the findings of \p Unit in order, once each, and adds what the frames
/// know, fixes, fingerprints, and what NOLINT comments say. Reads the sources.
/// Where the unit did not compile, not all detectors have run, and nothing is
/// said of NOLINT comments without a finding.
void finishFindings(TranslationUnitReport &Unit, const SourceFacts &Facts,
                    bool HasCompiled, const UnsavedFiles *Unsaved = nullptr);

/// A finding in a header is the finding of every unit that includes it: only
/// the first keeps it.
void deduplicateFindings(ReportDocument &Document);

} // namespace framewalk
