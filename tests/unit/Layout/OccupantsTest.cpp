//===- OccupantsTest.cpp - Names for what debug info leaves out -----------===//
#include "Layout/Occupants.h"

#include "gtest/gtest.h"

using namespace framewalk;

namespace {

/// A slot of eight bytes whose object has the alloca's name \p Alloca, in a
/// function that declares `hidden`, of \p Size bytes.
FrameSlot slotOf(const char *Alloca, uint64_t Size, bool IsDescribed = false) {
  FunctionFacts Facts;
  Facts.Variables.push_back({.Name = "hidden", .Type = "pair", .Size = Size});
  CapturedFrame Frame;
  Frame.Objects.push_back({.Index = 0, .Size = 8, .AllocaName = Alloca});
  FrameSlot Slot{.Kind = SlotKind::Temporary, .Size = 8, .Title = "temporary"};
  std::vector<std::optional<VariableId>> Matches;
  if (IsDescribed)
    Matches.push_back(VariableId(0));
  addOccupants(Facts, Frame, Matches, {{0, 0}}, Slot);
  return Slot;
}

TEST(Occupants, AVariableBeforeTheFirstCaseIsKnownByItsAlloca) {
  FrameSlot Slot = slotOf("hidden", 8);
  ASSERT_EQ(Slot.Occupants.size(), 1u);
  EXPECT_EQ(Slot.Kind, SlotKind::Variable);
  EXPECT_EQ(Slot.Title, "");
  EXPECT_EQ(Slot.Occupants.front().Variable, VariableId(0));
  EXPECT_EQ(Slot.Occupants.front().Size, 8u);
}

TEST(Occupants, TheAllocaOfASecondOneHasANumber) {
  EXPECT_EQ(slotOf("hidden12", 8).Occupants.size(), 1u);
}

TEST(Occupants, NothingElseGetsAName) {
  EXPECT_TRUE(slotOf("ref.tmp", 8).Occupants.empty());
  EXPECT_TRUE(slotOf("", 8).Occupants.empty());
  EXPECT_TRUE(slotOf("hidden", 4).Occupants.empty()) << "another size";
  EXPECT_TRUE(slotOf("hidden", 8, true).Occupants.empty()) << "has its slot";
}

} // namespace
