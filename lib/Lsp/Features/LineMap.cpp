//===- LineMap.cpp --------------------------------------------------------===//

#include "Lsp/Features/LineMap.h"

#include "llvm/ADT/StringMap.h"

#include <algorithm>

using namespace framewalk;

namespace {

/// A line that each text has once: the same line, as good as certainly.
struct Anchor {
  uint32_t Old = 0;
  uint32_t New = 0;
};

std::vector<Anchor> anchorsOf(const TextLines &Old, const TextLines &New) {
  struct Seen {
    uint32_t OldCount = 0, OldLine = 0, NewCount = 0;
  };
  llvm::StringMap<Seen> Lines;
  for (uint32_t L = 1; L <= Old.count(); ++L) {
    Seen &S = Lines[Old.line(L)];
    ++S.OldCount;
    S.OldLine = L;
  }
  for (uint32_t L = 1; L <= New.count(); ++L)
    ++Lines[New.line(L)].NewCount;
  std::vector<Anchor> Anchors;
  for (uint32_t L = 1; L <= New.count(); ++L) {
    const Seen &S = Lines[New.line(L)];
    if (S.OldCount == 1 && S.NewCount == 1)
      Anchors.push_back({S.OldLine, L});
  }
  return Anchors;
}

/// The longest part of \p All that ascends in both (patience sorting).
std::vector<Anchor> ascending(const std::vector<Anchor> &All) {
  constexpr size_t None = SIZE_MAX;
  std::vector<size_t> Last; // by length less one: the end of such a part
  std::vector<size_t> Before(All.size(), None);
  for (size_t I = 0; I < All.size(); ++I) {
    auto Place = std::lower_bound(
        Last.begin(), Last.end(), All[I].Old,
        [&](size_t Each, uint32_t Line) { return All[Each].Old < Line; });
    if (Place != Last.begin())
      Before[I] = *std::prev(Place);
    if (Place == Last.end())
      Last.push_back(I);
    else
      *Place = I;
  }
  std::vector<Anchor> Result;
  for (size_t I = Last.empty() ? None : Last.back(); I != None; I = Before[I])
    Result.push_back(All[I]);
  std::reverse(Result.begin(), Result.end());
  return Result;
}

} // namespace

LineMap::LineMap(const TextLines &Old, const TextLines &New) : IsSame(false) {
  // Between two anchors lines are matched from above and from below.
  uint32_t OldLine = 1, NewLine = 1;
  auto Gap = [&](uint32_t OldEnd, uint32_t NewEnd) {
    uint32_t Above = 0;
    while (OldLine + Above < OldEnd && NewLine + Above < NewEnd &&
           Old.line(OldLine + Above) == New.line(NewLine + Above))
      ++Above;
    if (Above)
      Runs.push_back({OldLine, NewLine, Above});
    uint32_t Below = 0;
    while (OldEnd - Below > OldLine + Above &&
           NewEnd - Below > NewLine + Above &&
           Old.line(OldEnd - 1 - Below) == New.line(NewEnd - 1 - Below))
      ++Below;
    if (Below)
      Runs.push_back({OldEnd - Below, NewEnd - Below, Below});
  };
  for (const Anchor &A : ascending(anchorsOf(Old, New))) {
    Gap(A.Old, A.New);
    Runs.push_back({A.Old, A.New, 1});
    OldLine = A.Old + 1;
    NewLine = A.New + 1;
  }
  Gap(Old.count() + 1, New.count() + 1);
}

std::optional<uint32_t> LineMap::moved(uint32_t Line, uint32_t Run::*From,
                                       uint32_t Run::*To) const {
  if (IsSame)
    return Line;
  auto After = std::upper_bound(
      Runs.begin(), Runs.end(), Line,
      [&](uint32_t Each, const Run &R) { return Each < R.*From; });
  if (After == Runs.begin())
    return std::nullopt;
  const Run &R = *std::prev(After);
  if (Line >= R.*From + R.Count)
    return std::nullopt;
  return R.*To + (Line - R.*From);
}

std::optional<uint32_t> LineMap::toNew(uint32_t Line) const {
  return moved(Line, &Run::Old, &Run::New);
}

std::optional<uint32_t> LineMap::toOld(uint32_t Line) const {
  return moved(Line, &Run::New, &Run::Old);
}
