//===- SwapEntry.h - A page-table entry whose page lies in swap -----------===//
#pragma once

#include "Paging/PageTableEntry.h"
#include "Paging/PagingMode.h"

#include <cstdint>

namespace framewalk {

/// _PAGE_PROTNONE: not present for the processor, but the frame stays. Linux
/// uses the bit that is "global" in an entry that is present.
constexpr uint64_t ProtNone = entry::Global;

/// Where a page lies in swap, as its entry has it (__swp_entry()): the page's
/// number in the swap area from bit 9 on, with 64-bit entries inverted so that
/// the high address bits are set; the area's number is 0. (A simplification:
/// without the exclusive and soft-dirty bits.)
constexpr unsigned SwapTypeBits = 5, SwapSlotShift = 9;

constexpr uint64_t swapEntry(PagingMode Mode, uint64_t Slot) {
  // pgtable-2level.h; then pgtable_64.h and, the same, pgtable-3level.h.
  if (Mode == PagingMode::TwoLevel)
    return Slot << SwapSlotShift;
  return ~Slot << (SwapSlotShift + SwapTypeBits) >> SwapTypeBits;
}

constexpr bool isSwapEntry(uint64_t Entry) {
  return Entry != 0 && !(Entry & (entry::Present | ProtNone));
}

constexpr uint64_t swapSlot(PagingMode Mode, uint64_t Entry) {
  if (Mode == PagingMode::TwoLevel)
    return Entry >> SwapSlotShift;
  return ~Entry << SwapTypeBits >> (SwapTypeBits + SwapSlotShift);
}

static_assert(isSwapEntry(swapEntry(PagingMode::FourLevel, 1)) &&
              swapSlot(PagingMode::FourLevel,
                       swapEntry(PagingMode::FourLevel, 1)) == 1);

} // namespace framewalk
