//===- FixHintsTest.cpp - Which finding gets which fix --------------------===//

#include "Layout/FixHints.h"

#include "gtest/gtest.h"

using namespace framewalk;

namespace {

SourcePosition at(uint32_t Line, uint32_t Column) {
  return {.File = FileId(0), .Line = Line, .Column = Column};
}

/// One finding about x, declared at 3:5.
class Fixes : public testing::Test {
protected:
  Finding &finding(std::string_view Rule, DeathCause Cause,
                   SourcePosition Position) {
    Finding &F = Findings.emplace_back();
    F.RuleId = Rule;
    F.Variable = "x";
    F.Declared = at(3, 5);
    F.End.Cause = Cause;
    F.Position = Position;
    return F;
  }
  void offer(FixKind Kind, SourcePosition Begin, SourcePosition End,
             std::string Title) {
    Facts.Fixes.push_back(
        {.Kind = Kind,
         .Subject = at(3, 5),
         .Where = {Begin, End},
         .Hint = {
             .Title = std::move(Title),
             .Edits = {{.Begin = Begin, .End = Begin, .Replacement = ";"}}}});
  }
  std::string titles(size_t Of = 0) {
    for (Finding &F : Findings)
      F.Fixes.clear();
    addFixes(Findings, Facts);
    std::string All;
    for (const FixHint &Fix : Findings[Of].Fixes)
      All += Fix.Title + ",";
    return All;
  }

  std::vector<Finding> Findings;
  SourceFacts Facts;
};

TEST_F(Fixes, TheNarrowestBlockThatHoldsAllUsesIsTaken) {
  finding("framewalk-dangling-use-after-scope", DeathCause::Scope, at(6, 1));
  finding("framewalk-dangling-use-after-scope", DeathCause::Scope, at(9, 1));
  offer(FixKind::WidenScope, at(2, 1), at(7, 1), "narrow");
  offer(FixKind::WidenScope, at(1, 1), at(10, 1), "wide");
  offer(FixKind::WidenScope, at(1, 1), at(20, 1), "wider");
  EXPECT_EQ(titles(), "wide,");
  EXPECT_TRUE(Findings[1].Fixes.empty()); // the first has it
}

TEST_F(Fixes, AWiderBlockDoesNotHelpWhatOutlivesTheFunction) {
  finding("framewalk-dangling-use-after-scope", DeathCause::Scope, at(6, 1));
  finding("framewalk-dangling-return", DeathCause::Return, at(6, 9));
  offer(FixKind::WidenScope, at(2, 1), at(7, 1), "wide");
  EXPECT_EQ(titles(), "");
}

TEST_F(Fixes, AUseInTheTraceCountsAsWell) {
  Finding &F = finding("framewalk-dangling-use-after-scope", DeathCause::Scope,
                       at(6, 1));
  F.Trace.push_back({at(12, 1), "it is used here", StepRole::Used});
  offer(FixKind::WidenScope, at(2, 1), at(7, 1), "narrow");
  EXPECT_EQ(titles(), "");
}

TEST_F(Fixes, ALambdaIsTheOneThatTheFindingIsAbout) {
  finding("framewalk-dangling-capture", DeathCause::Return, at(6, 10));
  offer(FixKind::CaptureByValue, at(5, 10), at(5, 13), "another");
  offer(FixKind::CaptureByValue, at(6, 10), at(6, 13), "this");
  EXPECT_EQ(titles(), "this,");
}

TEST_F(Fixes, AResetIsForTheHolderThatTheFindingIsAbout) {
  finding("framewalk-dangling-global", DeathCause::Return, at(6, 10));
  offer(FixKind::Reset, at(5, 5), at(5, 13), "another");
  offer(FixKind::Reset, at(6, 5), at(6, 13), "this");
  EXPECT_EQ(titles(), "this,");
}

TEST_F(Fixes, AnAllocationIsForWhatIsReturned) {
  finding("framewalk-dangling-global", DeathCause::Return, at(6, 10));
  finding("framewalk-dangling-return", DeathCause::Return, at(7, 10));
  offer(FixKind::Allocate, at(1, 1), at(9, 1), "allocate");
  EXPECT_EQ(titles(0), "");
  EXPECT_EQ(titles(1), "allocate,");
}

TEST_F(Fixes, ANameIsForTemporaries) {
  finding("framewalk-dangling-temporary", DeathCause::FullExpression, at(6, 10))
      .Variable.clear();
  finding("framewalk-dangling-temporary", DeathCause::FullExpression,
          at(6, 11));
  offer(FixKind::NameTemporary, at(6, 1), at(6, 30), "name");
  EXPECT_EQ(titles(0), "name,");
  EXPECT_EQ(titles(1), "");
}

} // namespace
