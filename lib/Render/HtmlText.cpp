//===- HtmlText.cpp -------------------------------------------------------===//

#include "Render/HtmlText.h"

#include "Render/Direction.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

constexpr const char *DirectionMark = "\u2194"; // an arrow to both sides

bool isPlain(char C) {
  return (C >= 0x20 && C < 0x7f) || C == '\t' || C == '\n';
}

/// U+2400 and on are pictures of the characters below 0x20.
std::string picture(unsigned char C) {
  return {'\xe2', '\x90', static_cast<char>(C == 0x7f ? 0xa1 : 0x80 + C)};
}

} // namespace

std::string framewalk::visibleText(std::string_view Text) {
  if (llvm::all_of(Text, isPlain))
    return std::string(Text);
  std::string Fixed =
      llvm::json::isUTF8(Text) ? std::string(Text) : llvm::json::fixUTF8(Text);
  std::string Visible;
  for (size_t At = 0; At < Fixed.size();) {
    const char C = Fixed[At];
    if (size_t Bytes = directionControl(std::string_view(Fixed).substr(At))) {
      Visible += DirectionMark;
      At += Bytes;
      continue;
    }
    if (static_cast<unsigned char>(C) < 0x80 && !isPlain(C))
      Visible += picture(C);
    else
      Visible += C;
    ++At;
  }
  return Visible;
}

llvm::raw_ostream &framewalk::operator<<(llvm::raw_ostream &OS,
                                         const EscapedText &E) {
  const std::string Text = visibleText(E.Text);
  size_t Written = 0;
  for (size_t At = Text.find_first_of("&<\""); At != Text.npos;
       At = Text.find_first_of("&<\"", Written)) {
    OS << std::string_view(Text).substr(Written, At - Written);
    switch (Text[At]) {
    case '&':
      OS << "&amp;";
      break;
    case '<':
      OS << "&lt;";
      break;
    default:
      OS << "&quot;";
      break;
    }
    Written = At + 1;
  }
  return OS << std::string_view(Text).substr(Written);
}

std::string framewalk::packed(std::string_view Data) {
  if (!llvm::compression::zlib::isAvailable()) {
    std::string Text;
    llvm::raw_string_ostream(Text) << '=' << escaped(Data);
    return Text;
  }
  llvm::SmallVector<uint8_t, 0> Packed;
  llvm::compression::zlib::compress(llvm::arrayRefFromStringRef(Data), Packed);
  return llvm::encodeBase64(Packed);
}

std::string framewalk::integrityOf(std::string_view Data) {
  return "sha256-" + llvm::encodeBase64(
                         llvm::SHA256::hash(llvm::arrayRefFromStringRef(Data)));
}
