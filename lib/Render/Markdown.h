//===- Markdown.h - The report for review comments and hand-outs ----------===//
//
// GitHub's Markdown: tables, and <details> around what is long. What a source
// calls its things is shown as it is, whatever marks are in it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ReportDocument.h"

#include <cstddef>
#include <cstdint>

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// The longest comment that GitHub takes.
inline constexpr size_t GithubCommentBytes = 65536;

struct MarkdownOptions {
  /// What does not fit is left out, which the text then says: frames of
  /// functions before findings. GitHub counts characters, of which there are no
  /// more than bytes.
  size_t MostBytes = SIZE_MAX;
};

void renderMarkdown(const ReportDocument &Document, llvm::raw_ostream &OS,
                    const MarkdownOptions &Options = {});

} // namespace framewalk
