//===- ImageIndex.h - Looking things up in the object's image -------------===//
//
// Private to lib/Layout and its callers. Made once for a translation unit.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Layout/HeapFunctions.h"
#include "Model/MemoryTouch.h"

#include <optional>
#include <string_view>
#include <vector>

namespace framewalk {

/// An object that a place lies in: where it begins, and its bytes (0: unknown).
struct PlacedObject {
  MemoryPlace Begin;
  uint64_t Size = 0;
};

class ImageIndex {
public:
  /// Refers to \p Image.
  explicit ImageIndex(const ProgramImage &Image);

  const ProgramImage &image() const { return Image; }
  /// Null where \p Symbol is not one that another file defines, or allocates
  /// nothing.
  const HeapFunction *heapFunction(uint32_t Symbol) const {
    return Symbol < Heap.size() ? Heap[Symbol] : nullptr;
  }
  CalleeWrites writesOf(uint32_t Symbol) const {
    return Symbol < Writes.size() ? Writes[Symbol] : CalleeWrites::Anything;
  }
  bool isThreadAddressGetter(uint32_t Symbol) const {
    return ThreadGetter && *ThreadGetter == Symbol;
  }
  /// The object around \p Place, a Symbol or Section place.
  PlacedObject objectAt(const MemoryPlace &Place) const;
  /// For people; empty: nothing is known to be there.
  std::string_view nameAt(const MemoryPlace &Place) const;
  std::string_view nameOf(uint32_t Symbol) const;

private:
  const ProgramImage &Image;
  std::vector<const HeapFunction *> Heap;
  std::vector<CalleeWrites> Writes;
  std::optional<uint32_t> ThreadGetter;
  /// Symbols of each section that have a size, by their offset.
  std::vector<std::vector<uint32_t>> BySection;

  /// The sized symbol that holds the byte.
  std::optional<uint32_t> find(uint32_t Section, int64_t Offset) const;
  std::optional<uint32_t> symbolAt(const MemoryPlace &Place,
                                   int64_t &Within) const;
};

} // namespace framewalk
