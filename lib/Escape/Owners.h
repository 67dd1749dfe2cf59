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
  Insert,    ///< as Release, and returns where the new element is
  Assign,    ///< as Release, and returns the owner itself
  Call,      ///< runs what a std::function holds
  Detach,    ///< what a std::thread holds lives on by itself
};

/// What a method does to the pointers among an owner's elements.
enum class ElementChange : uint8_t {
  None,
  Add,     ///< the arguments' pointers are elements now
  Replace, ///< they are, and the others are not
  Remove,  ///< takes elements out: which ones nobody asks
};

/// What is known of one function by its declaration.
struct DeclarationFacts {
  OwnerRole Role = OwnerRole::None;
  /// None where no element can be or hold a pointer or a view.
  ElementChange Elements = ElementChange::None;
  /// Parameters in IR that the callee may not write through: const pointers
  /// and references, and const methods' this. Bit i is argument i.
  uint32_t ReadOnly = 0;
  /// Arguments that are rvalue references: what they own may move away.
  uint32_t Consumed = 0;
  /// Arguments that are owners, whose elements may be pointers.
  uint32_t OwnerArguments = 0;
  bool IsDestructor = false;
  /// clear() and reset(): the elements die.
  bool EndsElements = false;
  /// Of an owner of what will be called: std::function, std::thread.
  bool KeepsCallable = false;
  /// Of an owner of one object, as std::unique_ptr is.
  bool OwnsOne = false;
  /// Makes a coroutine; what it may still look at when it is resumed.
  bool IsCoroutine = false;
  uint32_t KeptByFrame = 0;
  /// Arguments that are objects in the caller's copy.
  uint32_t Copied = 0;
  /// The bytes of an object that holds its elements in itself: std::optional.
  uint32_t BytesInPlace = 0;
  /// Its findings are its author's, not the user's.
  bool InSystemHeader = false;
};

/// By the function's symbol.
using OwnerTable = llvm::StringMap<DeclarationFacts>;

} // namespace framewalk::escape
