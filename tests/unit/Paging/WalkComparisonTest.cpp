// The walk against the plain walker: the whole access matrix, and random
// tables in every mode.

#include "Paging/PlainWalker.h"
#include "Paging/Walk.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

using namespace framewalk;
using namespace framewalk::test;

namespace {

PlainMachine plain(const PagingControls &C) {
  return {.Levels = formatOf(C.Mode).Levels,
          .Cr3 = C.Root.Value,
          .WP = C.WriteProtect,
          .NXE = C.NoExecute,
          .SMEP = C.Smep,
          .SMAP = C.Smap,
          .PGE = C.PageGlobal,
          .PSE = C.PageSizeExtensions,
          .AC = C.AlignmentCheck,
          .Page1GB = C.GigabytePages,
          .MaxPhysAddr = static_cast<int>(C.PhysicalBits)};
}

PlainAccess plain(MemoryAccess A) {
  return {.IsWrite = A.Type == AccessType::Write,
          .IsFetch = A.Type == AccessType::Fetch,
          .IsUser = A.Mode == AccessMode::User,
          .IsImplicit = A.Mode == AccessMode::ImplicitSupervisor};
}

/// What differs, for a failure's message; empty: nothing does.
std::string difference(const PagingContext &Context, const WalkResult &Ours,
                       const PlainResult &Theirs) {
  if (Ours.isFault() != (Theirs.Vector != 0))
    return "one faults, the other does not";
  if (Ours.isFault()) {
    for (const WalkStep &S : Ours.steps())
      if (S.Before != S.After)
        return "flags of a walk that faults";
    if (static_cast<int>(Ours.fault().Vector) != Theirs.Vector)
      return "vector";
    return Ours.fault().ErrorCode == Theirs.ErrorCode ? "" : "error code";
  }
  const Translation &T = Ours.translation();
  if (T.Physical.Value != Theirs.Physical)
    return "physical address";
  if (T.pageSize() != Theirs.PageSize)
    return "page size";
  if (T.IsGlobal != Theirs.Global)
    return "global";
  size_t Next = 0;
  for (const WalkStep &S : Ours.steps()) {
    if (S.Before == S.After)
      continue;
    uint64_t Place = S.Table.Value + S.Index * Context.format().EntryBytes;
    if (Next == Theirs.Stores.size() ||
        Theirs.Stores[Next++] != std::pair(Place, S.After))
      return "accessed and dirty flags";
  }
  return Next == Theirs.Stores.size() ? "" : "accessed and dirty flags";
}

constexpr AccessType Types[] = {AccessType::Read, AccessType::Write,
                                AccessType::Fetch};
constexpr AccessMode Modes[] = {AccessMode::User, AccessMode::Supervisor,
                                AccessMode::ImplicitSupervisor};

/// All nine kinds of access, under all 32 settings of WP, NXE, SMEP, SMAP, AC.
struct Matrix {
  PhysicalMemory Memory;
  PagingControls Controls{.Root = PhysicalAddress(0x1000)};
  uint64_t Compared = 0;

  void compareAll(VirtualAddress Address) {
    for (unsigned Setting = 0; Setting < 32; ++Setting) {
      Controls.WriteProtect = Setting & 1;
      Controls.NoExecute = Setting & 2;
      Controls.Smep = Setting & 4;
      Controls.Smap = Setting & 8;
      Controls.AlignmentCheck = Setting & 16;
      std::optional<PagingContext> Context =
          PagingContext::create(Controls, Memory);
      if (!Context)
        continue; // PAE's PDPTEs: another test
      PlainMachine Machine = plain(Controls);
      for (AccessMode Mode : Modes)
        for (AccessType Type : Types)
          compare(*Context, Machine, Address, {Type, Mode});
    }
  }

  void compare(const PagingContext &Context, const PlainMachine &Machine,
               VirtualAddress Address, MemoryAccess Access) {
    std::string Different =
        difference(Context, walk(Memory, Context, Address, Access),
                   plainWalk(Memory, Machine, Address.Value, plain(Access)));
    ++Compared;
    if (!Different.empty())
      FAIL() << Different << " differs: type " << int(Access.Type) << ", mode "
             << int(Access.Mode) << ", WP " << Machine.WP << ", NXE "
             << Machine.NXE << ", SMEP " << Machine.SMEP << ", SMAP "
             << Machine.SMAP << ", AC " << Machine.AC;
  }
};

/// \p Entry with the flags of \p Flags that \p Choice selects.
uint64_t withFlags(uint64_t Entry, std::initializer_list<uint64_t> Flags,
                   unsigned Choice) {
  for (uint64_t Flag : Flags) {
    if (Choice & 1)
      Entry |= Flag;
    Choice >>= 1;
  }
  return Entry;
}

TEST(WalkComparison, AccessMatrixOfTheLowerLevels) {
  Matrix M;
  M.Memory.write64(PhysicalAddress(0x1000 + 8 * 3), 0x2000 | 7);
  M.Memory.write64(PhysicalAddress(0x2000 + 8 * 5), 0x3000 | 7);
  VirtualAddress Address(3ull << 39 | 5ull << 30 | 7ull << 21 | 9ull << 12 |
                         0x123);
  for (unsigned Pde = 0; Pde < 256; ++Pde)
    for (unsigned Pte = 0; Pte < 128; ++Pte) {
      M.Memory.write64(PhysicalAddress(0x3000 + 8 * 7),
                       withFlags(0x4000,
                                 {bit(0), bit(1), bit(2), bit(5), bit(7),
                                  bit(13), bit(46), bit(63)},
                                 Pde));
      M.Memory.write64(
          PhysicalAddress(0x4000 + 8 * 9),
          withFlags(0x7654000,
                    {bit(0), bit(1), bit(2), bit(5), bit(6), bit(51), bit(63)},
                    Pte));
      M.compareAll(Address);
      if (testing::Test::HasFailure())
        FAIL() << "PDE " << Pde << ", PTE " << Pte;
    }
  EXPECT_EQ(M.Compared, 256u * 128 * 32 * 9);
}

TEST(WalkComparison, AccessMatrixOfTheUpperLevels) {
  for (PagingMode Mode : {PagingMode::FourLevel, PagingMode::FiveLevel}) {
    Matrix M;
    M.Controls.Mode = Mode;
    uint64_t Pml4 = 0x1000;
    if (Mode == PagingMode::FiveLevel) {
      M.Memory.write64(PhysicalAddress(0x1000 + 8 * 1), 0x8000 | 7);
      Pml4 = 0x8000;
    }
    M.Memory.write64(PhysicalAddress(0x4000 + 8 * 9), 0x5000 | 7);
    M.Memory.write64(PhysicalAddress(0x3000 + 8 * 7), 0x4000 | 7);
    VirtualAddress Address((Mode == PagingMode::FiveLevel ? 1ull << 48 : 0) |
                           3ull << 39 | 5ull << 30 | 7ull << 21 | 9ull << 12 |
                           0xfff);
    for (unsigned Pml4e = 0; Pml4e < 64; ++Pml4e)
      for (unsigned Pdpte = 0; Pdpte < 128; ++Pdpte) {
        M.Controls.GigabytePages = Pdpte % 3 != 0;
        M.Memory.write64(
            PhysicalAddress(Pml4 + 8 * 3),
            withFlags(0x2000, {bit(0), bit(1), bit(2), bit(7), bit(8), bit(63)},
                      Pml4e));
        M.Memory.write64(PhysicalAddress(0x2000 + 8 * 5),
                         withFlags(0x3000,
                                   {bit(0), bit(1), bit(2), bit(5), bit(7),
                                    bit(50), bit(63)},
                                   Pdpte));
        M.compareAll(Address);
        if (testing::Test::HasFailure())
          FAIL() << "PML4E " << Pml4e << ", PDPTE " << Pdpte;
      }
  }
}

/// Frames that hold nothing but entries that lead from one to the other.
class RandomTables {
public:
  explicit RandomTables(uint64_t Seed) : Random(Seed) {}

  uint64_t number() { return Random(); }
  bool oneIn(unsigned N) { return Random() % N == 0; }

  void fill(PhysicalMemory &Memory, const PagingControls &C) {
    for (uint64_t Frame = 1; Frame <= Frames; ++Frame)
      for (uint64_t Place = 0; Place < 4096;
           Place += formatOf(C.Mode).EntryBytes) {
        PhysicalAddress A(Frame * 4096 + Place);
        if (formatOf(C.Mode).EntryBytes == 4)
          Memory.write32(A, static_cast<uint32_t>(entry(C)));
        else
          Memory.write64(A, entry(C));
      }
    if (C.Mode == PagingMode::Pae)
      for (unsigned I = 0; I < 4; ++I)
        Memory.write64(C.Root + 8 * I, (2 + I) * 4096 | (oneIn(9) ? 0 : 1) |
                                           (number() & bits(11, 9)));
  }

  PagingControls controls(PagingMode Mode) {
    return {.Mode = Mode,
            .Root = PhysicalAddress(0x1000),
            .WriteProtect = !oneIn(4),
            .NoExecute = !oneIn(4),
            .PageGlobal = !oneIn(4),
            .Smep = oneIn(2),
            .Smap = oneIn(2),
            .PageSizeExtensions = !oneIn(4),
            .AlignmentCheck = oneIn(2),
            .GigabytePages = !oneIn(4),
            .PhysicalBits = static_cast<unsigned>(32 + number() % 21)};
  }

  VirtualAddress address(PagingMode Mode) {
    unsigned Bits = formatOf(Mode).LinearBits;
    uint64_t A = number() & bits(Bits - 1, 0);
    if (Bits > 32 && (A >> (Bits - 1)) && !oneIn(30))
      A |= bits(63, Bits); // sign-extended
    if (Bits > 32 && oneIn(50))
      A ^= bit(Bits + number() % (64 - Bits));
    return VirtualAddress(A);
  }

  MemoryAccess access() {
    return {.Type = Types[number() % 3], .Mode = Modes[number() % 3]};
  }

private:
  static constexpr uint64_t Frames = 24;

  uint64_t entry(const PagingControls &C) {
    uint64_t E = (1 + number() % Frames) * 4096;
    for (unsigned Bit : {0, 1, 2})
      if (!oneIn(12))
        E |= bit(Bit);
    for (unsigned Bit : {3, 4, 5, 6, 8, 9, 10, 11})
      if (oneIn(2))
        E |= bit(Bit);
    if (oneIn(6))
      E = (E | bit(7)) & (oneIn(5) ? ~0ull : ~bits(20, 12));
    if (oneIn(40))
      E |= bit(12 + number() % 40);
    if (formatOf(C.Mode).EntryBytes == 8 && oneIn(C.NoExecute ? 5 : 30))
      E |= bit(63);
    if (oneIn(10))
      E |= bit(52 + number() % 11) & (C.Mode == PagingMode::Pae ? 0 : ~0ull);
    return E;
  }

  std::mt19937_64 Random;
};

#ifdef NDEBUG
constexpr uint64_t RandomTrials = 10'000'000;
#else
constexpr uint64_t RandomTrials = 1'000'000;
#endif

TEST(WalkComparison, RandomTranslationsInEveryMode) {
  uint64_t Faults = 0, Found[4] = {}, Large = 0;
  constexpr uint64_t PerTables = 5000;
  for (uint64_t Round = 0; Round < RandomTrials / PerTables; ++Round) {
    RandomTables Tables(Round);
    auto Mode = static_cast<PagingMode>(Round % 4);
    PagingControls Controls = Tables.controls(Mode);
    PhysicalMemory Memory;
    Tables.fill(Memory, Controls);
    std::optional<PagingContext> Context =
        PagingContext::create(Controls, Memory);
    ASSERT_TRUE(Context);
    PlainMachine Machine = plain(Controls);
    for (uint64_t I = 0; I < PerTables; ++I) {
      VirtualAddress Address = Tables.address(Mode);
      MemoryAccess Access = Tables.access();
      WalkResult Ours = walk(Memory, *Context, Address, Access);
      PlainResult Theirs =
          plainWalk(Memory, Machine, Address.Value, plain(Access));
      std::string Different = difference(*Context, Ours, Theirs);
      ASSERT_EQ(Different, "")
          << "round " << Round << ", address " << std::hex << Address.Value;
      Faults += Ours.isFault();
      Found[Round % 4] += !Ours.isFault();
      Large += !Ours.isFault() && Ours.translation().PageShift > 12;
      commit(Memory, *Context, Ours);
    }
  }
  // The test is only worth something where both ends are reached often.
  EXPECT_GT(Faults, RandomTrials / 10);
  EXPECT_GT(Large, RandomTrials / 100);
  for (uint64_t Count : Found)
    EXPECT_GT(Count, RandomTrials / 40);
  RecordProperty("faults", std::to_string(Faults));
}

TEST(WalkComparison, PaeRootsWithReservedBitsCannotBeLoaded) {
  PhysicalMemory Memory;
  PagingControls Controls{.Mode = PagingMode::Pae,
                          .Root = PhysicalAddress(0x1000)};
  for (unsigned Bit : {1, 2, 5, 6, 7, 8, 46, 51, 52, 62, 63}) {
    Memory.write64(PhysicalAddress(0x1008), 0x2001 | bit(Bit));
    EXPECT_FALSE(PagingContext::create(Controls, Memory)) << Bit;
    Memory.write64(PhysicalAddress(0x1008), 0x2000 | bit(Bit));
    EXPECT_TRUE(PagingContext::create(Controls, Memory)) << Bit;
  }
  for (unsigned Bit : {3, 4, 9, 10, 11}) {
    Memory.write64(PhysicalAddress(0x1008), 0x2001 | bit(Bit));
    EXPECT_TRUE(PagingContext::create(Controls, Memory)) << Bit;
  }
}

TEST(WalkComparison, PdptesAreThoseOfTheLastLoadOfCr3) {
  PhysicalMemory Memory;
  PagingControls Controls{.Mode = PagingMode::Pae,
                          .Root = PhysicalAddress(0x1020)}; // 32-byte aligned
  Memory.write64(PhysicalAddress(0x1020), 0x2001);
  Memory.write64(PhysicalAddress(0x2000), 0x3007);
  Memory.write64(PhysicalAddress(0x3000), 0x4007);
  PagingContext Context = *PagingContext::create(Controls, Memory);
  Memory.write64(PhysicalAddress(0x1020), 0);
  EXPECT_FALSE(walk(Memory, Context, VirtualAddress(0), {}).isFault());
}

} // namespace
