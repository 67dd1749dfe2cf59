//===- MarkupTest.cpp - Documents for terminals ---------------------------===//

#include "Support/Markup.h"

#include "gtest/gtest.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

std::string print(const Table &T, unsigned Width = 100, bool Color = false) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  T.print(OS, Width, Color);
  return Text;
}

std::string print(const Markup &M, MarkupOptions Options = {}) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  M.print(OS, Options);
  return Text;
}

Column column(std::string Title, Align Side = Align::Left) {
  Column C;
  C.Title = std::move(Title);
  C.Side = Side;
  return C;
}

TEST(Table, AlignsItsColumnsAndLeavesNoBlanksAtTheEnd) {
  Table T({column("CFA", Align::Right), column("what"), column("why")});
  T.row({"-8", "return address", "pushed by call"});
  T.row({"-128", "n"});
  EXPECT_EQ(print(T), "   CFA  what            why\n"
                      "    -8  return address  pushed by call\n"
                      "  -128  n\n");
}

TEST(Table, LeavesOutAColumnThatHoldsNothing) {
  Table T({column("a"), column("b"), column("c")});
  T.row({"1", "", "3"});
  T.row({"4", "", "6"});
  EXPECT_EQ(print(T), "  a  c\n  1  3\n  4  6\n");
}

TEST(Table, CountsCharactersNotBytes) {
  Table T({column(""), column("")});
  T.row({"·", "x"});
  T.row({"größe", "y"});
  T.row({"界", "z"});
  EXPECT_EQ(print(T), "  ·      x\n  größe  y\n  界     z\n");
}

TEST(Table, ACellOverTheLimitSticksOut) {
  Column Limited = column("");
  Limited.MaxWidth = 4;
  Table T({Limited, column(""), column("")});
  T.row({"abc", "1", "x"});
  T.row({"abcdefgh", "2", "y"});
  EXPECT_EQ(print(T), "  abc  1  x\n  abcdefgh  2  y\n");
}

TEST(Table, WrapsAtBlanksWhenThePageIsFull) {
  Column Why = column("");
  Why.Wrap = true;
  Table T({column(""), Why, column("")});
  T.row({"n", "a reason that needs more room than there is here", "4:1"});
  EXPECT_EQ(print(T, 40), "  n  a reason that needs more room   4:1\n"
                          "     than there is here\n");
}

TEST(Table, WrapsAtTheColumnsOwnLimit) {
  Column Why = column("");
  Why.Wrap = true;
  Why.MaxWidth = 10;
  Table T({column(""), Why, column("")});
  T.row({"n", "one two three", "4:1"});
  EXPECT_EQ(print(T), "  n  one two     4:1\n"
                      "     three\n");
}

TEST(Table, ALineGoesBetweenTheRows) {
  Table T({column(""), column("")});
  T.row({"a", "b"});
  T.line("a long line between the rows");
  T.row({"c", "d"});
  EXPECT_EQ(print(T), "  a  b\n  a long line between the rows\n  c  d\n");
}

TEST(StyledText, ColoursOnlyWhenAsked) {
  Table T({column("")});
  T.row({StyledText("n", Style::Name)});
  EXPECT_EQ(print(T), "  n\n");
  EXPECT_EQ(print(T, 100, true), "  \033[1;36mn\033[0m\n");
}

TEST(StyledText, ControlCharactersCannotReachTheTerminal) {
  Table T({column("")});
  T.row({StyledText("a\033[2Jb\n")});
  EXPECT_EQ(print(T), "  a\\x1b[2Jb\\x0a\n");
}

TEST(Elide, KeepsBothEnds) {
  EXPECT_EQ(elide("short", 10), "short");
  EXPECT_EQ(elide("std::basic_string<char>", 12), "std::bas…ar>");
  EXPECT_EQ(displayWidth(elide("größengrößengrößen", 9)), 9u);
}

TEST(Markup, HeadingsPutTheSecondTextAtTheRight) {
  Markup M;
  M.heading("int f(void)", "a.c:1");
  M.gap();
  M.gap();
  M.paragraph("text", 2);
  EXPECT_EQ(print(M),
            "int f(void)" + std::string(64, ' ') + "a.c:1\n\n  text\n");
}

TEST(Markup, ParagraphsWrap) {
  Markup M;
  M.paragraph("one two three four", 2);
  EXPECT_EQ(print(M, {.Width = 12, .Color = false}),
            "  one two\n  three four\n");
}

} // namespace
