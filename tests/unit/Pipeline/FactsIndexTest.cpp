//===- FactsIndexTest.cpp - Captured functions find their facts -----------===//
#include "Pipeline/FactsIndex.h"

#include "gtest/gtest.h"

using namespace framewalk;

namespace {

FunctionFacts factsOf(const char *Name, uint32_t Line, const char *Symbol) {
  FunctionFacts Facts;
  Facts.Name = Name;
  Facts.Position = {FileId(), Line, 1};
  Facts.LinkageNames = {Symbol};
  return Facts;
}

CapturedFrame frameOf(const char *Symbol, uint32_t Line) {
  CapturedFrame Frame;
  Frame.Symbol = Symbol;
  Frame.Position.Line = Line;
  return Frame;
}

class FactsIndexTest : public testing::Test {
protected:
  FactsIndexTest() {
    Facts.Functions = {factsOf("f", 1, "f"),
                       factsOf("first lambda", 4, "_ZZ1fvENK3$_0clEv"),
                       factsOf("second lambda", 9, "_ZZ1fvENK3$_1clEv")};
  }

  std::string find(const char *Symbol, uint32_t Line) const {
    const FunctionFacts *Found = FactsIndex(Facts).find(frameOf(Symbol, Line));
    return Found ? Found->Name : "none";
  }

  SourceFacts Facts;
};

TEST_F(FactsIndexTest, BySymbol) {
  EXPECT_EQ(find("f", 1), "f");
  EXPECT_EQ(find("f", 7), "f") << "a line directive does not hide it";
  EXPECT_EQ(find("g", 1), "none");
}

TEST_F(FactsIndexTest, PartsThatTheCompilerSplitOff) {
  EXPECT_EQ(find("f.cold", 1), "f");
}

TEST_F(FactsIndexTest, LambdasByTheirLineWhereTheNumbersDiffer) {
  EXPECT_EQ(find("_ZZ1fvENK3$_0clEv", 4), "first lambda");
  EXPECT_EQ(find("_ZZ1fvENK3$_0clEv", 9), "second lambda");
  EXPECT_EQ(find("_ZZ1fvENK3$_7clEv", 9), "second lambda");
}

TEST_F(FactsIndexTest, ALambdaOfAnotherLineIsNoneOfThese) {
  EXPECT_EQ(find("_ZZ1fvENK3$_0clEv", 5), "none");
}

TEST_F(FactsIndexTest, WithoutALineTheNumberDecides) {
  EXPECT_EQ(find("_ZZ1fvENK3$_1clEv", 0), "second lambda");
}

} // namespace
