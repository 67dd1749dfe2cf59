//===- MachineState.h - What is known before an instruction ---------------===//
//
// Private to lib/Layout. A state is an array of values: the general registers,
// the frame's followed cells, the heap calls' blocks.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/FrameCells.h"
#include "Layout/FrameObjects.h"
#include "Layout/ImageIndex.h"
#include "Layout/PointerValues.h"
#include "Layout/RegisterParts.h"

#include "llvm/ADT/ArrayRef.h"

namespace framewalk {

using StateRef = llvm::MutableArrayRef<ValueId>;

/// Where each part of a state begins.
struct StateShape {
  uint32_t Cells = 0;
  uint32_t Heap = 0;

  static constexpr uint32_t FirstCell = reg::Count;
  uint32_t firstBlock() const { return FirstCell + Cells; }
  uint32_t width() const { return firstBlock() + Heap; }
};

/// The object that an address belongs to; needs to know frames, images and
/// blocks.
class ObjectFinder {
public:
  ObjectFinder(const FrameObjects &Frame, const ImageIndex &Image)
      : Frame(Frame), Image(Image) {}

  /// In a frame it is the one that \p Place names (FrameObjects); what lies
  /// there says nothing, as code counts from outside of what it indexes.
  PlacedObject objectAt(const MemoryPlace &Place) const;
  const FrameObjects &frame() const { return Frame; }
  /// \p Place where an index is added to it.
  MemoryPlace indexed(MemoryPlace Place) const {
    if (isFramePlace(Place.Base) && Place.Index != FrameObjects::Any &&
        !Frame.mayBeIndexed(Place.Index))
      Place.Index = FrameObjects::Any;
    return Place;
  }
  /// "Somewhere in the object around \p Place."
  Value within(const MemoryPlace &Place) const;

  /// Bytes of each heap call's block; 0: unknown. By index of the call.
  std::vector<uint64_t> BlockBytes;

private:
  const FrameObjects &Frame;
  const ImageIndex &Image;
};

/// Joins values where ways meet.
class StateJoiner {
public:
  StateJoiner(ValueTable &Values, const ObjectFinder &Objects)
      : Values(Values), Objects(Objects) {}

  /// \p Otherwise where the two have nothing in common.
  ValueId join(ValueId A, ValueId B, ValueId Otherwise);
  /// Makes \p Into hold for both; \p Meeting is the first instruction there.
  /// True where that changed something.
  bool joinInto(StateRef Into, llvm::ArrayRef<ValueId> From, uint32_t Meeting);

private:
  ValueTable &Values;
  const ObjectFinder &Objects;
};

} // namespace framewalk
