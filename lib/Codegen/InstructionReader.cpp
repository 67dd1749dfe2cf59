//===- InstructionReader.cpp - What a machine instruction knows -----------===//
//
// What is lost when a MachineInstr becomes the MCInst that is encoded: where in
// the source it comes from, spills, tail calls, what a callee may change. The
// operands are read from the MCInst (OperandReader.cpp).
//
//===----------------------------------------------------------------------===//
#include "Codegen/AccessedObjects.h"
#include "Codegen/CaptureState.h"
#include "Codegen/OperandReader.h"

#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineInstr.h"
#include "llvm/CodeGen/MachineMemOperand.h"
#include "llvm/CodeGen/PseudoSourceValue.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugLoc.h"
#include "llvm/MC/MCDwarf.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace framewalk {

struct InstructionReader::Impl {
  const MachineFunction &MF;
  DebugFileTable &Files;
  std::list<std::string> &InlinedNames;
  const TargetRegisterInfo &Registers;
  const RegisterNames &Names;
  bool Is64Bit = true;
  const MachineInstr *Last = nullptr;
  AccessedObjects Objects;

  const char *CfaRegister;
  int32_t CfaOffset;
  SmallVector<std::pair<const char *, int32_t>, 2> RememberedCfa;

  const DILocalScope *LastScope = nullptr;
  uint32_t LastFile = 0;
  DenseMap<const DISubprogram *, const char *> InlinedNameOf;

  Impl(const MachineFunction &MF, DebugFileTable &Files,
       std::list<std::string> &InlinedNames)
      : MF(MF), Files(Files), InlinedNames(InlinedNames),
        Registers(*MF.getSubtarget().getRegisterInfo()),
        Names(RegisterNames::get(Registers)), Objects(MF) {
    Is64Bit = MF.getTarget().getTargetTriple().isArch64Bit();
    CfaRegister = Is64Bit ? "rsp" : "esp";
    CfaOffset = Is64Bit ? 8 : 4;
  }

  DebugPosition position(const MachineInstr &MI,
                         CapturedInstruction &Instruction);
  const char *inlinedName(const DILocation &Location);
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

/// The general registers that a call or inline assembly is known to change:
/// definitions, clobbers, and what the callee may change by its convention.
uint32_t InstructionReader::clobbers() const {
  uint32_t Mask = 0;
  for (const MachineOperand &Operand : I->Last->operands()) {
    if (Operand.isReg() && Operand.isDef() && Operand.getReg().isPhysical())
      Mask |= I->Names.maskOf(Operand.getReg().id());
    if (!Operand.isRegMask())
      continue;
    for (unsigned Register : I->Names.pointerSized(I->Is64Bit))
      if (MachineOperand::clobbersPhysReg(Operand.getRegMask(), Register))
        Mask |= I->Names.maskOf(Register);
  }
  return Mask;
}

int InstructionReader::frameObject(MemoryUse Use) const {
  return Use == MemoryUse::Address ? I->Objects.addressed(*I->Last)
                                   : I->Objects.accessed(*I->Last);
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
    return R ? I->Names[R->id()] : "";
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
  CapturedInstruction Instruction;
  if (MI.isCall())
    Instruction.Kind =
        MI.isReturn() ? InstructionKind::TailCall : InstructionKind::Call;
  Instruction.IsInlineAssembly = MI.isInlineAsm();
  Instruction.IsFrameSetup = MI.getFlag(MachineInstr::FrameSetup);
  Instruction.IsFrameDestroy = MI.getFlag(MachineInstr::FrameDestroy);
  Instruction.CfaRegister = I->CfaRegister;
  Instruction.CfaOffset = I->CfaOffset;
  Instruction.Position = I->position(MI, Instruction);
  I->Last = &MI;
  I->readSpill(MI, Instruction);
  return Instruction;
}

} // namespace framewalk
