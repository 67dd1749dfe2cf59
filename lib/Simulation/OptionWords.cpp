//===- OptionWords.cpp - The command line's words for a simulation --------===//

#include "Simulation/OptionWords.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <fmt/format.h>

namespace framewalk {

std::optional<uint64_t> parseSize(llvm::StringRef Text) {
  llvm::StringRef Digits = Text;
  unsigned Shift = 0;
  if (Digits.consume_back_insensitive("k"))
    Shift = 10;
  else if (Digits.consume_back_insensitive("m"))
    Shift = 20;
  else if (Digits.consume_back_insensitive("g"))
    Shift = 30;
  uint64_t Value = 0;
  if (Digits.empty() || Digits.getAsInteger(10, Value) ||
      Value << Shift >> Shift != Value)
    return std::nullopt;
  return Value << Shift;
}

llvm::Expected<uint64_t> parseStackLimit(llvm::StringRef Text) {
  if (Text == "unlimited")
    return UnlimitedStack;
  const std::optional<uint64_t> Value = parseSize(Text);
  if (!Value)
    return llvm::createStringError(
        fmt::format("--stack-limit={}: write a size like 8M or 64K, or "
                    "unlimited",
                    Text.str()));
  if (*Value < SmallPage || *Value % SmallPage != 0)
    return llvm::createStringError(fmt::format(
        "--stack-limit={}: the stack consists of pages, so its limit is a "
        "multiple of 4K and not 0",
        Text.str()));
  return *Value;
}

namespace {

struct TlbSize {
  unsigned Entries = 0;
  unsigned Ways = 0;
};

std::optional<TlbSize> parseTlbSize(llvm::StringRef Text) {
  auto [Entries, Ways] = Text.split('x');
  TlbSize Result;
  constexpr unsigned MostEntries = 1 << 20; // of memory's and patience's sake
  if (Entries.getAsInteger(10, Result.Entries) ||
      Ways.getAsInteger(10, Result.Ways) || Result.Entries > MostEntries)
    return std::nullopt;
  return Result;
}

} // namespace

llvm::Expected<MmuGeometry> parseTlb(llvm::StringRef Text) {
  if (Text == "off")
    return MmuGeometry::none();
  llvm::SmallVector<llvm::StringRef> Parts;
  Text.split(Parts, ',');
  MmuGeometry Result;
  std::vector<TlbArrayGeometry> Arrays;
  bool IsWrong = Parts.size() > 2;
  for (const TlbArrayGeometry &Known : Result.Buffer.Arrays) {
    if (IsWrong || Known.Level > Parts.size())
      continue;
    TlbArrayGeometry Array = Known;
    if (llvm::is_contained(Array.PageShifts, 12)) {
      std::optional<TlbSize> Size = parseTlbSize(Parts[Known.Level - 1]);
      IsWrong = IsWrong || !Size;
      if (Size) {
        Array.Entries = Size->Entries;
        Array.Ways = Size->Ways;
      }
    }
    Arrays.push_back(std::move(Array));
  }
  if (IsWrong)
    return llvm::createStringError(fmt::format(
        "--tlb={}: write off, or entries (a million at most) and ways of each "
        "level, like 64x4 or 64x4,1536x12",
        Text.str()));
  Result.Buffer.Arrays = std::move(Arrays);
  if (std::string Problem = Result.Buffer.problem(); !Problem.empty())
    return llvm::createStringError(
        fmt::format("--tlb={}: {}", Text.str(), Problem));
  return Result;
}

} // namespace framewalk
