//===- SuppressionCommentsTest.cpp - NOLINT comments ----------------------===//

#include "Frontend/SuppressionComments.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

std::vector<SuppressionComment> read(llvm::StringRef Code,
                                     bool IsCPlusPlus = true) {
  return readSuppressions(Code, FileId(0), IsCPlusPlus);
}

SuppressionComment only(llvm::StringRef Code) {
  std::vector<SuppressionComment> All = read(Code);
  EXPECT_THAT(All, SizeIs(1)) << Code.str();
  return All.empty() ? SuppressionComment() : All[0];
}

TEST(SuppressionComments, EachWordIsAKind) {
  EXPECT_EQ(only("int x; // NOLINT").Kind, SuppressionKind::Line);
  EXPECT_EQ(only("// NOLINTNEXTLINE\n").Kind, SuppressionKind::NextLine);
  EXPECT_EQ(only("/* NOLINTBEGIN */").Kind, SuppressionKind::Begin);
  EXPECT_EQ(only("/* NOLINTEND */").Kind, SuppressionKind::End);
  EXPECT_THAT(read("// NOLINTED and NOLINTNEXTLINES"), IsEmpty());
}

TEST(SuppressionComments, ThePlaceIsTheWords) {
  SuppressionComment C = only("int a;\n/* one\n   two NOLINT */ int b;\n");
  EXPECT_EQ(C.Position.Line, 3u);
  EXPECT_EQ(C.Position.Column, 8u);
}

TEST(SuppressionComments, OneCommentMayHaveSeveral) {
  EXPECT_THAT(read("// NOLINT(a) NOLINTNEXTLINE(b)"), SizeIs(2));
}

TEST(SuppressionComments, LiteralsAreNoComments) {
  EXPECT_THAT(read("const char *s = \"// NOLINT\";"), IsEmpty());
  EXPECT_THAT(read("auto s = R\"(\n// NOLINT\n)\";"), IsEmpty());
  EXPECT_THAT(read("#define X \"// NOLINT\"\nint c = '\"'; // no lint"),
              IsEmpty());
  EXPECT_THAT(read("int NOLINT;"), IsEmpty());
  // R is a macro's name in C.
  EXPECT_THAT(read("f(R\"(a\"); // NOLINT", /*IsCPlusPlus=*/false), SizeIs(1));
}

TEST(SuppressionComments, ListsAreGlobs) {
  SuppressionComment C =
      only("// NOLINT(bugprone-*, framewalk-dangling-return)");
  EXPECT_FALSE(C.IsBare);
  EXPECT_TRUE(C.matches("framewalk-dangling-return"));
  EXPECT_FALSE(C.matches("framewalk-dangling-view"));
  EXPECT_TRUE(C.namesFramewalk());
  EXPECT_TRUE(
      only("// NOLINT(framewalk-*-view)").matches("framewalk-dangling-view"));
  EXPECT_TRUE(only("// NOLINT(*)").matches("framewalk-dangling-view"));
  EXPECT_FALSE(only("// NOLINT(*)").namesFramewalk());
  EXPECT_FALSE(
      only("// NOLINT(framewalk-dangling)").matches("framewalk-dangling-view"));
  EXPECT_FALSE(
      only("// NOLINT(-framewalk-*)").matches("framewalk-dangling-view"));
}

TEST(SuppressionComments, WithoutAListAllAreMeant) {
  EXPECT_TRUE(only("// NOLINT: because").matches("framewalk-dangling-view"));
  EXPECT_TRUE(only("// NOLINT (x)").IsBare) << "the list follows at once";
  EXPECT_FALSE(only("// NOLINT()").matches("framewalk-dangling-view"));
  EXPECT_TRUE(only("// NOLINT(a").IsBare) << "no end: clang-tidy takes all";
}

TEST(SuppressionComments, ManyStarsEnd) {
  std::string Glob = "// NOLINT(";
  for (int I = 0; I < 200; ++I)
    Glob += "*a";
  EXPECT_FALSE(only(Glob + "b)").matches(std::string(400, 'a')));
}

TEST(SuppressionComments, BrokenCodeIsRead) {
  EXPECT_THAT(read("/* NOLINT"), SizeIs(testing::Le(1u)));
  EXPECT_THAT(read("\" // NOLINT\nint x; // NOLINT\n"), SizeIs(1));
  EXPECT_THAT(read(llvm::StringRef("// NOLINT\0 x", 12)), SizeIs(1));
}

} // namespace
