//===- Summary.h - What a call of a function does to its caller -----------===//
#pragma once

#include "Escape/State.h"

namespace framewalk::escape {

/// The pointers in a value, by byte offset; a plain pointer is one at 0.
using Fields = llvm::SmallVector<std::pair<int32_t, SetId>, 2>;

/// A cell at the function's exit that it has changed.
struct Effect {
  Target Place;
  SetId Set;
  OriginId Origin;
};

/// Regions are the function's own: Argument and Content are what the caller
/// puts in their place.
struct Summary {
  Fields Result;
  std::vector<Effect> Effects;
  /// Argument and Content regions that are read or written through, with the
  /// first instruction that does.
  std::vector<std::pair<RegionId, const llvm::Instruction *>> Dereferenced;
  /// Coroutines that may be resumed.
  std::vector<RegionId> Resumed;
  /// Memory that owners may give away or move.
  std::vector<RegionId> Released;
  /// Regions that are given back (delete, free, an owner's reset) on every way
  /// through, where they are not null.
  std::vector<RegionId> GivenBack;
  /// Arguments that are called: bit i is argument i.
  uint32_t CalledArguments = 0;
  bool calls(unsigned Argument) const {
    return Argument < 32 && (CalledArguments >> Argument & 1);
  }
  bool Returns = true;
  /// Leaves by an exception, always.
  bool Throws = false;
};

} // namespace framewalk::escape
