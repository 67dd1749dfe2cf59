//===- CodeOutline.h - Who calls whom, and how large frames are -----------===//
//
// The frames that a finding needs are its own and those of calls around it. So
// that code is generated of no other function, this says beforehand which they
// may be.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace llvm {
class Module;
}

namespace framewalk {

struct OutlinedCall {
  /// In the outline; none: another unit's, or through a pointer.
  static constexpr uint32_t Unknown = ~0u;
  uint32_t Callee = Unknown;
  /// The callee's body becomes part of the caller's, optimised or not.
  bool IsInlined = false;
  /// Does not come back, by what is known of it.
  bool EndsProgram = false;
};

struct OutlinedFunction {
  std::string Symbol;
  /// What an unoptimised frame has at least: the variables that its blocks
  /// declare and the return address; and at most, but for spills.
  uint64_t LeastBytes = 0;
  uint64_t MostBytes = 0;
  /// Memory whose size only run time knows.
  bool IsDynamic = false;
  std::vector<OutlinedCall> Calls; ///< in the order of the code
};

using CodeOutline = std::vector<OutlinedFunction>;

namespace escape {

/// Of all functions that \p Module has bodies of.
CodeOutline outlineOf(const llvm::Module &Module);

} // namespace escape
} // namespace framewalk
