//===- TestDocument.h - A source with marks, analysed ---------------------===//
//
//   TestDocument D("int f(int $n^n) { return $use^n; }");
//   D.hover("use")
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/Features/Features.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

class TestDocument {
public:
  /// `$name^` in \p Code marks the place behind it, and is not compiled.
  explicit TestDocument(std::string_view Code,
                        std::vector<std::string> Flags = {"-O0", "-g"},
                        std::string_view Suffix = "c");
  ~TestDocument();
  TestDocument(const TestDocument &) = delete;
  TestDocument &operator=(const TestDocument &) = delete;

  llvm::lsp::Position at(const std::string &Mark) const;
  DocumentView view() const;
  /// As it is seen when the text has been changed since.
  DocumentView keptView(std::string_view NewText) const;
  const std::string &text() const { return Unit->Text; }
  const std::string &path() const { return Unit->File; }
  const FunctionReport &function(std::string_view Name) const;

  /// The hover's text; empty: none.
  std::string hover(const std::string &Mark) const;
  /// Those of the document as it is.
  std::vector<protocol::Diagnostic> diagnostics() const;
  /// The inlay hints' labels by the word before them.
  std::map<std::string, std::string> hints() const;

  FeatureOptions Options;
  ClientAbilities Client;
  PositionEncoding Encoding = PositionEncoding::Utf16;

private:
  std::shared_ptr<const AnalyzedUnit> Unit;
  std::map<std::string, llvm::lsp::Position> Marks;
};

/// \p Text with \p Edits, as a client applies them.
std::string applied(const std::string &Text,
                    const std::vector<llvm::lsp::TextEdit> &Edits);

} // namespace framewalk
