//===- Fingerprint.h - Findings across versions of a source ---------------===//
//
// A baseline, and whoever imports SARIF, must know a finding again after lines
// have been added above it. So no line number goes into a fingerprint: only the
// rule, the file's name without its folders, the function, the variable, and
// the text of the line. Equal ones are counted.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/Finding.h"

#include <functional>

namespace framewalk {

/// The text of a position's line.
using LineOf = std::function<std::string_view(const SourcePosition &)>;

/// Fills Finding::Fingerprint: 32 hexadecimal digits. \p Findings must be in
/// their final order; \p Files is what FileId indexes.
void addFingerprints(std::vector<Finding> &Findings,
                     const std::vector<std::string> &Files, const LineOf &Line);

} // namespace framewalk
