//===- TextDocument.h - A text that an editor has open --------------------===//
#pragma once

#include "Lsp/Features/TextLines.h"

#include "llvm/Support/LSP/Protocol.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// One change in a list of them: each speaks of the text that the one before
/// has left.
struct TextChange {
  std::optional<llvm::lsp::Range> Range; ///< unset: the whole text
  std::string Text;
};

class TextDocument {
public:
  explicit TextDocument(std::string Text = "");

  const std::string &text() const { return Text; }

  /// Places behind a line's end are its end, those behind the last line the
  /// text's; those inside of a character are where it begins. LLVM's
  /// TextDocumentContentChangeEvent counts bytes instead.
  void apply(const TextChange &Change, PositionEncoding Encoding);

  /// The byte at \p P.
  size_t offsetOf(llvm::lsp::Position P, PositionEncoding Encoding) const;

private:
  /// Without its end.
  std::string_view line(size_t Index) const;
  void findLines(size_t From, size_t To, std::vector<size_t> &Into) const;

  std::string Text;
  std::vector<size_t> Begins; ///< of the lines; never empty
};

} // namespace framewalk
