//===- SlotCopies.h - Spill slots that keep a variable's value ------------===//
//
// Without optimisation `this`, and the addresses of results and of arguments
// that the caller made, are loaded once at the function's entry. What the
// source spells as a use of them later reads the spill slot where the register
// went.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/FrameTouches.h"

#include <vector>

namespace framewalk {

/// The spill slot \p Copy keeps what the slot \p Of holds, or its address.
struct SlotCopy {
  uint32_t Of = 0;
  uint32_t Copy = 0;
  bool IsAddress = false;
  /// Added on the way: AddressSanitizer's locals are at offsets from a pointer.
  int64_t Offset = 0;

  friend auto operator<=>(const SlotCopy &, const SlotCopy &) = default;
};

/// The copies that are made before the body's own code, sorted by Of.
std::vector<SlotCopy> findSlotCopies(const CapturedFrame &Frame,
                                     const std::vector<ResolvedTouch> &Touches);

} // namespace framewalk
