//===- MarkdownTextTest.cpp -----------------------------------------------===//

#include "Render/MarkdownText.h"

#include "gtest/gtest.h"

using namespace framewalk;

namespace {

TEST(MarkdownText, EscapesMarks) {
  EXPECT_EQ(markdownText("a_b *c* <d> & [e](f) @g `h` | #1"),
            "a\\_b \\*c\\* &lt;d> &amp; \\[e\\](f) &#64;g \\`h\\` \\| "
            "\\#1");
  EXPECT_EQ(markdownText("two\nlines"), "two lines");
}

TEST(MarkdownText, CodeHasAsManyTicksAsItTakes) {
  EXPECT_EQ(markdownCode("x"), "`x`");
  EXPECT_EQ(markdownCode("a`b"), "``a`b``");
  EXPECT_EQ(markdownCode("`a``b"), "``` `a``b ```");
  EXPECT_EQ(markdownCode(""), "");
}

TEST(MarkdownText, DirectionsAreNamed) {
  EXPECT_EQ(markdownCode("a\u202Eb"), "`a(U+202E)b`");
  EXPECT_EQ(markdownText("a\u2066b"), "a(U+2066)b");
}

TEST(MarkdownText, TablesKeepPipesInCells) {
  MarkdownTable T({"what", ">n", "never"});
  T.row({markdownCode("a | b"), "1"});
  T.row({markdownText("c|d"), "22", ""});
  EXPECT_EQ(T.text(), "| what | n |\n| --- | ---: |\n| `a \\| b` | 1 |\n"
                      "| c\\\\|d | 22 |\n");
}

} // namespace
