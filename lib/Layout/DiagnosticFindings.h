//===- DiagnosticFindings.h - Findings among clang's warnings -----===//
#pragma once

#include "Frontend/SourceFacts.h"
#include "Model/Finding.h"

#include <vector>

namespace framewalk {

/// The findings among clang's own diagnostics (-Wreturn-stack-address and the
/// -Wdangling family), without what the frame knows (FindingFrames.h).
std::vector<Finding> diagnosticFindings(const SourceFacts &Facts);

} // namespace framewalk
