//===- FrameObjects.h - Where the frame's objects begin and end -----------===//
//
// Private to lib/Layout.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/FrameCells.h"
#include "Layout/ImageIndex.h"

#include "llvm/ADT/DenseMap.h"

#include <vector>

namespace framewalk {

/// The objects of a frame by number, from 1. In this library a place in a frame
/// that was worked out as an address has its object's number as Index: it goes
/// with the pointer wherever that is moved to, as what lies there would not.
class FrameObjects {
public:
  /// It is not known which.
  static constexpr uint32_t Any = 0;

  FrameObjects(const CapturedFrame &Frame, const BuiltFrame &Built,
               const SlotFinder &Slots);

  /// \p FrameIndex: CapturedObject::Index.
  uint32_t numberOf(int FrameIndex) const;
  /// The object that the address \p Place, without an index, is about.
  /// Optimised code counts from outside of what it indexes: there, what lies at
  /// the place says nothing.
  uint32_t numberAt(const MemoryPlace &Place) const;
  /// Not one number or pointer: an index into such a thing means another one.
  bool mayBeIndexed(uint32_t Number) const { return IsIndexable[Number - 1]; }
  const PlacedObject &operator[](uint32_t Number) const {
    return Objects[Number - 1];
  }

private:
  const SlotFinder &Slots;
  bool IsOptimised;
  std::vector<PlacedObject> Objects;
  std::vector<bool> IsIndexable;
  llvm::DenseMap<int, uint32_t> Numbers;
  /// By slot: its only object; Any: several, or none.
  std::vector<uint32_t> OfSlot;

  bool mayBeIndexed(const CapturedObject &Object, const SlotPlace &At) const;
};

} // namespace framewalk
