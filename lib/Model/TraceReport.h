//===- TraceReport.h - What a recorded program did to memory --------------===//
#pragma once

#include "Support/Units.h"

#include <cstdint>
#include <string>
#include <vector>

namespace framewalk {

/// Pages side by side that were used in the same ways.
struct TracedRange {
  VirtualAddress Begin;
  uint64_t Pages = 0;
  bool WasRead = false;
  bool WasWritten = false;
  bool WasExecuted = false;
};

/// What `framewalk maps --trace` answers.
struct TraceReport {
  std::string File;
  uint64_t Accesses = 0;
  uint64_t CrossedPages = 0; ///< accesses that needed two translations
  uint64_t TlbHits = 0;
  uint64_t SecondLevelHits = 0; ///< of these, in the second TLB
  uint64_t Walks = 0;
  uint64_t EntriesRead = 0; ///< by the walks, from page tables
  uint64_t PageFaults = 0;  ///< first touches
  uint64_t Refused = 0;     ///< not canonical, or above the program's half
  std::vector<TracedRange> Ranges;
  /// What was wrong with the trace, each a sentence.
  std::vector<std::string> Notes;
  /// Why reading broke off before the end; empty: it did not.
  std::string ReadError;
};

} // namespace framewalk
