//===- Owners.h - Types that own memory, and views of it ------------------===//
//
// The bodies of containers say little and cost much: what a vector's begin()
// returns is "memory that the vector owns", and that is all one must know. The
// roles come from the AST: [[gsl::Owner]], which clang gives the standard
// containers by itself, and the kind of the method.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringMap.h"

#include <cstdint>

namespace framewalk::escape {

enum class OwnerRole : uint8_t {
  None,
  Construct, ///< a new owner in *this
  Destroy,   ///< gives its memory back
  Access,    ///< returns a pointer, reference, iterator or view into it
  Observe,   ///< returns something that does not point into it
  Release,   ///< changes the owner: what pointed into it may dangle
  Assign,    ///< as Release, and returns the owner itself
};

/// What is known of one function by its declaration.
struct DeclarationFacts {
  OwnerRole Role = OwnerRole::None;
  /// Parameters in IR that the callee may not write through: const pointers
  /// and references, and const methods' this. Bit i is argument i.
  uint32_t ReadOnly = 0;
  /// Arguments that are rvalue references: what they own may move away.
  uint32_t Consumed = 0;
  /// Its findings are its author's, not the user's.
  bool InSystemHeader = false;
  /// An owner whose elements are pointers or views.
  bool KeepsPointers = false;
};

/// By the function's symbol.
using OwnerTable = llvm::StringMap<DeclarationFacts>;

} // namespace framewalk::escape
