//===- FunctionFilterTest.cpp - --function=NAME ---------------------------===//

#include "Pipeline/FunctionFilter.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::ElementsAre;

namespace {

bool chosen(std::vector<std::string> Patterns, std::string_view Name,
            std::string_view LinkageName = "") {
  llvm::Expected<FunctionFilter> Filter = FunctionFilter::create(Patterns);
  EXPECT_TRUE(bool(Filter)) << llvm::toString(Filter.takeError());
  return Filter && Filter->matches(Name, LinkageName);
}

TEST(FunctionFilter, NoPatternChoosesAll) { EXPECT_TRUE(chosen({}, "f")); }

TEST(FunctionFilter, NamesAreExact) {
  EXPECT_TRUE(chosen({"sum"}, "sum"));
  EXPECT_FALSE(chosen({"sum"}, "sums"));
  EXPECT_TRUE(chosen({"a", "sum"}, "sum"));
  EXPECT_TRUE(chosen({"draw"}, "ns::Widget::draw"));
  EXPECT_TRUE(chosen({"ns::Widget::draw"}, "ns::Widget::draw"));
  EXPECT_FALSE(chosen({"Widget"}, "ns::Widget::draw"));
  EXPECT_TRUE(chosen({"_Z1fv"}, "f", "_Z1fv"));
}

TEST(FunctionFilter, GlobsMatchAnyOfTheNames) {
  EXPECT_TRUE(chosen({"s*m"}, "sum"));
  EXPECT_TRUE(chosen({"ns::*"}, "ns::Widget::draw"));
  EXPECT_TRUE(chosen({"dr?w"}, "ns::Widget::draw"));
  EXPECT_FALSE(chosen({"x*"}, "sum"));
}

TEST(FunctionFilter, OperatorsAreNamesNotGlobs) {
  EXPECT_TRUE(chosen({"operator[]"}, "V::operator[]"));
  EXPECT_TRUE(chosen({"operator*"}, "V::operator*"));
}

TEST(FunctionFilter, ABrokenGlobIsAnError) {
  llvm::Expected<FunctionFilter> Filter = FunctionFilter::create({"a[b"});
  ASSERT_FALSE(bool(Filter));
  EXPECT_THAT(llvm::toString(Filter.takeError()),
              testing::HasSubstr("--function=a[b is no valid glob"));
}

TEST(Unqualified, LooksPastTemplateArguments) {
  EXPECT_EQ(unqualified("f"), "f");
  EXPECT_EQ(unqualified("a::b::f"), "f");
  EXPECT_EQ(unqualified("max<std::string>"), "max<std::string>");
  EXPECT_EQ(unqualified("a::max<std::string>"), "max<std::string>");
  EXPECT_EQ(unqualified("outer::(lambda at 1:2)"), "(lambda at 1:2)");
}

TEST(NearestNames, MostSimilarFirst) {
  EXPECT_THAT(nearestNames("smu", {"main", "sum", "product", "sums"}, 2),
              ElementsAre("sum", "sums"));
  EXPECT_THAT(nearestNames("draw", {"aa", "ns::Widget::redraw"}, 1),
              ElementsAre("ns::Widget::redraw"));
}

} // namespace
