//===- FrameAllocator.h - Which physical frame comes next -----------------===//
#pragma once

#include "Support/Units.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace framewalk {

/// Hands out 4 KiB frames in ascending order, leaving out those that are in
/// use. A kernel's allocator does not promise an order; this one does, so that
/// reports can be compared.
class FrameAllocator {
public:
  static constexpr uint64_t FrameSize = 4096;

  explicit FrameAllocator(PhysicalAddress First,
                          std::vector<PhysicalAddress> InUse = {},
                          PhysicalAddress End = PhysicalAddress(1ull << 46))
      : Next(First), Limit(End), Taken(std::move(InUse)) {}

  /// Unset: memory is full.
  std::optional<PhysicalAddress> allocate() {
    while (std::find(Taken.begin(), Taken.end(), Next) != Taken.end())
      Next = Next + FrameSize;
    if (Next >= Limit)
      return std::nullopt;
    PhysicalAddress Result = Next;
    Next = Next + FrameSize;
    return Result;
  }

private:
  PhysicalAddress Next;
  PhysicalAddress Limit;
  std::vector<PhysicalAddress> Taken;
};

} // namespace framewalk
