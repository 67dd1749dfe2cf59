//===- Markup.cpp - A small document for terminals ------------------------===//

#include "Support/Markup.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <numeric>

using namespace framewalk;

namespace {

/// Headings keep to this width even where tables are wider.
constexpr unsigned HeadingWidth = 80;
/// A wrapped column never gets narrower.
constexpr unsigned NarrowestWrap = 28;

bool isControl(char C) {
  return static_cast<unsigned char>(C) < 0x20 || C == 0x7f;
}

bool isPlainAscii(std::string_view Text) {
  return std::none_of(Text.begin(), Text.end(), [](char C) {
    return isControl(C) || static_cast<unsigned char>(C) >= 0x80;
  });
}

/// The bytes of the UTF-8 character that begins \p Text.
size_t characterLength(std::string_view Text) {
  unsigned char Lead = Text.front();
  size_t Length = Lead < 0xc0 ? 1 : Lead < 0xe0 ? 2 : Lead < 0xf0 ? 3 : 4;
  return std::min(Length, Text.size());
}

unsigned characterWidth(std::string_view Character) {
  if (isControl(Character.front()))
    return 4; // \x1b
  int Width = llvm::sys::unicode::columnWidthUTF8(Character);
  return Width < 0 ? 1 : Width;
}

const char *ansi(Style Role) {
  switch (Role) {
  case Style::Plain:
  case Style::Code:
    return "";
  case Style::Dim:
    return "\033[2m";
  case Style::Strong:
    return "\033[1m";
  case Style::Name:
    return "\033[1;36m";
  case Style::Type:
    return "\033[32m";
  case Style::Address:
    return "\033[33m";
  case Style::Warning:
    return "\033[1;35m";
  case Style::Error:
    return "\033[1;31m";
  case Style::Note:
    return "\033[1;34m";
  }
  return "";
}

void printEscaped(llvm::raw_ostream &OS, std::string_view Text) {
  if (std::none_of(Text.begin(), Text.end(), isControl)) {
    OS << Text;
    return;
  }
  for (char C : Text)
    if (isControl(C))
      OS << "\\x" << llvm::hexdigit((C >> 4) & 0xf, true)
         << llvm::hexdigit(C & 0xf, true);
    else
      OS << C;
}

void print(llvm::raw_ostream &OS, const StyledText &Text, bool Color) {
  for (const Span &S : Text.spans()) {
    const char *Begin = Color ? ansi(S.Role) : "";
    OS << Begin;
    printEscaped(OS, S.Text);
    if (*Begin)
      OS << "\033[0m";
  }
}

/// \p Text in lines of at most \p Width columns, broken at blanks.
std::vector<StyledText> wrap(const StyledText &Text, unsigned Width) {
  if (Text.width() <= Width)
    return {Text};
  std::vector<StyledText> Lines(1);
  unsigned Used = 0;
  for (const Span &S : Text.spans()) {
    std::string_view Rest = S.Text;
    while (!Rest.empty()) {
      // A word with the blanks before it.
      size_t WordBegin = std::min(Rest.find_first_not_of(' '), Rest.size());
      size_t WordEnd = std::min(Rest.find(' ', WordBegin), Rest.size());
      std::string_view Piece = Rest.substr(0, WordEnd);
      unsigned PieceWidth = displayWidth(Piece);
      if (Used && WordBegin && Used + PieceWidth > Width) {
        Lines.emplace_back();
        Used = 0;
        Piece.remove_prefix(WordBegin);
        PieceWidth -= WordBegin;
      }
      Lines.back().add(std::string(Piece), S.Role);
      Used += PieceWidth;
      Rest.remove_prefix(WordEnd);
    }
  }
  return Lines;
}

} // namespace

unsigned framewalk::displayWidth(std::string_view Text) {
  if (isPlainAscii(Text))
    return Text.size();
  unsigned Width = 0;
  while (!Text.empty()) {
    size_t Length = characterLength(Text);
    Width += characterWidth(Text.substr(0, Length));
    Text.remove_prefix(Length);
  }
  return Width;
}

std::string framewalk::elide(std::string_view Text, unsigned Columns) {
  if (displayWidth(Text) <= Columns)
    return std::string(Text);
  // Both halves by whole characters.
  std::vector<std::string_view> Characters;
  for (std::string_view Rest = Text; !Rest.empty();) {
    Characters.push_back(Rest.substr(0, characterLength(Rest)));
    Rest.remove_prefix(Characters.back().size());
  }
  std::string Head, Tail;
  unsigned Used = 1; // the ellipsis
  size_t First = 0, Last = Characters.size();
  while (First < Last) {
    bool TakeHead = Used <= Columns * 2 / 3;
    std::string_view C = TakeHead ? Characters[First] : Characters[Last - 1];
    unsigned Width = characterWidth(C);
    if (Used + Width > Columns)
      break;
    Used += Width;
    if (TakeHead) {
      Head += C;
      ++First;
    } else {
      Tail.insert(0, C);
      --Last;
    }
  }
  return Head + "…" + Tail;
}

unsigned StyledText::width() const {
  unsigned Width = 0;
  for (const Span &S : Pieces)
    Width += displayWidth(S.Text);
  return Width;
}

StyledText &StyledText::padTo(unsigned Columns) {
  unsigned Width = width();
  if (Width < Columns)
    add(std::string(Columns - Width, ' '));
  return *this;
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

void Table::line(StyledText Text) {
  IsLine.resize(Rows.size() + 1);
  IsLine.back() = true;
  Rows.push_back({std::move(Text)});
}

/// Prints one table: first the widths, then the lines.
struct Table::Printer {
  const Table &T;
  llvm::raw_ostream &OS;
  bool Color;
  std::vector<bool> Used;
  std::vector<unsigned> Widths;

  Printer(const Table &T, llvm::raw_ostream &OS, unsigned PageWidth, bool Color)
      : T(T), OS(OS), Color(Color), Used(T.Columns.size()),
        Widths(T.Columns.size()) {
    measure();
    narrowTo(PageWidth);
  }

  bool isLine(size_t Row) const {
    return Row < T.IsLine.size() && T.IsLine[Row];
  }

  void measure() {
    for (size_t R = 0; R < T.Rows.size(); ++R) {
      if (isLine(R))
        continue;
      for (size_t C = 0; C < T.Rows[R].size(); ++C) {
        unsigned Width = T.Rows[R][C].width();
        Used[C] = Used[C] || Width != 0;
        unsigned Max = T.Columns[C].MaxWidth;
        if (Max && Width > Max && !T.Columns[C].Wrap)
          continue;
        Widths[C] = std::max(Widths[C], Max ? std::min(Max, Width) : Width);
      }
    }
    for (size_t C = 0; C < Widths.size(); ++C)
      Widths[C] =
          Used[C] ? std::max(Widths[C], displayWidth(T.Columns[C].Title)) : 0;
  }

  void narrowTo(unsigned PageWidth) {
    unsigned Total = T.Indent;
    for (size_t C = 0; C < Widths.size(); ++C)
      if (Used[C])
        Total += Widths[C] + (C ? T.Columns[C].Gap : 0);
    for (size_t C = 0; C < Widths.size() && Total > PageWidth; ++C) {
      if (!T.Columns[C].Wrap || Widths[C] <= NarrowestWrap)
        continue;
      unsigned Narrow = std::max(
          NarrowestWrap, Widths[C] - std::min(Widths[C], Total - PageWidth));
      Total -= Widths[C] - Narrow;
      Widths[C] = Narrow;
    }
  }

  void printTitles() {
    std::vector<StyledText> Titles;
    bool Any = false;
    for (size_t C = 0; C < T.Columns.size(); ++C) {
      Titles.emplace_back(T.Columns[C].Title, Style::Dim);
      Any = Any || (Used[C] && !T.Columns[C].Title.empty());
    }
    if (Any)
      printLine(Titles);
  }

  void printRow(const std::vector<StyledText> &Cells) {
    std::vector<std::vector<StyledText>> Wrapped(Cells.size());
    size_t Height = 1;
    for (size_t C = 0; C < Cells.size(); ++C) {
      if (!T.Columns[C].Wrap || Cells[C].width() <= Widths[C])
        continue;
      Wrapped[C] = wrap(Cells[C], Widths[C]);
      Height = std::max(Height, Wrapped[C].size());
    }
    if (Height == 1) {
      printLine(Cells);
      return;
    }
    for (size_t L = 0; L < Height; ++L) {
      std::vector<StyledText> Line(Cells.size());
      for (size_t C = 0; C < Cells.size(); ++C) {
        if (L < Wrapped[C].size())
          Line[C] = Wrapped[C][L];
        else if (L == 0)
          Line[C] = Cells[C];
      }
      printLine(Line);
    }
  }

  void printLine(const std::vector<StyledText> &Cells) {
    unsigned At = 0;            // columns written
    unsigned Wanted = T.Indent; // where the next column begins
    bool First = true;
    for (size_t C = 0; C < Cells.size(); ++C) {
      if (!Used[C])
        continue;
      if (!First)
        Wanted += T.Columns[C].Gap;
      First = false;
      unsigned Width = Cells[C].width();
      if (Width) {
        unsigned Begin = Wanted;
        if (T.Columns[C].Side == Align::Right && Width < Widths[C])
          Begin += Widths[C] - Width;
        // A cell that stuck out pushes this one to the right.
        if (At && Begin < At + T.Columns[C].Gap)
          Begin = At + T.Columns[C].Gap;
        OS.indent(Begin - At);
        ::print(OS, Cells[C], Color);
        At = Begin + Width;
      }
      Wanted += Widths[C];
    }
    OS << '\n';
  }

  void print() {
    printTitles();
    for (size_t R = 0; R < T.Rows.size(); ++R)
      if (isLine(R)) {
        OS.indent(T.Indent);
        ::print(OS, T.Rows[R].front(), Color);
        OS << '\n';
      } else {
        printRow(T.Rows[R]);
      }
  }
};

void Table::print(llvm::raw_ostream &OS, unsigned PageWidth, bool Color) const {
  Printer(*this, OS, PageWidth, Color).print();
}

//===----------------------------------------------------------------------===//
// The document
//===----------------------------------------------------------------------===//

void Markup::heading(StyledText Left, StyledText Right) {
  Blocks.push_back(Heading{std::move(Left), std::move(Right)});
}

void Markup::paragraph(StyledText Text, unsigned Indent) {
  Blocks.push_back(Paragraph{std::move(Text), Indent});
}

void Markup::table(Table T) {
  if (!T.empty())
    Blocks.push_back(std::move(T));
}

void Markup::gap() {
  if (!Blocks.empty() && !std::holds_alternative<Gap>(Blocks.back()))
    Blocks.push_back(Gap{});
}

void Markup::print(llvm::raw_ostream &OS, const MarkupOptions &Options) const {
  for (const auto &Block : Blocks) {
    if (const auto *H = std::get_if<Heading>(&Block)) {
      ::print(OS, H->Left, Options.Color);
      if (!H->Right.empty()) {
        unsigned Used = H->Left.width() + H->Right.width();
        OS.indent(Used + 2 > HeadingWidth ? 2 : HeadingWidth - Used);
        ::print(OS, H->Right, Options.Color);
      }
      OS << '\n';
    } else if (const auto *P = std::get_if<Paragraph>(&Block)) {
      for (const StyledText &Line : wrap(P->Text, Options.Width - P->Indent)) {
        OS.indent(P->Indent);
        ::print(OS, Line, Options.Color);
        OS << '\n';
      }
    } else if (const auto *T = std::get_if<Table>(&Block)) {
      T->print(OS, Options.Width, Options.Color);
    } else {
      OS << '\n';
    }
  }
}
