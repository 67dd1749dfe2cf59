//===- Diff.h - What moved between two reports ----------------------------===//
#pragma once

#include "Model/FrameDiff.h"
#include "Render/Text.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

void renderDiffText(const DiffReport &Report, llvm::raw_ostream &OS,
                    const TextOptions &Options);
/// {"schema": "framewalk-diff/1", ...}
void renderDiffJson(const DiffReport &Report, llvm::raw_ostream &OS);
void renderDiffMarkdown(const DiffReport &Report, llvm::raw_ostream &OS);
/// A page of its own, with both frames drawn side by side.
void renderDiffHtml(const DiffReport &Report, llvm::raw_ostream &OS);

} // namespace framewalk
