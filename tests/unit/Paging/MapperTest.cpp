#include "Paging/Mapper.h"
#include "Paging/Walk.h"

#include <gtest/gtest.h>

using namespace framewalk;

namespace {

struct Machine {
  PhysicalMemory Memory;
  PagingControls Controls;
  FrameAllocator Frames{PhysicalAddress(0x2000)};
  Mapper Tables{Memory, Controls, Frames};

  explicit Machine(PagingMode Mode)
      : Controls{.Mode = Mode, .Root = PhysicalAddress(0x1000)} {}

  WalkResult read(uint64_t Address) {
    return walk(Memory, *PagingContext::create(Controls, Memory),
                VirtualAddress(Address), {});
  }
  MapResult map(uint64_t Page, uint64_t Frame, uint64_t Size = SmallPage) {
    return Tables.map({.Page = VirtualAddress(Page),
                       .Frame = PhysicalAddress(Frame),
                       .Size = Size});
  }
};

TEST(Mapper, WhatIsMappedIsFoundInEveryMode) {
  for (PagingMode Mode : {PagingMode::TwoLevel, PagingMode::Pae,
                          PagingMode::FourLevel, PagingMode::FiveLevel}) {
    Machine M(Mode);
    ASSERT_EQ(M.map(0xbfffe000, 0x55000), MapResult::Mapped);
    WalkResult Result = M.read(0xbfffeabc);
    ASSERT_FALSE(Result.isFault()) << formatOf(Mode).Name;
    EXPECT_EQ(Result.translation().Physical, PhysicalAddress(0x55abc));
    EXPECT_EQ(Result.steps().size(), formatOf(Mode).Levels);
    EXPECT_TRUE(M.read(0xbfffdfff).isFault());
    EXPECT_TRUE(M.read(0xbffff000).isFault());
  }
}

TEST(Mapper, TablesComeInOrderFromTheTopDown) {
  Machine M(PagingMode::FourLevel);
  M.map(0x7ffffffef000, 0x6000);
  WalkResult Result = M.read(0x7ffffffef000);
  ASSERT_EQ(Result.steps().size(), 4u);
  for (unsigned I = 0; I < 4; ++I)
    EXPECT_EQ(Result.steps()[I].Table, PhysicalAddress(0x1000 * (I + 1)));
  EXPECT_EQ(M.Memory.read64(PhysicalAddress(0x1000 + 255 * 8)), 0x2007u);
}

TEST(Mapper, NeighboursShareTheirTables) {
  Machine M(PagingMode::FourLevel);
  M.map(0x7ffffffef000, 0x6000);
  M.map(0x7ffffffee000, 0x5000);
  EXPECT_EQ(M.read(0x7ffffffee000).steps()[3].Table, PhysicalAddress(0x4000));
  EXPECT_EQ(*M.Frames.allocate(), PhysicalAddress(0x5000));
}

TEST(Mapper, LargePagesOfEachMode) {
  struct Case {
    PagingMode Mode;
    uint64_t Size, Page, Frame;
    size_t Steps;
  };
  for (const Case &C :
       {Case{PagingMode::TwoLevel, 4 << 20, 0x40400000, 0x12c0000000, 1},
        Case{PagingMode::Pae, 2 << 20, 0x40200000, 0x1200000000, 2},
        Case{PagingMode::FourLevel, 2 << 20, 0x40200000, 0x1200000000, 3},
        Case{PagingMode::FourLevel, 1 << 30, 0x40000000, 0x1240000000, 2},
        Case{PagingMode::FiveLevel, 1 << 30, 0x40000000, 0x1240000000, 3}}) {
    Machine M(C.Mode);
    ASSERT_EQ(M.map(C.Page, C.Frame, C.Size), MapResult::Mapped);
    WalkResult Result = M.read(C.Page + C.Size - 3);
    ASSERT_FALSE(Result.isFault());
    EXPECT_EQ(Result.translation().Physical.Value, C.Frame + C.Size - 3);
    EXPECT_EQ(Result.translation().pageSize(), C.Size);
    EXPECT_EQ(Result.steps().size(), C.Steps);
  }
}

TEST(Mapper, RefusesWhatCannotBe) {
  Machine M(PagingMode::FourLevel);
  EXPECT_EQ(M.map(0x1001, 0x5000), MapResult::Misaligned);
  EXPECT_EQ(M.map(0x1000, 0x5800), MapResult::Misaligned);
  EXPECT_EQ(M.map(0x200000, 0x1000, 2 << 20), MapResult::Misaligned);
  EXPECT_EQ(M.map(0x1000, 0x5000, 0x2000), MapResult::NoSuchPageSize);
  EXPECT_EQ(M.map(0x400000, 0, 4 << 20), MapResult::NoSuchPageSize);
  EXPECT_EQ(M.map(1ull << 47, 0x5000), MapResult::NonCanonical);
  EXPECT_EQ(M.map(0x1000, 1ull << 46), MapResult::BeyondMaxPhysAddr);
  EXPECT_EQ(M.map(0x1000, 0x5000), MapResult::Mapped);
  EXPECT_EQ(M.map(0x1000, 0x6000), MapResult::AlreadyMapped);
  EXPECT_EQ(M.map(0, 0, 2 << 20), MapResult::AlreadyMapped);
  EXPECT_EQ(M.map(0x200000, 0, 2 << 20), MapResult::Mapped);
  EXPECT_EQ(M.map(0x201000, 0x7000), MapResult::AlreadyMapped);
  Machine Small(PagingMode::TwoLevel);
  EXPECT_EQ(Small.map(0x1000, 1ull << 32), MapResult::BeyondMaxPhysAddr);
  EXPECT_EQ(Small.map(1ull << 32, 0x1000), MapResult::NonCanonical);
}

TEST(Mapper, RunsOutOfFramesForTables) {
  PhysicalMemory Memory;
  PagingControls Controls{.Root = PhysicalAddress(0x1000)};
  FrameAllocator Two(PhysicalAddress(0x2000), {}, PhysicalAddress(0x4000));
  EXPECT_EQ(Mapper(Memory, Controls, Two)
                .map({.Page = VirtualAddress(0), .Frame = PhysicalAddress(0)}),
            MapResult::OutOfMemory);
}

TEST(Mapper, UnmappedPagesFault) {
  Machine M(PagingMode::FourLevel);
  M.map(0x1000, 0x5000);
  M.Tables.unmap(VirtualAddress(0x1abc));
  EXPECT_TRUE(M.read(0x1000).isFault());
  EXPECT_EQ(M.map(0x1000, 0x6000), MapResult::Mapped);
}

TEST(FrameAllocator, LeavesOutFramesInUse) {
  FrameAllocator Frames(PhysicalAddress(0x5000), {PhysicalAddress(0x6000)},
                        PhysicalAddress(0x8000));
  EXPECT_EQ(Frames.allocate(), PhysicalAddress(0x5000));
  EXPECT_EQ(Frames.allocate(), PhysicalAddress(0x7000));
  EXPECT_EQ(Frames.allocate(), std::nullopt);
}

} // namespace
