//===- HtmlText.h - Text of any origin, made harmless in HTML -------------===//
//
// The one place that escapes. Names, types and lines come from whoever wrote
// the source: they are shown, and neither run nor reorder what stands around.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <string>
#include <string_view>

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// \p Text as UTF-8 without what would act on a reader in secret: control
/// characters become their pictures (U+2400), controls of the writing direction
/// become arrows. Each takes as many UTF-16 units as before, so that columns
/// stay.
std::string visibleText(std::string_view Text);

/// OS << escaped(Name): as text between tags, or in an attribute's double
/// quotes.
struct EscapedText {
  std::string_view Text;
};
inline EscapedText escaped(std::string_view Text) { return {Text}; }
llvm::raw_ostream &operator<<(llvm::raw_ostream &OS, const EscapedText &E);

/// \p Data for an attribute: compressed (zlib) and in base64. Where LLVM was
/// built without zlib, behind a "=" and only escaped.
std::string packed(std::string_view Data);

/// For Content-Security-Policy: "sha256-...".
std::string integrityOf(std::string_view Data);

} // namespace framewalk
