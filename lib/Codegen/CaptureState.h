//===- CaptureState.h - What is kept while clang generates code -----------===//
//
// Private to lib/Codegen.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/Capture.h"
#include "Codegen/CapturedFrame.h"
#include "Codegen/ObjectCopy.h"
#include "Codegen/OperandReader.h"

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

/// A symbol in an operand, by the name that the compiler gave it: the object
/// may have only its section.
struct EmittedReference {
  uint32_t Instruction = 0; ///< into Frame.Instructions
  uint8_t Field = 0;        ///< bytes from the instruction's first
  bool IsMemory = false;    ///< its memory operand's displacement
  uint32_t Symbol = 0;      ///< into CaptureState::SymbolNames
  int64_t Addend = 0;
};

/// A function whose instructions have no addresses yet.
struct FrameInProgress {
  CapturedFrame Frame;
  std::string Encoded;
  /// Index for index Frame.Instructions.
  std::vector<EmittedBytes> Emitted;
  /// In the order of the instructions.
  std::vector<EmittedReference> References;
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

/// Numbers the symbols that operands name. 0: none.
class SymbolNameTable {
public:
  uint32_t idOf(const llvm::MCSymbol *Symbol);
  llvm::StringRef operator[](uint32_t Id) const { return Names[Id]; }

private:
  llvm::DenseMap<const llvm::MCSymbol *, uint32_t> Known;
  std::vector<std::string> Names{std::string()};
};

class InstructionReader;
struct WitnessState;

/// The state behind a Capture: one per thread, reached from the hooks through
/// activeCapture().
struct CaptureState {
  AssemblySyntax Syntax = AssemblySyntax::Intel;
  DebugFileTable Files;
  std::vector<FrameInProgress> Functions;
  std::unique_ptr<llvm::MCInstPrinter> Printer;
  std::unique_ptr<OperandReader> Operands;
  SymbolNameTable SymbolNames;
  std::string Triple;
  unsigned OptimizationLevel = 0;

  /// Set where nothing is captured: a CodeWitness'.
  WitnessState *Witness = nullptr;

  bool KeepsObject = false;
  std::unique_ptr<CopyingStream> Object; ///< set where it keeps one

  /// Between beginInstruction and endInstruction of a handler: what the
  /// encoder emits belongs to this one.
  bool InsideInstruction = false;
  bool MayFollowData = false; ///< EmittedBytes::MayFollowData of the next one
  InstructionReader *Reader = nullptr; ///< the function's under way
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

/// What tells \p State of each function. Implemented in CodeWitness.cpp.
std::unique_ptr<llvm::AsmPrinterHandler>
makeWitnessHandler(llvm::AsmPrinter &Printer, WitnessState &State);

/// Has the callee pops read before frame lowering, on i386. Implemented in
/// CalleePops.cpp.
void installCalleePopReader();

/// Copies the frame objects, variables and properties of \p MF. Implemented in
/// FrameReader.cpp.
CapturedFrame readFrame(const llvm::MachineFunction &MF, DebugFileTable &Files);

/// Copies what only the machine instruction knows; its operands are read off
/// the MCInsts that it becomes (OperandReader), bytes, address and text come
/// later. Kind is Call, TailCall or Other. Implemented in
/// InstructionReader.cpp.
class InstructionReader {
public:
  explicit InstructionReader(const llvm::MachineFunction &MF,
                             DebugFileTable &Files,
                             std::list<std::string> &InlinedNames);
  ~InstructionReader();
  /// CFI directives change the state for the instructions after them.
  void noteCfi(const llvm::MachineInstr &MI);
  CapturedInstruction read(const llvm::MachineInstr &MI);
  /// Of the instruction read last, a call or inline assembly: the general
  /// registers that it is known to change, as CapturedInstruction::Writes.
  uint32_t clobbers() const;
  /// Of the instruction read last: CapturedInstruction::ObjectFrameIndex for
  /// an operand that is used so.
  int frameObject(MemoryUse Use) const;

private:
  struct Impl;
  std::unique_ptr<Impl> I;
};

class ObjectImage;

/// Gives the instructions of \p Functions their addresses and bytes in the
/// object, and their operands its symbols. A function whose bytes are not what
/// was emitted loses its instructions and gets a CapturedFrame::Problem.
/// Implemented in ObjectBytes.cpp.
void placeInstructions(std::vector<FrameInProgress> &Functions,
                       ObjectImage &Object, const SymbolNameTable &Names,
                       const std::string &Triple);

} // namespace framewalk
