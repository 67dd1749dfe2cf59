//===- PageTableEntry.h - The bits of a paging-structure entry ------------===//
//
// SDM vol. 3A 4.3 to 4.5, tables 4-5 to 4-20. The low bits are the same in all
// modes and levels; what a level does not have is in PagingMode.h.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Support/Units.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace framewalk {

constexpr uint64_t bit(unsigned N) { return uint64_t(1) << N; }

/// Bits \p High to \p Low, as the manual writes them: bits(51, 12). None where
/// \p High is below \p Low.
constexpr uint64_t bits(unsigned High, unsigned Low) {
  if (High < Low)
    return 0;
  return (~uint64_t(0) >> (63 - High)) & (~uint64_t(0) << Low);
}

namespace entry {
constexpr uint64_t Present = bit(0);
constexpr uint64_t Writable = bit(1);
constexpr uint64_t User = bit(2);
constexpr uint64_t WriteThrough = bit(3);
constexpr uint64_t CacheDisable = bit(4);
constexpr uint64_t Accessed = bit(5);
constexpr uint64_t Dirty = bit(6);    ///< ignored where a table is named
constexpr uint64_t PageSize = bit(7); ///< in a PTE: PAT
constexpr uint64_t Global = bit(8);   ///< ignored where a table is named
constexpr uint64_t LargePagePat = bit(12);
constexpr uint64_t ExecuteDisable = bit(63);
constexpr uint64_t Address = bits(51, 12);
} // namespace entry

/// What an entry is used for; the same bit has different names.
enum class EntryUse {
  Table,     ///< names the next table
  Page,      ///< a PTE: maps a 4 KiB page
  LargePage, ///< a PDE or PDPTE that maps a page
};

/// The names of the flags that are set and have a meaning there, lowest bit
/// first: "P", "RW", "US", "PWT", "PCD", "A", "D", "PS", "G", "PAT", "XD".
std::vector<std::string_view> flagNames(uint64_t Entry, EntryUse Use);

} // namespace framewalk
