//===- DiagnosticFindingsTest.cpp - clang's warnings with frame facts -----===//

#include "Layout/DiagnosticFindings.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;
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

/// `char *f() {` in line 3, `char buf[16];` in line 4, `}` in line 7: buf lies
/// \p Depth bytes below the CFA.
class Findings : public testing::Test {
protected:
  Findings() {
    FunctionFacts &F = Facts.Functions.emplace_back();
    F.Name = "f";
    F.Position = at(3, 7);
    F.Body = {at(3, 11), at(7, 1)};
    place(64);
  }

  void place(uint64_t Depth, uint64_t PointerSize = 8) {
    FunctionReport R;
    R.Name = "f";
    R.Position = Facts.Functions[0].Position;
    R.Body = Facts.Functions[0].Body;
    FrameSlot Return;
    Return.Kind = SlotKind::ReturnAddress;
    Return.CfaOffset = FrameOffset(-int64_t(PointerSize));
    Return.Size = PointerSize;
    FrameSlot Hole;
    Hole.Kind = SlotKind::Padding;
    Hole.Size = Depth - PointerSize - 16;
    Hole.CfaOffset = FrameOffset(-int64_t(Depth - 16));
    FrameSlot Buf;
    Buf.Kind = SlotKind::Variable;
    Buf.CfaOffset = FrameOffset(-int64_t(Depth));
    Buf.Size = 16;
    Buf.Base = "rbp";
    Buf.Displacement = 16 - int64_t(Depth);
    R.Frame = cantFail(FrameLayout::create("rbp", {.Min = Depth, .Max = Depth},
                                           {Return, Hole, Buf}));
    LocalVariable &V = R.Variables.emplace_back();
    V.Name = "buf";
    V.Declared = at(4, 8);
    V.Size = 16;
    V.Slots = {SlotId(2)};
    Lifetime &L = R.Lifetimes.emplace_back();
    L.Begin = V.Declared;
    L.End = at(7, 1);
    L.After = "reclaimed, not erased";
    Functions = {std::move(R)};
  }

  /// The one finding of \p D.
  Finding only(DiagnosticFact D) {
    Facts.Diagnostics = {std::move(D)};
    std::vector<Finding> All = diagnosticFindings(Facts, Functions);
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
  std::vector<FunctionReport> Functions;
};

TEST_F(Findings, AReturnedLocalHasItsSlotAndItsHeir) {
  Finding F = only(returned());
  EXPECT_EQ(F.RuleId, "framewalk-dangling-return");
  EXPECT_EQ(F.Position, at(6, 10));
  EXPECT_EQ(F.Variable, "buf");
  EXPECT_EQ(F.Function, "f");
  ASSERT_TRUE(F.Slot);
  EXPECT_EQ(F.Slot->Value, 2u);
  ASSERT_THAT(F.Trace, SizeIs(2));
  EXPECT_EQ(F.Trace[0].Position, at(4, 8));
  EXPECT_EQ(F.Trace[0].Message, "'buf' is 16 bytes of this frame, at "
                                "[rbp-0x30]");
  EXPECT_EQ(F.Trace[1].Position, at(7, 1));
  ASSERT_TRUE(F.Next);
  EXPECT_EQ(F.Next->Description,
            "the return erases nothing: the bytes stay until the caller's next "
            "call; from the same stack pointer, its return address goes to "
            "CFA-8, and its frame covers all of these bytes if it is 64 bytes "
            "deep or more");
}

TEST_F(Findings, BelowTheRedZoneASignalCanOverwriteTheBytes) {
  place(128);
  EXPECT_THAT(only(returned()).Next->Description,
              testing::Not(HasSubstr("signal")));
  place(144);
  EXPECT_THAT(only(returned()).Next->Description, HasSubstr("or a signal"));
  place(64, 4);
  EXPECT_THAT(only(returned()).Next->Description, HasSubstr("or a signal"))
      << "i386 has no red zone";
}

TEST_F(Findings, EachFlagHasItsRule) {
  const std::pair<const char *, const char *> Expected[] = {
      {"return-stack-address", "framewalk-dangling-return"},
      {"dangling-field", "framewalk-dangling-field"},
      {"dangling-capture", "framewalk-dangling-capture"},
      {"dangling-gsl", "framewalk-dangling-view"},
      {"dangling-assignment-gsl", "framewalk-dangling-view"},
      {"dangling", "framewalk-dangling-temporary"},
      {"dangling-assignment", "framewalk-dangling-temporary"},
      {"dangling-initializer-list", "framewalk-dangling-temporary"},
  };
  for (const auto &[Flag, Rule] : Expected)
    EXPECT_EQ(only(diagnostic(Flag, "m", at(5, 1))).RuleId, Rule) << Flag;
}

TEST_F(Findings, OtherWarningsAreNone) {
  Facts.Diagnostics = {
      diagnostic("dangling-else", "add explicit braces", at(5, 1)),
      diagnostic("unused-variable", "unused variable 'buf'", at(5, 1)),
      diagnostic("", "expected ';'", at(5, 1)),
      diagnostic("return-stack-address",
                 "returning address of label, which is local", at(6, 10))};
  EXPECT_THAT(diagnosticFindings(Facts, Functions), IsEmpty());
}

TEST_F(Findings, ClangsNotesAreSteps) {
  DiagnosticFact D = returned();
  D.Notes.push_back(diagnostic("", "initialized here", at(5, 3)));
  Finding F = only(std::move(D));
  ASSERT_THAT(F.Trace, SizeIs(3));
  EXPECT_EQ(F.Trace[0].Message, "initialized here");
}

TEST_F(Findings, WithoutAFrameTheyStayFindings) {
  Functions.clear();
  Finding F = only(returned());
  EXPECT_EQ(F.Function, "f");
  EXPECT_FALSE(F.Slot);
  EXPECT_FALSE(F.Next);
}

TEST_F(Findings, OfTwoVariablesWithOneNameTheLastBeforeIsMeant) {
  LocalVariable Later = Functions[0].Variables[0];
  Later.Declared = at(6, 30);
  Later.Slots = {SlotId(1)};
  LocalVariable Inner = Later;
  Inner.Declared = at(5, 8);
  Inner.Slots = {SlotId(0)};
  Functions[0].Variables.push_back(Later);
  Functions[0].Variables.push_back(Inner);
  EXPECT_EQ(only(returned()).Slot->Value, 0u);
}

TEST_F(Findings, TheyComeInOrderAndOnce) {
  Facts.Diagnostics = {diagnostic("dangling", "b", at(6, 1)),
                       diagnostic("dangling", "a", at(5, 1)),
                       diagnostic("dangling", "b", at(6, 1))};
  std::vector<Finding> All = diagnosticFindings(Facts, Functions);
  ASSERT_THAT(All, SizeIs(2));
  EXPECT_EQ(All[0].Message, "a");
}

} // namespace
