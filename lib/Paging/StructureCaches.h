//===- StructureCaches.h - Caches for the upper levels of a walk ----------===//
//
// SDM vol. 3A 4.10.3. One cache for each level whose entries name tables, so
// that a walk can begin below it. An entry serves its own level only: matching
// it at another one is a classic bug of simulators.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/Walk.h"

#include <array>
#include <vector>

namespace framewalk {

struct StructureCacheGeometry {
  /// Entries by level - 1; each cache is fully associative, the least recently
  /// used entry goes. [0] is never used: page-table entries are the TLB's.
  std::array<unsigned, MaxLevels> Entries = {0, 32, 4, 2, 1};
};

class StructureCaches {
public:
  StructureCaches(PagingMode Mode, const StructureCacheGeometry &Geometry);

  /// The lowest place where a walk for \p Address can begin; the top where
  /// nothing is cached.
  WalkStart find(VirtualAddress Address);
  /// Remembers the tables that a successful walk went through.
  void insert(VirtualAddress Address, const WalkResult &Walk);

  /// What a page fault at \p Address throws out (4.10.4.1).
  void invalidateFor(VirtualAddress Address);
  /// INVLPG and a load of CR3: everything, whatever the address (4.10.4.1).
  void flush();

private:
  struct Entry {
    uint64_t Prefix = 0; ///< the address shifted right by the level's Shift
    PhysicalAddress Table;
    Rights Combined;
  };
  /// Most recently used first.
  std::array<std::vector<Entry>, MaxLevels> ByLevel;
  std::array<unsigned, MaxLevels> Capacity;
  PagingMode Mode;

  uint64_t prefixOf(VirtualAddress A, unsigned Level) const {
    return A.Value >> formatOf(Mode).level(Level).Shift;
  }
};

} // namespace framewalk
