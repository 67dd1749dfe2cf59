//===- FrameLayoutTest.cpp - The ledger refuses what does not sum ---------===//

#include "Model/FrameLayout.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;

namespace {

FrameSlot anchored(SlotKind Kind, int64_t CfaOffset, uint64_t Size,
                   std::string Title) {
  FrameSlot S;
  S.Kind = Kind;
  S.CfaOffset = FrameOffset(CfaOffset);
  S.Size = Size;
  S.Base = "rbp";
  S.Displacement = CfaOffset + 16;
  S.Title = std::move(Title);
  return S;
}

FrameSlot realigned(SlotKind Kind, int64_t Displacement, uint64_t Size,
                    std::string Title) {
  FrameSlot S;
  S.Kind = Kind;
  S.Size = Size;
  S.Base = "rsp";
  S.Displacement = Displacement;
  S.Title = std::move(Title);
  return S;
}

FrameSlot gap(uint64_t Min, uint64_t Max) {
  FrameSlot S;
  S.Kind = SlotKind::Padding;
  S.Size = Min;
  S.MaxSize = Max;
  S.Title = "realignment";
  return S;
}

FrameSlot dynamicPart() {
  FrameSlot S;
  S.Kind = SlotKind::Dynamic;
  S.Title = "vla";
  return S;
}

FrameSlot returnAddress() {
  return anchored(SlotKind::ReturnAddress, -8, 8, "return address");
}
FrameSlot savedRbp() {
  return anchored(SlotKind::SavedFramePointer, -16, 8, "saved rbp");
}

FrameSize fixed(uint64_t Bytes) { return {.Min = Bytes, .Max = Bytes}; }

/// The message of the refusal; empty where the ledger is accepted.
std::string refusal(FrameSize Size, std::vector<FrameSlot> Slots) {
  auto Layout = FrameLayout::create("rbp", Size, std::move(Slots));
  if (Layout)
    return "";
  return llvm::toString(Layout.takeError());
}

TEST(FrameLayout, KeepsALedgerThatSums) {
  auto Layout = FrameLayout::create("rbp", fixed(32),
                                    {returnAddress(), savedRbp(),
                                     anchored(SlotKind::Variable, -20, 4, "n"),
                                     anchored(SlotKind::Padding, -32, 12, "")});
  ASSERT_TRUE(bool(Layout)) << llvm::toString(Layout.takeError());
  EXPECT_EQ(Layout->framePointer(), "rbp");
  EXPECT_EQ(Layout->size().Min, 32u);
  EXPECT_EQ(Layout->slots().size(), 4u);
  EXPECT_EQ(Layout->slot(SlotId(2)).Title, "n");
  EXPECT_EQ(Layout->bytesOf(SlotKind::Padding), 12u);
  EXPECT_EQ(Layout->bytesOf(SlotKind::Variable), 4u);
  EXPECT_EQ(Layout->bytesOf(SlotKind::Spill), 0u);
}

TEST(FrameLayout, AFrameMayBeEmpty) { EXPECT_EQ(refusal(fixed(0), {}), ""); }

TEST(FrameLayout, RefusesAGapAndNamesItsNeighbours) {
  EXPECT_EQ(refusal(fixed(24), {returnAddress(), savedRbp(),
                                anchored(SlotKind::Variable, -24, 4, "n")}),
            "the frame's ledger does not sum: 4 bytes between 'saved rbp' (8 "
            "bytes at CFA-16) and 'n' (4 bytes at CFA-24) have no owner");
}

TEST(FrameLayout, RefusesAGapRightBelowTheCfa) {
  EXPECT_THAT(refusal(fixed(16), {savedRbp()}),
              HasSubstr("8 bytes between the CFA and 'saved rbp'"));
}

TEST(FrameLayout, RefusesAnOverlap) {
  EXPECT_THAT(refusal(fixed(18), {returnAddress(), savedRbp(),
                                  anchored(SlotKind::Variable, -18, 4, "n")}),
              HasSubstr("'n' (4 bytes at CFA-18) overlaps 'saved rbp' (8 "
                        "bytes at CFA-16) by 2 bytes"));
}

TEST(FrameLayout, RefusesAnotherSumThanTheFrameSize) {
  EXPECT_THAT(refusal(fixed(24), {returnAddress(), savedRbp()}),
              HasSubstr("the slots hold 16 bytes, the frame has at least 24"));
}

TEST(FrameLayout, ParametersLieAboveTheCfaAndMayLeaveGaps) {
  std::vector<FrameSlot> Slots = {
      anchored(SlotKind::Parameter, 16, 4, "eighth"),
      anchored(SlotKind::Parameter, 0, 4, "seventh"), returnAddress(),
      savedRbp()};
  EXPECT_EQ(refusal(fixed(16), Slots), "");
  auto Layout = FrameLayout::create("rbp", fixed(16), Slots);
  ASSERT_TRUE(bool(Layout));
  EXPECT_EQ(Layout->bytesOf(SlotKind::Parameter), 0u) << "the caller's bytes";

  std::swap(Slots[0], Slots[1]);
  EXPECT_THAT(refusal(fixed(16), Slots), HasSubstr("overlaps"));
  std::swap(Slots[0], Slots[2]);
  EXPECT_THAT(refusal(fixed(16), Slots), HasSubstr("lies above the CFA"));
}

TEST(FrameLayout, RealignmentSplitsTheLedgerInTwo) {
  std::vector<FrameSlot> Slots = {returnAddress(),
                                  savedRbp(),
                                  gap(0, 48),
                                  realigned(SlotKind::Padding, 128, 64, ""),
                                  realigned(SlotKind::Variable, 64, 64, "v"),
                                  realigned(SlotKind::Padding, 0, 64, "")};
  EXPECT_EQ(refusal({.Min = 208, .Max = 256}, Slots), "");
  EXPECT_THAT(refusal({.Min = 208, .Max = 250}, Slots),
              HasSubstr("hold 256 bytes at most, the frame 250"));
  Slots[4].Displacement = 60;
  EXPECT_THAT(refusal({.Min = 208, .Max = 256}, Slots),
              HasSubstr("4 bytes between"));
}

TEST(FrameLayout, NothingBelowARealignedStackPointerKnowsItsCfaOffset) {
  EXPECT_THAT(refusal({.Min = 20, .Max = 68},
                      {returnAddress(), savedRbp(), gap(0, 48),
                       anchored(SlotKind::Variable, -20, 4, "n")}),
              HasSubstr("below the realigned stack pointer"));
}

TEST(FrameLayout, ADynamicPartEndsTheFrame) {
  FrameSize Open{.Min = 16, .Max = std::nullopt};
  EXPECT_EQ(refusal(Open, {returnAddress(), savedRbp(), dynamicPart()}), "");
  EXPECT_THAT(refusal(fixed(16), {returnAddress(), savedRbp(), dynamicPart()}),
              HasSubstr("ends after 16 bytes at most"));
  EXPECT_THAT(refusal(Open, {returnAddress(), savedRbp()}),
              HasSubstr("no slot is dynamic"));
  EXPECT_THAT(refusal({.Min = 20, .Max = std::nullopt},
                      {returnAddress(), savedRbp(), dynamicPart(),
                       anchored(SlotKind::Variable, -20, 4, "n")}),
              HasSubstr("which ends the frame"));
}

TEST(FrameLayout, TheRedZoneIsBelowTheFrameAndNotCounted) {
  std::vector<FrameSlot> Slots = {returnAddress(),
                                  anchored(SlotKind::Variable, -12, 4, "n"),
                                  anchored(SlotKind::RedZone, -136, 124, "")};
  EXPECT_EQ(refusal(fixed(12), Slots), "");
  Slots[2].Size = 100;
  EXPECT_THAT(refusal(fixed(12), Slots), HasSubstr("24 bytes between"));
}

TEST(FrameLayout, OccupantsStayInsideTheirSlot) {
  FrameSlot S = anchored(SlotKind::Variable, -16, 8, "pair");
  Occupant &Second = S.Occupants.emplace_back();
  Second.Name = "second";
  Second.Offset = 4;
  Second.Size = 4;
  EXPECT_EQ(refusal(fixed(16), {returnAddress(), S}), "");
  S.Occupants[0].Size = 8;
  EXPECT_THAT(refusal(fixed(16), {returnAddress(), S}),
              HasSubstr("'second' takes the bytes 4 to 12"));
}

TEST(FrameLayout, AnAlignmentIsAPowerOfTwo) {
  FrameSlot S = returnAddress();
  S.Align = 12;
  EXPECT_THAT(refusal(fixed(8), {S}), HasSubstr("no power of two"));
}

} // namespace
