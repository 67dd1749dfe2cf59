//===- PhysicalMemory.h - Sparse simulated memory -------------------------===//
//
// Frames of 4 KiB that exist from their first write on; everything else reads
// as zero. Page tables lie in it as they do on the machine. What programs store
// is not simulated, so only tables take up room.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Support/Units.h"

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

namespace framewalk {

class PhysicalMemory {
  struct Frame {
    std::array<uint64_t, 512> Words{};
    uint64_t Number = 0;
    bool IsWritten = false;
  };

public:
  static constexpr uint64_t FrameSize = 4096;

  /// The aligned entry at \p A: little-endian, as on the machine.
  uint64_t read64(PhysicalAddress A) const {
    const Frame *F = find(A);
    return F ? F->Words[wordOf(A)] : 0;
  }
  uint32_t read32(PhysicalAddress A) const {
    return static_cast<uint32_t>(read64(A) >> (A.Value % 8 * 8));
  }
  void write64(PhysicalAddress A, uint64_t Value) {
    touch(A).Words[wordOf(A)] = Value;
  }
  void write32(PhysicalAddress A, uint32_t Value);

  void zeroFrame(PhysicalAddress A);
  /// All memory reads as zero again. Costs as much as was written since the
  /// last time.
  void clear();

  /// Calls \p Fn(address, words) for each frame that was written to.
  template <typename Function> void forEachFrame(Function Fn) const {
    for (const Frame *F : Written)
      Fn(PhysicalAddress(F->Number * FrameSize), F->Words);
  }

private:
  /// Frames below this number (4 GiB) are found by index, others by hash.
  static constexpr uint64_t LowFrames = uint64_t(1) << 20;

  static size_t wordOf(PhysicalAddress A) { return A.Value % FrameSize / 8; }
  const Frame *find(PhysicalAddress A) const {
    uint64_t Number = A.Value / FrameSize;
    if (Number < LowCount) [[likely]]
      return LowTable[Number];
    return Number < LowFrames ? nullptr : findHigh(Number);
  }
  const Frame *findHigh(uint64_t Number) const;
  Frame &touch(PhysicalAddress A);

  std::vector<Frame *> Low; ///< null where there is none
  Frame *const *LowTable = nullptr;
  uint64_t LowCount = 0;
  std::unordered_map<uint64_t, Frame *> High;
  std::vector<std::unique_ptr<Frame>> Storage;
  std::vector<Frame *> Written;
};

} // namespace framewalk
