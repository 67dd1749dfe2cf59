//===- Capture.h - Listening to clang's code generation -------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"

#include "llvm/Support/Error.h"

#include <memory>

namespace framewalk {

enum class AssemblySyntax { Intel, Att };

class CodeWitness;

/// While one is alive, the code that clang generates on this thread is
/// captured. At most one per thread.
class Capture {
public:
  explicit Capture(AssemblySyntax Syntax);
  ~Capture();
  Capture(const Capture &) = delete;
  Capture &operator=(const Capture &) = delete;

  /// Before there is code: the object that is written meanwhile is copied for
  /// finish().
  void keepObject();
  /// Ends the capture. An error where no object was written.
  llvm::Expected<CapturedUnit> finish();

  /// Ends the capture. \p Object is the object file that the compilation
  /// wrote: instructions get their addresses and bytes from it, and optimised
  /// variables their places from its DWARF.
  llvm::Expected<CapturedUnit> finish(std::string Object);

  /// Ends the capture of code that was generated again: \p Object has its
  /// debug information, the instructions are those in the object of \p Users.
  /// Frames whose code is another there are left out.
  llvm::Expected<CapturedUnit> finishWith(const std::string &Object,
                                          const CodeWitness &Users);

private:
  struct State;
  std::unique_ptr<State> S;
};

} // namespace framewalk
