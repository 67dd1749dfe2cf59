//===- HoverText.h - A hover, put together part by part -------------------===//
//
// For clients that render Markdown and for those that do not: what is said is
// the same. Editors show the beginning first, and some the first line only.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/AnalyzedUnit.h"
#include "Support/Markup.h"

#include <string>
#include <string_view>

namespace framewalk {

class HoverText {
public:
  HoverText(const DocumentView &Document, llvm::lsp::MarkupKind Format);

  /// "framewalk  \p What", and whether it is an older version's.
  void title(const StyledText &What);
  void paragraph(const StyledText &Text);
  void item(const StyledText &Text);
  /// Tables and code, in letters of one width.
  void block(const Markup &Content);

  llvm::lsp::Hover finish(llvm::lsp::Range Range) &&;

private:
  bool isMarkdown() const { return Format == llvm::lsp::MarkupKind::Markdown; }
  std::string inlineText(const StyledText &Text) const;
  void gap();

  llvm::lsp::MarkupKind Format;
  std::string KeptMark;
  bool WasItem = false;
  std::string Text;
};

/// Of \p Text, which was written for people: what stands between backticks is
/// code.
StyledText proseText(std::string_view Text);

/// A name, a place, an instruction within a sentence.
inline StyledText codeText(std::string Text) {
  return StyledText(std::move(Text), Style::Code);
}

} // namespace framewalk
