// A second walker, written from the manual's text in the plainest way and on
// purpose without anything of lib/Paging but the memory: numbers are written
// out, each mode is a function of its own, nothing is computed ahead. It is the
// oracle of the comparison tests.
#pragma once

#include "Paging/PhysicalMemory.h"

#include <string>
#include <utility>
#include <vector>

namespace framewalk::test {

struct PlainMachine {
  int Levels = 4; ///< 2, 3 (PAE), 4 or 5
  uint64_t Cr3 = 0;
  bool WP = true, NXE = true, SMEP = true, SMAP = true, PGE = true, PSE = true;
  bool AC = false;
  bool Page1GB = true;
  int MaxPhysAddr = 46;
};

struct PlainAccess {
  bool IsWrite = false, IsFetch = false;
  bool IsUser = true;
  bool IsImplicit = false; ///< with IsUser false
};

struct PlainResult {
  int Vector = 0; ///< 0: no fault
  uint32_t ErrorCode = 0;
  uint64_t Physical = 0;
  uint64_t PageSize = 0;
  bool Global = false;
  /// Entries that change: place and new value.
  std::vector<std::pair<uint64_t, uint64_t>> Stores;
};

PlainResult plainWalk(const PhysicalMemory &Memory, const PlainMachine &Machine,
                      uint64_t Address, const PlainAccess &Access);

} // namespace framewalk::test
