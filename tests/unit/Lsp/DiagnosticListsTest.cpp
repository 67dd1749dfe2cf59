//===- DiagnosticListsTest.cpp --------------------------------------------===//

#include "Lsp/DiagnosticLists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace framewalk;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// A finding of line \p Line, as the analysis of one document words it.
Value finding(int Line, const char *Rule, const char *Message = "") {
  return Object{{"range", Object{{"start", Object{{"line", Line}}}}},
                {"code", Rule},
                {"message", Message}};
}

using Found = std::map<std::string, std::vector<Value>>;

/// What an analysis has found.
DiagnosticLists::ByFile found(const Found &ByFile) {
  DiagnosticLists::ByFile Result;
  for (const auto &[File, List] : ByFile)
    Result[File] = Array(List);
  return Result;
}

/// "1 rule message", as the client has it.
std::vector<std::string> taken(DiagnosticLists &Lists, const char *File) {
  std::vector<std::string> Result;
  for (const Value &Each : Lists.take(File)) {
    const Object &Members = *Each.getAsObject();
    const Object &Start = *Members.getObject("range")->getObject("start");
    Result.push_back(std::to_string(*Start.getInteger("line")) + " " +
                     Members.getString("code")->str() + " " +
                     Members.getString("message")->str());
  }
  return Result;
}

TEST(DiagnosticLists, EachFileHasOne) {
  DiagnosticLists Lists;
  Lists.analyzed("a.c", found({{"a.c", {finding(1, "r", "own")}},
                               {"h.h", {finding(2, "r", "in the header")}}}));
  EXPECT_THAT(Lists.news(), ElementsAre("a.c", "h.h"));
  EXPECT_THAT(taken(Lists, "a.c"), ElementsAre("1 r own"));
  EXPECT_THAT(taken(Lists, "h.h"), ElementsAre("2 r in the header"));
  EXPECT_THAT(Lists.news(), IsEmpty());
}

TEST(DiagnosticLists, WhatTwoFindIsShownOnce) {
  DiagnosticLists Lists;
  Lists.analyzed("a.c", found({{"h.h", {finding(1, "r", "of a")}}}));
  Lists.analyzed(
      "b.c", found({{"h.h",
                     {finding(1, "r", "of b"), //
                      finding(1, "other", "of b"), finding(7, "r", "of b")}}}));
  EXPECT_THAT(taken(Lists, "h.h"),
              ElementsAre("1 r of a", "1 other of b", "7 r of b"));
  // The header's own words come first, and two of one analysis are two.
  Lists.analyzed("h.h", found({{"h.h",
                                {finding(1, "r", "x"), //
                                 finding(1, "r", "y")}}}));
  EXPECT_THAT(taken(Lists, "h.h"),
              ElementsAre("1 r x", "1 r y", "1 other of b", "7 r of b"));
}

TEST(DiagnosticLists, ClosingTakesAwayWhatNobodyElseFinds) {
  DiagnosticLists Lists;
  Lists.analyzed("a.c", found({{"h.h", {finding(1, "r")}}}));
  Lists.analyzed("b.c", found({{"h.h", {finding(1, "r")}}}));
  taken(Lists, "h.h");
  Lists.closed("a.c");
  EXPECT_THAT(Lists.news(), IsEmpty());
  Lists.closed("b.c");
  EXPECT_THAT(Lists.news(), ElementsAre("h.h"));
  EXPECT_THAT(taken(Lists, "h.h"), IsEmpty());
  EXPECT_THAT(Lists.news(), IsEmpty());
}

TEST(DiagnosticLists, AFindingThatGoes) {
  DiagnosticLists Lists;
  Lists.analyzed("a.c", found({{"h.h", {finding(1, "r")}}}));
  taken(Lists, "h.h");
  Lists.analyzed("a.c", found({{"a.c", {}}}));
  EXPECT_THAT(Lists.news(), ElementsAre("h.h"));
}

TEST(DiagnosticLists, NothingOfAnOlderTextOfAHeader) {
  DiagnosticLists Lists;
  Lists.analyzed("a.c", found({{"a.c", {finding(3, "r", "own")}},
                               {"h.h", {finding(1, "r", "first")}}}));
  Lists.analyzed("h.h", found({{"h.h", {finding(1, "own")}}}));
  EXPECT_THAT(taken(Lists, "h.h"), ElementsAre("1 own ", "1 r first"));
  Lists.changed("h.h");
  EXPECT_THAT(taken(Lists, "h.h"), ElementsAre("1 own "));
  EXPECT_THAT(taken(Lists, "a.c"), ElementsAre("3 r own"));
  Lists.analyzed("a.c", found({{"h.h", {finding(2, "r", "new")}}}));
  EXPECT_THAT(taken(Lists, "h.h"), ElementsAre("1 own ", "2 r new"));
}

} // namespace
