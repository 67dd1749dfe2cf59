//===- InstructionReader.cpp - What a machine instruction does ------------===//
#include "Codegen/CaptureState.h"

#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineInstr.h"
#include "llvm/CodeGen/MachineMemOperand.h"
#include "llvm/CodeGen/PseudoSourceValue.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugLoc.h"
#include "llvm/MC/MCDwarf.h"
#include "llvm/Target/TargetMachine.h"

#include <mutex>

using namespace llvm;

namespace framewalk {

namespace {

/// What an opcode does, worked out from its name and description once. The
/// numbers of X86's opcodes are private to the back end; their names are not.
struct OpcodeFacts {
  InstructionKind Kind = InstructionKind::Other;
  /// First of the five operands of a memory reference; -1: none.
  int Memory = -1;
  MemoryUse Use = MemoryUse::None;
  bool StackIsSubtracted = false; ///< AdjustStack by SUB rather than ADD
};

bool isAnyOf(StringRef Name, std::initializer_list<const char *> Prefixes) {
  for (const char *Prefix : Prefixes)
    if (Name.starts_with(Prefix))
      return true;
  return false;
}

InstructionKind kindOf(StringRef Name, const MCInstrDesc &Desc) {
  if (Desc.isCall())
    return Desc.isReturn() ? InstructionKind::TailCall : InstructionKind::Call;
  if (Desc.isReturn())
    return InstructionKind::Return;
  if (Desc.isBranch())
    return InstructionKind::Branch;
  if (isAnyOf(Name, {"PUSH64", "PUSH32", "PUSH2", "PUSHP"}))
    return InstructionKind::Push;
  if (isAnyOf(Name, {"POP64", "POP32", "POP2", "POPP64"}))
    return InstructionKind::Pop;
  if (isAnyOf(Name, {"LEAVE"}))
    return InstructionKind::Leave;
  if (isAnyOf(Name, {"LEA64", "LEA32"}))
    return InstructionKind::LoadAddress;
  if (isAnyOf(Name, {"MOV64rr", "MOV32rr", "MOV16rr", "MOV8rr"}))
    return InstructionKind::CopyRegister;
  if (isAnyOf(Name, {"ADD64ri", "ADD32ri", "SUB64ri", "SUB32ri"}))
    return InstructionKind::AdjustStack;
  if (isAnyOf(Name, {"AND64ri", "AND32ri"}))
    return InstructionKind::AlignStack;
  if (isAnyOf(Name, {"NOOP"}))
    return InstructionKind::Nop;
  return InstructionKind::Other;
}

OpcodeFacts factsOf(StringRef Name, const MCInstrDesc &Desc) {
  OpcodeFacts F;
  F.Kind = kindOf(Name, Desc);
  F.StackIsSubtracted = Name.starts_with("SUB");
  ArrayRef<MCOperandInfo> Operands = Desc.operands();
  for (unsigned I = 0; I + 4 < Operands.size() && F.Memory < 0; ++I)
    if (Operands[I].OperandType == MCOI::OPERAND_MEMORY)
      F.Memory = I;
  if (F.Kind == InstructionKind::LoadAddress) {
    F.Memory = 1;
    F.Use = MemoryUse::Address;
  } else if (F.Memory >= 0) {
    bool Loads = Desc.mayLoad(), Stores = Desc.mayStore();
    // A push of memory stores to the stack but reads its operand; an indirect
    // call does, too.
    if (F.Kind == InstructionKind::Push || Desc.isCall())
      Stores = false;
    if (F.Kind == InstructionKind::Pop)
      Loads = false;
    F.Use = Loads && Stores ? MemoryUse::Update
            : Stores        ? MemoryUse::Write
            : Loads         ? MemoryUse::Read
                            : MemoryUse::None;
  }
  return F;
}

/// The lower-case names of x86's registers. Both targets share one numbering,
/// and the names live as long as the process.
class RegisterNames {
public:
  static const RegisterNames &get(const MCRegisterInfo &MRI) {
    static const RegisterNames Table(MRI);
    return Table;
  }
  const char *operator[](MCRegister Register) const {
    return Names[Register.id()].c_str();
  }

private:
  explicit RegisterNames(const MCRegisterInfo &MRI) {
    for (unsigned I = 0; I < MRI.getNumRegs(); ++I)
      Names.push_back(I == 0 ? "" : StringRef(MRI.getName(I)).lower());
  }
  std::vector<std::string> Names;
};

/// Opcode facts, one table in the process: filled when an opcode is first met.
class OpcodeTable {
public:
  static OpcodeFacts lookUp(const MachineInstr &MI,
                            const TargetInstrInfo &Instructions) {
    thread_local std::vector<std::optional<OpcodeFacts>> Known;
    unsigned Opcode = MI.getOpcode();
    if (Opcode >= Known.size())
      Known.resize(Opcode + 1);
    if (!Known[Opcode])
      Known[Opcode] = factsOf(Instructions.getName(Opcode), MI.getDesc());
    return *Known[Opcode];
  }
};

} // namespace

struct InstructionReader::Impl {
  const MachineFunction &MF;
  DebugFileTable &Files;
  std::list<std::string> &InlinedNames;
  const TargetInstrInfo &Instructions;
  const TargetRegisterInfo &Registers;
  const RegisterNames &Names;

  const char *CfaRegister;
  int32_t CfaOffset;
  SmallVector<std::pair<const char *, int32_t>, 2> RememberedCfa;

  const DILocalScope *LastScope = nullptr;
  uint32_t LastFile = 0;
  DenseMap<const DISubprogram *, const char *> InlinedNameOf;

  Impl(const MachineFunction &MF, DebugFileTable &Files,
       std::list<std::string> &InlinedNames)
      : MF(MF), Files(Files), InlinedNames(InlinedNames),
        Instructions(*MF.getSubtarget().getInstrInfo()),
        Registers(*MF.getSubtarget().getRegisterInfo()),
        Names(RegisterNames::get(Registers)) {
    bool Is64Bit = MF.getTarget().getTargetTriple().isArch64Bit();
    CfaRegister = Is64Bit ? "rsp" : "esp";
    CfaOffset = Is64Bit ? 8 : 4;
  }

  bool isStackPointer(Register R) const {
    StringRef Name = Names[R.asMCReg()];
    return Name == "rsp" || Name == "esp";
  }

  const char *nameOf(const MachineOperand &Operand) const {
    return Operand.isReg() && Operand.getReg().isPhysical()
               ? Names[Operand.getReg().asMCReg()]
               : "";
  }

  DebugPosition position(const MachineInstr &MI,
                         CapturedInstruction &Instruction);
  const char *inlinedName(const DILocation &Location);
  MemoryOperand memory(const MachineInstr &MI, const OpcodeFacts &F) const;
  void readRegisters(const MachineInstr &MI, const OpcodeFacts &F,
                     CapturedInstruction &Instruction) const;
  void readSpill(const MachineInstr &MI,
                 CapturedInstruction &Instruction) const;
};

const char *InstructionReader::Impl::inlinedName(const DILocation &Location) {
  if (!Location.getInlinedAt())
    return "";
  const DISubprogram *Function = Location.getScope()->getSubprogram();
  auto [It, IsNew] = InlinedNameOf.try_emplace(Function, "");
  if (IsNew) {
    InlinedNames.push_back(Function->getName().str());
    It->second = InlinedNames.back().c_str();
  }
  return It->second;
}

DebugPosition
InstructionReader::Impl::position(const MachineInstr &MI,
                                  CapturedInstruction &Instruction) {
  const DILocation *Location = MI.getDebugLoc().get();
  if (!Location)
    return {};
  DILocalScope *Scope = Location->getScope();
  if (Scope != LastScope) {
    LastScope = Scope;
    LastFile = Files.idOf(Scope->getFile());
  }
  Instruction.InlinedFrom = inlinedName(*Location);
  return {LastFile, Location->getLine(), Location->getColumn()};
}

MemoryOperand InstructionReader::Impl::memory(const MachineInstr &MI,
                                              const OpcodeFacts &F) const {
  MemoryOperand M;
  if (F.Memory < 0 || MI.getNumOperands() < unsigned(F.Memory) + 5)
    return M;
  const MachineOperand *Operands = MI.operands_begin() + F.Memory;
  if (!Operands[0].isReg() || !Operands[1].isImm() || !Operands[2].isReg() ||
      !Operands[4].isReg())
    return M;
  M.Use = F.Use;
  M.Base = nameOf(Operands[0]);
  M.Scale = Operands[1].getImm();
  M.Index = nameOf(Operands[2]);
  M.Segment = nameOf(Operands[4]);
  if (Operands[3].isImm())
    M.Displacement = Operands[3].getImm();
  else
    M.IsSymbolic = true;
  if (F.Use == MemoryUse::Address)
    return M;
  for (const MachineMemOperand *Access : MI.memoperands())
    if (Access->getSize().hasValue() && !Access->getSize().isScalable())
      M.Size = std::max<uint64_t>(M.Size, Access->getSize().getValue());
  return M;
}

void InstructionReader::Impl::readRegisters(
    const MachineInstr &MI, const OpcodeFacts &F,
    CapturedInstruction &Instruction) const {
  auto Operand = [&](unsigned I) -> const MachineOperand & {
    return MI.getOperand(I);
  };
  unsigned Count = MI.getNumExplicitOperands();
  if (Count == 0)
    return;
  switch (F.Kind) {
  case InstructionKind::Push:
    Instruction.SourceRegister = nameOf(Operand(0));
    if (Operand(0).isReg())
      Instruction.Register = Instruction.SourceRegister;
    break;
  case InstructionKind::Pop:
  case InstructionKind::LoadAddress:
    Instruction.Register = nameOf(Operand(0));
    break;
  case InstructionKind::CopyRegister:
    Instruction.Register = nameOf(Operand(0));
    Instruction.SourceRegister = nameOf(Operand(1));
    break;
  case InstructionKind::AdjustStack:
  case InstructionKind::AlignStack:
    Instruction.Register = nameOf(Operand(0));
    if (Operand(0).isReg() && isStackPointer(Operand(0).getReg()) &&
        Operand(Count - 1).isImm()) {
      int64_t Value = Operand(Count - 1).getImm();
      Instruction.Immediate = F.StackIsSubtracted ? -Value : Value;
    } else {
      Instruction.Kind = InstructionKind::Other;
    }
    break;
  case InstructionKind::Return:
    if (Operand(0).isImm())
      Instruction.Immediate = Operand(0).getImm();
    break;
  default:
    if (F.Memory < 0)
      break;
    if (F.Memory == 0 && Count > 5)
      Instruction.SourceRegister = nameOf(Operand(5));
    else if (F.Memory > 0)
      Instruction.Register = nameOf(Operand(0));
    break;
  }
}

void InstructionReader::Impl::readSpill(
    const MachineInstr &MI, CapturedInstruction &Instruction) const {
  for (const MachineMemOperand *Access : MI.memoperands()) {
    const auto *Slot =
        dyn_cast_or_null<FixedStackPseudoSourceValue>(Access->getPseudoValue());
    if (!Slot ||
        !MF.getFrameInfo().isSpillSlotObjectIndex(Slot->getFrameIndex()))
      continue;
    Instruction.IsSpillStore |= Access->isStore();
    Instruction.IsSpillReload |= Access->isLoad();
  }
}

InstructionReader::InstructionReader(const MachineFunction &MF,
                                     DebugFileTable &Files,
                                     std::list<std::string> &InlinedNames)
    : I(std::make_unique<Impl>(MF, Files, InlinedNames)) {}
InstructionReader::~InstructionReader() = default;

void InstructionReader::noteCfi(const MachineInstr &MI) {
  const MCCFIInstruction &Cfi =
      I->MF.getFrameInstructions()[MI.getOperand(0).getCFIIndex()];
  auto RegisterOf = [&](unsigned Dwarf) -> const char * {
    std::optional<MCRegister> R =
        I->Registers.getLLVMRegNum(Dwarf, /*isEH=*/true);
    return R ? I->Names[*R] : "";
  };
  switch (Cfi.getOperation()) {
  case MCCFIInstruction::OpDefCfa:
    I->CfaRegister = RegisterOf(Cfi.getRegister());
    I->CfaOffset = Cfi.getOffset();
    break;
  case MCCFIInstruction::OpDefCfaRegister:
    I->CfaRegister = RegisterOf(Cfi.getRegister());
    break;
  case MCCFIInstruction::OpDefCfaOffset:
    I->CfaOffset = Cfi.getOffset();
    break;
  case MCCFIInstruction::OpAdjustCfaOffset:
    I->CfaOffset += Cfi.getOffset();
    break;
  case MCCFIInstruction::OpRememberState:
    I->RememberedCfa.push_back({I->CfaRegister, I->CfaOffset});
    break;
  case MCCFIInstruction::OpRestoreState:
    if (!I->RememberedCfa.empty())
      std::tie(I->CfaRegister, I->CfaOffset) = I->RememberedCfa.pop_back_val();
    break;
  default: // saved registers and the like: the CFA stays where it is
    break;
  }
}

CapturedInstruction InstructionReader::read(const MachineInstr &MI) {
  OpcodeFacts F = OpcodeTable::lookUp(MI, I->Instructions);
  CapturedInstruction Instruction;
  Instruction.Kind = F.Kind;
  Instruction.IsFrameSetup = MI.getFlag(MachineInstr::FrameSetup);
  Instruction.IsFrameDestroy = MI.getFlag(MachineInstr::FrameDestroy);
  Instruction.CfaRegister = I->CfaRegister;
  Instruction.CfaOffset = I->CfaOffset;
  Instruction.Position = I->position(MI, Instruction);
  Instruction.Memory = I->memory(MI, F);
  I->readRegisters(MI, F, Instruction);
  I->readSpill(MI, Instruction);
  return Instruction;
}

} // namespace framewalk
