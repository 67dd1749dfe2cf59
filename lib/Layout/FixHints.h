//===- FixHints.h - Edits that end a finding ------------------------------===//
#pragma once

#include "Frontend/SourceFacts.h"
#include "Model/Finding.h"

namespace framewalk {

/// Adds Finding::Fixes where an edit is sound: the program compiles, computes
/// the same, and the finding is gone. addFrames() must have said which variable
/// each finding is about. Where one edit ends several findings, the first of
/// them has it.
void addFixes(std::vector<Finding> &Findings, const SourceFacts &Facts);

} // namespace framewalk
