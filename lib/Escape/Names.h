//===- Names.h - What the source calls what the IR has --------------------===//
#pragma once

#include "Escape/Escape.h"

namespace llvm {
class DIScope;
class Function;
class Instruction;
class Value;
} // namespace llvm

namespace framewalk::escape {

/// What the source calls a local, an argument or a global.
struct LocalName {
  std::string Name; ///< empty: a temporary
  std::string InIr;
  EscapePosition Declared;
  /// How many pointers or references lie before an object with members; 0: it
  /// is not one, or none does.
  unsigned PointersToObject = 0;
  /// An owner that has what it owns in itself: std::optional, std::array.
  bool OwnsInside = false;
  bool IsTemporary = false;
  bool IsException = false; ///< the object that a handler caught
  bool IsLiteral = false;   ///< a compound literal of C
  bool IsParameter = false;
  bool IsAllocated = false; ///< by alloca() or as a variable-length array
};

/// The file, from the root.
std::string fileOf(const llvm::DIScope &Scope);
EscapePosition positionOf(const llvm::Instruction &I);
LocalName nameOf(const llvm::Value &Local);
/// "f" of a function, as debug information has it.
std::string sourceName(const llvm::Function &F);
/// A method's first argument is its object.
bool isMethod(const llvm::Function &F);

/// The object at \p Address as the source would write it: "p", "list.head",
/// "node->next", "*out"; empty where there are no words for it.
std::string placeName(const llvm::Value &Address);

} // namespace framewalk::escape
