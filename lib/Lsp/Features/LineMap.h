//===- LineMap.h - Where the lines of an older text are now ---------------===//
//
// A line that has been edited is in neither direction: what a report says of it
// may not hold any more.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/Features/TextLines.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace framewalk {

class LineMap {
public:
  /// Every line is where it was.
  LineMap() = default;
  LineMap(const TextLines &Old, const TextLines &New);

  /// Lines are numbered from 1. Unset: the line is not there, or is not the
  /// same.
  std::optional<uint32_t> toNew(uint32_t Old) const;
  std::optional<uint32_t> toOld(uint32_t New) const;

private:
  /// Lines that are the same in both, one after the other.
  struct Run {
    uint32_t Old = 0;
    uint32_t New = 0;
    uint32_t Count = 0;
  };
  std::optional<uint32_t> moved(uint32_t Line, uint32_t Run::*From,
                                uint32_t Run::*To) const;

  bool IsSame = true;
  std::vector<Run> Runs; ///< ascending in both
};

} // namespace framewalk
