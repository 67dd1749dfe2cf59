//===- Region.cpp ---------------------------------------------------------===//
#include "Escape/Region.h"

namespace framewalk::escape {

Regions::Regions() {
  All.push_back({.Kind = RegionKind::Null});
  All.push_back({.Kind = RegionKind::Top});
}

RegionId Regions::anchored(RegionKind Kind, const llvm::Value &V) {
  auto [Entry, IsNew] =
      ByAnchor.try_emplace({&V, unsigned(Kind)}, uint32_t(All.size()));
  if (IsNew)
    All.push_back({.Kind = Kind, .Anchor = &V});
  return {Entry->second};
}

RegionId Regions::derived(RegionKind Kind, RegionId Base, int32_t Index) {
  uint64_t Key = uint64_t(Base.Value) << 32 | uint32_t(Index);
  auto [Entry, IsNew] =
      ByBase.try_emplace({Key, unsigned(Kind)}, uint32_t(All.size()));
  if (IsNew)
    All.push_back({.Kind = Kind,
                   .Depth = uint8_t(All[Base.Value].Depth + 1),
                   .Base = Base,
                   .Index = Index});
  return {Entry->second};
}

RegionId Regions::argument(unsigned Index) {
  return derived(RegionKind::Argument, null(), int32_t(Index));
}

RegionId Regions::content(RegionId Base, int32_t Offset) {
  const Region &R = All[Base.Value];
  bool IsNowhere = R.Kind == RegionKind::Null || R.Kind == RegionKind::Top;
  if (IsNowhere || R.Depth > DeepestContent)
    return top();
  return derived(RegionKind::Content, Base, Offset);
}

RegionId Regions::owned(RegionId Base, int32_t Offset) {
  const Region &R = All[Base.Value];
  bool IsNowhere = R.Kind == RegionKind::Null || R.Kind == RegionKind::Top;
  if (IsNowhere || R.Depth > DeepestContent)
    return top();
  return derived(RegionKind::Owned, Base, Offset);
}

} // namespace framewalk::escape
