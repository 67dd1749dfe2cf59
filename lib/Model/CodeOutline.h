//===- CodeOutline.h - Who calls whom, and how large frames are -----------===//
//
// The frames that a finding needs are its own and those of calls around it. So
// that code is generated of no other function, this says beforehand which they
// may be: of the intermediate code before any optimisation, or of the code that
// clang has generated in the end.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace framewalk {

struct OutlinedCall {
  /// In the outline; none: another unit's, or through a pointer.
  static constexpr uint32_t Unknown = ~0u;
  uint32_t Callee = Unknown;
  /// The callee's body becomes part of the caller's, optimised or not.
  bool IsInlined = false;
  /// Does not come back, by what is known of it.
  bool EndsProgram = false;
  /// The callee returns to the caller's caller.
  bool IsTailCall = false;
};

struct OutlinedFunction {
  std::string Symbol;
  /// What its frame has at least, and at most but for spills. Of an unoptimised
  /// one: the variables that its blocks declare and the return address.
  uint64_t LeastBytes = 0;
  uint64_t MostBytes = 0;
  /// Memory whose size only run time knows.
  bool IsDynamic = false;
  std::vector<OutlinedCall> Calls; ///< in the order of the code
  /// Of intermediate code: functions in the outline whose addresses it uses
  /// otherwise than to call them. Optimised code may call them in the end.
  std::vector<uint32_t> Mentioned;
};

using CodeOutline = std::vector<OutlinedFunction>;

} // namespace framewalk
