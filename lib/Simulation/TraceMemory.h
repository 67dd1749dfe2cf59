//===- TraceMemory.h - The memory that a recorded program touched ---------===//
//
// A trace names addresses, not areas: what lies side by side and is used alike
// is taken together. Memory use grows with the pages touched, not with the
// length of the trace.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Simulation/LackeyTrace.h"

#include "Paging/Mapper.h"
#include "Paging/Mmu.h"

#include <functional>
#include <map>
#include <vector>

namespace framewalk {

/// Pages side by side that were used in the same ways.
struct TouchedRange {
  VirtualAddress Begin;
  uint64_t Pages = 0;
  bool WasRead = false;
  bool WasWritten = false;
  bool WasExecuted = false;
};

struct TraceSummary {
  uint64_t Accesses = 0;
  uint64_t CrossedPages = 0; ///< accesses that needed two translations
  uint64_t PageFaults = 0;   ///< first touches
  uint64_t Refused = 0;      ///< not canonical, or above the program's half
  MmuStatistics Mmu;
  std::vector<TouchedRange> Ranges;
  uint64_t StrangeLines = 0;
  bool IsCut = false;
  std::string Error; ///< why reading stopped; empty: it did not
};

/// Runs the trace through an MMU; a page is mapped when it is first touched.
/// \p Progress, where there is one, hears every 16 million accesses how many
/// there have been.
TraceSummary runTrace(LackeyReader &Reader, const MmuGeometry &Geometry = {},
                      const std::function<void(uint64_t)> &Progress = {});

} // namespace framewalk
