//===- PageWalk.h - A finished walk, as the reports show it ---------------===//
//
// Simulated: lib/Paging and lib/Simulation make these.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Support/Units.h"

#include <optional>
#include <string>
#include <vector>

namespace framewalk {

struct PageWalkStep {
  unsigned Level = 0; ///< 4 is the PML4, 1 the page table
  PhysicalAddress Table;
  unsigned Index = 0;
  uint64_t Entry = 0;             ///< as the walk leaves it
  std::vector<std::string> Flags; ///< "P", "RW", "US" ...

  friend bool operator==(const PageWalkStep &, const PageWalkStep &) = default;
};

/// A page fault on the way, and what the kernel did about it.
struct PageWalkFault {
  unsigned Vector = 14;
  uint32_t ErrorCode = 0;
  VirtualAddress Cr2;
  std::string Kernel; ///< one sentence

  friend bool operator==(const PageWalkFault &,
                         const PageWalkFault &) = default;
};

struct PageWalk {
  VirtualAddress Page;
  std::vector<PageWalkStep> Steps;
  PhysicalAddress Frame;
  /// The fault of the first touch, before the walk succeeded.
  std::optional<PageWalkFault> Fault;

  friend bool operator==(const PageWalk &, const PageWalk &) = default;
};

} // namespace framewalk
