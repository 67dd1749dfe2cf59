//===- Markdown.h - The report for review comments and hand-outs ----------===//
//
// GitHub's Markdown: tables, and <details> around what is long. What a source
// calls its things is shown as it is, whatever marks are in it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ReportDocument.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

void renderMarkdown(const ReportDocument &Document, llvm::raw_ostream &OS);

} // namespace framewalk
