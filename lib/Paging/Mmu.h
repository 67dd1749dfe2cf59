//===- Mmu.h - The memory management unit ---------------------------------===//
//
// TLB, paging-structure caches and walks put together, with the instructions
// and register writes that invalidate them: SDM vol. 3A 4.10.4.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/StructureCaches.h"
#include "Paging/Tlb.h"

namespace framewalk {

struct MmuGeometry {
  TlbGeometry Buffer;
  StructureCacheGeometry Caches;

  /// A machine that remembers nothing: every access walks from the top.
  static MmuGeometry none();
};

enum class TranslatedBy : uint8_t { Tlb, Walk, Nothing };

struct MmuResult {
  PhysicalAddress Physical;
  /// Nothing: a fault, see Mmu::lastWalk().
  TranslatedBy By = TranslatedBy::Nothing;
};

struct MmuStatistics {
  uint64_t TlbHits = 0;
  uint64_t SecondLevelHits = 0; ///< of these, found in the second TLB
  uint64_t Walks = 0;
  uint64_t EntriesRead = 0; ///< by walks, from memory
  uint64_t Faults = 0;
};

class Mmu {
public:
  /// None where a load of CR3 would fault (PAE, reserved bits).
  static std::optional<Mmu> create(PhysicalMemory &Memory,
                                   const PagingControls &Controls,
                                   const MmuGeometry &Geometry = {});

  MmuResult translate(VirtualAddress Address, MemoryAccess Access) {
    const TlbEntry *Found = Buffer.find(Address, Filters[indexOf(Access)]);
    if (Found) [[likely]] {
      ++Counts.TlbHits;
      return {Found->physical(Address), TranslatedBy::Tlb};
    }
    return walkFor(Address, Access);
  }
  /// What the TLB holds for such an access; none where it would walk.
  std::optional<Translation> cached(VirtualAddress Address,
                                    MemoryAccess Access) {
    return Buffer.lookup(Context, Address, Access);
  }
  /// Of the last translation that was not found in the TLB.
  const WalkResult &lastWalk() const { return Last; }

  /// INVLPG.
  void invalidatePage(VirtualAddress Address);
  /// MOV to CR3: also with the same value. False: it faults (PAE), and nothing
  /// has changed.
  bool loadRoot(PhysicalAddress Root);
  /// A write of CR0, CR4 or EFER: everything is forgotten. False: the load of
  /// PAE's PDPTEs faults, and nothing has changed.
  bool setControls(const PagingControls &Controls);
  /// STAC and CLAC: nothing is forgotten.
  void setAlignmentCheck(bool Set);

  const PagingContext &context() const { return Context; }
  MmuStatistics statistics() const;

private:
  Mmu(PhysicalMemory &Memory, const PagingContext &Context,
      const MmuGeometry &Geometry);

  static size_t indexOf(MemoryAccess A) {
    return static_cast<size_t>(A.Mode) * 3 + static_cast<size_t>(A.Type);
  }
  MmuResult walkFor(VirtualAddress Address, MemoryAccess Access);
  void rebuildFilters();

  PhysicalMemory *Memory;
  PagingContext Context;
  MmuGeometry Geometry;
  Tlb Buffer;
  StructureCaches Caches;
  std::array<TlbFilter, 9> Filters{};
  WalkResult Last;
  MmuStatistics Counts;
};

} // namespace framewalk
