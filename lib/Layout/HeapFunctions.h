//===- HeapFunctions.h - What the C library does to memory ----------------===//
//
// The functions that allocate and give back, and those that the compiler itself
// calls to fill and copy.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <cstdint>
#include <string_view>

namespace framewalk {

/// A function of the C library or the C++ run time that hands out memory or
/// takes it back, and what its arguments mean (0 is the first; -1: it has no
/// such argument).
struct HeapFunction {
  std::string_view Symbol;
  std::string_view Name; ///< "operator new[]"
  bool Allocates = false;
  int8_t Size = -1;    ///< bytes asked for ...
  int8_t Count = -1;   ///< ... times this
  int8_t Align = -1;   ///< the alignment asked for
  int8_t Release = -1; ///< the block that goes back
  int8_t Result = -1;  ///< where the pointer is stored; -1: it is returned
  /// A fixed alignment, the page's for valloc; 0: none.
  uint16_t FixedAlign = 0;
};

/// The entry of \p Symbol, a name as the linker sees it; null: none.
const HeapFunction *findHeapFunction(std::string_view Symbol);

/// What a call may change of its caller's memory.
enum class CalleeWrites : uint8_t {
  Anything,      ///< whose address it can come by
  FirstArgument, ///< the object that it points to, which is also returned
  Nothing,
};

/// What the C library's function \p Symbol does; Anything: it is none of the
/// few that are known.
CalleeWrites calleeWrites(std::string_view Symbol);

} // namespace framewalk
