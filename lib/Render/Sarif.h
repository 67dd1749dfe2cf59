//===- Sarif.h - Findings for code scanning: SARIF 2.1.0 ------------------===//
//
// Nothing in it depends on the machine or the time: files below the root are
// named relative to %SRCROOT%, and a run of the same sources gives the same
// bytes.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ReportDocument.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

struct SarifOptions {
  std::string ToolVersion;
  /// An absolute path: what %SRCROOT% stands for. Empty: files are named from
  /// there already, and only the lines that the units quote are known.
  std::string Root;
  /// Why files were left out; the run then was no success.
  std::vector<std::string> Failures;
  /// GitHub refuses a run with more. Warnings stay before notes, and what is
  /// left out is counted in a notification.
  size_t MostResults = 25000;
  /// The same of a larger document, as gzip packs it. It weighs less than a
  /// tenth, but chains of calls are long.
  size_t MostPackedBytes = 10 << 20;
};

/// Writes the findings of all units as one run.
void renderSarif(const ReportDocument &Document, llvm::raw_ostream &OS,
                 const SarifOptions &Options);

} // namespace framewalk
