//===- CodeWitness.h - What another's code generation came to -------------===//
//
// clang compiles for its user, without debug information: what it generates has
// frames, but nothing says what is in them. Code of the few functions that a
// finding needs is generated again, with debug information. For that to be the
// user's code, to the byte, the optimiser must find there what it found in the
// user's compilation: this remembers it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/CodeOutline.h"

#include "llvm/ADT/StringSet.h"

#include <memory>
#include <string>

namespace llvm {
class Module;
}

namespace framewalk {

/// Of which functions there is to be code, and which are there as parts of
/// them.
struct CodePart {
  llvm::StringSet<> Wanted;
  llvm::StringSet<> Bodies; ///< of Wanted, too
};

/// From its making to end(), the code that clang generates on this thread is
/// watched. Not beside a Capture.
class CodeWitness {
public:
  CodeWitness();
  ~CodeWitness();
  CodeWitness(const CodeWitness &) = delete;
  CodeWitness &operator=(const CodeWitness &) = delete;

  void end();
  /// The functions that there is code of, with the calls that are left in it.
  const CodeOutline &outline() const;
  /// A copy of the object that was written; empty: none was.
  const std::string &object() const;

  /// Makes code of \p Part of \p Unoptimised, which is what has been compiled
  /// but for debug information. What is not in it is declared as the optimiser
  /// came to know it. Only while the compilation that was watched is still
  /// there.
  void reduce(llvm::Module &Unoptimised, const CodePart &Part) const;

private:
  struct State;
  std::unique_ptr<State> S;
};

} // namespace framewalk
