//===- HeapStory.h - What a call of malloc and the like does --------------===//
#pragma once

#include "Model/FrameLayout.h"
#include "Model/MemoryTouch.h"
#include "Simulation/HeapModel.h"

#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// The forms of allocation, whether named as the source has them ("new[]",
/// "new (nothrow)") or as the symbol ("operator new[]").
enum class HeapForm : uint8_t {
  Malloc, ///< and strdup, which calls it
  Calloc,
  Realloc,
  Reallocf,
  Aligned, ///< aligned_alloc, memalign, posix_memalign
  Valloc,
  Free,
  New,
  NewNothrow,
  PlacementNew,
  Delete,
  Cleanup, ///< "operator delete, if the constructor throws"
};
HeapForm heapFormOf(std::string_view Function);

/// Carries out Calls[Index] on \p Heap (all before it have been) and fills
/// Address and Effect. Where the bytes asked for or the block given back are
/// only known at run time, nothing happens to the heap, and the effect says so.
/// \p Frame is of the function that calls: it names the pointer's own place.
void runHeapCall(std::vector<HeapCall> &Calls, size_t Index, HeapModel &Heap,
                 const FrameLayout &Frame);

} // namespace framewalk
