//===- OperandReader.h - What an encoded instruction reads and writes -----===//
//
// Private to lib/Codegen.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/MC/MCInstPrinter.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace llvm {
class MCExpr;
class MCInst;
class MCInstrDesc;
class MCInstrInfo;
class MCRegisterInfo;
class MCSubtargetInfo;
class MCSymbol;
} // namespace llvm

namespace framewalk {

/// The lower-case names of x86's registers by LLVM's numbers. Both targets
/// share one numbering, and the names live as long as the process.
class RegisterNames {
public:
  static const RegisterNames &get(const llvm::MCRegisterInfo &MRI);
  const char *operator[](unsigned Register) const {
    return Names[Register].c_str();
  }
  /// The general register's bit, as CapturedInstruction::Writes has it; 0: the
  /// register is none.
  uint32_t maskOf(unsigned Register) const { return Masks[Register]; }
  /// Those of the pointer's size, in the order of the encoding: what masks of
  /// preserved registers tell for certain.
  llvm::ArrayRef<unsigned> pointerSized(bool Is64Bit) const {
    return Is64Bit ? Wide : Narrow;
  }

private:
  explicit RegisterNames(const llvm::MCRegisterInfo &MRI);
  std::vector<std::string> Names;
  std::vector<uint32_t> Masks;
  std::vector<unsigned> Wide;   ///< rax ... r31
  std::vector<unsigned> Narrow; ///< eax ... edi
};

/// An operand that the assembler or the linker completes: a symbol and what is
/// added to it.
struct SymbolicOperand {
  const llvm::MCSymbol *Symbol = nullptr; ///< null: none, or several
  int64_t Addend = 0;
};

/// The symbolic operands of one instruction; at most one of each on x86.
struct SymbolicOperands {
  std::optional<SymbolicOperand> Memory; ///< the displacement
  std::optional<SymbolicOperand> Other;  ///< an immediate or a branch's target
};

/// Reads an MCInst: what code generation and the parser of inline assembly
/// both hand to the encoder.
class OperandReader {
public:
  /// \p Intel prints one instruction of each opcode: its text names the size
  /// of the memory operand ("dword ptr"), which LLVM's descriptions do not
  /// have.
  OperandReader(const llvm::MCInstrInfo &Instructions,
                const llvm::MCRegisterInfo &Registers,
                std::unique_ptr<llvm::MCInstPrinter> Intel);
  ~OperandReader();

  /// Sets Kind, Memory, Register, SourceRegister, Immediate, Writes and the
  /// string fields of \p Instruction.
  SymbolicOperands read(const llvm::MCInst &Inst,
                        const llvm::MCSubtargetInfo &STI,
                        CapturedInstruction &Instruction);

private:
  struct OpcodeFacts;
  const OpcodeFacts &factsOf(const llvm::MCInst &Inst,
                             const llvm::MCSubtargetInfo &STI);
  uint16_t sizeOf(const llvm::MCInst &Inst, const llvm::MCSubtargetInfo &STI,
                  llvm::StringRef Name);
  void readMemory(const llvm::MCInst &Inst, const OpcodeFacts &F,
                  CapturedInstruction &Instruction) const;
  void readRegisters(const llvm::MCInst &Inst, const OpcodeFacts &F,
                     CapturedInstruction &Instruction) const;
  uint32_t writes(const llvm::MCInst &Inst, const OpcodeFacts &F) const;
  const char *nameOf(const llvm::MCInst &Inst, unsigned Operand) const;

  const llvm::MCInstrInfo &Instructions;
  const RegisterNames &Names;
  std::unique_ptr<llvm::MCInstPrinter> Intel;
  /// Index for index the opcodes.
  std::vector<std::unique_ptr<OpcodeFacts>> Known;
  /// A `rep` of inline assembly that stood on a line of its own.
  bool RepeatsNext = false;
};

} // namespace framewalk
