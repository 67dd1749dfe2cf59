//===- FrameCells.h - The bytes of a frame that code loads and stores -----===//
//
// Private to lib/Layout. A cell is a place in the frame with a size, as an
// instruction spells it out: [rbp - 8], 8 bytes. What a cell holds is followed;
// cells that overlap kill each other's values.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/FrameBuilder.h"
#include "Layout/RegisterParts.h"
#include "Layout/StackTracking.h"
#include "Model/MemoryTouch.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// The address of \p Displacement bytes from \p Register, as far as the stack's
/// state fixes it. \p BasePointer is the register that a realigned frame with
/// dynamic objects hangs on.
std::optional<MemoryPlace> stackPlace(const StackState &State, uint8_t Register,
                                      int64_t Displacement,
                                      uint8_t BasePointer);

/// Finds slots by bytes; each lookup takes logarithmic time.
class SlotFinder {
public:
  explicit SlotFinder(const FrameLayout &Layout);

  /// \p Place is a Cfa or AlignedStack place.
  std::optional<SlotPlace> find(const MemoryPlace &Place) const;
  /// The register that a realigned frame's slots hang on; empty: there is none.
  std::string_view alignedBase() const {
    return AlignedBegin == AlignedEnd ? std::string_view()
                                      : Layout.slots()[AlignedBegin].Base;
  }
  /// What stands there: variables that share bytes have all their names.
  std::string nameAt(const SlotPlace &Place, uint64_t Size) const;
  const FrameLayout &layout() const { return Layout; }

private:
  const FrameLayout &Layout;
  size_t CfaEnd, AlignedBegin, AlignedEnd;
};

using CellId = uint32_t;
constexpr CellId NoCell = UINT32_MAX;

struct FrameCell {
  MemoryPlace Place;
  uint32_t Size = 0;
  /// Its value's index in a state; none where nothing loads it.
  uint32_t Variable = UINT32_MAX;
  bool IsLoaded = false;
  /// Others may write to it: its slot's address was taken.
  bool IsEscaped = false;

  bool isFollowed() const { return Variable != UINT32_MAX; }
};

class FrameCells {
public:
  /// The cell at \p Place, made if there is none. Only before settle().
  CellId add(const MemoryPlace &Place, uint32_t Size, bool IsLoaded);
  /// Someone else may write to the slot around \p Place.
  void escape(const MemoryPlace &Place);
  /// No more cells: numbers those that are loaded, finds overlaps. Of escaped
  /// cells, which every store through an unknown pointer touches, so many are
  /// followed that the cost stays near linear.
  /// No more than \p MostFollowed in all.
  void settle(const SlotFinder &Slots, bool IsOptimised, size_t MostFollowed);

  CellId find(const MemoryPlace &Place, uint32_t Size) const;
  const FrameCell &operator[](CellId Id) const { return Cells[Id]; }
  size_t size() const { return Cells.size(); }
  /// The followed cells by their index in a state.
  llvm::ArrayRef<CellId> followed() const { return Followed; }
  /// The followed cells that overlap \p Id, itself left out; as Variables.
  llvm::ArrayRef<uint32_t> overlapping(CellId Id) const {
    return llvm::ArrayRef(Overlaps).slice(
        OverlapBegin[Id], OverlapBegin[Id + 1] - OverlapBegin[Id]);
  }
  /// Variables of the followed cells that are escaped.
  llvm::ArrayRef<uint32_t> escaped() const { return Escaped; }
  /// Calls \p Do with the Variable of each followed cell that has a byte of
  /// [Begin, Begin + Size).
  template <typename Fn>
  void forEachWithin(const MemoryPlace &Begin, uint64_t Size, Fn Do) const;

private:
  static std::pair<uint64_t, int64_t> keyOf(const MemoryPlace &Place,
                                            uint32_t Size) {
    return {uint64_t(Place.Base) << 32 | Size, Place.Offset};
  }

  std::vector<FrameCell> Cells;
  llvm::DenseMap<std::pair<uint64_t, int64_t>, CellId> Ids;
  std::vector<MemoryPlace> EscapedPlaces;
  std::vector<CellId> Followed;
  std::vector<CellId> Sorted; ///< followed cells, by base and offset
  std::vector<uint32_t> OverlapBegin, Overlaps, Escaped;
  uint32_t LargestCell = 0;

  std::vector<CellId>::const_iterator firstNear(const MemoryPlace &Begin) const;
  void markEscaped(const SlotFinder &Slots, bool IsOptimised);
};

template <typename Fn>
void FrameCells::forEachWithin(const MemoryPlace &Begin, uint64_t Size,
                               Fn Do) const {
  int64_t End = Begin.Offset + int64_t(Size);
  for (auto It = firstNear(Begin); It != Sorted.end(); ++It) {
    const FrameCell &Cell = Cells[*It];
    if (Cell.Place.Base != Begin.Base || Cell.Place.Offset >= End)
      break;
    if (Cell.Place.Offset + int64_t(Cell.Size) > Begin.Offset)
      Do(Cell.Variable);
  }
}

inline bool isFramePlace(PlaceBase Base) {
  return Base == PlaceBase::Cfa || Base == PlaceBase::AlignedStack;
}

} // namespace framewalk
