//===- OperandReader.cpp - What an encoded instruction reads and writes ---===//
//
// The numbers of X86's opcodes are private to the back end; their names are
// not. So what an opcode does is worked out from its name and its description
// once, when it is first met.
//
//===----------------------------------------------------------------------===//
#include "Codegen/OperandReader.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCSymbol.h"
#include "llvm/Support/Casting.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace framewalk {

std::optional<unsigned> generalRegister(std::string_view Name) {
  StringRef R(Name);
  unsigned Number = 0;
  if (R.consume_front("r") && !R.empty() && isDigit(R[0])) {
    if (R.consumeInteger(10, Number) || Number < 8 || Number > 31 ||
        !(R.empty() || R == "d" || R == "w" || R == "b"))
      return std::nullopt;
    return Number;
  }
  R = Name;
  if (R.size() == 3 && (R[0] == 'r' || R[0] == 'e'))
    R = R.drop_front();
  static constexpr std::string_view Parts[8][3] = {
      {"ax", "al", "ah"}, {"cx", "cl", "ch"}, {"dx", "dl", "dh"},
      {"bx", "bl", "bh"}, {"sp", "spl", ""},  {"bp", "bpl", ""},
      {"si", "sil", ""},  {"di", "dil", ""}};
  const bool IsWhole = R.size() != Name.size();
  for (unsigned I = 0; I < 8; ++I)
    for (std::string_view Part : Parts[I])
      if (!Part.empty() && R == StringRef(Part) &&
          (!IsWhole || Part == Parts[I][0]))
        return I;
  return std::nullopt;
}

RegisterNames::RegisterNames(const MCRegisterInfo &MRI) {
  Wide.resize(32);
  Narrow.resize(8);
  for (unsigned I = 0; I < MRI.getNumRegs(); ++I) {
    Names.push_back(I == 0 ? "" : StringRef(MRI.getName(I)).lower());
    const StringRef Name = Names.back();
    const std::optional<unsigned> Number = generalRegister(Name);
    Masks.push_back(Number ? uint32_t(1) << *Number : 0);
    if (!Number)
      continue;
    if (Name[0] == 'r' && (*Number < 8 || isDigit(Name.back())))
      Wide[*Number] = I;
    if (Name[0] == 'e')
      Narrow[*Number] = I;
  }
}

const RegisterNames &RegisterNames::get(const MCRegisterInfo &MRI) {
  static const RegisterNames Table(MRI);
  return Table;
}

/// What an opcode does.
struct OperandReader::OpcodeFacts {
  InstructionKind Kind = InstructionKind::Other;
  /// First operand of a memory reference; -1: none.
  int Memory = -1;
  /// It is `[segment:offset]` alone, two operands in place of five.
  bool IsMemoryOffset = false;
  MemoryUse Use = MemoryUse::None;
  uint16_t Size = 0;
  bool IsSubtraction = false; ///< AdjustStack, AddImmediate
  /// INC and DEC: the immediate is 1. Else the last operand.
  bool IsStep = false;
  bool IsZeroing = false; ///< xor: LoadImmediate of 0 where operands are equal
  uint8_t Width = 0;      ///< bits of the immediate's operation
  /// The register that the opcode implies: mov eax, [moffs]; add rax, imm32.
  const char *Implied = "";
  uint8_t Definitions = 0; ///< explicit operands that are written
  uint32_t ImpliedWrites = 0;
  MemoryUse StringSource = MemoryUse::None;
  MemoryUse StringDestination = MemoryUse::None;
  uint8_t StringUnit = 0;
  bool IsRepeated = false;
  bool IsRepeatPrefix = false;
  /// xlat, maskmovdqu: a memory operand in registers that have no operands.
  const char *ImpliedBase = "";
  const char *ImpliedIndex = "";
};

namespace {

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
  // Those of 16 bits move the stack pointer by two: no word. So does popcnt.
  const bool MovesWord =
      !Name.contains("16") && !isAnyOf(Name, {"PUSHA", "POPA", "POPCNT"});
  if (MovesWord && Name.starts_with("PUSH"))
    return InstructionKind::Push;
  if (MovesWord && Name.starts_with("POP"))
    return InstructionKind::Pop;
  if (isAnyOf(Name, {"LEAVE"}))
    return InstructionKind::Leave;
  if (isAnyOf(Name, {"LEA64", "LEA32"}))
    return InstructionKind::LoadAddress;
  if (isAnyOf(Name, {"MOV64rr", "MOV32rr", "MOV16rr", "MOV8rr"}))
    return InstructionKind::CopyRegister;
  if (isAnyOf(Name, {"MOV64rm", "MOV32rm", "MOV64ao", "MOV32ao"}))
    return InstructionKind::Load;
  if (isAnyOf(Name, {"MOV64mr", "MOV32mr", "MOV64o", "MOV32o"}))
    return InstructionKind::Store;
  if (isAnyOf(Name, {"MOV64mi", "MOV32mi", "MOV16mi", "MOV8mi"}))
    return InstructionKind::StoreImmediate;
  if (isAnyOf(Name, {"MOV64ri", "MOV32ri"}))
    return InstructionKind::LoadImmediate;
  // APX: three operands, or flags kept.
  if (Name.contains("_ND") || Name.contains("_NF") || Name.contains("_EVEX"))
    return InstructionKind::Other;
  if (isAnyOf(Name, {"XOR64rr", "XOR32rr"}))
    return InstructionKind::LoadImmediate;
  if (isAnyOf(Name,
              {"ADD64ri", "ADD32ri", "SUB64ri", "SUB32ri", "ADD64i", "ADD32i",
               "SUB64i", "SUB32i", "INC64r", "INC32r", "DEC64r", "DEC32r"}))
    return InstructionKind::AddImmediate;
  if (isAnyOf(Name, {"AND64ri", "AND32ri"}))
    return InstructionKind::AlignStack;
  if (isAnyOf(Name, {"NOOP"}))
    return InstructionKind::Nop;
  return InstructionKind::Other;
}

/// The first number in an opcode's name: its width in bits.
unsigned firstNumber(StringRef Name) {
  unsigned Number = 0;
  Name.drop_until([](char C) { return isDigit(C); }).consumeInteger(10, Number);
  return Number;
}

/// SDM vol. 2 where LLVM's flags do not tell, or tell too much.
MemoryUse useOf(StringRef Name, const MCInstrDesc &Desc, InstructionKind Kind,
                bool IsFirst) {
  // Hints: they never fault and leave no trace in the page tables' owner, so
  // they are no accesses; the address is worked out and that is all.
  if (isAnyOf(Name, {"LEA", "PREFETCH", "INVLPG", "CLDEMOTE"}))
    return MemoryUse::Address;
  if (Kind == InstructionKind::Nop)
    return MemoryUse::None;
  if (isAnyOf(Name, {"FXRSTOR", "XRSTOR", "LDTILECFG", "CLFLUSH", "CLWB",
                     "LDMXCSR", "VLDMXCSR", "PTWRITE", "INVPCID"}))
    return MemoryUse::Read;
  if (isAnyOf(Name, {"FXSAVE", "STTILECFG", "MOVDIRI", "SGDT", "SIDT", "SLDT",
                     "SMSW", "VMPTRST", "STRm", "MMX_MOVNTQ"}))
    return MemoryUse::Write;
  bool Loads = Desc.mayLoad(), Stores = Desc.mayStore();
  // A push of memory stores to the stack but reads its operand; an indirect
  // call does, too.
  if (Kind == InstructionKind::Push || Name.starts_with("PUSH") ||
      Desc.isCall())
    Stores = false;
  if (Kind == InstructionKind::Pop || Name.starts_with("POP16rm"))
    Loads = false;
  // Masked: what the mask leaves out is not even read.
  if (isAnyOf(Name, {"VMASKMOV", "VPMASKMOV"}) && IsFirst)
    Loads = false;
  if (!Loads && !Stores) {
    Stores = IsFirst && (Name.contains("mr") || Name.contains("Locked"));
    Loads = !Stores || Name.contains("Locked");
  }
  return Loads && Stores ? MemoryUse::Update
         : Stores        ? MemoryUse::Write
                         : MemoryUse::Read;
}

/// Bytes of a string instruction's unit by its letter.
uint8_t unitOf(char Letter) {
  return Letter == 'B' ? 1 : Letter == 'W' ? 2 : Letter == 'Q' ? 8 : 4;
}

/// Where the name has no size: SDM vol. 2, vol. 1 8.1.10, 13.4.
uint16_t sizeByName(StringRef Name) {
  return StringSwitch<uint16_t>(Name)
      .StartsWith("FXSAVE", 512)
      .StartsWith("FXRSTOR", 512)
      // Legacy area and header; more where the mask in edx:eax wants it.
      .StartsWith("XSAVE", 576)
      .StartsWith("XRSTOR", 576)
      .StartsWith("FSAVE", 108)
      .StartsWith("FRSTOR", 108)
      .StartsWith("FSTENV", 28)
      .StartsWith("FLDENV", 28)
      .EndsWith("TILECFG", 64)
      .EndsWith("TILECFG_EVEX", 64)
      .StartsWith("AESDECWIDE128", 384 / 8)
      .StartsWith("AESENCWIDE128", 384 / 8)
      .StartsWith("AESDEC128", 384 / 8)
      .StartsWith("AESENC128", 384 / 8)
      .StartsWith("AES", 512 / 8)
      // A row of a tile; how many there are is in the configuration.
      .StartsWith("TILE", 64)
      .Cases({"SGDT64m", "SIDT64m", "LGDT64m", "LIDT64m"}, 10)
      .Cases({"SGDT32m", "SIDT32m", "LGDT32m", "LIDT32m"}, 6)
      .Cases({"SGDT16m", "SIDT16m", "LGDT16m", "LIDT16m"}, 6)
      .Cases({"LDS16rm", "LES16rm", "LFS16rm", "LGS16rm", "LSS16rm"}, 4)
      .Cases({"LDS32rm", "LES32rm", "LFS32rm", "LGS32rm", "LSS32rm"}, 6)
      .Cases({"LFS64rm", "LGS64rm", "LSS64rm"}, 10)
      .Cases({"FARCALL16m", "FARJMP16m"}, 4)
      .Cases({"FARCALL32m", "FARJMP32m"}, 6)
      .Cases({"FARCALL64m", "FARJMP64m"}, 10)
      .Default(0);
}

/// Bytes by the keyword before "ptr" in Intel's syntax.
uint16_t sizeByKeyword(StringRef Text) {
  const size_t Ptr = Text.find(" ptr ");
  if (Ptr == StringRef::npos)
    return 0;
  StringRef Word = Text.take_front(Ptr);
  Word = Word.substr(Word.find_last_of(" \t,*") + 1);
  return StringSwitch<uint16_t>(Word)
      .Case("byte", 1)
      .Case("word", 2)
      .Case("dword", 4)
      .Case("fword", 6)
      .Cases({"qword", "mmword"}, 8)
      .Cases({"tbyte", "xword"}, 10)
      .Case("xmmword", 16)
      .Case("ymmword", 32)
      .Case("zmmword", 64)
      .Default(0);
}

SymbolicOperand symbolOf(const MCExpr &E) {
  switch (E.getKind()) {
  case MCExpr::Constant:
    return {nullptr, cast<MCConstantExpr>(E).getValue()};
  case MCExpr::SymbolRef:
    return {&cast<MCSymbolRefExpr>(E).getSymbol(), 0};
  case MCExpr::Specifier:
    return symbolOf(*cast<MCSpecifierExpr>(E).getSubExpr());
  case MCExpr::Binary: {
    const auto &Binary = cast<MCBinaryExpr>(E);
    const SymbolicOperand L = symbolOf(*Binary.getLHS());
    const SymbolicOperand R = symbolOf(*Binary.getRHS());
    if (Binary.getOpcode() == MCBinaryExpr::Add && !(L.Symbol && R.Symbol))
      return {L.Symbol ? L.Symbol : R.Symbol, L.Addend + R.Addend};
    if (Binary.getOpcode() == MCBinaryExpr::Sub && !R.Symbol)
      return {L.Symbol, L.Addend - R.Addend};
    return {};
  }
  default:
    return {};
  }
}

bool isStackPointer(StringRef Name) { return Name == "rsp" || Name == "esp"; }

} // namespace

OperandReader::OperandReader(const MCInstrInfo &Instructions,
                             const MCRegisterInfo &Registers,
                             std::unique_ptr<MCInstPrinter> Intel)
    : Instructions(Instructions), Names(RegisterNames::get(Registers)),
      Intel(std::move(Intel)), Known(Instructions.getNumOpcodes()) {}
OperandReader::~OperandReader() = default;

uint16_t OperandReader::sizeOf(const MCInst &Inst, const MCSubtargetInfo &STI,
                               StringRef Name) {
  SmallString<128> Text;
  raw_svector_ostream OS(Text);
  Intel->printInst(&Inst, /*Address=*/0, /*Annot=*/"", STI, OS);
  if (const uint16_t Size = sizeByKeyword(Text))
    return Size;
  return sizeByName(Name);
}

const OperandReader::OpcodeFacts &
OperandReader::factsOf(const MCInst &Inst, const MCSubtargetInfo &STI) {
  std::unique_ptr<OpcodeFacts> &Slot = Known[Inst.getOpcode()];
  if (Slot)
    return *Slot;
  Slot = std::make_unique<OpcodeFacts>();
  OpcodeFacts &F = *Slot;
  const StringRef Name = Instructions.getName(Inst.getOpcode());
  const MCInstrDesc &Desc = Instructions.get(Inst.getOpcode());
  F.Kind = kindOf(Name, Desc);
  F.IsSubtraction = isAnyOf(Name, {"SUB", "DEC"});
  F.IsStep = isAnyOf(Name, {"INC", "DEC"});
  F.IsZeroing = Name.starts_with("XOR");
  F.Width = Name == "MOV64ri32" || Name == "MOV64mi32" ? 32 : firstNumber(Name);
  F.Definitions = Desc.getNumDefs();
  for (MCPhysReg Register : Desc.implicit_defs())
    F.ImpliedWrites |= Names.maskOf(Register);
  // Where LLVM's descriptions differ from the SDM: sign extension into rdx
  // leaves rax as it was.
  if (Name == "CDQ" || Name == "CQO" || Name == "CWD")
    F.ImpliedWrites = 1u << 2;
  if (isAnyOf(Name, {"SYSCALL"}))
    F.ImpliedWrites |= 1u << 1 | 1u << 11;
  if (isAnyOf(Name, {"LOOP"}))
    F.ImpliedWrites |= 1u << 1;
  if (isAnyOf(Name, {"ENTER"}))
    F.ImpliedWrites |= 1u << 4 | 1u << 5;
  if (F.Kind == InstructionKind::Push || F.Kind == InstructionKind::Pop)
    F.ImpliedWrites |= 1u << 4;

  // ax, eax, rax in place of an operand.
  if (isAnyOf(Name, {"ADD64i", "SUB64i", "MOV64ao", "MOV64o"}))
    F.Implied = "rax";
  else if (isAnyOf(Name, {"ADD32i", "SUB32i", "MOV32ao", "MOV32o"}))
    F.Implied = "eax";
  else if (isAnyOf(Name, {"MOV16o"}))
    F.Implied = "ax";
  else if (isAnyOf(Name, {"MOV8o"}))
    F.Implied = "al";

  StringRef String = Name;
  F.IsRepeated = String.consume_front("REP_");
  F.IsRepeatPrefix = Name == "REP_PREFIX" || Name == "REPNE_PREFIX";
  String = String.take_until([](char C) { return C == '_'; });
  if (String.size() == 5 &&
      isAnyOf(String, {"MOVS", "STOS", "LODS", "CMPS", "SCAS", "OUTS"}) &&
      StringRef("BWLDQ").contains(String[4]) && Desc.getNumDefs() == 0 &&
      (F.IsRepeated || String[4] != 'D')) {
    const StringRef Verb = String.take_front(4);
    F.StringUnit = unitOf(String[4]);
    if (Verb != "STOS" && Verb != "SCAS")
      F.StringSource = MemoryUse::Read;
    if (Verb == "MOVS" || Verb == "STOS")
      F.StringDestination = MemoryUse::Write;
    else if (Verb == "CMPS" || Verb == "SCAS")
      F.StringDestination = MemoryUse::Read;
    return F;
  }
  if (Name == "INSB" || Name == "INSW" || Name == "INSL") {
    F.StringUnit = unitOf(Name[3]);
    F.StringDestination = MemoryUse::Write;
    return F;
  }
  F.IsRepeated = false;

  if (Name == "XLAT") {
    const bool Is64Bit = STI.getTargetTriple().isArch64Bit();
    F.ImpliedBase = Is64Bit ? "rbx" : "ebx";
    F.ImpliedIndex = "al";
    F.Use = MemoryUse::Read;
    F.Size = 1;
    return F;
  }
  if (isAnyOf(Name, {"MASKMOVDQU", "VMASKMOVDQU", "MMX_MASKMOVQ"})) {
    const bool Is64Bit = STI.getTargetTriple().isArch64Bit();
    F.ImpliedBase = Is64Bit ? "rdi" : "edi";
    F.Use = MemoryUse::Write;
    F.Size = Name.starts_with("MMX") ? 8 : 16;
    return F;
  }

  ArrayRef<MCOperandInfo> Operands = Desc.operands();
  F.IsMemoryOffset = Operands.size() == 2 && Name.starts_with("MOV") &&
                     Operands[0].OperandType == MCOI::OPERAND_MEMORY;
  if (F.IsMemoryOffset) {
    F.Memory = 0;
    F.Use = Desc.mayStore() ? MemoryUse::Write : MemoryUse::Read;
    F.Size = firstNumber(Name) / 8;
    return F;
  }
  for (unsigned I = 0; I + 4 < Operands.size() && F.Memory < 0; ++I)
    if (Operands[I].OperandType == MCOI::OPERAND_MEMORY)
      F.Memory = I;
  // lea's has a type of its own.
  if (Name.starts_with("LEA") && Operands.size() == 6)
    F.Memory = 1;
  if (F.Memory < 0)
    return F;
  F.Use = useOf(Name, Desc, F.Kind, F.Memory == 0);
  if (F.Use != MemoryUse::Address && F.Use != MemoryUse::None)
    F.Size = sizeOf(Inst, STI, Name);
  return F;
}

const char *OperandReader::nameOf(const MCInst &Inst, unsigned Operand) const {
  if (Operand >= Inst.getNumOperands() || !Inst.getOperand(Operand).isReg())
    return "";
  return Names[Inst.getOperand(Operand).getReg().id()];
}

void OperandReader::readMemory(const MCInst &Inst, const OpcodeFacts &F,
                               CapturedInstruction &Instruction) const {
  MemoryOperand &M = Instruction.Memory;
  if (*F.ImpliedBase) {
    M.Use = F.Use;
    M.Size = F.Size;
    M.Base = F.ImpliedBase;
    M.Index = F.ImpliedIndex;
    return;
  }
  const unsigned Count = F.IsMemoryOffset ? 2 : 5;
  if (F.Memory < 0 || Inst.getNumOperands() < F.Memory + Count)
    return;
  M.Use = F.Use;
  M.Size = F.Size;
  const unsigned Displacement = F.Memory + (F.IsMemoryOffset ? 0 : 3);
  if (!F.IsMemoryOffset) {
    M.Base = nameOf(Inst, F.Memory);
    M.Scale = Inst.getOperand(F.Memory + 1).getImm();
    M.Index = nameOf(Inst, F.Memory + 2);
  }
  M.Segment = nameOf(Inst, Displacement + 1);
  if (Inst.getOperand(Displacement).isImm())
    M.Displacement = Inst.getOperand(Displacement).getImm();
  else
    M.IsSymbolic = true;
}

void OperandReader::readRegisters(const MCInst &Inst, const OpcodeFacts &F,
                                  CapturedInstruction &Instruction) const {
  const unsigned Count = Inst.getNumOperands();
  auto Immediate = [&]() -> std::optional<int64_t> {
    if (F.IsStep)
      return 1;
    if (Count == 0)
      return std::nullopt;
    const MCOperand &Last = Inst.getOperand(Count - 1);
    if (Last.isExpr()) // its relocation says what it is
      return 0;
    if (!Last.isImm())
      return std::nullopt;
    return F.Width == 0 || F.Width > 32
               ? Last.getImm()
               : SignExtend64(static_cast<uint64_t>(Last.getImm()), F.Width);
  };
  switch (F.Kind) {
  case InstructionKind::Push:
    if (F.Memory >= 0)
      break;
    Instruction.Register = Instruction.SourceRegister = nameOf(Inst, 0);
    break;
  case InstructionKind::Pop:
    if (F.Memory < 0)
      Instruction.Register = nameOf(Inst, 0);
    break;
  case InstructionKind::LoadAddress:
    Instruction.Register = nameOf(Inst, 0);
    break;
  case InstructionKind::CopyRegister:
    Instruction.Register = nameOf(Inst, 0);
    Instruction.SourceRegister = nameOf(Inst, 1);
    break;
  case InstructionKind::Load:
    Instruction.Register = *F.Implied ? F.Implied : nameOf(Inst, 0);
    break;
  case InstructionKind::Store:
    Instruction.SourceRegister = *F.Implied ? F.Implied : nameOf(Inst, 5);
    break;
  case InstructionKind::StoreImmediate:
    Instruction.Immediate = Immediate().value_or(0);
    break;
  case InstructionKind::LoadImmediate:
    Instruction.Register = nameOf(Inst, 0);
    if (F.IsZeroing) {
      if (Count == 3 &&
          Inst.getOperand(1).getReg() == Inst.getOperand(2).getReg())
        break;
      Instruction.Kind = InstructionKind::Other;
      break;
    }
    Instruction.Immediate = Immediate().value_or(0);
    // A write of 32 bits clears the upper half (SDM vol. 1 3.4.1.1).
    if (*Instruction.Register == 'e' ||
        StringRef(Instruction.Register).ends_with("d"))
      Instruction.Immediate = static_cast<uint32_t>(Instruction.Immediate);
    break;
  case InstructionKind::AddImmediate:
  case InstructionKind::AlignStack: {
    Instruction.Register = *F.Implied ? F.Implied : nameOf(Inst, 0);
    const std::optional<int64_t> Value = Immediate();
    const bool IsStack = isStackPointer(Instruction.Register);
    const bool IsSymbolic = Count != 0 && Inst.getOperand(Count - 1).isExpr();
    if (!Value || (F.Kind == InstructionKind::AlignStack && !IsStack) ||
        (IsStack && IsSymbolic)) {
      Instruction.Kind = InstructionKind::Other;
      break;
    }
    Instruction.Immediate = F.IsSubtraction ? -*Value : *Value;
    if (IsStack && F.Kind == InstructionKind::AddImmediate)
      Instruction.Kind = InstructionKind::AdjustStack;
    break;
  }
  case InstructionKind::Return:
    if (Count && Inst.getOperand(0).isImm())
      Instruction.Immediate = Inst.getOperand(0).getImm();
    break;
  default:
    if (F.Memory < 0 || F.IsMemoryOffset) {
      if (F.IsMemoryOffset && F.Use == MemoryUse::Write)
        Instruction.SourceRegister = F.Implied;
      break;
    }
    if (F.Memory == 0 && Count > 5)
      Instruction.SourceRegister = nameOf(Inst, 5);
    else if (F.Memory > 0)
      Instruction.Register = nameOf(Inst, 0);
    break;
  }
}

uint32_t OperandReader::writes(const MCInst &Inst, const OpcodeFacts &F) const {
  uint32_t Mask = F.ImpliedWrites;
  for (unsigned I = 0; I < F.Definitions && I < Inst.getNumOperands(); ++I)
    if (Inst.getOperand(I).isReg())
      Mask |= Names.maskOf(Inst.getOperand(I).getReg().id());
  return Mask;
}

SymbolicOperands OperandReader::read(const MCInst &Inst,
                                     const MCSubtargetInfo &STI,
                                     CapturedInstruction &Instruction) {
  const OpcodeFacts &F = factsOf(Inst, STI);
  Instruction.Kind = F.Kind;
  readMemory(Inst, F, Instruction);
  readRegisters(Inst, F, Instruction);
  Instruction.Writes = writes(Inst, F);
  if (F.StringUnit) {
    Instruction.StringSource = F.StringSource;
    Instruction.StringDestination = F.StringDestination;
    Instruction.StringUnit = F.StringUnit;
    // SDM vol. 2, REP: the encoder keeps an explicit one in the flags, whose
    // numbers are X86's own (X86::IP_HAS_REPEAT_NE and IP_HAS_REPEAT).
    constexpr unsigned HasRepeat = 1u << 2 | 1u << 3;
    Instruction.IsRepeated =
        F.IsRepeated || RepeatsNext || (Inst.getFlags() & HasRepeat);
    if (Instruction.IsRepeated)
      Instruction.Writes |= 1u << 1;
  }
  RepeatsNext = F.IsRepeatPrefix;

  SymbolicOperands Found;
  for (unsigned I = 0; I < Inst.getNumOperands(); ++I) {
    const MCOperand &Operand = Inst.getOperand(I);
    if (!Operand.isExpr())
      continue;
    const bool IsMemory =
        F.Memory >= 0 && I == unsigned(F.Memory) + (F.IsMemoryOffset ? 0 : 3);
    (IsMemory ? Found.Memory : Found.Other) = symbolOf(*Operand.getExpr());
  }
  return Found;
}

} // namespace framewalk
