//===- MemoryTable.cpp - A process's memory as pmap -x prints it ----------===//

#include "Simulation/MemoryTable.h"

namespace framewalk {

namespace {

constexpr uint64_t PageKiB = SmallPage >> 10;

std::string modeOf(Protection P) {
  std::string Mode = "-----";
  if (P.CanRead)
    Mode[0] = 'r';
  if (P.CanWrite)
    Mode[1] = 'w';
  if (P.CanExecute)
    Mode[2] = 'x';
  return Mode;
}

/// pmap writes "[ stack ]" and calls everything else without a file "anon".
std::string mappingOf(const Vma &Area) {
  if (Area.Kind == VmaKind::Stack)
    return "[ stack ]";
  if (Area.Name.empty() || Area.Name[0] == '[')
    return "[ anon ]";
  return Area.Name;
}

} // namespace

MemoryTable tabulate(const AddressSpace &Space) {
  MemoryTable Table;
  for (const Vma &Area : Space.areas()) {
    Residency R = Space.residency(Area);
    Table.Rows.push_back({.Begin = Area.Begin,
                          .KiB = Area.size() >> 10,
                          .ResidentKiB = R.Resident * PageKiB,
                          .DirtyKiB = R.Dirty * PageKiB,
                          .Mode = modeOf(Area.Rights),
                          .Mapping = mappingOf(Area)});
    Table.Total.KiB += Table.Rows.back().KiB;
    Table.Total.ResidentKiB += Table.Rows.back().ResidentKiB;
    Table.Total.DirtyKiB += Table.Rows.back().DirtyKiB;
  }
  return Table;
}

} // namespace framewalk
