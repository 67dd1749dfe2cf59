//===- FingerprintTest.cpp - Findings across versions of a source ---------===//

#include "Model/Fingerprint.h"

#include "gtest/gtest.h"

#include <set>

using namespace framewalk;

namespace {

Finding finding(uint32_t Line) {
  Finding F;
  F.RuleId = "framewalk-dangling-return";
  F.Function = "f";
  F.Variable = "x";
  F.Position = {.File = FileId(0), .Line = Line, .Column = 3};
  return F;
}

/// Of one finding in a file called \p File, in a line of that text.
std::string only(Finding F, std::string_view Text = "return &x;",
                 std::string File = "src/a.c") {
  std::vector<Finding> All = {std::move(F)};
  addFingerprints(All, {File}, [&](const SourcePosition &) { return Text; });
  return All[0].Fingerprint;
}

TEST(Fingerprint, DoesNotKnowTheLineNorTheFolderNorBlanks) {
  std::string Of = only(finding(5));
  EXPECT_EQ(Of.size(), 32u);
  EXPECT_EQ(Of, only(finding(50)));
  EXPECT_EQ(Of, only(finding(5), "  return  &x ;"));
  EXPECT_EQ(Of, only(finding(5), "return &x;", "/elsewhere/a.c"));
}

TEST(Fingerprint, KnowsEverythingElse) {
  std::set<std::string> All = {only(finding(5)), only(finding(5), "return &y;"),
                               only(finding(5), "return &x;", "b.c")};
  Finding F = finding(5);
  F.Function = "g";
  All.insert(only(F));
  F = finding(5);
  F.Variable = "y";
  All.insert(only(F));
  F = finding(5);
  F.RuleId = "framewalk-dangling-global";
  All.insert(only(F));
  EXPECT_EQ(All.size(), 6u);
}

TEST(Fingerprint, EqualOnesAreCounted) {
  std::vector<Finding> All = {finding(5), finding(9)};
  auto Line = [](const SourcePosition &) { return "return &x;"; };
  addFingerprints(All, {"a.c"}, Line);
  EXPECT_NE(All[0].Fingerprint, All[1].Fingerprint);
  EXPECT_EQ(All[0].Fingerprint, only(finding(5)));
}

} // namespace
