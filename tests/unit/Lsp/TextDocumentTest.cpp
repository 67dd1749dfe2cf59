//===- TextDocumentTest.cpp -----------------------------------------------===//

#include "Lsp/TextDocument.h"

#include <gtest/gtest.h>

#include <random>

using namespace framewalk;
using llvm::lsp::Position;
using llvm::lsp::Range;

namespace {

std::string edited(std::string Text, Range Where, std::string New,
                   PositionEncoding Encoding = PositionEncoding::Utf16) {
  TextDocument Document(std::move(Text));
  Document.apply({Where, std::move(New)}, Encoding);
  return Document.text();
}

TEST(TextDocument, ReplacesARange) {
  EXPECT_EQ(edited("one\ntwo\nthree", {{0, 1}, {1, 2}}, "X"), "oXo\nthree");
  EXPECT_EQ(edited("", {{0, 0}, {0, 0}}, "new"), "new");
}

TEST(TextDocument, CountsAsTheClientDoes) {
  const std::string Text = "a😀é|b\n";
  EXPECT_EQ(edited(Text, {{0, 4}, {0, 5}}, "", PositionEncoding::Utf16),
            "a😀éb\n");
  EXPECT_EQ(edited(Text, {{0, 7}, {0, 8}}, "", PositionEncoding::Utf8),
            "a😀éb\n");
}

TEST(TextDocument, DoesNotCutACharacter) {
  EXPECT_EQ(edited("a😀b", {{0, 2}, {0, 2}}, "|"), "a|😀b");
  EXPECT_EQ(edited("a😀b", {{0, 3}, {0, 3}}, "|", PositionEncoding::Utf8),
            "a|😀b");
}

TEST(TextDocument, EndsOfLines) {
  EXPECT_EQ(edited("a\r\nb\rc\nd", {{1, 0}, {3, 0}}, ""), "a\r\nd");
  // Behind a line's end is before what ends it.
  EXPECT_EQ(edited("a\r\nb", {{0, 9}, {0, 9}}, "|"), "a|\r\nb");
}

TEST(TextDocument, PlacesOutsideAreTheNearest) {
  EXPECT_EQ(edited("a\nb", {{7, 0}, {9, 9}}, "|"), "a\nb|");
  EXPECT_EQ(edited("a\nb", {{1, 1}, {0, 0}}, "|"), "|");
  EXPECT_EQ(edited("ab", {{-1, -1}, {0, -7}}, "|"), "|ab");
  EXPECT_EQ(edited("ab", {{0, 2147483647}, {2147483647, 2147483647}}, "|"),
            "ab|");
}

TEST(TextDocument, WithoutARangeTheTextIsNew) {
  TextDocument Document("old\ntext");
  Document.apply({std::nullopt, "a\nb\nc"}, PositionEncoding::Utf16);
  Document.apply({Range({2, 0}, {2, 1}), "d"}, PositionEncoding::Utf16);
  EXPECT_EQ(Document.text(), "a\nb\nd");
}

/// Lines are kept up to date from edit to edit: in the end each place is where
/// a new document of the same text has it.
TEST(TextDocument, ManyEditsAreAsOne) {
  std::mt19937 Random(7);
  const char *const Pieces[] = {"a",   "\n", "\r\n", "\r",     "😀",
                                "é\n", "",   "xy",   "\n\r\n", "\r\r"};
  TextDocument Document("one\r\ntwo\rthree\n");
  auto Any = [&](int Most) { return int(Random() % unsigned(Most + 1)); };
  for (int I = 0; I < 20'000; ++I) {
    Range Where({Any(8), Any(6)}, {Any(8), Any(6)});
    Document.apply({Where, Pieces[Any(9)]}, PositionEncoding::Utf16);
    if (Document.text().size() > 60)
      Document.apply({Range({1, 0}, {6, 0}), ""}, PositionEncoding::Utf16);
    TextDocument New(Document.text());
    for (int Line = 0; Line < 10; ++Line)
      ASSERT_EQ(Document.offsetOf({Line, 2}, PositionEncoding::Utf16),
                New.offsetOf({Line, 2}, PositionEncoding::Utf16))
          << "edit " << I << " line " << Line;
  }
}

} // namespace
