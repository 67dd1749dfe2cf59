//===- DiagnosticFindingsTest.cpp - Findings among clang's warnings -----===//

#include "Layout/DiagnosticFindings.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

SourcePosition at(uint32_t Line, uint32_t Column) {
  return {.File = FileId(0), .Line = Line, .Column = Column};
}

DiagnosticFact diagnostic(std::string Flag, std::string Message,
                          SourcePosition Position) {
  DiagnosticFact D;
  D.Flag = std::move(Flag);
  D.Message = std::move(Message);
  D.Position = Position;
  return D;
}

/// `char *f() {` in line 3, `}` in line 7.
class Findings : public testing::Test {
protected:
  Findings() {
    FunctionFacts &F = Facts.Functions.emplace_back();
    F.Name = "f";
    F.Position = at(3, 7);
    F.Body = {at(3, 11), at(7, 1)};
  }

  /// The one finding of \p D.
  Finding only(DiagnosticFact D) {
    Facts.Diagnostics = {std::move(D)};
    std::vector<Finding> All = diagnosticFindings(Facts);
    EXPECT_THAT(All, SizeIs(1));
    return All.empty() ? Finding() : All[0];
  }

  DiagnosticFact returned() {
    return diagnostic("return-stack-address",
                      "address of stack memory associated with local variable "
                      "'buf' returned",
                      at(6, 10));
  }

  SourceFacts Facts;
};

TEST_F(Findings, AReturnedLocalIsNamed) {
  Finding F = only(returned());
  EXPECT_EQ(F.RuleId, "framewalk-dangling-return");
  EXPECT_EQ(F.Position, at(6, 10));
  EXPECT_EQ(F.Variable, "buf");
  EXPECT_EQ(F.Function, "f");
  EXPECT_EQ(F.End.Cause, DeathCause::Return);
}

/// In functions that nobody else can call both of clang's analyses speak.
TEST_F(Findings, WhatBothAnalysesSayIsToldOnce) {
  FunctionFacts &F = Facts.Functions.front();
  F.Variables.emplace_back().Name = "buf";
  F.Variables.emplace_back().Name = "other";
  F.Uses.push_back({.Variable = VariableId(0), .Position = at(6, 11)});
  F.Uses.push_back({.Variable = VariableId(1), .Position = at(6, 30)});
  auto Newer = [](SourcePosition Place) {
    DiagnosticFact D =
        diagnostic("experimental-lifetime-safety-permissive",
                   "address of stack memory is returned later", Place);
    D.Notes.push_back(diagnostic("", "returned here", at(6, 9)));
    return D;
  };
  Facts.Diagnostics = {Newer(at(6, 11)), returned(), Newer(at(6, 30))};
  std::vector<Finding> All = diagnosticFindings(Facts);
  ASSERT_THAT(All, SizeIs(2));
  EXPECT_EQ(All[0].Variable, "other");
  EXPECT_EQ(All[1].Variable, "buf");
  EXPECT_EQ(All[1].Position, at(6, 10));
}

TEST_F(Findings, EachFlagHasItsRuleAndItsDeath) {
  struct Case {
    const char *Flag;
    const char *Rule;
    DeathCause Cause;
  };
  const Case Expected[] = {
      {"return-stack-address", "framewalk-dangling-return", DeathCause::Return},
      {"dangling-field", "framewalk-dangling-field", DeathCause::Return},
      {"dangling-capture", "framewalk-dangling-capture",
       DeathCause::FullExpression},
      {"dangling-gsl", "framewalk-dangling-view", DeathCause::FullExpression},
      {"dangling-assignment-gsl", "framewalk-dangling-view",
       DeathCause::FullExpression},
      {"dangling", "framewalk-dangling-temporary", DeathCause::FullExpression},
      {"dangling-assignment", "framewalk-dangling-temporary",
       DeathCause::FullExpression},
      {"dangling-initializer-list", "framewalk-dangling-temporary",
       DeathCause::FullExpression},
  };
  for (const Case &C : Expected) {
    Finding F = only(diagnostic(C.Flag, "m", at(5, 1)));
    EXPECT_EQ(F.RuleId, C.Rule) << C.Flag;
    EXPECT_EQ(F.End.Cause, C.Cause) << C.Flag;
  }
}

TEST_F(Findings, OtherWarningsAreNone) {
  Facts.Diagnostics = {
      diagnostic("dangling-else", "add explicit braces", at(5, 1)),
      diagnostic("unused-variable", "unused variable 'buf'", at(5, 1)),
      diagnostic("", "expected ';'", at(5, 1))};
  EXPECT_THAT(diagnosticFindings(Facts), IsEmpty());
}

TEST_F(Findings, ClangsNotesAreSteps) {
  DiagnosticFact D = returned();
  D.Notes.push_back(diagnostic("", "initialized here", at(5, 3)));
  Finding F = only(std::move(D));
  ASSERT_THAT(F.Trace, SizeIs(1));
  EXPECT_EQ(F.Trace[0].Message, "initialized here");
}

TEST_F(Findings, TheyComeInOrderAndOnce) {
  Facts.Diagnostics = {diagnostic("dangling", "b", at(6, 1)),
                       diagnostic("dangling", "a", at(5, 1)),
                       diagnostic("dangling", "b", at(6, 1))};
  std::vector<Finding> All = diagnosticFindings(Facts);
  ASSERT_THAT(All, SizeIs(2));
  EXPECT_EQ(All[0].Message, "a");
}

} // namespace
