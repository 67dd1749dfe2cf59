//===- StructureCaches.cpp - Caches for the upper levels of a walk --------===//

#include "Paging/StructureCaches.h"

#include <algorithm>

namespace framewalk {

StructureCaches::StructureCaches(PagingMode Mode,
                                 const StructureCacheGeometry &Geometry)
    : Capacity(Geometry.Entries), Mode(Mode) {
  // 4.10.3.1: PAE's PDPTEs are in registers and need no cache.
  if (Mode == PagingMode::Pae)
    Capacity[2] = 0;
}

WalkStart StructureCaches::find(VirtualAddress Address) {
  for (unsigned Level = 2; Level <= formatOf(Mode).Levels; ++Level) {
    std::vector<Entry> &Cache = ByLevel[Level - 1];
    uint64_t Prefix = prefixOf(Address, Level);
    auto Found = std::find_if(Cache.begin(), Cache.end(), [&](const Entry &E) {
      return E.Prefix == Prefix;
    });
    if (Found == Cache.end())
      continue;
    std::rotate(Cache.begin(), Found, Found + 1);
    return {.Level = static_cast<uint8_t>(Level - 1),
            .Table = Cache.front().Table,
            .Combined = Cache.front().Combined};
  }
  return {};
}

void StructureCaches::insert(VirtualAddress Address, const WalkResult &Walk) {
  for (const WalkStep &Step : Walk.steps()) {
    unsigned Room = Capacity[Step.Level - 1];
    if (Step.Use != EntryUse::Table || Room == 0)
      continue;
    std::vector<Entry> &Cache = ByLevel[Step.Level - 1];
    Entry New = {.Prefix = prefixOf(Address, Step.Level),
                 .Table = PhysicalAddress(Step.After & entry::Address),
                 .Combined = Step.Combined};
    auto Old = std::find_if(Cache.begin(), Cache.end(), [&](const Entry &E) {
      return E.Prefix == New.Prefix;
    });
    if (Old == Cache.end() && Cache.size() < Room)
      Old = Cache.insert(Cache.end(), New);
    else if (Old == Cache.end())
      --Old;
    *Old = New;
    std::rotate(Cache.begin(), Old, Old + 1);
  }
}

void StructureCaches::invalidateFor(VirtualAddress Address) {
  for (unsigned Level = 2; Level <= formatOf(Mode).Levels; ++Level)
    std::erase_if(ByLevel[Level - 1], [&](const Entry &E) {
      return E.Prefix == prefixOf(Address, Level);
    });
}

void StructureCaches::flush() {
  for (std::vector<Entry> &Cache : ByLevel)
    Cache.clear();
}

} // namespace framewalk
