//===- TextDocument.cpp ---------------------------------------------------===//

#include "Lsp/TextDocument.h"

#include <algorithm>

using namespace framewalk;
using llvm::lsp::Position;

TextDocument::TextDocument(std::string Text) : Text(std::move(Text)) {
  Begins.push_back(0);
  findLines(0, this->Text.size(), Begins);
}

/// Where lines begin behind line ends in [\p From, \p To).
void TextDocument::findLines(size_t From, size_t To,
                             std::vector<size_t> &Into) const {
  for (size_t At = Text.find_first_of("\r\n", From); At < To;
       At = Text.find_first_of("\r\n", At)) {
    At = behindLineEnd(Text, At);
    Into.push_back(At);
  }
}

std::string_view TextDocument::line(size_t Index) const {
  size_t End = Index + 1 < Begins.size() ? Begins[Index + 1] : Text.size();
  std::string_view Line =
      std::string_view(Text).substr(Begins[Index], End - Begins[Index]);
  if (Line.ends_with('\n'))
    Line.remove_suffix(1);
  if (Line.ends_with('\r'))
    Line.remove_suffix(1);
  return Line;
}

size_t TextDocument::offsetOf(Position P, PositionEncoding Encoding) const {
  if (P.line < 0)
    return 0;
  size_t Index = static_cast<size_t>(P.line);
  if (Index >= Begins.size())
    return Text.size();
  return Begins[Index] +
         bytesOf(line(Index), static_cast<uint32_t>(std::max(P.character, 0)),
                 Encoding);
}

void TextDocument::apply(const TextChange &Change, PositionEncoding Encoding) {
  if (!Change.Range) {
    *this = TextDocument(Change.Text);
    return;
  }
  size_t From = offsetOf(Change.Range->start, Encoding);
  size_t To = offsetOf(Change.Range->end, Encoding);
  if (To < From)
    std::swap(From, To);

  // The lines from the one before to the end of the last one are found anew: a
  // "\r" may have met its "\n". Those behind only move.
  auto LineAt = [&](size_t Offset) {
    return std::upper_bound(Begins.begin(), Begins.end(), Offset);
  };
  auto Kept = LineAt(From) - 1;
  if (Kept != Begins.begin())
    --Kept;
  auto Behind = LineAt(To);
  std::vector<size_t> Moved(Behind, Begins.end());
  for (size_t &Begin : Moved)
    Begin += Change.Text.size() - (To - From);
  Begins.erase(Kept + 1, Begins.end());

  Text.replace(From, To - From, Change.Text);
  size_t End = Moved.empty() ? Text.size() : Moved.front();
  findLines(Begins.back(), End, Begins);
  // The end of the last line found is where the first moved one begins.
  if (!Moved.empty()) {
    Moved.erase(Moved.begin());
    Begins.insert(Begins.end(), Moved.begin(), Moved.end());
  }
}
