//===- Json.h - The report for programs -----------------------------------===//
//
// The names are a contract ("framewalk/1"): more may be added, none changes its
// meaning. tests/schema/framewalk-1.schema.json states it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ReportDocument.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// Writes \p Document as one JSON value and a line break.
void renderJson(const ReportDocument &Document, llvm::raw_ostream &OS);

/// Writes \p F, one of \p Unit's functions, as the document has it.
void renderFunctionJson(const TranslationUnitReport &Unit,
                        const FunctionReport &F, llvm::raw_ostream &OS);

} // namespace framewalk
