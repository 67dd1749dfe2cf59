//===- Tlb.h - The translation lookaside buffer ---------------------------===//
//
// SDM vol. 3A 4.10.2. Holds finished translations by page, each with what the
// entries of its walk allow together and with its dirty flag, so that the first
// write to a clean page walks again (4.10.2.2).
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/Walk.h"

#include <span>
#include <vector>

namespace framewalk {

enum class TlbReplacement : uint8_t {
  LeastRecentlyUsed,
  FirstInFirstOut,
  Random
};

/// One array of entries: as many sets as Entries / Ways, chosen by the page
/// number's low bits.
struct TlbArrayGeometry {
  unsigned Entries = 64;
  unsigned Ways = 4;
  /// log2 of the sizes of the pages that it takes.
  std::vector<uint8_t> PageShifts = {12};
};

struct TlbGeometry {
  /// Looked up in parallel; a page size in none of them is not cached.
  std::vector<TlbArrayGeometry> Arrays = {
      {.Entries = 64, .Ways = 4, .PageShifts = {12}},
      {.Entries = 32, .Ways = 4, .PageShifts = {21, 22}},
      {.Entries = 4, .Ways = 4, .PageShifts = {30}},
  };
  TlbReplacement Replacement = TlbReplacement::LeastRecentlyUsed;
};

class Tlb {
public:
  explicit Tlb(const TlbGeometry &Geometry = {});

  /// The cached translation of \p Address for \p Access, as a walk would give
  /// it; none where there is none that serves: no entry, not enough rights, or
  /// a write through an entry whose dirty flag is clear. (The manual lets a CPU
  /// fault on stale rights; this one walks again and decides by the tables.)
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

private:
  struct Entry {
    uint64_t Page = 0; ///< the address shifted right by PageShift
    PhysicalAddress Frame;
    uint64_t LastUse = 0;
    uint8_t PageShift = 0; ///< 0: empty
    Rights Allowed;
    bool IsGlobal = false;
    bool IsDirty = false;
  };
  struct Array {
    std::vector<uint8_t> PageShifts;
    unsigned Ways = 1;
    unsigned Sets = 1;
    std::vector<Entry> Entries;

    std::span<Entry> setOf(VirtualAddress A, uint8_t PageShift) {
      return std::span<Entry>(Entries).subspan(
          (A.Value >> PageShift) % Sets * Ways, Ways);
    }
  };

  Entry *find(VirtualAddress Address);
  Entry &victim(std::span<Entry> Set);

  std::vector<Array> Arrays;
  TlbReplacement Replacement;
  uint64_t Clock = 0;
  uint64_t RandomState = 0x9e3779b97f4a7c15;
};

} // namespace framewalk
