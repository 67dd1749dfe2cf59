//===- Mmu.cpp - The memory management unit -------------------------------===//

#include "Paging/Mmu.h"

namespace framewalk {

MmuGeometry MmuGeometry::none() {
  MmuGeometry Result;
  Result.Buffer.Arrays.clear();
  Result.Caches.Entries = {};
  return Result;
}

Mmu::Mmu(PhysicalMemory &Memory, const PagingContext &Context,
         const MmuGeometry &Geometry)
    : Memory(&Memory), Context(Context), Geometry(Geometry),
      Buffer(Geometry.Buffer),
      Caches(Context.controls().Mode, Geometry.Caches) {
  rebuildFilters();
}

std::optional<Mmu> Mmu::create(PhysicalMemory &Memory,
                               const PagingControls &Controls,
                               const MmuGeometry &Geometry) {
  std::optional<PagingContext> Context =
      PagingContext::create(Controls, Memory);
  if (!Context)
    return std::nullopt;
  return Mmu(Memory, *Context, Geometry);
}

void Mmu::rebuildFilters() {
  for (AccessMode Mode : {AccessMode::User, AccessMode::Supervisor,
                          AccessMode::ImplicitSupervisor})
    for (AccessType Type :
         {AccessType::Read, AccessType::Write, AccessType::Fetch}) {
      MemoryAccess Access = {.Type = Type, .Mode = Mode};
      Filters[indexOf(Access)] = filterFor(Context, Access);
    }
}

MmuResult Mmu::walkFor(VirtualAddress Address, MemoryAccess Access) {
  WalkStart Start = Caches.find(Address);
  Last = walk(*Memory, Context, Address, Access, Start);
  ++Counts.Walks;
  Counts.EntriesRead += Last.steps().size();
  // 4.10.4.1: a page fault throws out what is cached for its address. What was
  // cached may have been stricter than the tables are now, so they decide.
  if (Last.isFault() && Start.Level != 0) {
    Caches.invalidateFor(Address);
    Last = walk(*Memory, Context, Address, Access);
    Counts.EntriesRead += Last.steps().size();
  }
  if (Last.isFault()) {
    ++Counts.Faults;
    Caches.invalidateFor(Address);
    Buffer.invalidatePage(Address);
    return {};
  }
  commit(*Memory, Context, Last);
  Caches.insert(Address, Last);
  Buffer.insert(Address, Last.translation());
  return {Last.translation().Physical, TranslatedBy::Walk};
}

void Mmu::invalidatePage(VirtualAddress Address) {
  Buffer.invalidatePage(Address);
  Caches.flush();
}

bool Mmu::loadRoot(PhysicalAddress Root) {
  PagingControls Controls = Context.controls();
  Controls.Root = Root;
  std::optional<PagingContext> New = PagingContext::create(Controls, *Memory);
  if (!New)
    return false;
  Context = *New;
  Buffer.flushNonGlobal();
  Caches.flush();
  return true;
}

bool Mmu::setControls(const PagingControls &Controls) {
  std::optional<PagingContext> New = PagingContext::create(Controls, *Memory);
  if (!New)
    return false;
  Context = *New;
  Buffer.flushAll();
  Caches = StructureCaches(Controls.Mode, Geometry.Caches);
  rebuildFilters();
  return true;
}

void Mmu::setAlignmentCheck(bool Set) {
  Context.setAlignmentCheck(Set);
  rebuildFilters();
}

MmuStatistics Mmu::statistics() const {
  MmuStatistics Result = Counts;
  Result.SecondLevelHits = Buffer.secondLevelHits();
  return Result;
}

} // namespace framewalk
