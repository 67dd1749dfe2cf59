//===- TextLines.h - Lines of a text, and columns in a client's units -----===//
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace framewalk {

/// What a column counts: UTF-8 for clients that can, UTF-16 for all others.
enum class PositionEncoding : uint8_t { Utf8, Utf16 };

/// How many units the first \p Bytes bytes of \p Line are. What is not UTF-8
/// counts one for each byte.
uint32_t unitsOf(std::string_view Line, uint32_t Bytes,
                 PositionEncoding Encoding);
/// The byte of \p Line at which unit \p Units begins; of a character that
/// several units are, its first byte; behind the last unit, the line's length.
uint32_t bytesOf(std::string_view Line, uint32_t Units,
                 PositionEncoding Encoding);

/// Behind the end of a line that begins at \p End: "\n", "\r\n" and "\r" are
/// one, for the protocol as for clang.
size_t behindLineEnd(std::string_view Text, size_t End);

/// Does not own the text.
class TextLines {
public:
  explicit TextLines(std::string_view Text);

  uint32_t count() const { return static_cast<uint32_t>(Lines.size()); }
  /// Line \p Number, from 1, without its end; empty where there is none.
  std::string_view line(uint32_t Number) const {
    return Number == 0 || Number > Lines.size() ? std::string_view()
                                                : Lines[Number - 1];
  }

private:
  std::vector<std::string_view> Lines;
};

} // namespace framewalk
