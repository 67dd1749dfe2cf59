//===- Baseline.h - Findings that are known already -----------------------===//
#pragma once

#include "Model/ReportDocument.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// The fingerprints in a file that writeBaseline() wrote. An error is a
/// sentence with the file's name.
llvm::Expected<llvm::StringSet<>> readBaseline(const std::string &Path);

/// The findings of \p Document, sorted; with what people need to recognise
/// them, of which only the fingerprint is read.
void writeBaseline(const ReportDocument &Document, llvm::raw_ostream &OS);

/// Takes the known findings out of \p Document.
void dropKnown(ReportDocument &Document, const llvm::StringSet<> &Known);

} // namespace framewalk
