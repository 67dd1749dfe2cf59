//===- HtmlText.cpp -------------------------------------------------------===//

#include "Render/HtmlText.h"

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

/// Bytes of the direction control at the begin of \p Rest: Unicode's
/// Bidi_Control characters. 0: there is none.
size_t directionControl(std::string_view Rest) {
  auto Byte = [&](size_t At) {
    return At < Rest.size() ? static_cast<unsigned char>(Rest[At]) : 0;
  };
  if (Byte(0) == 0xd8 && Byte(1) == 0x9c) // U+061C
    return 2;
  if (Byte(0) != 0xe2)
    return 0;
  const unsigned Last = Byte(2);
  if (Byte(1) == 0x80 && (Last == 0x8e || Last == 0x8f ||  // U+200E, U+200F
                          (Last >= 0xaa && Last <= 0xae))) // U+202A to U+202E
    return 3;
  return Byte(1) == 0x81 && Last >= 0xa6 && Last <= 0xa9 ? 3 : 0; // U+2066 ...
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
