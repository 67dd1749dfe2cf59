//===- PageTableEntry.cpp - The bits of a paging-structure entry ----------===//

#include "Paging/PageTableEntry.h"

#include <array>

namespace framewalk {

namespace {

struct FlagName {
  uint64_t Mask;
  std::string_view Name;
  bool InTable;
  bool InPage;
  bool InLargePage;

  bool means(EntryUse Use) const {
    switch (Use) {
    case EntryUse::Table:
      return InTable;
    case EntryUse::Page:
      return InPage;
    case EntryUse::LargePage:
      return InLargePage;
    }
    return false;
  }
};

constexpr std::array<FlagName, 12> Names = {{
    {entry::Present, "P", true, true, true},
    {entry::Writable, "RW", true, true, true},
    {entry::User, "US", true, true, true},
    {entry::WriteThrough, "PWT", true, true, true},
    {entry::CacheDisable, "PCD", true, true, true},
    {entry::Accessed, "A", true, true, true},
    {entry::Dirty, "D", false, true, true},
    {entry::PageSize, "PAT", false, true, false},
    {entry::PageSize, "PS", false, false, true},
    {entry::Global, "G", false, true, true},
    {entry::LargePagePat, "PAT", false, false, true},
    {entry::ExecuteDisable, "XD", true, true, true},
}};

} // namespace

std::vector<std::string_view> flagNames(uint64_t Entry, EntryUse Use) {
  std::vector<std::string_view> Result;
  for (const FlagName &F : Names)
    if ((Entry & F.Mask) && F.means(Use))
      Result.push_back(F.Name);
  return Result;
}

} // namespace framewalk
