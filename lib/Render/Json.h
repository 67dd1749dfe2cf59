//===- Json.h - The report for programs -----------------------------------===//
//
// The names are a contract ("framewalk/1"): more may be added, none changes its
// meaning. tests/schema/framewalk-1.schema.json states it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ReportDocument.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/JSON.h"

#include <string_view>

namespace framewalk {

/// The member "schema" of this document and of those of `walk` and `maps`.
inline constexpr const char *JsonSchema = "framewalk/1";

/// Writes \p Document as one JSON value and a line break.
void renderJson(const ReportDocument &Document, llvm::raw_ostream &OS);

/// Writes \p F, one of \p Unit's functions, as the document has it.
void renderFunctionJson(const TranslationUnitReport &Unit,
                        const FunctionReport &F, llvm::raw_ostream &OS);

/// The document's object as a part of another.
void writeReportJson(llvm::json::OStream &J, std::string_view Target,
                     llvm::ArrayRef<TranslationUnitReport> Units);

} // namespace framewalk
