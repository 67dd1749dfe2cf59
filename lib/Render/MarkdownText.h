//===- MarkdownText.h - Text of any origin in GitHub's Markdown -----------===//
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// \p Text as it is, whatever marks are in it: names with underscores and
/// stars, `<`, `|`, links, mentions.
std::string markdownText(std::string_view Text);

/// \p Text as code: between as many backticks as it takes. Empty for an empty
/// text.
std::string markdownCode(std::string_view Text);

/// \p Text as a line of a fenced block: nothing in there is read but the fence.
std::string markdownBlockLine(std::string_view Text);

/// What begins and ends a block of \p Lines: longer than what is in them.
std::string markdownFence(std::string_view Lines);

/// A table; columns that hold nothing are left out.
class MarkdownTable {
public:
  /// A title that begins with `>` is that of a column of numbers.
  explicit MarkdownTable(std::vector<std::string> Titles)
      : Titles(std::move(Titles)) {}

  /// Cells are Markdown already.
  void row(std::vector<std::string> Cells) { Rows.push_back(std::move(Cells)); }
  bool empty() const { return Rows.empty(); }
  std::string text() const;

private:
  std::vector<std::string> Titles;
  std::vector<std::vector<std::string>> Rows;
};

} // namespace framewalk
