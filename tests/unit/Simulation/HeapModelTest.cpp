// The model's numbers are glibc's by tests/oracle/heap_model.cpp; here is what
// holds by the interface, and the words.

#include "Simulation/HeapModel.h"
#include "Simulation/HeapStory.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr VirtualAddress HeapBegin{0x555555559000};

class HeapModelTest : public testing::Test {
protected:
  SimulatedMachine Machine;
  AddressSpace Space{
      Machine, {.Areas = {stackArea(defaultStack(8))}, .HeapBegin = HeapBegin}};
  HeapModel Heap{Space};
};

TEST_F(HeapModelTest, FirstBlockIsBehindTheCacheInAHeapOf132KiB) {
  EXPECT_EQ(Heap.allocate(40), HeapBegin + 0x2a0);
  EXPECT_EQ(Space.currentBreak() - HeapBegin, 132 << 10);
  ASSERT_EQ(Heap.lastRequests().size(), 1u);
  EXPECT_EQ(Heap.lastRequests()[0].Bytes, 132 << 10);
  EXPECT_EQ(Heap.block(HeapBegin + 0x2a0)->ChunkBytes, 48u);
}

TEST_F(HeapModelTest, CxxRuntimeAllocatesBeforeMain) {
  Heap.allocateForCxxRuntime();
  // As printed by programs linked with libstdc++ 12.
  EXPECT_EQ(Heap.allocate(1), HeapBegin + 0x11eb0);
}

TEST_F(HeapModelTest, ThreadCacheKeepsSevenOfASizeAndIsAStack) {
  std::vector<VirtualAddress> Blocks;
  for (int I = 0; I < 8; ++I)
    Blocks.push_back(*Heap.allocate(24));
  for (int I = 0; I < 8; ++I) {
    EXPECT_TRUE(Heap.release(Blocks[I]));
    EXPECT_EQ(Heap.lastFreedTo(), I < 7 ? FreedTo::Tcache : FreedTo::FastBin);
  }
  EXPECT_EQ(Heap.allocate(24), Blocks[6]);
  EXPECT_TRUE(Heap.isReused());
}

TEST_F(HeapModelTest, LargeBlocksAreMappedAndMoveTheThreshold) {
  std::optional<VirtualAddress> Large = Heap.allocate(1 << 20);
  EXPECT_TRUE(Heap.block(*Large)->IsMapped);
  EXPECT_TRUE(Heap.release(*Large));
  EXPECT_EQ(Heap.lastFreedTo(), FreedTo::Kernel);
  EXPECT_FALSE(Heap.block(*Heap.allocate(1 << 20))->IsMapped);
}

TEST_F(HeapModelTest, OnlyABlockInUseCanBeReleased) {
  std::optional<VirtualAddress> Block = Heap.allocate(24);
  EXPECT_FALSE(Heap.release(*Block + 16));
  EXPECT_TRUE(Heap.release(*Block));
  EXPECT_FALSE(Heap.release(*Block));
  EXPECT_FALSE(Heap.release(HeapBegin + 16)); // the allocator's own
  EXPECT_TRUE(Heap.release(VirtualAddress(0)));
}

TEST_F(HeapModelTest, RequestsBeyondAddressSpaceAreRefused) {
  EXPECT_FALSE(Heap.allocate(UINT64_MAX));
  EXPECT_FALSE(Heap.allocate(uint64_t(1) << 62));
  EXPECT_FALSE(Heap.allocate(uint64_t(1) << 40)); // beyond the machine's memory
  std::optional<VirtualAddress> Large = Heap.allocate(uint64_t(1) << 35);
  EXPECT_TRUE(Large && Heap.release(*Large)); // and that at once
  EXPECT_FALSE(Heap.allocate(16, uint64_t(1) << 63));
  EXPECT_FALSE(Heap.allocate(INT64_MAX, 4096));
  EXPECT_FALSE(Heap.reallocate(*Heap.allocate(8), UINT64_MAX));
}

TEST_F(HeapModelTest, BreakMovedBySomebodyElseIsNotExact) {
  Heap.allocate(24);
  EXPECT_TRUE(Heap.isExact());
  Space.setBreak(Space.currentBreak() + 4096);
  Heap.allocate(100000);
  EXPECT_TRUE(Heap.isExact()); // nobody has noticed
  Heap.allocate(100000);
  EXPECT_FALSE(Heap.isExact());
}

//===- Words --------------------------------------------------------------===//

class HeapStoryTest : public HeapModelTest {
protected:
  std::string effect(size_t Index) {
    runHeapCall(Calls, Index, Heap, Frame);
    return Calls[Index].Effect;
  }

  FrameLayout Frame =
      *FrameLayout::create("rbp", {.Min = 32, .Max = 32},
                           {{.Kind = SlotKind::ReturnAddress,
                             .CfaOffset = FrameOffset(-8),
                             .Size = 8},
                            {.Kind = SlotKind::SavedFramePointer,
                             .CfaOffset = FrameOffset(-16),
                             .Size = 8},
                            {.Kind = SlotKind::Variable,
                             .CfaOffset = FrameOffset(-32),
                             .Size = 16,
                             .Base = "rbp",
                             .Displacement = -16}});
  std::vector<HeapCall> Calls;
};

TEST_F(HeapStoryTest, PointerBlockAndKernel) {
  Calls = {{.Function = "malloc",
            .Instruction = InstructionId(3),
            .Bytes = 40,
            .PointerSlot = SlotId(2),
            .PointerName = "p",
            .ReleasedBy = {1}},
           {.Function = "free",
            .Position = {.Line = 9, .Column = 3},
            .Instruction = InstructionId(5),
            .PointerSlot = SlotId(2),
            .PointerName = "p",
            .Releases = 0}};
  EXPECT_EQ(effect(0),
            "p lives here in the frame, at rbp-16; the 40 bytes it points to "
            "live in the heap at 0x5555555592a0 (a chunk of 48: 8 of header "
            "before them, 40 to use), until free at 9:3. Nothing has been "
            "written there yet; C calls their values indeterminate. glibc "
            "grows the heap by 132 KiB (brk from 0x555555559000 to "
            "0x55555557a000).");
  EXPECT_EQ(effect(1),
            "the block at 0x5555555592a0 goes to the thread's cache, for the "
            "next request of that size. Its bytes stay as they are but for the "
            "first 16, where the allocator keeps its own pointers. The kernel "
            "is not asked. p, at rbp-16, still holds the address.");
}

TEST_F(HeapStoryTest, EachFormSaysWhatItPromises) {
  auto Only = [&](HeapCall C) {
    Calls = {std::move(C)};
    return effect(0);
  };
  InstructionId Call(1);
  EXPECT_THAT(Only({.Function = "calloc", .Instruction = Call, .Bytes = 8}),
              HasSubstr("zero"));
  EXPECT_THAT(Only({.Function = "new", .Instruction = Call, .Bytes = 8}),
              HasSubstr("std::bad_alloc"));
  EXPECT_THAT(
      Only({.Function = "new (nothrow)", .Instruction = Call, .Bytes = 8}),
      HasSubstr("returns null"));
  EXPECT_THAT(Only({.Function = "placement new", .Bytes = 8}),
              HasSubstr("allocates nothing"));
  EXPECT_THAT(Only({.Function = "delete", .Instruction = Call}),
              HasSubstr("destructor first"));
  EXPECT_THAT(Only({.Function = "reallocf", .Instruction = Call, .Bytes = 8}),
              HasSubstr("BSD's"));
  EXPECT_THAT(Only({.Function = "malloc", .Instruction = Call}),
              HasSubstr("only known at run time"));
  EXPECT_THAT(
      Only({.Function = "malloc", .Instruction = Call, .Bytes = UINT64_MAX}),
      HasSubstr("null pointer"));
  EXPECT_THAT(
      Only({.Function = "malloc", .Instruction = Call, .Bytes = 1 << 20}),
      HasSubstr("a mapping of their own"));
}

TEST_F(HeapStoryTest, ReleaseOfWhoKnowsWhatMayBeThisBlocks) {
  InstructionId Call(1);
  Calls = {{.Function = "malloc", .Instruction = Call, .Bytes = 40},
           {.Function = "free",
            .Position = {.Line = 9, .Column = 3},
            .Instruction = Call}};
  EXPECT_THAT(effect(0), HasSubstr("; whether free at 9:3 gives them back is "
                                   "only known at run time."));
  EXPECT_THAT(effect(1), HasSubstr("only known at run time"));
}

TEST_F(HeapStoryTest, CleanupIsNotRun) {
  InstructionId Call(1);
  Calls = {
      {.Function = "new", .Instruction = Call, .Bytes = 40, .ReleasedBy = {1}},
      {.Function = "operator delete, if the constructor throws",
       .Instruction = Call,
       .Releases = 0}};
  EXPECT_THAT(effect(0), HasSubstr("nothing in this function"));
  effect(1);
  EXPECT_TRUE(Heap.block(*Calls[0].Address));
}

TEST_F(HeapStoryTest, SecondReleaseIsAnError) {
  InstructionId Call(1);
  Calls = {{.Function = "malloc", .Instruction = Call, .Bytes = 40},
           {.Function = "free", .Instruction = Call, .Releases = 0},
           {.Function = "free", .Instruction = Call, .Releases = 0}};
  effect(0);
  EXPECT_THAT(effect(1), Not(HasSubstr("aborts")));
  EXPECT_THAT(effect(2), HasSubstr("given back before"));
}

} // namespace
