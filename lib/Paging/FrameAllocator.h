//===- FrameAllocator.h - Which physical frame comes next -----------------===//
#pragma once

#include "Support/Units.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace framewalk {

/// Frames that are in use for something else.
struct FrameRange {
  PhysicalAddress Begin;
  uint64_t Bytes = 4096;

  FrameRange(PhysicalAddress Frame) : Begin(Frame) {}
  FrameRange(PhysicalAddress Begin, uint64_t Bytes)
      : Begin(Begin), Bytes(Bytes) {}

  PhysicalAddress end() const { return Begin + static_cast<int64_t>(Bytes); }
  bool contains(PhysicalAddress A) const { return Begin <= A && A < end(); }
};

/// Hands out 4 KiB frames in ascending order, leaving out those that are in
/// use. A kernel's allocator does not promise an order; this one does, so that
/// reports can be compared.
class FrameAllocator {
public:
  static constexpr uint64_t FrameSize = 4096;

  explicit FrameAllocator(PhysicalAddress First,
                          std::vector<FrameRange> InUse = {},
                          PhysicalAddress End = PhysicalAddress(1ull << 46))
      : Next(First), Limit(End), Taken(std::move(InUse)) {}

  /// Unset: memory is full.
  std::optional<PhysicalAddress> allocate() {
    for (auto Range = find(); Range != Taken.end(); Range = find())
      Next = Range->end();
    if (Next >= Limit)
      return std::nullopt;
    PhysicalAddress Result = Next;
    Next = Next + FrameSize;
    return Result;
  }

private:
  std::vector<FrameRange>::const_iterator find() const {
    return std::find_if(Taken.begin(), Taken.end(),
                        [&](const FrameRange &R) { return R.contains(Next); });
  }

  PhysicalAddress Next;
  PhysicalAddress Limit;
  std::vector<FrameRange> Taken;
};

} // namespace framewalk
