//===- TextLines.cpp ------------------------------------------------------===//

#include "Lsp/Features/TextLines.h"

#include "llvm/Support/ConvertUTF.h"

#include <algorithm>

using namespace framewalk;

namespace {

struct Character {
  uint32_t Bytes = 1;
  uint32_t Units = 1;
};

/// The one that \p Text begins with.
Character firstOf(std::string_view Text, PositionEncoding Encoding) {
  const auto *Begin = reinterpret_cast<const llvm::UTF8 *>(Text.data());
  const unsigned Bytes = llvm::getNumBytesForUTF8(*Begin);
  if (Bytes == 1 || Bytes > Text.size() ||
      !llvm::isLegalUTF8Sequence(Begin, Begin + Bytes))
    return {};
  if (Encoding == PositionEncoding::Utf8)
    return {Bytes, Bytes};
  return {Bytes, Bytes == 4 ? 2u : 1u};
}

} // namespace

uint32_t framewalk::unitsOf(std::string_view Line, uint32_t Bytes,
                            PositionEncoding Encoding) {
  uint32_t Units = 0;
  size_t At = 0;
  while (At < std::min<size_t>(Bytes, Line.size())) {
    Character C = firstOf(Line.substr(At), Encoding);
    // Inside a character: where it begins.
    if (At + C.Bytes > Bytes)
      break;
    At += C.Bytes;
    Units += C.Units;
  }
  return Units;
}

uint32_t framewalk::bytesOf(std::string_view Line, uint32_t Units,
                            PositionEncoding Encoding) {
  size_t At = 0;
  while (At < Line.size()) {
    Character C = firstOf(Line.substr(At), Encoding);
    if (C.Units > Units)
      break;
    Units -= C.Units;
    At += C.Bytes;
  }
  return static_cast<uint32_t>(At);
}

size_t framewalk::behindLineEnd(std::string_view Text, size_t End) {
  const bool IsPair =
      Text[End] == '\r' && End + 1 < Text.size() && Text[End + 1] == '\n';
  return End + (IsPair ? 2 : 1);
}

TextLines::TextLines(std::string_view Text) {
  size_t Begin = 0;
  while (true) {
    size_t End = Text.find_first_of("\r\n", Begin);
    if (End == Text.npos) {
      Lines.push_back(Text.substr(Begin));
      return;
    }
    Lines.push_back(Text.substr(Begin, End - Begin));
    Begin = behindLineEnd(Text, End);
  }
}
