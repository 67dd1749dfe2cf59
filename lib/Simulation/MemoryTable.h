//===- MemoryTable.h - A process's memory as pmap -x prints it ------------===//
#pragma once

#include "Simulation/AddressSpace.h"

#include <string>
#include <vector>

namespace framewalk {

struct MemoryRow {
  VirtualAddress Begin;
  uint64_t KiB = 0;
  uint64_t ResidentKiB = 0;
  uint64_t DirtyKiB = 0;
  std::string Mode;    ///< "r-x--"
  std::string Mapping; ///< a file's name, "[ stack ]" or "[ anon ]"
};

struct MemoryTable {
  std::vector<MemoryRow> Rows;
  MemoryRow Total; ///< only the three sums
};

MemoryTable tabulate(const AddressSpace &Space);

} // namespace framewalk
