//===- Trace.h - The way that a pointer went ------------------------------===//
#pragma once

#include "Escape/Escape.h"

#include "llvm/ADT/SmallVector.h"

namespace llvm {
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
  bool IsTemporary = false;
  bool IsException = false; ///< the object that a handler caught
  bool IsLiteral = false;   ///< a compound literal of C
  bool IsParameter = false;
  bool IsAllocated = false; ///< by alloca() or as a variable-length array
};

EscapePosition positionOf(const llvm::Instruction &I);
LocalName nameOf(const llvm::Value &Local);
/// "f" of a function, as debug information has it.
std::string sourceName(const llvm::Function &F);

/// \p End has a pointer to \p Local among its operands, or one that was copied.
bool leadsTo(const llvm::Instruction &End, const llvm::Value &Local);

/// The steps from where the address of \p Local is taken to \p End, a store, a
/// return or a call that has it among its operands. Looks at one function, not
/// at the order of its instructions.
std::vector<EscapeStep> traceTo(const llvm::Instruction &End,
                                const llvm::Value &Local);

} // namespace framewalk::escape
