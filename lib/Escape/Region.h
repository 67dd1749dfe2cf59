//===- Region.h - Where a pointer may point -------------------------------===//
//
// A region is a piece of memory that the analysis tells from others: a local,
// what an argument points to, a global. A target is a place in one. Both are
// values; regions are made once per translation unit and compared by id.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/DenseMap.h"

#include <cstdint>
#include <vector>

namespace llvm {
class Value;
}

namespace framewalk::escape {

enum class RegionKind : uint8_t {
  Null,     ///< no memory: a null pointer
  Top,      ///< any memory; nothing is said about it
  Local,    ///< an alloca, or an argument that lives in the callee's frame
  Argument, ///< what argument Index points to
  Content,  ///< what the cell (Base, Index) points to when the function begins
  Global,
  Heap,   ///< allocated by the call Anchor
  Result, ///< what an unknown callee's result points to
  Owned   ///< memory that the owner object at (Base, Index) holds
};

struct RegionId {
  uint32_t Value = 0;
  friend auto operator<=>(const RegionId &, const RegionId &) = default;
};

struct Region {
  RegionKind Kind = RegionKind::Top;
  /// How many contents and owners lie between this and a named region.
  uint8_t Depth = 0;
  /// The alloca, argument, global or call; null for Argument and Content.
  const llvm::Value *Anchor = nullptr;
  RegionId Base;
  int32_t Index = 0;

  /// Lives in some caller, in static memory or nobody knows where.
  bool outlivesFunction() const {
    return Kind == RegionKind::Argument || Kind == RegionKind::Content ||
           Kind == RegionKind::Global;
  }
};

/// Contents of contents of contents, and no deeper.
constexpr uint8_t DeepestContent = 3;

class Regions {
public:
  Regions();

  static constexpr RegionId null() { return {0}; }
  static constexpr RegionId top() { return {1}; }
  RegionId local(const llvm::Value &V) {
    return anchored(RegionKind::Local, V);
  }
  RegionId global(const llvm::Value &V) {
    return anchored(RegionKind::Global, V);
  }
  RegionId heap(const llvm::Value &Call) {
    return anchored(RegionKind::Heap, Call);
  }
  RegionId result(const llvm::Value &Call) {
    return anchored(RegionKind::Result, Call);
  }
  RegionId argument(unsigned Index);
  /// What the cell at \p Offset of \p Base pointed to at first.
  RegionId content(RegionId Base, int32_t Offset);
  RegionId owned(RegionId Base, int32_t Offset);

  const Region &operator[](RegionId Id) const { return All[Id.Value]; }
  RegionKind kind(RegionId Id) const { return All[Id.Value].Kind; }
  bool isLocal(RegionId Id) const { return kind(Id) == RegionKind::Local; }
  /// The local that owns \p Id, through as many owners as there are; \p Id
  /// itself where nothing does.
  RegionId ownerOf(RegionId Id) const {
    while (kind(Id) == RegionKind::Owned)
      Id = All[Id.Value].Base;
    return Id;
  }
  bool mayDie(RegionId Id) const { return isLocal(ownerOf(Id)); }
  bool diesWith(RegionId Id, RegionId Dying) const {
    while (Id != Dying && kind(Id) == RegionKind::Owned)
      Id = All[Id.Value].Base;
    return Id == Dying;
  }

private:
  RegionId anchored(RegionKind Kind, const llvm::Value &V);
  RegionId derived(RegionKind Kind, RegionId Base, int32_t Index);

  std::vector<Region> All;
  llvm::DenseMap<std::pair<const llvm::Value *, unsigned>, uint32_t> ByAnchor;
  llvm::DenseMap<std::pair<uint64_t, unsigned>, uint32_t> ByBase;
};

/// A place in a region: one byte offset, or anywhere in [Offset, Offset +
/// Span).
struct Target {
  RegionId Where;
  int32_t Offset = 0;
  /// 0: exactly at Offset.
  uint32_t Span = 0;
  /// The local there has died.
  bool Dead = false;

  static constexpr uint32_t Everywhere = ~0u;
  bool isExact() const { return Span == 0; }
  friend auto operator<=>(const Target &, const Target &) = default;
};

} // namespace framewalk::escape

template <> struct llvm::DenseMapInfo<framewalk::escape::RegionId> {
  using Id = framewalk::escape::RegionId;
  static Id getEmptyKey() { return {~0u}; }
  static Id getTombstoneKey() { return {~0u - 1}; }
  static unsigned getHashValue(Id R) { return R.Value * 37u; }
  static bool isEqual(Id A, Id B) { return A == B; }
};
