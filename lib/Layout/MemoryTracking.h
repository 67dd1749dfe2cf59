//===- MemoryTracking.h - Which memory each instruction touches -----------===//
//
// Follows pointers through registers and frame slots, along the branches: what
// `lea` put into a register, a slot keeps, and a later load gets back is known
// again at the access. Nothing is guessed: where two ways meet with different
// values, or a call may have changed a slot whose address it has, the value is
// unknown from there on, and remembers why.
//
// What is taken for granted is the source language's own rule: a pointer that
// is moved by an unknown distance stays within its object.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Layout/FrameBuilder.h"
#include "Layout/ImageIndex.h"
#include "Layout/StackTracking.h"
#include "Model/MemoryTouch.h"

namespace framewalk {

struct TrackedMemory {
  /// In the instructions' order; an instruction that touches memory twice
  /// (`push [rbp-8]`, `movs`) has two, the read first. Walks are still empty.
  std::vector<MemoryTouch> Touches;
  /// Calls of heap functions, in the instructions' order: everything but
  /// Position, Address and Effect. PlaceBase::Heap indexes this.
  std::vector<HeapCall> HeapCalls;
};

/// \p Image is of the unit that \p Frame is from.
TrackedMemory trackMemory(const CapturedFrame &Frame, const BuiltFrame &Built,
                          const std::vector<StackState> &States,
                          const ImageIndex &Image);

} // namespace framewalk
