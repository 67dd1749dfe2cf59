//===- Mapper.cpp - Building page tables ----------------------------------===//

#include "Paging/Mapper.h"

namespace framewalk {

namespace {

/// Whether pages of a level exist on this CPU, in this mode.
bool hasPages(const LevelFormat &L, const PagingControls &C) {
  switch (L.Leaf) {
  case LeafRule::Always:
  case LeafRule::PageSizeBit:
    return true;
  case LeafRule::WithPse:
    return C.PageSizeExtensions;
  case LeafRule::WithGigabytePages:
    return C.GigabytePages;
  case LeafRule::Never:
  case LeafRule::NeverNoBit:
    return false;
  }
  return false;
}

/// The page's address as its entry holds it; the reverse of what the walk does.
uint64_t addressBits(const LevelFormat &L, PhysicalAddress Frame) {
  if (L.Leaf == LeafRule::WithPse) // SDM table 4-4: 39:32 go to 20:13.
    return (Frame.Value & bits(31, 22)) | (Frame.Value >> 32 & 0xff) << 13;
  return Frame.Value;
}

} // namespace

std::string_view describe(MapResult Result) {
  switch (Result) {
  case MapResult::Mapped:
    return "mapped";
  case MapResult::NonCanonical:
    return "the virtual address is not canonical";
  case MapResult::Misaligned:
    return "the page or the frame is not a multiple of the page size";
  case MapResult::NoSuchPageSize:
    return "this paging mode has no pages of that size";
  case MapResult::BeyondMaxPhysAddr:
    return "the frame lies beyond the physical address space";
  case MapResult::AlreadyMapped:
    return "the page overlaps one that is mapped already";
  case MapResult::OutOfMemory:
    return "no frame is left for a page table";
  }
  return "";
}

uint64_t Mapper::read(PhysicalAddress Place) const {
  return format().EntryBytes == 4 ? Memory.read32(Place) : Memory.read64(Place);
}

void Mapper::write(PhysicalAddress Place, uint64_t Entry) {
  if (format().EntryBytes == 4)
    Memory.write32(Place, static_cast<uint32_t>(Entry));
  else
    Memory.write64(Place, Entry);
}

PhysicalAddress Mapper::placeOf(PhysicalAddress Table, unsigned Level,
                                VirtualAddress Address) const {
  unsigned Index = format().level(Level).indexOf(Address);
  return Table + int64_t(format().EntryBytes) * Index;
}

bool Mapper::mapsPage(uint64_t Entry, unsigned Level) const {
  const LevelFormat &L = format().level(Level);
  if (L.Leaf == LeafRule::Always)
    return true;
  return hasPages(L, Controls) && (Entry & entry::PageSize);
}

unsigned Mapper::levelFor(uint64_t Size) const {
  for (unsigned Level = 1; Level <= format().Levels; ++Level)
    if (format().level(Level).pageSize() == Size &&
        hasPages(format().level(Level), Controls))
      return Level;
  return 0;
}

std::optional<MapResult> Mapper::refuse(const Mapping &Page,
                                        unsigned Level) const {
  if (Level == 0)
    return MapResult::NoSuchPageSize;
  if (!isCanonical(Controls.Mode, Page.Page))
    return MapResult::NonCanonical;
  if ((Page.Page.Value | Page.Frame.Value) & (Page.Size - 1))
    return MapResult::Misaligned;
  // 2-level entries hold 32 address bits; PSE-36 gives a 4 MiB page 40.
  unsigned Bits = Controls.PhysicalBits;
  if (format().EntryBytes == 4)
    Bits = std::min(Bits, Page.Size == SmallPage ? 32u : 40u);
  if (Page.Frame.Value >> Bits)
    return MapResult::BeyondMaxPhysAddr;
  return std::nullopt;
}

std::optional<PhysicalAddress> Mapper::makeTable(PhysicalAddress Place,
                                                 unsigned Level) {
  std::optional<PhysicalAddress> Table = Frames.allocate();
  if (!Table)
    return std::nullopt;
  Memory.zeroFrame(*Table);
  uint64_t Entry = Table->Value | entry::Present;
  if (format().level(Level).Rights != RightsRule::None)
    Entry |= entry::Writable | entry::User;
  write(Place, Entry);
  return Table;
}

std::variant<PhysicalAddress, MapResult> Mapper::descend(VirtualAddress Address,
                                                         unsigned Last) {
  PhysicalAddress Table = Controls.Root;
  for (unsigned Level = format().Levels; Level > Last; --Level) {
    PhysicalAddress Place = placeOf(Table, Level, Address);
    uint64_t Entry = read(Place);
    if (!(Entry & entry::Present)) {
      std::optional<PhysicalAddress> Made = makeTable(Place, Level);
      if (!Made)
        return MapResult::OutOfMemory;
      Table = *Made;
    } else if (mapsPage(Entry, Level)) {
      return MapResult::AlreadyMapped;
    } else {
      Table = PhysicalAddress(Entry & entry::Address);
    }
  }
  return placeOf(Table, Last, Address);
}

MapResult Mapper::makeTables(VirtualAddress Page, uint64_t Size) {
  unsigned Last = levelFor(Size);
  if (std::optional<MapResult> Refusal =
          refuse({.Page = Page, .Size = Size}, Last))
    return *Refusal;
  auto Place = descend(Page, Last);
  MapResult *Refusal = std::get_if<MapResult>(&Place);
  return Refusal ? *Refusal : MapResult::Mapped;
}

MapResult Mapper::map(const Mapping &Page) {
  unsigned Last = levelFor(Page.Size);
  if (std::optional<MapResult> Refusal = refuse(Page, Last))
    return *Refusal;
  auto Descent = descend(Page.Page, Last);
  if (MapResult *Refusal = std::get_if<MapResult>(&Descent))
    return *Refusal;
  PhysicalAddress Place = std::get<PhysicalAddress>(Descent);
  if (read(Place) & entry::Present)
    return MapResult::AlreadyMapped;
  const LevelFormat &L = format().level(Last);
  write(Place, addressBits(L, Page.Frame) | Page.Flags | entry::Present |
                   (Last > 1 ? entry::PageSize : 0));
  return MapResult::Mapped;
}

std::optional<Mapper::EntryPlace> Mapper::find(VirtualAddress Address) const {
  PhysicalAddress Table = Controls.Root;
  for (unsigned Level = format().Levels;; --Level) {
    PhysicalAddress Place = placeOf(Table, Level, Address);
    uint64_t Entry = read(Place);
    if (Level == 1 || ((Entry & entry::Present) && mapsPage(Entry, Level)))
      return EntryPlace{Place, Level, Entry};
    if (!(Entry & entry::Present))
      return std::nullopt;
    Table = PhysicalAddress(Entry & entry::Address);
  }
}

void Mapper::unmap(VirtualAddress Address) {
  if (std::optional<EntryPlace> Found = find(Address))
    write(Found->Place, 0);
}

} // namespace framewalk
