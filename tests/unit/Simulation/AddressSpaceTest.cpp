#include "Simulation/AddressSpace.h"

#include <gtest/gtest.h>

using namespace framewalk;

namespace {

struct StackPages : testing::Test {
  AddressSpace Space{defaultStack(8)};

  TouchResult write(uint64_t A) {
    return Space.touch(VirtualAddress(A), AccessType::Write);
  }
  TouchResult read(uint64_t A) {
    return Space.touch(VirtualAddress(A), AccessType::Read);
  }
};

TEST_F(StackPages, TheCallersPageIsThere) {
  TouchResult Result = write(0x7ffffffef000);
  ASSERT_TRUE(Result.Found);
  EXPECT_EQ(Result.Found->Physical, PhysicalAddress(0x6000));
  EXPECT_FALSE(Result.Fault);
  ASSERT_TRUE(Result.Walk) << "the TLB is cold";
  EXPECT_FALSE(write(0x7ffffffef008).Walk);
}

TEST_F(StackPages, FirstWriteIsADemandZeroFault) {
  TouchResult Result = write(0x7ffffffeeffb);
  ASSERT_TRUE(Result.Found);
  EXPECT_EQ(Result.Found->Physical, PhysicalAddress(0x5ffb));
  ASSERT_TRUE(Result.Fault);
  EXPECT_EQ(Result.Fault->Action, KernelAction::DemandZero);
  EXPECT_EQ(Result.Fault->Fault.ErrorCode, 0x6u);
  EXPECT_EQ(Result.Fault->Fault.Cr2, VirtualAddress(0x7ffffffeeffb));
  EXPECT_EQ(Result.Fault->Frame, PhysicalAddress(0x5000));
  EXPECT_FALSE(write(0x7ffffffee000).Fault);
}

TEST_F(StackPages, FramesComeInTheContractsOrder) {
  EXPECT_EQ(write(0x7ffffffee000).Found->frame(), PhysicalAddress(0x5000));
  EXPECT_EQ(write(0x7ffffffed000).Found->frame(), PhysicalAddress(0x7000));
  EXPECT_EQ(write(0x7ffffffec000).Found->frame(), PhysicalAddress(0x8000));
}

TEST_F(StackPages, AReadShowsTheSharedZerosUntilAWriteCopiesThem) {
  TouchResult Read = read(0x7ffffffee010);
  EXPECT_EQ(Read.Found->frame(), AddressSpace::ZeroPage);
  EXPECT_EQ(Read.Fault->Action, KernelAction::MapZeroPage);
  EXPECT_EQ(Read.Fault->Fault.ErrorCode, 0x4u);
  EXPECT_FALSE(read(0x7ffffffee020).Walk);
  TouchResult Write = write(0x7ffffffee010);
  EXPECT_EQ(Write.Fault->Action, KernelAction::CopyOnWrite);
  EXPECT_EQ(Write.Fault->Fault.ErrorCode, 0x7u);
  EXPECT_EQ(Write.Found->Physical, PhysicalAddress(0x5010));
  EXPECT_EQ(read(0x7ffffffee010).Found->Physical, PhysicalAddress(0x5010));
}

TEST_F(StackPages, TheTablesAreTheContracts) {
  TouchResult Result = write(0x7ffffffeeffb);
  std::span<const WalkStep> Steps = Result.Walk->steps();
  ASSERT_EQ(Steps.size(), 4u);
  const uint64_t Entries[] = {0x2027, 0x3027, 0x4027, 0x8000000000005067};
  const unsigned Indices[] = {255, 511, 511, 494};
  for (unsigned I = 0; I < 4; ++I) {
    EXPECT_EQ(Steps[I].Table, PhysicalAddress(0x1000 * (I + 1)));
    EXPECT_EQ(Steps[I].After, Entries[I]);
    EXPECT_EQ(Steps[I].Index, Indices[I]);
  }
}

TEST_F(StackPages, AFarPageBringsItsTableFirst) {
  // 2 MiB lower: another page table, which takes the next frame.
  TouchResult Result = write(0x7fffffdef000);
  EXPECT_EQ(Result.Walk->steps()[3].Table, PhysicalAddress(0x5000));
  EXPECT_EQ(Result.Found->frame(), PhysicalAddress(0x7000));
}

TEST_F(StackPages, TheLimitIsEightMebibytes) {
  EXPECT_TRUE(write(0x7fffff7ff000).Found);
  TouchResult Result = write(0x7fffff7fefff);
  EXPECT_FALSE(Result.Found);
  EXPECT_EQ(Result.Fault->Action, KernelAction::SegmentationFault);
  EXPECT_EQ(Result.Fault->Fault.ErrorCode, 0x6u);
}

TEST_F(StackPages, PagesOfCallersHaveBeenUsed) {
  TouchResult Result = read(0x7fffffff0008);
  ASSERT_TRUE(Result.Found);
  EXPECT_FALSE(Result.Fault);
  EXPECT_NE(Result.Found->frame(), AddressSpace::ZeroPage);
}

TEST_F(StackPages, ResetGivesAFreshProcess) {
  write(0x7ffffffee000);
  write(0x7fffffdef000);
  Space.reset();
  TouchResult Result = write(0x7ffffffed000);
  EXPECT_TRUE(Result.Fault);
  EXPECT_EQ(Result.Found->frame(), PhysicalAddress(0x5000));
  EXPECT_TRUE(
      Space.peek(VirtualAddress(0x7ffffffee000), AccessType::Read).isFault());
}

TEST_F(StackPages, PeekingChangesNothing) {
  EXPECT_TRUE(
      Space.peek(VirtualAddress(0x7ffffffee000), AccessType::Read).isFault());
  EXPECT_EQ(write(0x7ffffffee000).Found->frame(), PhysicalAddress(0x5000));
}

TEST(StackPages32, AnI386ProcessWalksFourLevelsToo) {
  AddressSpace Space(defaultStack(4));
  TouchResult Result =
      Space.touch(VirtualAddress(0xfffeeffb), AccessType::Write);
  ASSERT_TRUE(Result.Found);
  EXPECT_EQ(Result.Found->Physical, PhysicalAddress(0x5ffb));
  std::span<const WalkStep> Steps = Result.Walk->steps();
  // 0xfffeeffb: bits 47:39 are 0, 38:30 are 3, 29:21 are 511, 20:12 are 494.
  const unsigned Indices[] = {0, 3, 511, 494};
  for (unsigned I = 0; I < 4; ++I)
    EXPECT_EQ(Steps[I].Index, Indices[I]);
  EXPECT_EQ(
      Space.touch(VirtualAddress(0xfffef000), AccessType::Write).Found->frame(),
      PhysicalAddress(0x6000));
}

} // namespace
