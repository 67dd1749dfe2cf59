#include "Paging/Mmu.h"
#include "Paging/Mapper.h"

#include <gtest/gtest.h>

#include <random>

using namespace framewalk;

namespace {

constexpr MemoryAccess Read{AccessType::Read, AccessMode::User};
constexpr MemoryAccess Write{AccessType::Write, AccessMode::User};
constexpr MemoryAccess KernelRead{AccessType::Read, AccessMode::Supervisor};

struct MmuTest : testing::Test {
  PhysicalMemory Memory;
  PagingControls Controls{.Root = PhysicalAddress(0x1000)};
  FrameAllocator Frames{PhysicalAddress(0x2000)};
  Mapper Tables{Memory, Controls, Frames};
  std::optional<Mmu> Unit;

  void SetUp() override { Unit = Mmu::create(Memory, Controls); }
  void map(uint64_t Page, uint64_t Frame, uint64_t Flags = 6) {
    ASSERT_EQ(Tables.map({.Page = VirtualAddress(Page),
                          .Frame = PhysicalAddress(Frame),
                          .Flags = Flags}),
              MapResult::Mapped);
  }
  MmuResult go(uint64_t A, MemoryAccess Access = Read) {
    return Unit->translate(VirtualAddress(A), Access);
  }
};

TEST_F(MmuTest, WalksOnceAndThenHits) {
  map(0x7ffffffee000, 0x5000);
  EXPECT_EQ(go(0x7ffffffeeffb).By, TranslatedBy::Walk);
  EXPECT_EQ(Unit->lastWalk().steps().size(), 4u);
  MmuResult Again = go(0x7ffffffee010);
  EXPECT_EQ(Again.By, TranslatedBy::Tlb);
  EXPECT_EQ(Again.Physical, PhysicalAddress(0x5010));
}

TEST_F(MmuTest, FirstWriteToACleanPageWalksAgainAndSetsDirty) {
  map(0x1000, 0x5000);
  PhysicalAddress Pte = Tables.find(VirtualAddress(0x1000))->Place;
  go(0x1000, Read);
  EXPECT_EQ(Memory.read64(Pte), 0x5027u);
  EXPECT_EQ(go(0x1000, Write).By, TranslatedBy::Walk);
  EXPECT_EQ(Memory.read64(Pte), 0x5067u);
  EXPECT_EQ(go(0x1000, Write).By, TranslatedBy::Tlb);
}

TEST_F(MmuTest, StructureCachesShortenWalksAtTheirLevelOnly) {
  map(0x40000000, 0x100000);
  map(0x40001000, 0x101000);
  map(0x40200000, 0x102000); // another page table
  map(0x80000000, 0x103000); // another page directory
  go(0x40000000);
  go(0x40001000);
  EXPECT_EQ(Unit->lastWalk().steps().size(), 1u);
  EXPECT_EQ(Unit->lastWalk().translation().Physical, PhysicalAddress(0x101000));
  go(0x40200000);
  EXPECT_EQ(Unit->lastWalk().steps().size(), 2u);
  EXPECT_EQ(Unit->lastWalk().translation().Physical, PhysicalAddress(0x102000));
  go(0x80000000);
  EXPECT_EQ(Unit->lastWalk().steps().size(), 3u);
  EXPECT_EQ(Unit->lastWalk().translation().Physical, PhysicalAddress(0x103000));
}

TEST_F(MmuTest, StructureCachesKeepTheRightsOfTheLevelsThatTheySkip) {
  map(0x40000000, 0x100000);
  map(0x40001000, 0x101000);
  uint64_t Pdpte = Memory.read64(PhysicalAddress(0x2008));
  Memory.write64(PhysicalAddress(0x2008), Pdpte & ~entry::Writable);
  go(0x40000000);
  EXPECT_EQ(go(0x40001000, Write).By, TranslatedBy::Nothing);
  EXPECT_EQ(Unit->lastWalk().fault().ErrorCode, 0x7u);
}

TEST_F(MmuTest, RightsThatWereRelaxedNeedNoInvalidation) {
  map(0x40000000, 0x100000);
  map(0x40001000, 0x101000);
  uint64_t Pdpte = Memory.read64(PhysicalAddress(0x2008));
  Memory.write64(PhysicalAddress(0x2008), Pdpte & ~entry::Writable);
  go(0x40000000);
  Memory.write64(PhysicalAddress(0x2008), Pdpte);
  // The caches still say read-only; the tables decide.
  EXPECT_EQ(go(0x40001000, Write).Physical, PhysicalAddress(0x101000));
}

TEST_F(MmuTest, LargePagesAreNoTablesToTheStructureCaches) {
  ASSERT_EQ(Tables.map({.Page = VirtualAddress(0x40000000),
                        .Frame = PhysicalAddress(0x200000),
                        .Size = 2 << 20}),
            MapResult::Mapped);
  go(0x40000000, Read);
  EXPECT_EQ(go(0x40000000, Write).Physical, PhysicalAddress(0x200000));
  // The page directory is known, its entry is read again for the dirty flag.
  EXPECT_EQ(Unit->lastWalk().steps().size(), 1u);
  EXPECT_EQ(Unit->statistics().EntriesRead, 4u);
}

TEST_F(MmuTest, RemappingShowsAfterInvalidation) {
  map(0x1000, 0x5000);
  go(0x1000);
  Tables.unmap(VirtualAddress(0x1000));
  map(0x1000, 0x6000);
  EXPECT_EQ(go(0x1000).Physical, PhysicalAddress(0x5000)) << "still cached";
  Unit->invalidatePage(VirtualAddress(0x1abc));
  EXPECT_EQ(go(0x1000).Physical, PhysicalAddress(0x6000));
}

TEST_F(MmuTest, NothingThatIsNotPresentIsCached) {
  EXPECT_EQ(go(0x1000).By, TranslatedBy::Nothing);
  map(0x1000, 0x5000);
  EXPECT_EQ(go(0x1000).Physical, PhysicalAddress(0x5000));
}

TEST_F(MmuTest, GlobalPagesOutliveALoadOfCr3) {
  map(0x1000, 0x5000);
  map(0x2000, 0x6000, 6 | entry::Global);
  go(0x1000);
  go(0x2000);
  EXPECT_TRUE(Unit->loadRoot(Controls.Root));
  EXPECT_EQ(go(0x2000).By, TranslatedBy::Tlb);
  EXPECT_EQ(go(0x1000).By, TranslatedBy::Walk);
  EXPECT_TRUE(Unit->setControls(Controls));
  EXPECT_EQ(go(0x2000).By, TranslatedBy::Walk);
}

TEST_F(MmuTest, InvlpgTakesGlobalPagesToo) {
  map(0x2000, 0x6000, 6 | entry::Global);
  go(0x2000);
  Unit->invalidatePage(VirtualAddress(0x2fff));
  EXPECT_EQ(go(0x2000).By, TranslatedBy::Walk);
}

TEST_F(MmuTest, InvlpgTakesALargePageByAnyOfItsAddresses) {
  ASSERT_EQ(Tables.map({.Page = VirtualAddress(0x40000000),
                        .Frame = PhysicalAddress(0x800000),
                        .Size = 2 << 20}),
            MapResult::Mapped);
  go(0x40000000);
  EXPECT_EQ(go(0x401ff000).By, TranslatedBy::Tlb);
  Unit->invalidatePage(VirtualAddress(0x40123456));
  EXPECT_EQ(go(0x40000000).By, TranslatedBy::Walk);
}

// SDM 4.10.4.1: all of the paging-structure caches, whatever the address.
TEST_F(MmuTest, InvlpgEmptiesTheStructureCaches) {
  map(0x1000, 0x5000);
  map(0x2000, 0x6000);
  go(0x1000);
  Unit->invalidatePage(VirtualAddress(0x7ffffffee000));
  EXPECT_EQ(go(0x1000).By, TranslatedBy::Tlb);
  go(0x2000);
  EXPECT_EQ(Unit->lastWalk().steps().size(), 4u);
}

TEST_F(MmuTest, ARootBeyondMaxPhysAddrCannotBeLoaded) {
  map(0x1000, 0x5000);
  go(0x1000);
  EXPECT_FALSE(Unit->loadRoot(PhysicalAddress(bit(Controls.PhysicalBits))));
  EXPECT_EQ(go(0x1000).By, TranslatedBy::Tlb) << "nothing has changed";
  // The bits that steer caching are no part of the address.
  EXPECT_TRUE(Unit->loadRoot(Controls.Root + 0x18));
  EXPECT_EQ(go(0x1000).Physical, PhysicalAddress(0x5000));
  EXPECT_EQ(go(0x1000).By, TranslatedBy::Tlb);
}

TEST_F(MmuTest, StacIsObeyedByCachedTranslations) {
  map(0x1000, 0x5000);
  go(0x1000);
  EXPECT_EQ(go(0x1000, KernelRead).By, TranslatedBy::Nothing);
  EXPECT_EQ(Unit->lastWalk().fault().Reason, FaultReason::SupervisorData);
  go(0x1000);
  Unit->setAlignmentCheck(true);
  EXPECT_EQ(go(0x1000, KernelRead).By, TranslatedBy::Tlb);
  Unit->setAlignmentCheck(false);
  EXPECT_EQ(go(0x1000, KernelRead).By, TranslatedBy::Nothing);
}

TEST_F(MmuTest, TheSecondTlbCatchesWhatTheFirstLost) {
  for (uint64_t Page = 0; Page < 256; ++Page)
    map(0x100000 + Page * 4096, 0x1000000 + Page * 4096);
  for (int Round = 0; Round < 2; ++Round)
    for (uint64_t Page = 0; Page < 256; ++Page)
      go(0x100000 + Page * 4096);
  EXPECT_EQ(Unit->statistics().Walks, 256u);
  EXPECT_EQ(Unit->statistics().TlbHits, 256u);
  EXPECT_EQ(Unit->statistics().SecondLevelHits, 256u);
}

TEST(TlbGeometry, SaysWhatCannotBeBuilt) {
  EXPECT_EQ(TlbGeometry().problem(), "");
  EXPECT_NE((TlbGeometry{.Arrays = {{.Entries = 10, .Ways = 4}}}).problem(),
            "");
  EXPECT_NE((TlbGeometry{.Arrays = {{.Entries = 12, .Ways = 4}}}).problem(),
            "");
  EXPECT_NE((TlbGeometry{.Arrays = {{.Level = 3}}}).problem(), "");
  EXPECT_EQ((TlbGeometry{.Arrays = {{.Entries = 6, .Ways = 6}}}).problem(), "");
}

/// Two machines, one that caches and one that does not, with equal memories, do
/// the same things.
class Pair {
public:
  Pair(PagingMode Mode, const MmuGeometry &Geometry)
      : Controls{.Mode = Mode, .Root = PhysicalAddress(Roots[0])},
        Cached{Controls, Geometry}, Plain{Controls, MmuGeometry::none()} {}

  struct Machine {
    PhysicalMemory Memory;
    PagingControls Controls;
    FrameAllocator Frames{PhysicalAddress(0x10000)};
    Mapper Tables{Memory, Controls, Frames};
    std::optional<Mmu> Unit;

    Machine(const PagingControls &C, const MmuGeometry &Geometry)
        : Controls(C), Unit(Mmu::create(Memory, C, Geometry)) {}
  };

  template <typename Function> void both(Function Fn) {
    Fn(Cached);
    Fn(Plain);
  }
  void compare(VirtualAddress A, MemoryAccess Access) {
    MmuResult One = Cached.Unit->translate(A, Access);
    MmuResult Two = Plain.Unit->translate(A, Access);
    ASSERT_EQ(One.By == TranslatedBy::Nothing, Two.By == TranslatedBy::Nothing)
        << std::hex << A.Value;
    ASSERT_EQ(One.Physical, Two.Physical) << std::hex << A.Value;
    if (One.By == TranslatedBy::Nothing) {
      ASSERT_EQ(Cached.Unit->lastWalk().fault(),
                Plain.Unit->lastWalk().fault());
    }
  }
  /// Accessed and dirty flags, too, are where they would be without a TLB.
  void compareMemories() {
    Plain.Memory.forEachFrame([&](PhysicalAddress Frame, const auto &Words) {
      for (unsigned I = 0; I < Words.size(); ++I)
        ASSERT_EQ(Cached.Memory.read64(Frame + 8 * I), Words[I])
            << std::hex << Frame.Value + 8 * I;
    });
  }

  static constexpr uint64_t Roots[2] = {0x1000, 0x2000};
  PagingControls Controls;
  Machine Cached, Plain;
};

/// In the upper half, behind a top-level entry of its own.
uint64_t kernelBase(PagingMode Mode) {
  return formatOf(Mode).LinearBits == 32 ? 0xc0000000 : 0xffff800000000000;
}

/// Where the random stream goes: pages of the process (not global, one set of
/// tables per root) and pages of the kernel, which both roots share.
VirtualAddress randomAddress(std::mt19937_64 &Random, PagingMode Mode) {
  uint64_t Offset = Random() % 4096;
  switch (Random() % 4) {
  case 0:
    return VirtualAddress(0x10000000 + Random() % 8 * 4096 + Offset);
  case 1:
    return VirtualAddress(0x10000000 + Random() % 200 * 4096 + Offset);
  case 2: // large pages: four megabytes apart serve every mode
    return VirtualAddress(0x20000000 + Random() % 6 * 0x400000 +
                          Random() % 512 * 4096 + Offset);
  default:
    return VirtualAddress(kernelBase(Mode) + Random() % 60 * 4096 + Offset);
  }
}

void randomStream(PagingMode Mode, const MmuGeometry &Geometry, uint64_t Seed,
                  unsigned Steps) {
  std::mt19937_64 Random(Seed);
  Pair P(Mode, Geometry);
  const uint64_t Kernel = kernelBase(Mode);
  uint64_t LargeSize = formatOf(Mode).level(2).pageSize();
  // The kernel's part, mapped in one root; the other shares its tables.
  P.both([&](Pair::Machine &M) {
    for (uint64_t I = 0; I < 60; I += 2)
      M.Tables.map({.Page = VirtualAddress(Kernel + I * 4096),
                    .Frame = PhysicalAddress(0x4000000 + I * 4096),
                    .Flags = entry::Writable | (I % 4 ? entry::Global : 0)});
    unsigned Top = formatOf(Mode).Levels;
    unsigned Index = formatOf(Mode).level(Top).indexOf(VirtualAddress(Kernel));
    unsigned Bytes = formatOf(Mode).EntryBytes;
    PhysicalAddress From(0x1000 + Bytes * Index), To(0x2000 + Bytes * Index);
    if (Bytes == 4)
      M.Memory.write32(To, M.Memory.read32(From));
    else
      M.Memory.write64(To, M.Memory.read64(From));
    M.Unit->setControls(M.Controls);
  });
  for (unsigned I = 0; I < Steps && !testing::Test::HasFailure(); ++I) {
    VirtualAddress A = randomAddress(Random, Mode);
    switch (Random() % 64) {
    case 0: { // map or change a page, with INVLPG
      bool IsLarge = A.Value >= 0x20000000 && A.Value < 0x30000000;
      if (A.Value >= Kernel)
        break;
      uint64_t Size = IsLarge ? LargeSize : SmallPage;
      PhysicalAddress Frame((Random() & bits(31, 12)) & ~(Size - 1));
      uint64_t Flags = Random() & (entry::Writable | entry::User |
                                   entry::Accessed | entry::Dirty);
      P.both([&](Pair::Machine &M) {
        M.Tables.unmap(A);
        M.Tables.map({.Page = pageOf(A, Size),
                      .Frame = Frame,
                      .Size = Size,
                      .Flags = Flags | entry::User});
        if (Mode == PagingMode::Pae)
          M.Unit->setControls(M.Controls);
        M.Unit->invalidatePage(A);
      });
      break;
    }
    case 1: // take a page away
      if (A.Value < Kernel)
        P.both([&](Pair::Machine &M) {
          M.Tables.unmap(A);
          M.Unit->invalidatePage(A);
        });
      break;
    case 2: { // another process, or the same one again
      PhysicalAddress Root(Pair::Roots[Random() % 2]);
      P.both([&](Pair::Machine &M) {
        M.Controls.Root = Root;
        ASSERT_TRUE(M.Unit->loadRoot(Root));
      });
      break;
    }
    case 3: { // stac, clac
      bool Set = Random() % 2;
      P.both([&](Pair::Machine &M) {
        M.Controls.AlignmentCheck = Set;
        M.Unit->setAlignmentCheck(Set);
      });
      break;
    }
    case 4:
      if (Random() % 8 == 0) {
        bool Wp = Random() % 2, Nx = Random() % 2, Smep = Random() % 2;
        P.both([&](Pair::Machine &M) {
          M.Controls.WriteProtect = Wp;
          M.Controls.NoExecute = Nx;
          M.Controls.Smep = Smep;
          M.Unit->setControls(M.Controls);
        });
      }
      break;
    default: {
      MemoryAccess Access = {.Type = static_cast<AccessType>(Random() % 3),
                             .Mode = static_cast<AccessMode>(Random() % 3)};
      P.compare(A, Access);
    }
    }
  }
  P.compareMemories();
  // Otherwise nothing was compared.
  EXPECT_GT(P.Cached.Unit->statistics().TlbHits, Steps / 50);
  EXPECT_GT(P.Plain.Unit->statistics().Faults, Steps / 20);
  EXPECT_EQ(P.Plain.Unit->statistics().TlbHits, 0u);
}

TEST(TlbEquivalence, RandomStreamsWithRemappingsAndInvalidations) {
  MmuGeometry Tiny;
  Tiny.Buffer.Arrays = {
      {.Entries = 4, .Ways = 2},
      {.Entries = 2, .Ways = 1, .PageShifts = {21, 22}},
      {.Level = 2, .Entries = 16, .Ways = 4, .PageShifts = {12, 21, 22}}};
  Tiny.Caches.Entries = {0, 1, 1, 1, 1};
  MmuGeometry Random;
  Random.Buffer.Replacement = TlbReplacement::Random;
  MmuGeometry Fifo;
  Fifo.Buffer.Replacement = TlbReplacement::FirstInFirstOut;
  uint64_t Seed = 1;
  for (const MmuGeometry &Geometry : {MmuGeometry(), Tiny, Random, Fifo})
    for (PagingMode Mode : {PagingMode::TwoLevel, PagingMode::Pae,
                            PagingMode::FourLevel, PagingMode::FiveLevel}) {
      randomStream(Mode, Geometry, Seed++, 200000);
      ASSERT_FALSE(HasFailure())
          << formatOf(Mode).Name << ", seed " << Seed - 1;
    }
}

} // namespace
