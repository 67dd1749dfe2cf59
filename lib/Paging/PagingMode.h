//===- PagingMode.h - The four paging modes of x86, as one table ----------===//
//
// All that tells one paging mode from another is in this table: where an index
// sits in the address, how wide an entry is, which level may map a page and
// which bits must be zero. The walk, the mapper, the TLB and the reports read
// it; none of them has a shift of its own.
//
// SDM is Intel's Software Developer's Manual, volume 3A. Sections are numbered
// as in its editions up to 2023, where chapter 4 is paging (5 in later ones).
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/PageTableEntry.h"
#include "Support/Units.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace framewalk {

enum class PagingMode : uint8_t {
  TwoLevel,  ///< SDM 4.3, "32-bit paging": i386 without PAE
  Pae,       ///< SDM 4.4
  FourLevel, ///< SDM 4.5
  FiveLevel, ///< SDM 4.5 with CR4.LA57
};
constexpr size_t PagingModeCount = 4;

/// No mode has more levels.
constexpr unsigned MaxLevels = 5;

/// Whether an entry of a level may map a page instead of naming a table; the
/// first two say never.
enum class LeafRule : uint8_t {
  Never,             ///< bit 7 is reserved
  NeverNoBit,        ///< bit 7 has no meaning of its own
  PageSizeBit,       ///< where bit 7 is set
  WithPse,           ///< where bit 7 is set and CR4.PSE is; else it is ignored
  WithGigabytePages, ///< where bit 7 is set; reserved on a CPU without them
  Always,            ///< the last level; bit 7 is PAT
};

/// What the bits of an entry say about rights.
enum class RightsRule : uint8_t {
  None,             ///< PAE's PDPTE: takes nothing away
  WriteUser,        ///< R/W and U/S
  WriteUserExecute, ///< and XD, where EFER.NXE enables it
};

struct LevelFormat {
  std::string_view Table; ///< "PML4"
  std::string_view Entry; ///< "PML4E"
  uint8_t Shift = 0;      ///< lowest address bit of the index
  uint8_t IndexBits = 0;
  LeafRule Leaf = LeafRule::Never;
  RightsRule Rights = RightsRule::WriteUserExecute;
  /// Must be zero in an entry that names a table, beside the bits at and above
  /// MAXPHYADDR.
  uint64_t ReservedInTable = 0;
  /// Must be zero in an entry that maps a page.
  uint64_t ReservedInPage = 0;

  constexpr uint64_t entries() const { return uint64_t(1) << IndexBits; }
  /// The size of the page that an entry of this level maps.
  constexpr uint64_t pageSize() const { return uint64_t(1) << Shift; }
  constexpr unsigned indexOf(VirtualAddress A) const {
    return static_cast<unsigned>((A.Value >> Shift) & (entries() - 1));
  }
};

struct PagingFormat {
  std::string_view Name;
  uint8_t Levels = 0;
  uint8_t EntryBytes = 8;
  /// Bits of an address that are translated; above them an address must be
  /// canonical, or there is nothing above them (32).
  uint8_t LinearBits = 0;
  /// Of an entry's bits from MAXPHYADDR on, the highest that must be zero.
  uint8_t ReservedTop = 51;
  /// Indexed by level - 1: [0] is the page table.
  std::array<LevelFormat, MaxLevels> ByLevel{};

  constexpr const LevelFormat &level(unsigned Level) const {
    return ByLevel[Level - 1];
  }
};

namespace detail {

// SDM 4.5.4, table 4-20: every index takes 9 bits.
constexpr LevelFormat Pt64 = {.Table = "PT",
                              .Entry = "PTE",
                              .Shift = 12,
                              .IndexBits = 9,
                              .Leaf = LeafRule::Always};
constexpr LevelFormat Pd64 = {.Table = "PD",
                              .Entry = "PDE",
                              .Shift = 21,
                              .IndexBits = 9,
                              .Leaf = LeafRule::PageSizeBit,
                              .ReservedInPage = bits(20, 13)};
constexpr LevelFormat Pdpt64 = {.Table = "PDPT",
                                .Entry = "PDPTE",
                                .Shift = 30,
                                .IndexBits = 9,
                                .Leaf = LeafRule::WithGigabytePages,
                                .ReservedInPage = bits(29, 13)};
constexpr LevelFormat Pml4 = {.Table = "PML4",
                              .Entry = "PML4E",
                              .Shift = 39,
                              .IndexBits = 9,
                              .Leaf = LeafRule::Never};
constexpr LevelFormat Pml5 = {.Table = "PML5",
                              .Entry = "PML5E",
                              .Shift = 48,
                              .IndexBits = 9,
                              .Leaf = LeafRule::Never};
// SDM 4.4.1, table 4-8: four entries, held in registers since CR3 was loaded.
constexpr LevelFormat PdptPae = {.Table = "PDPT",
                                 .Entry = "PDPTE",
                                 .Shift = 30,
                                 .IndexBits = 2,
                                 .Leaf = LeafRule::NeverNoBit,
                                 .Rights = RightsRule::None,
                                 .ReservedInTable =
                                     bits(2, 1) | bits(8, 5) | bit(63)};
// SDM 4.3: ten bits an index, four bytes an entry, no XD.
constexpr LevelFormat Pt32 = {.Table = "PT",
                              .Entry = "PTE",
                              .Shift = 12,
                              .IndexBits = 10,
                              .Leaf = LeafRule::Always,
                              .Rights = RightsRule::WriteUser};
constexpr LevelFormat Pd32 = {.Table = "PD",
                              .Entry = "PDE",
                              .Shift = 22,
                              .IndexBits = 10,
                              .Leaf = LeafRule::WithPse,
                              .Rights = RightsRule::WriteUser,
                              .ReservedInPage = bit(21)};

inline constexpr std::array<PagingFormat, PagingModeCount> Formats = {{
    {.Name = "2-level",
     .Levels = 2,
     .EntryBytes = 4,
     .LinearBits = 32,
     .ByLevel = {Pt32, Pd32}},
    {.Name = "PAE",
     .Levels = 3,
     .LinearBits = 32,
     .ReservedTop = 62, // SDM tables 4-8 to 4-11: 62:M, not 51:M
     .ByLevel = {Pt64, Pd64, PdptPae}},
    {.Name = "4-level",
     .Levels = 4,
     .LinearBits = 48,
     .ByLevel = {Pt64, Pd64, Pdpt64, Pml4}},
    {.Name = "5-level",
     .Levels = 5,
     .LinearBits = 57,
     .ByLevel = {Pt64, Pd64, Pdpt64, Pml4, Pml5}},
}};

} // namespace detail

constexpr const PagingFormat &formatOf(PagingMode Mode) {
  return detail::Formats[static_cast<size_t>(Mode)];
}

/// SDM 3.3.7.1: all bits above the translated ones equal the highest of them.
/// In the 32-bit modes: there is nothing above them.
constexpr bool isCanonical(PagingMode Mode, VirtualAddress A) {
  unsigned Above = 64 - formatOf(Mode).LinearBits;
  if (formatOf(Mode).LinearBits == 32)
    return A.Value >> 32 == 0;
  return static_cast<uint64_t>(static_cast<int64_t>(A.Value << Above) >>
                               Above) == A.Value;
}

/// The start of the page of \p Size bytes (a power of two) that holds \p A.
constexpr VirtualAddress pageOf(VirtualAddress A, uint64_t Size) {
  return VirtualAddress(A.Value & ~(Size - 1));
}

/// The size of the smallest page; the same in every mode.
constexpr uint64_t SmallPage = detail::Pt64.pageSize();
static_assert(SmallPage == detail::Pt32.pageSize());

} // namespace framewalk
