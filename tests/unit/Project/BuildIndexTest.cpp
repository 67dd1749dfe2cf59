//===- BuildIndexTest.cpp - From units to an index, and budgets -----------===//

#include "Project/BuildIndex.h"

#include "Project/StackBudget.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

FunctionSummary function(std::string Name, uint64_t Bytes, uint64_t Padding,
                         std::string File = "a.c", uint32_t Line = 1) {
  FunctionSummary F;
  F.Name = F.LinkageName = std::move(Name);
  F.File = std::move(File);
  F.Line = Line;
  F.Column = 5;
  F.Size = {.Min = Bytes, .Max = Bytes};
  F.Padding = Padding;
  return F;
}

CallSummary call(std::string Symbol, uint64_t Depth) {
  CallSummary C;
  C.Symbol = std::move(Symbol);
  C.Depth = Depth;
  C.Line = 2;
  C.Column = 3;
  return C;
}

UnitSummary unit(std::string Id, std::vector<FunctionSummary> Functions) {
  UnitSummary U;
  U.Id = U.Source = U.Findings.Source = std::move(Id);
  U.Functions = std::move(Functions);
  U.Findings.Files = {U.Source};
  return U;
}

std::vector<std::string> names(const ProjectIndex &Index,
                               const std::vector<uint32_t> &List) {
  std::vector<std::string> Names;
  for (uint32_t I : List) {
    FunctionRef F = Index.Functions[I].Shown;
    Names.push_back(Index.Units[F.Unit].Functions[F.Function].Name);
  }
  return Names;
}

std::vector<std::string> messages(const ProjectIndex &Index) {
  std::vector<std::string> All;
  for (const UnitSummary &U : Index.Units)
    for (const Finding &F : U.Findings.Findings)
      All.push_back(F.Message);
  return All;
}

TEST(BuildIndex, ListsAFunctionOfAHeaderOnce) {
  ProjectIndex Index =
      buildIndex({unit("b.c", {function("shared", 64, 8, "h.h"),
                               function("b", 16, 0, "b.c")}),
                  unit("a.c", {function("shared", 48, 4, "h.h")})},
                 0);
  EXPECT_EQ(Index.Units.front().Id, "a.c");
  ASSERT_THAT(Index.Functions, SizeIs(2));
  const IndexedFunction &Shared = Index.Functions[1];
  EXPECT_EQ(Shared.UnitCount, 2u);
  EXPECT_EQ(Shared.Smallest.Max, 48u);
  EXPECT_EQ(Shared.Largest.Max, 64u);
  EXPECT_EQ(Index.Totals.Functions, 2u);
  EXPECT_EQ(Index.Totals.FrameBytes, 80u);
  EXPECT_THAT(names(Index, Index.LargestFrames), ElementsAre("shared", "b"));
  // No padding, no place in that list.
  EXPECT_THAT(names(Index, Index.MostPadding), ElementsAre("shared"));
}

TEST(BuildIndex, ShowsTheLargestOfAFunctionThatSeveralUnitsHave) {
  UnitSummary Small = unit("a.c", {function("shared", 48, 4, "h.h"),
                                   function("leaf", 16, 0, "a.c")});
  Small.Functions[0].Calls = {call("leaf", 48)};
  UnitSummary Large = unit("b.c", {function("shared", 640, 8, "h.h")});
  Large.Functions[0].Largest = {{.Name = "big", .Type = "int", .Size = 600}};
  Large.Functions[0].Calls = {call("", 640)};
  for (const ProjectIndex &Index :
       {buildIndex({Small, Large}, 0), buildIndex({Large, Small}, 0)}) {
    const IndexedFunction &Shared = Index.Functions[1];
    const FunctionSummary &Shown =
        Index.Units[Shared.Shown.Unit].Functions[Shared.Shown.Function];
    ASSERT_THAT(Shown.Largest, SizeIs(1));
    EXPECT_EQ(Shown.Largest[0].Name, "big");
    EXPECT_EQ(Index.Totals.PaddingBytes, 8u);
    EXPECT_EQ(Shared.Depth.Bytes, 640u);
    EXPECT_TRUE(Shared.Depth.Doubts.IndirectCall);
    EXPECT_THAT(Shared.Depth.Chain, SizeIs(1));
  }
}

TEST(BuildIndex, KeepsFunctionsOfOneNameApart) {
  ProjectIndex Index =
      buildIndex({unit("a.c", {function("helper", 16, 0, "a.c")}),
                  unit("b.c", {function("helper", 32, 0, "b.c")})},
                 0);
  EXPECT_THAT(Index.Functions, SizeIs(2));
}

TEST(BuildIndex, DoesNotDependOnTheOrderOfTheUnits) {
  UnitSummary A = unit("a.c", {function("main", 16, 0), function("x", 16, 0)});
  A.Functions[0].Calls = {call("leaf", 16)};
  UnitSummary B = unit("b.c", {function("leaf", 4000, 8, "b.c")});
  ProjectIndex One = buildIndex({A, B}, 1000), Other = buildIndex({B, A}, 1000);
  EXPECT_EQ(messages(One), messages(Other));
  EXPECT_EQ(names(One, One.DeepestChains), names(Other, Other.DeepestChains));
  EXPECT_THAT(names(One, One.DeepestChains), ElementsAre("main", "x"));
}

TEST(BuildIndex, CountsFilesThatFailed) {
  UnitSummary Broken = unit("broken.c", {});
  Broken.Failure = "it does not compile";
  ProjectIndex Index = buildIndex({Broken, unit("a.c", {})}, 0);
  EXPECT_EQ(Index.Totals.Units, 2u);
  EXPECT_EQ(Index.Totals.Failed, 1u);
}

TEST(StackBudget, TellsWhatIsAboveAndByHowMuch) {
  UnitSummary A =
      unit("a.c", {function("top", 100, 0), function("leaf", 1024, 0)});
  A.Functions[0].Calls = {call("leaf", 96)};
  A.Functions[1].Largest = {{.Name = "buf", .Type = "char[1000]", .Size = 1000},
                            {.Name = "n", .Type = "int", .Size = 4}};
  // As much as the budget is within it.
  EXPECT_THAT(messages(buildIndex({A}, 1120)), IsEmpty());
  ProjectIndex Index = buildIndex({A}, 1119);
  EXPECT_THAT(messages(Index),
              ElementsAre(AllOf(HasSubstr("1120 bytes deep from 'top' down to "
                                          "'leaf': 1 more than the budget"),
                                testing::Not(HasSubstr("at least")))));
  Index = buildIndex({A}, 1000);
  ASSERT_THAT(messages(Index), SizeIs(2));
  // What costs the most is told, what costs little is not.
  bool IsTold = false;
  for (const Finding &F : Index.Units[0].Findings.Findings)
    for (const TraceStep &S : F.Trace) {
      IsTold |= S.Message.find("'buf' (char[1000])") != std::string::npos;
      EXPECT_THAT(S.Message, testing::Not(HasSubstr("'n' (int)")));
    }
  EXPECT_TRUE(IsTold);
}

TEST(StackBudget, SaysWhereNoLimitIsKnown) {
  UnitSummary A =
      unit("a.c", {function("again", 32, 0), function("grows", 64, 0),
                   function("through", 32, 0)});
  A.Functions[0].Calls = {call("again", 32)};
  A.Functions[1].Size.Max = std::nullopt;
  A.Functions[2].Calls = {call("", 32), call("elsewhere", 32)};
  ProjectIndex Index = buildIndex({A}, 1000);
  EXPECT_THAT(messages(Index),
              testing::UnorderedElementsAre(
                  HasSubstr("'again' can call itself (again -> again)"),
                  HasSubstr("'grows' grows at run time, from 64 bytes on")));
  for (const Finding &F : Index.Units[0].Findings.Findings)
    EXPECT_EQ(F.Level, Severity::Note);
  // A lower bound says so.
  A.Functions[2].Size = {.Min = 2000, .Max = 2000};
  A.Functions[2].Calls[1] = call("again", 1990);
  Index = buildIndex({A}, 1000);
  EXPECT_THAT(messages(Index), testing::Contains(HasSubstr(
                                   "can grow at least 2022 bytes deep")));
}

TEST(StackBudget, OfAnotherRunIsReplaced) {
  UnitSummary A = unit("a.c", {function("large", 5000, 0)});
  ProjectIndex First = buildIndex({A}, 1000);
  ASSERT_THAT(messages(First), SizeIs(1));
  ProjectIndex Second = buildIndex(First.Units, 4000);
  EXPECT_THAT(messages(Second), ElementsAre(HasSubstr("budget of 4000")));
  EXPECT_THAT(messages(buildIndex(First.Units, 0)), IsEmpty());
}

TEST(StackBudget, HidesWhatACommentAccepts) {
  UnitSummary A = unit("a.c", {function("large", 5000, 0)});
  A.Functions[0].AcceptsFrame = true;
  ProjectIndex Index = buildIndex({A}, 1000);
  EXPECT_THAT(messages(Index), IsEmpty());
  EXPECT_EQ(Index.Totals.Suppressed, 1u);
}

} // namespace
