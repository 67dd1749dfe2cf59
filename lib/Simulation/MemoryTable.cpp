//===- MemoryTable.cpp - A process's memory as pmap -x prints it ----------===//

#include "Simulation/MemoryTable.h"

namespace framewalk {

namespace {

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

/// pmap writes "[ stack ]", calls everything else without a file "anon", and
/// leaves out a file's folder.
std::string mappingOf(const Vma &Area) {
  if (Area.Kind == VmaKind::Stack)
    return "[ stack ]";
  if (Area.Name.empty() || Area.Name[0] == '[')
    return "[ anon ]";
  return Area.Name.substr(Area.Name.rfind('/') + 1);
}

} // namespace

std::vector<MemoryArea> tabulate(const AddressSpace &Space) {
  std::vector<MemoryArea> Table;
  for (const Vma &Area : Space.areas()) {
    Residency R = Space.residency(Area);
    Table.push_back({.Begin = Area.Begin,
                     .Bytes = Area.size(),
                     .ResidentBytes = R.Resident * SmallPage,
                     .DirtyBytes = R.Dirty * SmallPage,
                     .SwappedBytes = R.Swapped * SmallPage,
                     .Mode = modeOf(Area.Rights),
                     .Mapping = mappingOf(Area),
                     .Purpose = std::string(name(Area.Kind)),
                     .Contents = {}});
  }
  return Table;
}

} // namespace framewalk
