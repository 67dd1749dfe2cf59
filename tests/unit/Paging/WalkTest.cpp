// The walk in the mode that the explained programs run in: four levels.

#include "Paging/Walk.h"

#include <gtest/gtest.h>

using namespace framewalk;

namespace {

constexpr PhysicalAddress Pml4{0x1000}, Pdpt{0x2000}, Pd{0x3000}, Pt{0x4000};
constexpr uint64_t Table = entry::Present | entry::Writable | entry::User;
constexpr uint64_t Page = Table;
constexpr MemoryAccess UserRead{AccessType::Read, AccessMode::User};
constexpr MemoryAccess UserWrite{AccessType::Write, AccessMode::User};
constexpr MemoryAccess UserFetch{AccessType::Fetch, AccessMode::User};
constexpr MemoryAccess KernelRead{AccessType::Read, AccessMode::Supervisor};
constexpr MemoryAccess KernelWrite{AccessType::Write, AccessMode::Supervisor};
constexpr MemoryAccess KernelFetch{AccessType::Fetch, AccessMode::Supervisor};

/// Address 0x00007ffffffeeffb, cut by hand. In binary, from bit 47 down:
///   0 1111 1111 | 1 1111 1111 | 1 1111 1111 | 1 1110 1110 | 1111 1111 1011
/// PML4 index 255, PDPT index 511, PD index 511, PT index 494, offset 0xffb.
constexpr VirtualAddress Address{0x7ffffffeeffb};

struct FourLevelWalk : testing::Test {
  PhysicalMemory Memory;
  PagingControls Controls{.Root = Pml4};
  uint64_t Pml4e = 0x2000 | Table, Pdpte = 0x3000 | Table, Pde = 0x4000 | Table;
  uint64_t Pte = 0x5000 | Page | entry::ExecuteDisable;

  WalkResult run(MemoryAccess Access, VirtualAddress A = Address) {
    Memory.write64(Pml4 + 8 * 255, Pml4e);
    Memory.write64(Pdpt + 8 * 511, Pdpte);
    Memory.write64(Pd + 8 * 511, Pde);
    Memory.write64(Pt + 8 * 494, Pte);
    return walk(Memory, *PagingContext::create(Controls, Memory), A, Access);
  }
  TranslationFault fault(MemoryAccess Access) {
    WalkResult Result = run(Access);
    EXPECT_TRUE(Result.isFault());
    return Result.fault();
  }
};

TEST_F(FourLevelWalk, TakesNineBitsPerLevel) {
  WalkResult Result = run(UserRead);
  ASSERT_FALSE(Result.isFault());
  ASSERT_EQ(Result.steps().size(), 4u);
  const unsigned Indices[] = {255, 511, 511, 494};
  const PhysicalAddress Tables[] = {Pml4, Pdpt, Pd, Pt};
  for (unsigned I = 0; I < 4; ++I) {
    EXPECT_EQ(Result.steps()[I].Level, 4 - I);
    EXPECT_EQ(Result.steps()[I].Index, Indices[I]);
    EXPECT_EQ(Result.steps()[I].Table, Tables[I]);
  }
  EXPECT_EQ(Result.translation().Physical, PhysicalAddress(0x5ffb));
  EXPECT_EQ(Result.translation().frame(), PhysicalAddress(0x5000));
  EXPECT_EQ(Result.translation().PageShift, 12);
}

TEST_F(FourLevelWalk, ReadSetsAccessedAtEachLevelAndNotDirty) {
  WalkResult Result = run(UserRead);
  for (const WalkStep &Step : Result.steps()) {
    EXPECT_EQ(Step.After, Step.Before | 0x20);
    EXPECT_EQ(Step.Before & 0x60, 0u);
  }
  EXPECT_FALSE(Result.translation().IsDirty);
}

TEST_F(FourLevelWalk, WriteSetsDirtyInThePageEntryOnly) {
  WalkResult Result = run(UserWrite);
  EXPECT_EQ(Result.steps()[0].After, 0x2027u);
  EXPECT_EQ(Result.steps()[1].After, 0x3027u);
  EXPECT_EQ(Result.steps()[2].After, 0x4027u);
  EXPECT_EQ(Result.steps()[3].After, 0x8000000000005067u);
  EXPECT_TRUE(Result.translation().IsDirty);
}

TEST_F(FourLevelWalk, ChangesNothingUntilCommitted) {
  WalkResult Result = run(UserWrite);
  EXPECT_EQ(Memory.read64(Pt + 8 * 494), Pte);
  commit(Memory, *PagingContext::create(Controls, Memory), Result);
  EXPECT_EQ(Memory.read64(Pml4 + 8 * 255), 0x2027u);
  EXPECT_EQ(Memory.read64(Pt + 8 * 494), 0x8000000000005067u);
}

TEST_F(FourLevelWalk, NotPresentGivesTheAccessInTheErrorCode) {
  Pte &= ~entry::Present;
  EXPECT_EQ(fault(UserRead).ErrorCode, 0x4u);
  EXPECT_EQ(fault(UserWrite).ErrorCode, 0x6u);
  EXPECT_EQ(fault(UserFetch).ErrorCode, 0x14u);
  EXPECT_EQ(fault(KernelRead).ErrorCode, 0x0u);
  EXPECT_EQ(fault(KernelWrite).ErrorCode, 0x2u);
  EXPECT_EQ(fault(UserWrite).Cr2, Address);
  EXPECT_EQ(fault(UserWrite).Vector, FaultVector::PageFault);
  EXPECT_EQ(fault(UserWrite).Level, 1);
}

TEST_F(FourLevelWalk, StopsAtTheFirstEntryThatIsNotPresent) {
  Pdpte = ~entry::Present; // every other bit set: none of them counts
  WalkResult Result = run(UserRead);
  ASSERT_TRUE(Result.isFault());
  EXPECT_EQ(Result.steps().size(), 2u);
  EXPECT_EQ(Result.fault().Level, 3);
  EXPECT_EQ(Result.fault().ErrorCode, 0x4u);
}

TEST_F(FourLevelWalk, OneReadOnlyLevelForbidsWriting) {
  Pde &= ~entry::Writable;
  EXPECT_FALSE(run(UserRead).isFault());
  EXPECT_EQ(fault(UserWrite).ErrorCode, 0x7u);
  EXPECT_EQ(fault(UserWrite).Reason, FaultReason::WriteProtected);
}

TEST_F(FourLevelWalk, OneSupervisorLevelKeepsUsersOut) {
  Pml4e &= ~entry::User;
  EXPECT_EQ(fault(UserRead).ErrorCode, 0x5u);
  EXPECT_EQ(fault(UserRead).Reason, FaultReason::SupervisorPage);
  EXPECT_FALSE(run(KernelRead).isFault());
  EXPECT_FALSE(run(KernelWrite).isFault());
}

TEST_F(FourLevelWalk, ExecuteDisableAtAnyLevelForbidsFetching) {
  EXPECT_EQ(fault(UserFetch).ErrorCode, 0x15u);
  Pte &= ~entry::ExecuteDisable;
  EXPECT_FALSE(run(UserFetch).isFault());
  Pml4e |= entry::ExecuteDisable;
  EXPECT_EQ(fault(UserFetch).Reason, FaultReason::ExecuteDisabled);
}

TEST_F(FourLevelWalk, SmapAndSmepKeepTheKernelOffUserPages) {
  EXPECT_EQ(fault(KernelRead).ErrorCode, 0x1u);
  EXPECT_EQ(fault(KernelRead).Reason, FaultReason::SupervisorData);
  Controls.AlignmentCheck = true; // stac
  EXPECT_FALSE(run(KernelRead).isFault());
  MemoryAccess Implicit{AccessType::Read, AccessMode::ImplicitSupervisor};
  EXPECT_EQ(fault(Implicit).ErrorCode, 0x1u);
  Pte &= ~entry::ExecuteDisable;
  EXPECT_EQ(fault(KernelFetch).ErrorCode, 0x11u);
  EXPECT_EQ(fault(KernelFetch).Reason, FaultReason::SupervisorFetch);
  Controls.Smep = false;
  EXPECT_FALSE(run(KernelFetch).isFault());
}

TEST_F(FourLevelWalk, TheFetchFlagNeedsNxOrSmep) {
  Controls.NoExecute = false;
  Pte = 0;
  EXPECT_EQ(fault(UserFetch).ErrorCode, 0x14u);
  Controls.Smep = false;
  EXPECT_EQ(fault(UserFetch).ErrorCode, 0x4u);
}

TEST_F(FourLevelWalk, WriteProtectBindsTheKernel) {
  Controls.Smap = false;
  Pte &= ~entry::Writable;
  EXPECT_EQ(fault(KernelWrite).ErrorCode, 0x3u);
  Controls.WriteProtect = false;
  EXPECT_FALSE(run(KernelWrite).isFault());
  EXPECT_TRUE(run(UserWrite).isFault());
}

TEST_F(FourLevelWalk, ReservedBitsFaultBeforeRightsDo) {
  Pte = (Pte & ~entry::User) | bit(46); // MAXPHYADDR is 46
  EXPECT_EQ(fault(UserWrite).ErrorCode, 0xfu);
  EXPECT_EQ(fault(UserWrite).Reason, FaultReason::ReservedBit);
  Controls.PhysicalBits = 47;
  EXPECT_EQ(fault(UserWrite).ErrorCode, 0x7u);
}

TEST_F(FourLevelWalk, ExecuteDisableIsReservedWithoutNxe) {
  Controls.NoExecute = false;
  EXPECT_EQ(fault(UserRead).ErrorCode, 0xdu);
}

TEST_F(FourLevelWalk, PageSizeIsReservedInThePml4) {
  Pml4e |= entry::PageSize;
  EXPECT_EQ(fault(UserRead).ErrorCode, 0xdu);
  EXPECT_EQ(fault(UserRead).Level, 4);
}

TEST_F(FourLevelWalk, IgnoredBitsAreIgnored) {
  Pml4e |= bits(11, 9) | bits(62, 52);
  Pte |= bits(11, 9) | bits(62, 52);
  EXPECT_FALSE(run(UserWrite).isFault());
}

TEST_F(FourLevelWalk, TwoMegabytePage) {
  Pde = 0x40000000 | Page | entry::PageSize;
  WalkResult Result = run(UserRead);
  ASSERT_FALSE(Result.isFault());
  EXPECT_EQ(Result.steps().size(), 3u);
  // 0x7ffffffeeffb mod 2 MiB is 0x1eeffb.
  EXPECT_EQ(Result.translation().Physical, PhysicalAddress(0x401eeffb));
  EXPECT_EQ(Result.translation().pageSize(), 0x200000u);
  for (unsigned Bit = 13; Bit <= 20; ++Bit) {
    Pde = 0x40000000 | Page | entry::PageSize | bit(Bit);
    EXPECT_EQ(fault(UserRead).ErrorCode, 0xdu) << "bit " << Bit;
  }
  Pde = 0x40000000 | Page | entry::PageSize | entry::LargePagePat;
  EXPECT_EQ(run(UserRead).translation().frame(), PhysicalAddress(0x40000000));
}

TEST_F(FourLevelWalk, GigabytePage) {
  Pdpte = 0x80000000 | Page | entry::PageSize;
  WalkResult Result = run(UserRead);
  ASSERT_FALSE(Result.isFault());
  EXPECT_EQ(Result.steps().size(), 2u);
  // 0x7ffffffeeffb mod 1 GiB is 0x3ffeeffb.
  EXPECT_EQ(Result.translation().Physical, PhysicalAddress(0xbffeeffb));
  Controls.GigabytePages = false;
  EXPECT_EQ(fault(UserRead).ErrorCode, 0xdu);
}

TEST_F(FourLevelWalk, NonCanonicalIsNoPageFault) {
  for (uint64_t A : {0x800000000000ull, 0xffff7fffffffffffull, 1ull << 63}) {
    WalkResult Result = run(UserRead, VirtualAddress(A));
    ASSERT_TRUE(Result.isFault()) << std::hex << A;
    EXPECT_EQ(Result.fault().Vector, FaultVector::GeneralProtection);
    EXPECT_EQ(Result.fault().ErrorCode, 0u);
    EXPECT_FALSE(Result.fault().Cr2);
    EXPECT_EQ(Result.steps().size(), 0u);
  }
  WalkResult Pop =
      run({AccessType::Read, AccessMode::User, AccessSegment::Stack},
          VirtualAddress(0x800000000000));
  EXPECT_EQ(Pop.fault().Vector, FaultVector::StackFault);
  // The first address of the upper half is canonical.
  EXPECT_EQ(run(UserRead, VirtualAddress(0xffff800000000000)).fault().ErrorCode,
            0x4u);
}

TEST_F(FourLevelWalk, GlobalCountsOnlyWithPge) {
  Pte |= entry::Global;
  EXPECT_TRUE(run(UserRead).translation().IsGlobal);
  Controls.PageGlobal = false;
  EXPECT_FALSE(run(UserRead).translation().IsGlobal);
}

TEST_F(FourLevelWalk, CanBeginInTheMiddle) {
  run(UserRead);
  WalkStart Start{.Level = 1, .Table = Pt, .Combined = Rights{Rights::User}};
  PagingContext Context = *PagingContext::create(Controls, Memory);
  WalkResult Read = walk(Memory, Context, Address, UserRead, Start);
  EXPECT_EQ(Read.steps().size(), 1u);
  EXPECT_EQ(Read.translation().Physical, PhysicalAddress(0x5ffb));
  EXPECT_EQ(walk(Memory, Context, Address, UserWrite, Start).fault().ErrorCode,
            0x7u);
}

} // namespace
