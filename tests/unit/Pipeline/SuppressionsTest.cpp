//===- SuppressionsTest.cpp - Which findings NOLINT comments hide ---------===//

#include "Pipeline/Suppressions.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

constexpr const char *Return = "framewalk-dangling-return";

Suppressions of(llvm::StringRef Code) {
  return Suppressions(readSuppressions(Code, FileId(0), /*IsCPlusPlus=*/true));
}

TEST(Suppressions, LineAndNextLine) {
  Suppressions S = of("a; // NOLINT\n// NOLINTNEXTLINE(framewalk-*)\nb;\nc;\n");
  EXPECT_TRUE(S.hides(Return, 1));
  EXPECT_FALSE(S.hides(Return, 2));
  EXPECT_TRUE(S.hides(Return, 3));
  EXPECT_FALSE(S.hides(Return, 4));
  EXPECT_THAT(S.unused({}), IsEmpty());
}

TEST(Suppressions, BlocksNeedAnEndWithTheSameList) {
  Suppressions S = of("// NOLINTBEGIN(framewalk-*)\na;\n"
                      "// NOLINTEND( framewalk-* )\nb;\n"
                      "// NOLINTBEGIN(framewalk-dangling-return)\nc;\n"
                      "// NOLINTEND(framewalk-dangling-view)\n");
  EXPECT_TRUE(S.hides(Return, 2));
  EXPECT_FALSE(S.hides(Return, 4));
  EXPECT_FALSE(S.hides(Return, 6));
  std::vector<Finding> Unused = S.unused({});
  ASSERT_THAT(Unused, SizeIs(2));
  EXPECT_THAT(Unused[0].Message, HasSubstr("has no NOLINTEND"));
  EXPECT_EQ(Unused[0].Position.Line, 5u);
  EXPECT_THAT(Unused[1].Message, HasSubstr("has no NOLINTBEGIN"));
}

TEST(Suppressions, NestedBlocks) {
  Suppressions S = of("// NOLINTBEGIN\n// NOLINTBEGIN(framewalk-*)\na;\n"
                      "// NOLINTEND(framewalk-*)\nb;\n// NOLINTEND\nc;\n");
  EXPECT_TRUE(S.hides(Return, 5));
  EXPECT_FALSE(S.hides(Return, 7));
}

TEST(Suppressions, OnlyThoseThatNameFramewalkAreToldToBeUnused) {
  Suppressions S = of("// NOLINT\n// NOLINT(*)\n// NOLINT(bugprone-x)\n"
                      "// NOLINT(bugprone-x,framewalk-dangling-view)\n");
  std::vector<Finding> Unused = S.unused({});
  ASSERT_THAT(Unused, SizeIs(1));
  EXPECT_EQ(Unused[0].Position.Line, 4u);
  EXPECT_EQ(Unused[0].RuleId, "framewalk-unused-suppression");
  EXPECT_THAT(S.unused({{{.File = FileId(0), .Line = 3, .Column = 1},
                         {.File = FileId(0), .Line = 5, .Column = 1}}}),
              IsEmpty());
}

TEST(Suppressions, UnusedOnesCanBeMeantToStay) {
  Suppressions S =
      of("// NOLINT(framewalk-dangling-view,framewalk-unused-suppression)\n"
         "// NOLINT(framewalk-*)\n");
  std::vector<Finding> Unused = S.unused({});
  ASSERT_THAT(Unused, SizeIs(1));
  EXPECT_EQ(Unused[0].Position.Line, 2u);
}

} // namespace
