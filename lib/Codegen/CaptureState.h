//===- CaptureState.h - What is kept while clang generates code -----------===//
//
// Private to lib/Codegen.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/Capture.h"
#include "Codegen/CapturedFrame.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/AsmPrinterHandler.h"
#include "llvm/MC/MCInstPrinter.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace llvm {
class AsmPrinter;
class DIFile;
class MCInst;
class MCSubtargetInfo;
class MachineFunction;
class MachineInstr;
class Target;
} // namespace llvm

namespace framewalk {

/// The bytes that one instruction was encoded to before branches got their
/// final width, kept to find it again in the object.
struct EmittedBytes {
  uint32_t Begin = 0; ///< into FrameInProgress::Encoded
  uint8_t Length = 0;
  /// Bytes from here on may be filled in later (a fixup): not comparable.
  uint8_t Stable = 0;
  /// In inline assembly or behind it: a directive may have put data before it.
  bool MayFollowData = false;
};

/// A function whose instructions have no addresses yet.
struct FrameInProgress {
  CapturedFrame Frame;
  std::string Encoded;
  /// Index for index Frame.Instructions.
  std::vector<EmittedBytes> Emitted;
};

/// Numbers the files that debug info names.
class DebugFileTable {
public:
  uint32_t idOf(const llvm::DIFile *File);
  std::vector<std::string> take() { return std::move(Names); }

private:
  llvm::DenseMap<const llvm::DIFile *, uint32_t> Known;
  std::map<std::string, uint32_t> ByName;
  std::vector<std::string> Names;
};

/// The state behind a Capture: one per thread, reached from the hooks through
/// activeCapture().
struct CaptureState {
  AssemblySyntax Syntax = AssemblySyntax::Intel;
  DebugFileTable Files;
  std::vector<FrameInProgress> Functions;
  std::unique_ptr<llvm::MCInstPrinter> Printer;
  std::string Triple;
  unsigned OptimizationLevel = 0;

  /// Between beginInstruction and endInstruction of a handler: what the
  /// encoder emits belongs to this one.
  bool InsideInstruction = false;
  bool MayFollowData = false; ///< EmittedBytes::MayFollowData of the next one
  CapturedInstruction Current;

  /// Of the function under way: bytes of arguments that a call's callee takes
  /// off the stack, where there are any.
  llvm::DenseMap<const llvm::MachineInstr *, int64_t> CalleePops;
};

/// The capture that is under way on this thread, or null.
CaptureState *activeCapture();
void setActiveCapture(CaptureState *State);

/// Puts the hooks into the x86 targets; once in a process.
void installHooks();

/// Has the callee pops read before frame lowering, on i386. Implemented in
/// CalleePops.cpp.
void installCalleePopReader();

/// Copies the frame objects, variables and properties of \p MF. Implemented in
/// FrameReader.cpp.
CapturedFrame readFrame(const llvm::MachineFunction &MF, DebugFileTable &Files);

/// Copies what explaining needs of one machine instruction; bytes, address and
/// text come later. Implemented in InstructionReader.cpp.
class InstructionReader {
public:
  explicit InstructionReader(const llvm::MachineFunction &MF,
                             DebugFileTable &Files,
                             std::list<std::string> &InlinedNames);
  ~InstructionReader();
  /// CFI directives change the state for the instructions after them.
  void noteCfi(const llvm::MachineInstr &MI);
  CapturedInstruction read(const llvm::MachineInstr &MI);

private:
  struct Impl;
  std::unique_ptr<Impl> I;
};

/// Gives the instructions of \p Functions their addresses and bytes in
/// \p Object. A function whose bytes are not what was emitted loses its
/// instructions and gets a CapturedFrame::Problem. Implemented in
/// ObjectBytes.cpp.
llvm::Error placeInstructions(std::vector<FrameInProgress> &Functions,
                              const std::string &Object,
                              const std::string &Triple);

} // namespace framewalk
