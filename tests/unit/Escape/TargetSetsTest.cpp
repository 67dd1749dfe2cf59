//===- TargetSetsTest.cpp - The algebra of targets ------------------------===//

#include "Escape/TargetSets.h"

#include "gtest/gtest.h"

using namespace framewalk::escape;

namespace {

class TargetSetsTest : public testing::Test {
protected:
  Target argument(unsigned Index, int32_t Offset = 0) {
    return {.Where = Places.argument(Index), .Offset = Offset};
  }

  Regions Places;
  TargetSets Sets{Places};
};

TEST_F(TargetSetsTest, EqualSetsHaveEqualIds) {
  SetId A = Sets.make({argument(0), argument(1)});
  EXPECT_EQ(Sets.make({argument(1), argument(0), argument(0)}), A);
  EXPECT_EQ(Sets.join(Sets.one(argument(0)), Sets.one(argument(1))), A);
  EXPECT_NE(Sets.one(argument(0)), A);
}

TEST_F(TargetSetsTest, JoinHasAnIdentityAndNoOrder) {
  SetId A = Sets.one(argument(0)), B = Sets.one(argument(1));
  EXPECT_EQ(Sets.join(A, SetId{}), A);
  EXPECT_EQ(Sets.join(SetId{}, A), A);
  EXPECT_EQ(Sets.join(A, B), Sets.join(B, A));
  EXPECT_EQ(Sets.join(A, A), A);
}

TEST_F(TargetSetsTest, ShiftMovesTargets) {
  SetId A = Sets.one(argument(0, 8));
  EXPECT_EQ(Sets.shift(A, 4), Sets.one(argument(0, 12)));
  EXPECT_EQ(Sets.shift(Sets.shift(A, 4), -4), A);
  EXPECT_EQ(Sets.shift(Sets.null(), 4), Sets.null());
}

TEST_F(TargetSetsTest, AnIndexIntoAnArrayStaysInTheArray) {
  SetId A = Sets.shiftWithin(Sets.one(argument(0, 8)), 16);
  ASSERT_EQ(Sets[A].size(), 1u);
  EXPECT_EQ(Sets[A].front().Offset, 8);
  EXPECT_EQ(Sets[A].front().Span, 16u);
  EXPECT_FALSE(Sets[A].front().isExact());
}

TEST_F(TargetSetsTest, APointerThatWalksSettles) {
  SetId Walk = Sets.one(argument(0));
  SetId Before;
  unsigned Rounds = 0;
  for (; Before != Walk && Rounds < 20; ++Rounds) {
    Before = Walk;
    Walk = Sets.join(Walk, Sets.shift(Walk, 8));
  }
  EXPECT_LT(Rounds, 20u);
  EXPECT_EQ(Sets[Walk].front().Span, Target::Everywhere);
}

TEST_F(TargetSetsTest, ManySymbolsBecomeAnything) {
  SetId All;
  for (unsigned I = 0; I < 10; ++I)
    All = Sets.join(All, Sets.one(argument(I)));
  EXPECT_EQ(All, Sets.top());
  EXPECT_EQ(Sets.join(All, Sets.one(argument(3))), All);
}

TEST_F(TargetSetsTest, TheSingleTargetIsNotNull) {
  SetId One = Sets.join(Sets.null(), Sets.one(argument(2, 8)));
  ASSERT_NE(Sets.single(One), nullptr);
  EXPECT_EQ(Sets.single(One)->Offset, 8);
  EXPECT_EQ(Sets.single(Sets.join(One, Sets.one(argument(3)))), nullptr);
  EXPECT_EQ(Sets.single(Sets.null()), nullptr);
}

TEST_F(TargetSetsTest, ContentsEndSomewhere) {
  RegionId R = Places.argument(0);
  for (int I = 0; I < 10 && R != Regions::top(); ++I)
    R = Places.content(R, 8);
  EXPECT_EQ(R, Regions::top());
}

} // namespace
