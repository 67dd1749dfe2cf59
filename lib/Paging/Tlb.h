//===- Tlb.h - The translation lookaside buffer ---------------------------===//
//
// SDM vol. 3A 4.10.2. Holds finished translations by page, each with what the
// entries of its walk allow together and with its dirty flag, so that the first
// write to a clean page walks again (4.8).
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/Walk.h"

#include <string>
#include <vector>

namespace framewalk {

enum class TlbReplacement : uint8_t {
  LeastRecentlyUsed,
  FirstInFirstOut,
  Random, ///< the same victims on every run
};

/// One array of entries; a page's set is chosen by the low bits of its number.
struct TlbArrayGeometry {
  /// 1 is looked at first; what is found in 2 moves up.
  unsigned Level = 1;
  unsigned Entries = 64;
  unsigned Ways = 4;
  /// log2 of the sizes of the pages that it takes.
  std::vector<uint8_t> PageShifts = {12};
};

struct TlbGeometry {
  /// A page size in none of them is not cached; no arrays: no TLB. The numbers
  /// are those of Intel's data TLBs from Skylake on.
  std::vector<TlbArrayGeometry> Arrays = {
      {.Level = 1, .Entries = 64, .Ways = 4, .PageShifts = {12}},
      {.Level = 1, .Entries = 32, .Ways = 4, .PageShifts = {21, 22}},
      {.Level = 1, .Entries = 4, .Ways = 4, .PageShifts = {30}},
      {.Level = 2, .Entries = 1536, .Ways = 12, .PageShifts = {12, 21, 22}},
      {.Level = 2, .Entries = 16, .Ways = 4, .PageShifts = {30}},
  };
  TlbReplacement Replacement = TlbReplacement::LeastRecentlyUsed;

  /// What cannot be built, as a sentence; empty: all can.
  std::string problem() const;
};

/// A cached translation, packed: a set of four is one cache line of the host.
struct TlbEntry {
  /// The page's number shifted left by 6, and log2 of its size. 0: empty.
  uint64_t Tag = 0;
  /// The frame's address; in the low bits Rights, dirty and global.
  uint64_t Data = 0;

  static constexpr uint64_t Dirty = 8;
  static constexpr uint64_t Global = 16;

  static constexpr uint64_t tagFor(VirtualAddress A, uint8_t PageShift) {
    return A.Value >> PageShift << 6 | PageShift;
  }
  uint8_t pageShift() const { return Tag & 63; }
  bool isGlobal() const { return Data & Global; }
  /// Index of the rights and the dirty flag in a TlbFilter.
  unsigned rights() const { return Data & 15; }
  PhysicalAddress physical(VirtualAddress A) const {
    uint64_t Offset = (uint64_t(1) << pageShift()) - 1;
    return PhysicalAddress((Data & ~bits(11, 0)) | (A.Value & Offset));
  }
  Translation translation(VirtualAddress A) const;
};

/// For one kind of access, a bit for each value of TlbEntry::rights(): whether
/// such an entry serves it. A write needs the dirty flag.
using TlbFilter = uint16_t;
TlbFilter filterFor(const PagingContext &Context, MemoryAccess Access);

class Tlb {
public:
  /// \p Geometry must have no problem().
  explicit Tlb(const TlbGeometry &Geometry = {});
  // Front points into Arrays, whose storage moves along but is not copied.
  Tlb(Tlb &&) = default;
  Tlb &operator=(Tlb &&) = default;

  /// The entry for \p Address that serves; null where there is none, or only
  /// one whose rights do not suffice. (The manual lets a CPU fault on stale
  /// rights, 4.10.4.3; this one walks again and decides by the tables.)
  const TlbEntry *find(VirtualAddress Address, TlbFilter Filter) {
    // The most recently used entry of a set is its first: nearly always this
    // one, and nothing to write down when it is.
    uint64_t Page = Address.Value >> 12;
    const TlbEntry &First = Front[(Page & FrontSetMask) * FrontWays];
    if (First.Tag == TlbEntry::tagFor(Address, 12) &&
        (Filter >> First.rights() & 1)) [[likely]]
      return &First;
    return findInAll(Address, Filter);
  }
  /// The same, unpacked.
  std::optional<Translation> lookup(const PagingContext &Context,
                                    VirtualAddress Address,
                                    MemoryAccess Access);
  void insert(VirtualAddress Address, const Translation &T);

  /// INVLPG: every translation of the address, global ones too.
  void invalidatePage(VirtualAddress Address);
  /// A load of CR3: all but global ones.
  void flushNonGlobal();
  /// A change of CR4.PGE and the like.
  void flushAll();

  /// How often a translation was found in level 2 and moved up.
  uint64_t secondLevelHits() const { return Promotions; }

private:
  struct Array {
    unsigned Level = 1;
    unsigned Ways = 1;
    uint64_t SetMask = 0;
    std::vector<uint8_t> PageShifts;
    std::vector<TlbEntry> Entries;

    TlbEntry *setOf(VirtualAddress A, uint8_t PageShift) {
      return &Entries[(A.Value >> PageShift & SetMask) * Ways];
    }
    bool takes(uint8_t PageShift) const;
  };

  const TlbEntry *findInAll(VirtualAddress Address, TlbFilter Filter);
  TlbEntry *findIn(Array &A, VirtualAddress Address);
  const TlbEntry *insertInto(Array &A, VirtualAddress Address, TlbEntry Entry);
  unsigned victim(const TlbEntry *Set, unsigned Ways, uint64_t Tag);
  template <typename Predicate> void removeIf(Predicate IsGone);

  std::vector<Array> Arrays; ///< first level first
  TlbReplacement Replacement;
  uint64_t RandomState = 0x9e3779b97f4a7c15;
  uint64_t Promotions = 0;

  /// The first array for 4 KiB pages, or one entry that is always empty.
  TlbEntry *Front;
  uint64_t FrontSetMask = 0;
  uint64_t FrontWays = 1;
  std::vector<TlbEntry> Nothing = std::vector<TlbEntry>(1);
};

} // namespace framewalk
