//===- TextLinesTest.cpp - Lines, and columns in a client's units ---------===//

#include "Lsp/Features/TextLines.h"
#include "Lsp/Features/LineMap.h"

#include "gtest/gtest.h"

using namespace framewalk;

namespace {

TEST(TextLines, EndsAtEveryKindOfLineBreak) {
  TextLines Lines("a\nbc\r\nd\re");
  ASSERT_EQ(Lines.count(), 4u);
  EXPECT_EQ(Lines.line(1), "a");
  EXPECT_EQ(Lines.line(2), "bc");
  EXPECT_EQ(Lines.line(3), "d");
  EXPECT_EQ(Lines.line(4), "e");
  EXPECT_EQ(Lines.line(5), "");
  EXPECT_EQ(Lines.line(0), "");
}

TEST(TextLines, ColumnsInUnitsOfTheClient) {
  // 1, 2, 3 and 4 bytes; 1, 1, 1 and 2 units of UTF-16.
  const std::string_view Line = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
  EXPECT_EQ(unitsOf(Line, 10, PositionEncoding::Utf8), 10u);
  EXPECT_EQ(unitsOf(Line, 10, PositionEncoding::Utf16), 5u);
  EXPECT_EQ(bytesOf(Line, 5, PositionEncoding::Utf16), 10u);
  // In the middle of a character: where it begins.
  EXPECT_EQ(bytesOf(Line, 4, PositionEncoding::Utf16), 6u);
  EXPECT_EQ(unitsOf(Line, 7, PositionEncoding::Utf16), 3u);
  // Behind the end.
  EXPECT_EQ(bytesOf(Line, 99, PositionEncoding::Utf16), Line.size());
  EXPECT_EQ(unitsOf(Line, 99, PositionEncoding::Utf16), 6u);
}

TEST(TextLines, WhatIsNotUtf8CountsByBytes) {
  EXPECT_EQ(unitsOf("\xff\xc3", 2, PositionEncoding::Utf16), 2u);
  EXPECT_EQ(bytesOf("\xff\xc3z", 2, PositionEncoding::Utf16), 2u);
}

TEST(LineMap, SameTextIsWhereItWas) {
  LineMap Map;
  EXPECT_EQ(Map.toNew(7), 7u);
  EXPECT_EQ(Map.toOld(7), 7u);
}

TEST(LineMap, FollowsInsertedRemovedAndEditedLines) {
  TextLines Old("int a;\n{\n}\nint b;\n{\n}\nint c;\n");
  TextLines New("// new\nint a;\n{\n  x\n}\nint B;\n{\n}\nint c;\n");
  LineMap Map(Old, New);
  EXPECT_EQ(Map.toNew(1), 2u);
  EXPECT_EQ(Map.toNew(2), 3u);
  EXPECT_EQ(Map.toNew(7), 9u);
  EXPECT_EQ(Map.toNew(6), 8u);
  EXPECT_EQ(Map.toNew(4), std::nullopt) << "edited";
  EXPECT_EQ(Map.toOld(1), std::nullopt) << "inserted";
  EXPECT_EQ(Map.toOld(4), std::nullopt) << "inserted";
  EXPECT_EQ(Map.toOld(9), 7u);
  for (uint32_t Line = 1; Line <= Old.count(); ++Line)
    if (std::optional<uint32_t> There = Map.toNew(Line)) {
      EXPECT_EQ(Map.toOld(*There), Line);
      EXPECT_EQ(Old.line(Line), New.line(*There));
    }
}

TEST(LineMap, MovedLinesDoNotCross) {
  TextLines Old("a\nb\nc\nd\n");
  TextLines New("c\nd\na\nb\n");
  LineMap Map(Old, New);
  uint32_t Last = 0;
  for (uint32_t Line = 1; Line <= Old.count(); ++Line)
    if (std::optional<uint32_t> There = Map.toNew(Line)) {
      EXPECT_GT(*There, Last);
      Last = *There;
    }
}

} // namespace
