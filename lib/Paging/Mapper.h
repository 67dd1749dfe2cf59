//===- Mapper.h - Building page tables ------------------------------------===//
//
// What a kernel does to its tables: real entries in simulated physical memory.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/FrameAllocator.h"
#include "Paging/PagingContext.h"
#include "Paging/PhysicalMemory.h"

#include <string_view>
#include <variant>

namespace framewalk {

enum class MapResult {
  Mapped,
  NonCanonical,
  Misaligned,     ///< page or frame is not a multiple of the page's size
  NoSuchPageSize, ///< the mode has no pages of that size
  BeyondMaxPhysAddr,
  AlreadyMapped, ///< or lies inside a larger page, or above smaller ones
  OutOfMemory,   ///< no frame for a table
};
/// For people: "the page is mapped already".
std::string_view describe(MapResult Result);

/// A page to be mapped.
struct Mapping {
  VirtualAddress Page;
  PhysicalAddress Frame;
  uint64_t Size = SmallPage;
  /// Bits of PageTableEntry.h for the entry that maps the page; present and,
  /// for a large page, PS are added.
  uint64_t Flags = entry::Writable | entry::User;
};

class Mapper {
public:
  /// Tables between the root and the page are taken from \p Frames, present,
  /// writable and open to user mode: as with Linux, the last level decides. (A
  /// simplification: Linux also presets the accessed and the ignored dirty bit
  /// there; here the walk sets what the CPU would set.)
  Mapper(PhysicalMemory &Memory, const PagingControls &Controls,
         FrameAllocator &Frames)
      : Memory(Memory), Controls(Controls), Frames(Frames) {}

  /// Writes the page's entry and the tables above it that are missing.
  MapResult map(const Mapping &Page);
  /// Only the tables above a page of \p Size at \p Page.
  MapResult makeTables(VirtualAddress Page, uint64_t Size = SmallPage);

  /// Where the entry that maps \p Address lies, and its level; none where a
  /// table above it is missing. The entry need not be present.
  struct EntryPlace {
    PhysicalAddress Place;
    unsigned Level = 0;
    uint64_t Entry = 0;
  };
  std::optional<EntryPlace> find(VirtualAddress Address) const;

  void write(PhysicalAddress Place, uint64_t Entry);
  /// Makes the entry that maps \p Address zero. The caller must invalidate.
  void unmap(VirtualAddress Address);

private:
  const PagingFormat &format() const { return formatOf(Controls.Mode); }
  uint64_t read(PhysicalAddress Place) const;
  PhysicalAddress placeOf(PhysicalAddress Table, unsigned Level,
                          VirtualAddress Address) const;
  bool mapsPage(uint64_t Entry, unsigned Level) const;
  /// The level that maps pages of \p Size; 0: none.
  unsigned levelFor(uint64_t Size) const;
  std::optional<MapResult> refuse(const Mapping &Page, unsigned Level) const;
  /// The entry of level \p Last for \p Address, with the tables above it made;
  /// a refusal where there can be none.
  std::variant<PhysicalAddress, MapResult> descend(VirtualAddress Address,
                                                   unsigned Last);
  std::optional<PhysicalAddress> makeTable(PhysicalAddress Place,
                                           unsigned Level);

  PhysicalMemory &Memory;
  const PagingControls &Controls;
  FrameAllocator &Frames;
};

} // namespace framewalk
