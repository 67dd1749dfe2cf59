//===- Markup.h - A small document for terminals --------------------------===//
//
// What a report says is put together once, as headings, paragraphs and tables
// of styled text; how wide columns are and whether there is colour is decided
// here, when it is printed.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// What a piece of text is, not what it looks like.
enum class Style : uint8_t {
  Plain,
  Dim,     ///< there for completeness
  Strong,  ///< headings
  Name,    ///< of a variable
  Type,    ///< of a variable
  Address, ///< simulated addresses
  Code,    ///< machine instructions
  Warning,
  Error,
  Note,
};

struct Span {
  std::string Text;
  Style Role = Style::Plain;
};

/// A line of text in pieces. A line break inside would ruin the tables: it is
/// printed as an escape, like every other control character.
class StyledText {
public:
  StyledText() = default;
  StyledText(const char *Text) : StyledText(std::string(Text)) {}
  StyledText(std::string Text, Style Role = Style::Plain) {
    add(std::move(Text), Role);
  }

  StyledText &add(std::string Text, Style Role = Style::Plain) {
    if (!Text.empty())
      Pieces.push_back({std::move(Text), Role});
    return *this;
  }
  StyledText &append(const StyledText &Other) {
    Pieces.insert(Pieces.end(), Other.Pieces.begin(), Other.Pieces.end());
    return *this;
  }
  /// Adds blanks until the text is \p Columns wide.
  StyledText &padTo(unsigned Columns);

  bool empty() const { return Pieces.empty(); }
  const std::vector<Span> &spans() const { return Pieces; }
  /// Columns on a terminal.
  unsigned width() const;

private:
  std::vector<Span> Pieces;
};

/// Columns that \p Text takes on a terminal, control characters as escapes.
unsigned displayWidth(std::string_view Text);

/// \p Text shortened to \p Columns with an ellipsis in the middle.
std::string elide(std::string_view Text, unsigned Columns);

enum class Align : uint8_t { Left, Right };

struct Column {
  std::string Title;
  Align Side = Align::Left;
  /// Blanks before it.
  unsigned Gap = 2;
  /// Cells wider than this stick out instead of widening the column (or are
  /// wrapped); 0: none is too wide.
  unsigned MaxWidth = 0;
  /// Long cells are broken at blanks, at MaxWidth and so that the table fits
  /// the page.
  bool Wrap = false;
};

/// Columns that hold nothing are left out; so is the line of titles where no
/// column that is left has one.
class Table {
public:
  explicit Table(std::vector<Column> Columns, unsigned Indent = 2)
      : Columns(std::move(Columns)), Indent(Indent) {}

  /// \p Cells may be fewer than the columns.
  void row(std::vector<StyledText> Cells) { Rows.push_back(std::move(Cells)); }
  /// A line of its own between the rows, not aligned to the columns.
  void line(StyledText Text);
  bool empty() const { return Rows.empty(); }

  void print(llvm::raw_ostream &OS, unsigned PageWidth, bool Color) const;

private:
  struct Printer;

  std::vector<Column> Columns;
  unsigned Indent;
  std::vector<std::vector<StyledText>> Rows;
  /// Index into Rows for each line(): such a row has one cell only.
  std::vector<bool> IsLine;
};

struct MarkupOptions {
  unsigned Width = 100;
  bool Color = false;
};

/// Blocks from top to bottom.
class Markup {
public:
  /// A line with a second text at the right margin.
  void heading(StyledText Left, StyledText Right = {});
  void paragraph(StyledText Text, unsigned Indent = 0);
  void table(Table T);
  /// One empty line, however often it is asked for.
  void gap();
  bool empty() const { return Blocks.empty(); }

  void print(llvm::raw_ostream &OS, const MarkupOptions &Options) const;

private:
  struct Heading {
    StyledText Left, Right;
  };
  struct Paragraph {
    StyledText Text;
    unsigned Indent;
  };
  struct Gap {};
  std::vector<std::variant<Heading, Paragraph, Table, Gap>> Blocks;
};

} // namespace framewalk
