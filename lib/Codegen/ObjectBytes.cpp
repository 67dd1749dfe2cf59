//===- ObjectBytes.cpp - Instructions found again in the object -----------===//
//
// When an instruction is emitted, branches after it may still grow (the
// assembler relaxes `jmp` and `jcc` from 2 bytes to 5 and 6) and alignment may
// put no-ops between blocks. So addresses are read off the finished object: the
// emitted instructions are followed through the function's bytes one by one,
// each compared with what it was encoded to.
//
//===----------------------------------------------------------------------===//
#include "Codegen/CaptureState.h"
#include "Codegen/ObjectImage.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace framewalk {

namespace {

/// How many bytes of no-ops the assembler put at an address, asked of LLVM's
/// own disassembler.
class NopMeter {
public:
  explicit NopMeter(const std::string &TripleName) {
    std::string Message;
    Triple TheTriple(TripleName);
    const Target *T = TargetRegistry::lookupTarget(TheTriple, Message);
    Registers.reset(T->createMCRegInfo(TheTriple));
    Info.reset(T->createMCAsmInfo(*Registers, TheTriple, MCTargetOptions()));
    Instructions.reset(T->createMCInstrInfo());
    Subtarget.reset(T->createMCSubtargetInfo(TheTriple, "", ""));
    Context = std::make_unique<MCContext>(TheTriple, Info.get(),
                                          Registers.get(), Subtarget.get());
    Disassembler.reset(T->createMCDisassembler(*Subtarget, *Context));
  }

  /// 0 where there is another instruction.
  uint64_t lengthAt(ArrayRef<uint8_t> Code) const {
    MCInst Inst;
    uint64_t Length = 0;
    if (Disassembler->getInstruction(Inst, Length, Code, 0, nulls()) !=
        MCDisassembler::Success)
      return 0;
    StringRef Name = Instructions->getName(Inst.getOpcode());
    return Name.starts_with("NOOP") ? Length : 0;
  }

private:
  std::unique_ptr<MCRegisterInfo> Registers;
  std::unique_ptr<MCAsmInfo> Info;
  std::unique_ptr<MCInstrInfo> Instructions;
  std::unique_ptr<MCSubtargetInfo> Subtarget;
  std::unique_ptr<MCContext> Context;
  std::unique_ptr<MCDisassembler> Disassembler;
};

/// The length that the instruction, encoded first to \p Encoded, has in the
/// object; 0 where the bytes are not it. Intel SDM vol. 2: JMP is EB rel8 or
/// E9 rel32, Jcc is 70+cc rel8 or 0F 80+cc rel32.
uint64_t lengthInObject(ArrayRef<uint8_t> Encoded, unsigned Stable,
                        ArrayRef<uint8_t> Code) {
  if (Encoded.empty() || Code.empty())
    return 0;
  if (Encoded.size() == 2 && Stable == 1) {
    uint8_t Short = Encoded[0];
    if (Short == 0xEB && Code[0] == 0xE9)
      return 5;
    if ((Short & 0xF0) == 0x70 && Code.size() >= 2 && Code[0] == 0x0F &&
        Code[1] == (Short & 0x0F) + 0x80)
      return 6;
  }
  if (Code.size() < Encoded.size())
    return 0;
  return Encoded.take_front(Stable) == Code.take_front(Stable) ? Encoded.size()
                                                               : 0;
}

/// Where a direct branch of these bytes goes, from the branch's own address.
std::optional<int64_t> branchDistance(ArrayRef<uint8_t> Bytes) {
  switch (Bytes.size()) {
  case 2:
    if (Bytes[0] == 0xEB || (Bytes[0] & 0xF0) == 0x70)
      return 2 + static_cast<int8_t>(Bytes[1]);
    return std::nullopt;
  case 5:
    if (Bytes[0] == 0xE9 || Bytes[0] == 0xE8)
      return 5 + static_cast<int32_t>(support::endian::read32le(&Bytes[1]));
    return std::nullopt;
  case 6:
    if (Bytes[0] == 0x0F && (Bytes[1] & 0xF0) == 0x80)
      return 6 + static_cast<int32_t>(support::endian::read32le(&Bytes[2]));
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

class Placer {
public:
  Placer(ObjectImage &Object, const SymbolNameTable &Names,
         const std::string &TripleName)
      : Object(Object), Names(Names), TripleName(TripleName) {}

  void place(FrameInProgress &Function);

private:
  using Symbol = ObjectImage::Function;

  bool follow(FrameInProgress &Function, size_t First, uint64_t At);
  void resolveBranches(CapturedFrame &Frame, const Symbol &Where);
  void resolveReferences(FrameInProgress &Function, const Symbol &Where);
  void resolve(CapturedInstruction &I, const EmittedReference &R,
               const Symbol &Where, ArrayRef<uint8_t> Bytes);
  const NopMeter &nops() {
    if (!Nops)
      Nops = std::make_unique<NopMeter>(TripleName);
    return *Nops;
  }

  ObjectImage &Object;
  const SymbolNameTable &Names;
  const std::string &TripleName;
  std::unique_ptr<NopMeter> Nops;
  /// What follow() may still try.
  uint64_t StepsLeft = 0;
};

/// Places the instructions from \p First on, at \p At or behind no-ops there.
/// Behind inline assembly, where directives may have put any bytes, the first
/// distance counts from which everything up to the end of the function fits.
bool Placer::follow(FrameInProgress &Function, size_t First, uint64_t At) {
  CapturedFrame &Frame = Function.Frame;
  ArrayRef<uint8_t> Code = arrayRefFromStringRef(StringRef(Frame.Code));
  ArrayRef<uint8_t> Encoded =
      arrayRefFromStringRef(StringRef(Function.Encoded));
  for (size_t I = First; I < Frame.Instructions.size(); ++I) {
    const EmittedBytes &E = Function.Emitted[I];
    ArrayRef<uint8_t> Bytes = Encoded.slice(E.Begin, E.Length);
    if (E.MayFollowData && I != First) {
      for (uint64_t Skipped = 0; At + Skipped < Code.size(); ++Skipped)
        if (follow(Function, I, At + Skipped))
          return true;
      return false;
    }
    if (StepsLeft == 0)
      return false;
    --StepsLeft;
    uint64_t Length = 0;
    while (At < Code.size()) {
      Length = lengthInObject(Bytes, E.Stable, Code.drop_front(At));
      uint64_t Padding =
          Length || E.MayFollowData ? 0 : nops().lengthAt(Code.drop_front(At));
      if (!Padding)
        break;
      At += Padding;
    }
    if (!Length)
      return false;
    Frame.Instructions[I].Address = At;
    Frame.Instructions[I].Length = Length;
    At += Length;
  }
  return true;
}

/// The label of a branch's target means nothing to a reader: its address takes
/// its place.
void Placer::resolveBranches(CapturedFrame &Frame, const Symbol &Where) {
  ArrayRef<uint8_t> Code = arrayRefFromStringRef(StringRef(Frame.Code));
  for (CapturedInstruction &I : Frame.Instructions) {
    if (I.Kind != InstructionKind::Branch && I.Kind != InstructionKind::Call)
      continue;
    std::optional<int64_t> Distance =
        branchDistance(Code.slice(I.Address, I.Length));
    uint64_t Operand = Where.Begin + I.Address + (I.Length == 6 ? 2 : 1);
    if (!Distance || Object.relocationAt(Where.Section, Operand))
      continue;
    int64_t Target = int64_t(I.Address) + *Distance;
    if (Target < 0 || Target >= int64_t(Code.size()))
      continue;
    I.BranchTarget = Target;
    if (I.Kind != InstructionKind::Branch)
      continue;
    std::string Mnemonic(Frame.text(I).substr(0, Frame.text(I).find(' ')));
    I.TextBegin = Frame.Texts.size();
    Frame.Texts += formatv("{0} {1:x}", Mnemonic, Target).str();
    I.TextLength = Frame.Texts.size() - I.TextBegin;
  }
}

/// One operand, from its relocation; without one the assembler has done what
/// there was to do: the bytes are final.
void Placer::resolve(CapturedInstruction &I, const EmittedReference &R,
                     const Symbol &Where, ArrayRef<uint8_t> Bytes) {
  uint64_t Field = R.Field;
  // A `jcc` that grew has two bytes before its target in place of one.
  if (!R.IsMemory && Bytes.size() == 6 && Field == 1 && Bytes[0] == 0x0F)
    Field = 2;
  SymbolReference &Result = R.IsMemory ? I.Memory.Symbol : I.Target;
  const int64_t ToNext = static_cast<int64_t>(I.Length - Field);
  if (const CodeRelocation *Relocation =
          Object.relocationAt(Where.Section, Where.Begin + I.Address + Field)) {
    Result = Object.refer(*Relocation, ToNext, Names[R.Symbol], R.Addend);
    Object.nameByFunction(Result, Where);
    return;
  }
  std::optional<int64_t> Value;
  if (Field != 0 && Field + 4 <= Bytes.size())
    Value = static_cast<int32_t>(support::endian::read32le(&Bytes[Field]));
  const int64_t Next = static_cast<int64_t>(Where.Begin + I.Address + I.Length);
  const StringRef Base = I.Memory.Base;
  if (!R.IsMemory) {
    const bool IsTransfer = I.Kind == InstructionKind::Call ||
                            I.Kind == InstructionKind::TailCall ||
                            I.Kind == InstructionKind::Branch;
    if (std::optional<int64_t> Distance = branchDistance(Bytes);
        IsTransfer && Distance)
      Result =
          Object.refer(ReferenceKind::Direct, Where.Section,
                       Next - I.Length + *Distance, Names[R.Symbol], R.Addend);
    else if (Value && (I.Kind == InstructionKind::LoadImmediate ||
                       I.Kind == InstructionKind::StoreImmediate ||
                       I.Kind == InstructionKind::AddImmediate))
      I.Immediate = *Value;
    else
      Result.Kind = ReferenceKind::Other;
  } else if (Value && (Base == "rip" || Base == "eip")) {
    Result = Object.refer(ReferenceKind::Direct, Where.Section, Next + *Value,
                          Names[R.Symbol], R.Addend);
  } else if (Value) {
    I.Memory.Displacement = *Value;
    I.Memory.IsSymbolic = false;
  } else {
    Result.Kind = ReferenceKind::Other;
  }
  Object.nameByFunction(Result, Where);
}

void Placer::resolveReferences(FrameInProgress &Function, const Symbol &Where) {
  CapturedFrame &Frame = Function.Frame;
  ArrayRef<uint8_t> Code = arrayRefFromStringRef(StringRef(Frame.Code));
  for (const EmittedReference &R : Function.References) {
    CapturedInstruction &I = Frame.Instructions[R.Instruction];
    resolve(I, R, Where, Code.slice(I.Address, I.Length));
  }
}

void Placer::place(FrameInProgress &Function) {
  CapturedFrame &Frame = Function.Frame;
  bool Fits = false;
  if (const Symbol *Found = Object.findFunction(Frame.Symbol)) {
    const Symbol &Where = *Found;
    Frame.Code = Where.SectionContents.substr(Where.Begin, Where.Size).str();
    // Far more than any function needs: only inline assembly makes it search.
    StepsLeft = 100 * Frame.Instructions.size() + 1'000'000;
    Fits = follow(Function, 0, 0);
    if (Fits) {
      resolveBranches(Frame, Where);
      resolveReferences(Function, Where);
    }
  }
  if (!Fits) {
    Frame.Instructions.clear();
    Frame.Problem =
        "its instructions cannot be told: the object does not have them in one "
        "piece, as they were emitted (split into several sections, or data "
        "between them)";
  }
  Function.Encoded = {};
  Function.Emitted = {};
  Function.References = {};
}

} // namespace

void placeInstructions(std::vector<FrameInProgress> &Functions,
                       ObjectImage &Object, const SymbolNameTable &Names,
                       const std::string &Triple) {
  Placer P(Object, Names, Triple);
  for (FrameInProgress &Function : Functions)
    P.place(Function);
}

} // namespace framewalk
