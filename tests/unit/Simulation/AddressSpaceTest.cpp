#include "Simulation/AddressSpace.h"

#include "Simulation/AccessWalker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

using namespace framewalk;

namespace {

ProcessPlan stackOnly(unsigned PointerSize = 8) {
  ProcessPlan Plan{.PointerSize = PointerSize,
                   .HeapBegin = VirtualAddress(0x555555559000)};
  Plan.Areas.push_back(stackArea(defaultStack(PointerSize)));
  return Plan;
}

struct Process : testing::Test {
  SimulatedMachine Machine{.Frames =
                               FrameAllocator(PhysicalAddress(0x1000),
                                              {AccessWalker::CallerFrame,
                                               SimulatedMachine::ZeroPage})};
  AddressSpace Space{Machine, stackOnly()};

  TouchResult write(uint64_t A) {
    return Space.touch(VirtualAddress(A), AccessType::Write);
  }
  TouchResult read(uint64_t A) {
    return Space.touch(VirtualAddress(A), AccessType::Read);
  }
  TouchResult fetch(uint64_t A) {
    return Space.touch(VirtualAddress(A), AccessType::Fetch);
  }
  static Signal signalOf(const TouchResult &Result) {
    if (Result.Faults.empty() || !Result.Faults.back().Sent) {
      ADD_FAILURE() << "no signal";
      return {};
    }
    EXPECT_FALSE(Result.Found);
    return *Result.Faults.back().Sent;
  }
  VirtualAddress mapped(uint64_t Bytes, Protection Rights) {
    return *Space.mapAnonymous(Bytes, Rights);
  }
  const Vma &stack() const { return Space.areas().areas().back(); }
};

struct StackPages : Process {
  void SetUp() override {
    Space.populate(VirtualAddress(0x7ffffffef000), AccessWalker::CallerFrame);
  }
};

TEST_F(StackPages, TheCallersPageIsThere) {
  TouchResult Result = write(0x7ffffffef000);
  ASSERT_TRUE(Result.Found);
  EXPECT_EQ(Result.Found->Physical, PhysicalAddress(0x6000));
  EXPECT_TRUE(Result.Faults.empty());
  ASSERT_TRUE(Result.Walk) << "the TLB is cold";
  EXPECT_FALSE(write(0x7ffffffef008).Walk);
}

TEST_F(StackPages, FirstWriteIsADemandZeroFault) {
  TouchResult Result = write(0x7ffffffeeffb);
  ASSERT_TRUE(Result.Found);
  EXPECT_EQ(Result.Found->Physical, PhysicalAddress(0x5ffb));
  ASSERT_EQ(Result.Faults.size(), 1u);
  EXPECT_EQ(Result.Faults[0].Action, KernelAction::DemandZero);
  EXPECT_EQ(Result.Faults[0].Fault.ErrorCode, 0x6u);
  EXPECT_EQ(Result.Faults[0].Fault.Cr2, VirtualAddress(0x7ffffffeeffb));
  EXPECT_EQ(Result.Faults[0].Frame, PhysicalAddress(0x5000));
  EXPECT_TRUE(write(0x7ffffffee000).Faults.empty());
}

TEST_F(StackPages, FramesComeInTheContractsOrder) {
  EXPECT_EQ(write(0x7ffffffee000).Found->frame(), PhysicalAddress(0x5000));
  EXPECT_EQ(write(0x7ffffffed000).Found->frame(), PhysicalAddress(0x7000));
  EXPECT_EQ(write(0x7ffffffec000).Found->frame(), PhysicalAddress(0x8000));
}

TEST_F(StackPages, AReadShowsTheSharedZerosUntilAWriteCopiesThem) {
  TouchResult Read = read(0x7ffffffee010);
  EXPECT_EQ(Read.Found->frame(), SimulatedMachine::ZeroPage);
  EXPECT_EQ(Read.Faults[0].Action, KernelAction::MapZeroPage);
  EXPECT_EQ(Read.Faults[0].Fault.ErrorCode, 0x4u);
  EXPECT_FALSE(read(0x7ffffffee020).Walk);
  TouchResult Write = write(0x7ffffffee010);
  EXPECT_EQ(Write.Faults[0].Action, KernelAction::CopyOnWrite);
  EXPECT_EQ(Write.Faults[0].Fault.ErrorCode, 0x7u);
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

TEST_F(StackPages, PeekingChangesNothing) {
  EXPECT_TRUE(
      Space.peek(VirtualAddress(0x7ffffffee000), AccessType::Read).isFault());
  EXPECT_EQ(write(0x7ffffffee000).Found->frame(), PhysicalAddress(0x5000));
}

// Each of the following was seen on a real kernel (6.18).

TEST_F(Process, TheStackBeginsWith132KiB) {
  EXPECT_EQ(stack().size(), 132u << 10);
}

TEST_F(Process, AFaultGrowsTheStackExactlyToItsPage) {
  TouchResult Result = write(0x7fffffdef123);
  EXPECT_EQ(stack().Begin, VirtualAddress(0x7fffffdef000));
  EXPECT_EQ(Result.Faults[0].Growth,
            0x7ffffffff000u - (132u << 10) - 0x7fffffdef000u);
  EXPECT_EQ(Space.residency(stack()).Resident, 1u);
}

TEST_F(Process, FarBelowTheStackPointerIsFineUpToTheLimit) {
  const uint64_t Top = 0x7ffffffff000, MiB = 1 << 20;
  EXPECT_TRUE(read(Top - 2 * MiB).Found);
  EXPECT_TRUE(write(Top - 4 * MiB).Found);
  EXPECT_TRUE(write(Top - 8 * MiB + MiB / 2).Found);
  EXPECT_TRUE(write(Top - 8 * MiB).Found);
  EXPECT_EQ(stack().size(), 8 * MiB);
  Signal S = signalOf(write(Top - 8 * MiB - 1));
  EXPECT_EQ(S.Number, SignalNumber::Segv);
  EXPECT_EQ(S.Code, SignalCode::MapError);
  EXPECT_EQ(S.Address, VirtualAddress(Top - 8 * MiB - 1));
  EXPECT_EQ(S.ErrorCode, 0x6u);
  EXPECT_EQ(stack().size(), 8 * MiB);
  signalOf(read(Top - 9 * MiB));
}

TEST_F(Process, TheGuardGapIs256Pages) {
  // A neighbour that ends N pages below the page that is touched.
  for (uint64_t Gap : {254, 255, 256}) {
    SimulatedMachine M;
    AddressSpace A(M, stackOnly());
    VirtualAddress Touched(0x7ffffff00000);
    VirtualAddress End = Touched - static_cast<int64_t>(Gap * SmallPage);
    ASSERT_TRUE(
        A.mapAt({.Begin = End - SmallPage, .End = End, .Rights = ReadWrite}));
    EXPECT_EQ(A.touch(Touched, AccessType::Write).Found.has_value(), Gap == 256)
        << Gap;
  }
}

TEST_F(Process, ANeighbourThatNobodyCanTouchIsNoNeighbour) {
  ASSERT_TRUE(Space.mapAt({.Begin = VirtualAddress(0x7fffffefe000),
                           .End = VirtualAddress(0x7fffffeff000),
                           .Rights = NoAccess}));
  EXPECT_TRUE(write(0x7ffffff00000).Found);
}

TEST_F(Process, NullIsNoArea) {
  EXPECT_EQ(signalOf(read(0)).ErrorCode, 0x4u);
  EXPECT_EQ(signalOf(write(8)).ErrorCode, 0x6u);
  EXPECT_EQ(signalOf(write(8)).Code, SignalCode::MapError);
}

TEST_F(Process, KernelAddressesAreReportedAsPresent) {
  for (uint64_t A :
       {0xffff800000000000ull, 0xffffffff81000000ull, 0x7ffffffff000ull}) {
    Signal S = signalOf(read(A));
    EXPECT_EQ(S.Code, SignalCode::MapError);
    EXPECT_EQ(S.ErrorCode, 0x5u);
    EXPECT_EQ(S.Address, VirtualAddress(A));
  }
}

TEST(TopPage, TheLastPageOfTheProgramsHalfIsAPageLikeOthers) {
  SimulatedMachine M;
  AddressSpace A(M, ProcessPlan());
  TouchResult R = A.touch(VirtualAddress(0x7fffffffe000), AccessType::Read);
  EXPECT_EQ(R.Faults.back().Sent->ErrorCode, 0x4u);
}

TEST_F(Process, NonCanonicalAddressesAreNoPageFaults) {
  Signal S = signalOf(read(0x800000000000));
  EXPECT_EQ(S.Number, SignalNumber::Segv);
  EXPECT_EQ(S.Code, SignalCode::Kernel);
  EXPECT_EQ(S.Trap, 13u);
  EXPECT_EQ(S.Address, VirtualAddress(0));
  EXPECT_EQ(S.ErrorCode, 0u);
  Signal Pop = signalOf(Space.touch(VirtualAddress(1ull << 62),
                                    AccessType::Read, AccessSegment::Stack));
  EXPECT_EQ(Pop.Number, SignalNumber::Bus);
  EXPECT_EQ(Pop.Trap, 12u);
}

TEST_F(Process, ReadOnlyAnonymousMemory) {
  uint64_t A = mapped(8192, ReadOnly).Value;
  EXPECT_EQ(signalOf(write(A)).ErrorCode, 0x6u) << "untouched";
  read(A);
  Signal S = signalOf(write(A));
  EXPECT_EQ(S.ErrorCode, 0x7u) << "after a read";
  EXPECT_EQ(S.Code, SignalCode::AccessError);
}

TEST_F(Process, ExecutingDataFaultsTwiceWhereItIsUntouched) {
  uint64_t A = mapped(4096, ReadWrite).Value;
  TouchResult R = fetch(A);
  EXPECT_EQ(R.Faults.size(), 2u);
  EXPECT_EQ(R.Faults[0].Fault.ErrorCode, 0x14u);
  EXPECT_EQ(signalOf(R).ErrorCode, 0x15u);
  EXPECT_EQ(signalOf(R).Code, SignalCode::AccessError);
}

TEST_F(Process, ProtNoneIsNotPresentButForbidden) {
  uint64_t A = mapped(4096, ReadWrite).Value;
  PhysicalAddress Frame = write(A).Found->frame();
  ASSERT_TRUE(Space.protect(VirtualAddress(A), 4096, NoAccess));
  Signal S = signalOf(read(A));
  EXPECT_EQ(S.ErrorCode, 0x4u);
  EXPECT_EQ(S.Code, SignalCode::AccessError);
  ASSERT_TRUE(Space.protect(VirtualAddress(A), 4096, ReadWrite));
  EXPECT_EQ(read(A).Found->frame(), Frame);
  TouchResult R = write(A);
  EXPECT_EQ(R.Found->frame(), Frame);
  EXPECT_EQ(R.Faults[0].Action, KernelAction::MakeWritable);
}

TEST_F(Process, FilePagesAreSharedUntilTheyAreWrittenTo) {
  Vma Data{.Begin = VirtualAddress(0x555555558000),
           .End = VirtualAddress(0x55555555a000),
           .Rights = ReadWrite,
           .Kind = VmaKind::Data,
           .FileBytes = 0x800};
  ASSERT_TRUE(Space.mapAt(Data));
  TouchResult Read = read(0x555555558010);
  EXPECT_EQ(Read.Faults[0].Action, KernelAction::MapFile);
  TouchResult Write = write(0x555555558010);
  EXPECT_EQ(Write.Faults[0].Action, KernelAction::CopyOnWrite);
  EXPECT_EQ(Write.Faults[0].Fault.ErrorCode, 0x7u);
  EXPECT_NE(Write.Found->frame(), Read.Found->frame());
  Signal S = signalOf(read(0x555555559000));
  EXPECT_EQ(S.Number, SignalNumber::Bus);
  EXPECT_EQ(S.Code, SignalCode::AddressError);
}

TEST_F(Process, RodataIsNotWritten) {
  ASSERT_TRUE(Space.mapAt({.Begin = VirtualAddress(0x555555556000),
                           .End = VirtualAddress(0x555555557000),
                           .Rights = ReadOnly,
                           .Kind = VmaKind::Rodata,
                           .FileBytes = 0x1000}));
  read(0x555555556000);
  Signal S = signalOf(write(0x555555556000));
  EXPECT_EQ(S.ErrorCode, 0x7u);
  EXPECT_EQ(S.Code, SignalCode::AccessError);
}

TEST_F(Process, TheZeroPageDoesNotCountAsResident) {
  VirtualAddress A = mapped(10 * 4096, ReadWrite);
  for (unsigned I = 0; I < 6; ++I)
    read(A.Value + I * 4096);
  write(A.Value + 5 * 4096);
  write(A.Value + 7 * 4096);
  Residency R = Space.residency(*Space.areas().containing(A));
  EXPECT_EQ(R.Resident, 2u);
  EXPECT_EQ(R.Dirty, 2u);
  EXPECT_EQ(R.ShowsZeroPage, 5u);
}

TEST_F(Process, SwappedPagesComeBackInAnotherFrame) {
  VirtualAddress A = mapped(4096, ReadWrite);
  EXPECT_FALSE(Space.swapOut(A));
  PhysicalAddress Old = write(A.Value).Found->frame();
  ASSERT_TRUE(Space.swapOut(A));
  EXPECT_EQ(Space.residency(*Space.areas().containing(A)).Swapped, 1u);
  TouchResult R = read(A.Value);
  EXPECT_EQ(R.Faults[0].Action, KernelAction::SwapIn);
  EXPECT_TRUE(R.Faults[0].IsMajor);
  EXPECT_EQ(R.Faults[0].Fault.ErrorCode, 0x4u);
  EXPECT_NE(R.Found->frame(), Old);
}

TEST_F(Process, BrkMakesTheHeapLongerAndShorter) {
  EXPECT_TRUE(signalOf(write(0x555555559000)).Code == SignalCode::MapError);
  ASSERT_TRUE(Space.setBreak(VirtualAddress(0x55555557a000)));
  EXPECT_TRUE(write(0x555555559000).Found);
  EXPECT_EQ(Space.areas().areas()[0].Name, "[heap]");
  EXPECT_EQ(Space.areas().areas()[0].size(), 132u << 10);
  ASSERT_TRUE(Space.setBreak(VirtualAddress(0x555555559800)));
  EXPECT_TRUE(read(0x555555559fff).Found);
  signalOf(read(0x55555555a000));
  EXPECT_FALSE(Space.setBreak(VirtualAddress(0x555555558000)));
}

TEST_F(Process, MmapGoesDownFromTheTop) {
  EXPECT_EQ(mapped(4096, ReadWrite), VirtualAddress(0x7ffff7ffe000));
  EXPECT_EQ(mapped(8192, ReadOnly), VirtualAddress(0x7ffff7ffc000));
  Space.unmap(VirtualAddress(0x7ffff7ffe000), 4096);
  EXPECT_EQ(mapped(8192, ReadWrite), VirtualAddress(0x7ffff7ffa000));
  EXPECT_EQ(mapped(4096, ReadWrite), VirtualAddress(0x7ffff7ffe000));
}

TEST_F(Process, UnmappedMemoryIsGone) {
  VirtualAddress A = mapped(3 * 4096, ReadWrite);
  write(A.Value + 4096);
  Space.unmap(A + 4096, 4096);
  EXPECT_EQ(Space.areas().areas().size(), 3u);
  EXPECT_EQ(signalOf(read(A.Value + 4096)).Code, SignalCode::MapError);
  EXPECT_TRUE(write(A.Value).Found);
}

TEST_F(Process, EachAnswerIsOneSentence) {
  TouchResult R = write(0x7fffffdef000);
  EXPECT_THAT(describe(R.Faults[0]), testing::HasSubstr("grows by"));
  EXPECT_THAT(describe(R.Faults[0]), testing::HasSubstr("stack page"));
  EXPECT_THAT(describe(read(0).Faults[0]), testing::HasSubstr("SEGV_MAPERR"));
}

TEST(Isolation, NoWalkOfOneProcessReachesAFrameOfAnother) {
  SimulatedMachine Machine;
  AddressSpace One(Machine, stackOnly()), Two(Machine, stackOnly());
  auto FramesOf = [](AddressSpace &Space) {
    std::set<uint64_t> Frames;
    for (uint64_t Page = 0x7fffffe00000; Page < 0x7ffffffff000; Page += 4096) {
      TouchResult R = Space.touch(VirtualAddress(Page), AccessType::Write);
      Frames.insert(R.Found->frame().Value);
      for (const WalkStep &S : R.Walk->steps())
        Frames.insert(S.Table.Value);
    }
    return Frames;
  };
  std::set<uint64_t> A = FramesOf(One), B = FramesOf(Two);
  EXPECT_GT(A.size(), 511u);
  for (uint64_t Frame : A)
    EXPECT_FALSE(B.count(Frame)) << std::hex << Frame;
  EXPECT_NE(One.peek(VirtualAddress(0x7ffffffee000), AccessType::Read)
                .translation()
                .Physical,
            Two.peek(VirtualAddress(0x7ffffffee000), AccessType::Read)
                .translation()
                .Physical);
}

TEST(StackPages32, AnI386ProcessWalksFourLevelsToo) {
  SimulatedMachine Machine;
  AddressSpace Space(Machine, stackOnly(4));
  TouchResult Result =
      Space.touch(VirtualAddress(0xfffeeffb), AccessType::Write);
  ASSERT_TRUE(Result.Found);
  std::span<const WalkStep> Steps = Result.Walk->steps();
  // 0xfffeeffb: bits 47:39 are 0, 38:30 are 3, 29:21 are 511, 20:12 are 494.
  const unsigned Indices[] = {0, 3, 511, 494};
  for (unsigned I = 0; I < 4; ++I)
    EXPECT_EQ(Steps[I].Index, Indices[I]);
}

} // namespace
