//===- Capture.cpp - Hooks in the x86 back end ----------------------------===//
//
// Hooks, put once into LLVM's registered x86 targets, see everything:
//
// - The AsmPrinter's constructor is wrapped so that a handler of ours is added.
//   It is told each final MachineFunction and MachineInstr in emission order.
// - The MCCodeEmitter is wrapped so that the MCInst that an instruction became
//   can be printed with its symbols, and its first encoding be remembered.
// - Where another program's compilation is listened to, the ELF streamer is
//   given an object writer that copies what it writes.
//
// None changes what is emitted: the object is the one that clang writes.
//
//===----------------------------------------------------------------------===//
#include "Codegen/Capture.h"

#include "Codegen/CaptureState.h"
#include "Codegen/CodeWitness.h"
#include "Codegen/DebugLocations.h"
#include "Codegen/ObjectImage.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCAsmBackend.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCCodeEmitter.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCFixup.h"
#include "llvm/MC/MCObjectWriter.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCSymbol.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <mutex>

using namespace llvm;

namespace framewalk {

namespace {

thread_local CaptureState *Active = nullptr;

/// Whether more than the frame's own registers and numbers are added up to the
/// operand's address.
bool isChosenAtRunTime(const CapturedFrame &Frame, const MemoryOperand &M) {
  if (M.Use == MemoryUse::None || *M.Segment)
    return false;
  if (*M.Index)
    return true;
  const StringRef Base = M.Base;
  if (Base.empty() || M.Use == MemoryUse::Address)
    return false;
  const StringRef Name = Base.drop_front();
  return Name != "ip" && Name != "sp" &&
         !(Name == "bp" && Frame.HasFramePointer);
}

/// What one of the MCInsts that a machine instruction becomes does.
CapturedInstruction readInstruction(CaptureState &State, const MCInst &Inst,
                                    const MCSubtargetInfo &STI,
                                    SymbolicOperands &Symbols) {
  const CapturedInstruction &Machine = State.Current;
  CapturedInstruction Instruction = Machine;
  Instruction.Immediate = 0;
  Symbols = State.Operands->read(Inst, STI, Instruction);
  const bool IsCall = Instruction.Kind == InstructionKind::Call;
  if (Machine.Kind == InstructionKind::TailCall &&
      (IsCall || Instruction.Kind == InstructionKind::Branch))
    Instruction.Kind = InstructionKind::TailCall;
  if (IsCall)
    Instruction.Immediate = Machine.Immediate;
  // A callee leaves the stack pointer as it was; the few that pop their
  // arguments are told by Immediate. The parser of inline assembly knows no
  // callee's convention.
  constexpr uint32_t StackPointer = 1u << 4;
  if (Machine.IsInlineAssembly)
    Instruction.Writes |= IsCall ? ~StackPointer : State.Reader->clobbers();
  else if (IsCall)
    Instruction.Writes =
        (Instruction.Writes | State.Reader->clobbers()) & ~StackPointer;
  if (!Machine.IsInlineAssembly &&
      isChosenAtRunTime(State.Functions.back().Frame, Instruction.Memory))
    Instruction.ObjectFrameIndex =
        State.Reader->frameObject(Instruction.Memory.Use);
  return Instruction;
}

/// Remembers the symbols of the instruction that is added next. The encoder
/// makes their fixups in the order of the fields; the displacement is first.
void recordSymbols(CaptureState &State, const SymbolicOperands &Symbols,
                   ArrayRef<MCFixup> Fixups, bool IsBranch) {
  FrameInProgress &Function = State.Functions.back();
  auto Add = [&](const SymbolicOperand &Operand, bool IsMemory) {
    // Where branches go is read off the bytes.
    if (IsBranch && !IsMemory && Operand.Symbol &&
        Operand.Symbol->isTemporary())
      return;
    EmittedReference R;
    R.Instruction = Function.Frame.Instructions.size();
    R.IsMemory = IsMemory;
    if (!Fixups.empty()) {
      R.Field = Fixups.front().getOffset();
      Fixups = Fixups.drop_front();
    }
    R.Symbol = State.SymbolNames.idOf(Operand.Symbol);
    R.Addend = Operand.Addend;
    Function.References.push_back(R);
  };
  if (Symbols.Memory)
    Add(*Symbols.Memory, true);
  if (Symbols.Other)
    Add(*Symbols.Other, false);
}

/// Prints and remembers what the current instruction is encoded to.
void recordEncoding(CaptureState &State, const MCInst &Inst,
                    ArrayRef<char> Bytes, ArrayRef<MCFixup> Fixups,
                    const MCSubtargetInfo &STI) {
  FrameInProgress &Function = State.Functions.back();
  CapturedFrame &Frame = Function.Frame;
  SymbolicOperands Symbols;
  CapturedInstruction Instruction = readInstruction(State, Inst, STI, Symbols);
  if (Symbols.Memory || Symbols.Other)
    recordSymbols(State, Symbols, Fixups,
                  Instruction.Kind == InstructionKind::Branch);
  size_t FirstFixup = Bytes.size();
  for (const MCFixup &Fixup : Fixups)
    FirstFixup = std::min<size_t>(FirstFixup, Fixup.getOffset());

  Instruction.TextBegin = Frame.Texts.size();
  SmallString<128> Text;
  raw_svector_ostream OS(Text);
  State.Printer->printInst(&Inst, /*Address=*/0, /*Annot=*/"", STI, OS);
  StringRef Line = Text.str().ltrim();
  for (char C : Line)
    Frame.Texts.push_back(C == '\t' ? ' ' : C);
  Instruction.TextLength = Frame.Texts.size() - Instruction.TextBegin;

  EmittedBytes Emitted;
  Emitted.Begin = Function.Encoded.size();
  Emitted.Length = Bytes.size();
  Emitted.Stable = FirstFixup;
  Emitted.MayFollowData = State.MayFollowData;
  Function.Encoded.append(Bytes.begin(), Bytes.end());
  Function.Emitted.push_back(Emitted);
  Frame.Instructions.push_back(Instruction);
}

class RecordingEmitter final : public MCCodeEmitter {
public:
  explicit RecordingEmitter(std::unique_ptr<MCCodeEmitter> Real)
      : Real(std::move(Real)) {}

  void reset() override { Real->reset(); }

  void encodeInstruction(const MCInst &Inst, SmallVectorImpl<char> &Bytes,
                         SmallVectorImpl<MCFixup> &Fixups,
                         const MCSubtargetInfo &STI) const override {
    size_t FirstByte = Bytes.size(), FirstNewFixup = Fixups.size();
    Real->encodeInstruction(Inst, Bytes, Fixups, STI);
    CaptureState *State = Active;
    if (!State || !State->InsideInstruction)
      return;
    recordEncoding(*State, Inst, ArrayRef(Bytes).drop_front(FirstByte),
                   ArrayRef(Fixups).drop_front(FirstNewFixup), STI);
  }

private:
  std::unique_ptr<MCCodeEmitter> Real;
};

/// Is told the functions and instructions as they are emitted.
class RecordingHandler final : public AsmPrinterHandler {
public:
  RecordingHandler(AsmPrinter &Printer, CaptureState &State)
      : Printer(Printer), State(State) {}

  void endModule() override {}

  void beginFunction(const MachineFunction *MF) override {
    State.Functions.emplace_back();
    CapturedFrame &Frame = State.Functions.back().Frame;
    Frame = readFrame(*MF, State.Files);
    Frame.Symbol = Printer.CurrentFnSym->getName().str();
    Frame.Instructions.reserve(MF->getInstructionCount());
    Reader = std::make_unique<InstructionReader>(*MF, State.Files,
                                                 Frame.InlinedNames);
    State.Reader = Reader.get();
  }

  void endFunction(const MachineFunction *) override {
    State.Reader = nullptr;
    Reader.reset();
  }

  void beginInstruction(const MachineInstr *MI) override {
    if (MI->isCFIInstruction()) {
      Reader->noteCfi(*MI);
      return;
    }
    if (MI->isDebugInstr() || MI->isPosition() || MI->isImplicitDef() ||
        MI->isKill())
      return;
    State.Current = Reader->read(*MI);
    if (State.Current.Kind == InstructionKind::Call)
      State.Current.Immediate = State.CalleePops.lookup(MI);
    State.InsideInstruction = true;
    State.MayFollowData = MI->isInlineAsm() || LastWasAssembly;
    LastWasAssembly = MI->isInlineAsm();
  }

  void endInstruction() override { State.InsideInstruction = false; }

private:
  AsmPrinter &Printer;
  CaptureState &State;
  std::unique_ptr<InstructionReader> Reader;
  bool LastWasAssembly = false;
};

std::unique_ptr<MCInstPrinter> makePrinter(const TargetMachine &TM,
                                           AssemblySyntax Syntax) {
  unsigned Variant = Syntax == AssemblySyntax::Intel ? 1 : 0;
  std::unique_ptr<MCInstPrinter> Printer(TM.getTarget().createMCInstPrinter(
      TM.getTargetTriple(), Variant, *TM.getMCAsmInfo(), *TM.getMCInstrInfo(),
      *TM.getMCRegisterInfo()));
  Printer->setPrintImmHex(true);
  return Printer;
}

/// One x86 target with its own constructors kept beside the hooked ones.
template <unsigned Bits> struct HookedTarget {
  static Target &original() {
    static Target T;
    return T;
  }

  static AsmPrinter *createAsmPrinter(TargetMachine &TM,
                                      std::unique_ptr<MCStreamer> &&Streamer) {
    AsmPrinter *Printer = original().createAsmPrinter(TM, std::move(Streamer));
    CaptureState *State = Active;
    if (!State || !Printer)
      return Printer;
    if (State->Witness) {
      Printer->addAsmPrinterHandler(
          makeWitnessHandler(*Printer, *State->Witness));
      return Printer;
    }
    State->Triple = TM.getTargetTriple().str();
    State->OptimizationLevel = static_cast<unsigned>(TM.getOptLevel());
    State->Printer = makePrinter(TM, State->Syntax);
    State->Operands = std::make_unique<OperandReader>(
        *TM.getMCInstrInfo(), *TM.getMCRegisterInfo(),
        makePrinter(TM, AssemblySyntax::Intel));
    Printer->addAsmPrinterHandler(
        std::make_unique<RecordingHandler>(*Printer, *State));
    return Printer;
  }

  static MCCodeEmitter *createEmitter(const MCInstrInfo &II, MCContext &Ctx) {
    std::unique_ptr<MCCodeEmitter> Real(
        original().createMCCodeEmitter(II, Ctx));
    // The streamer's encoder is made before the AsmPrinter; later ones are the
    // printer's own, which only measure what was emitted.
    if (!Active || Active->Witness || Active->Printer)
      return Real.release();
    return new RecordingEmitter(std::move(Real));
  }

  /// An ELF streamer, with the object's copy where it is wanted.
  static MCStreamer *createElfStreamer(const Triple &TheTriple, MCContext &Ctx,
                                       std::unique_ptr<MCAsmBackend> &&Backend,
                                       std::unique_ptr<MCObjectWriter> &&Writer,
                                       std::unique_ptr<MCCodeEmitter> &&Code) {
    if (Active && Active->KeepsObject && !Active->Object)
      Active->Object = copyObject(*Backend, Writer);
    return original().createMCObjectStreamer(TheTriple, Ctx, std::move(Backend),
                                             std::move(Writer), std::move(Code),
                                             *Ctx.getSubtargetInfo());
  }

  static void install(const char *TripleName) {
    std::string Error;
    Triple TheTriple(TripleName);
    const Target *Registered = TargetRegistry::lookupTarget(TheTriple, Error);
    if (!Registered)
      return;
    original() = *Registered;
    // The registry hands out constant targets but is meant to be written to by
    // whoever adds a component (RegisterAsmPrinter and its siblings).
    auto &Mutable = const_cast<Target &>(*Registered);
    TargetRegistry::RegisterAsmPrinter(Mutable, createAsmPrinter);
    TargetRegistry::RegisterMCCodeEmitter(Mutable, createEmitter);
    TargetRegistry::RegisterELFStreamer(Mutable, createElfStreamer);
  }
};

} // namespace

uint32_t SymbolNameTable::idOf(const MCSymbol *Symbol) {
  if (!Symbol)
    return 0;
  auto [It, IsNew] = Known.try_emplace(Symbol, Names.size());
  if (IsNew)
    Names.push_back(Symbol->getName().str());
  return It->second;
}

CaptureState *activeCapture() { return Active; }
void setActiveCapture(CaptureState *State) { Active = State; }

void installHooks() {
  static std::once_flag Once;
  std::call_once(Once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    LLVMInitializeX86Disassembler();
    HookedTarget<64>::install("x86_64-pc-linux-gnu");
    HookedTarget<32>::install("i386-pc-linux-gnu");
    installCalleePopReader();
  });
}

struct Capture::State : CaptureState {
  /// The places of variables are read from \p WithDebugInfo, where it is given.
  Expected<CapturedUnit> finish(std::string Object,
                                const std::string *WithDebugInfo);
};

Capture::Capture(AssemblySyntax Syntax) : S(std::make_unique<State>()) {
  installHooks();
  S->Syntax = Syntax;
  setActiveCapture(S.get());
}

Capture::~Capture() { setActiveCapture(nullptr); }

void Capture::keepObject() { S->KeepsObject = true; }

Expected<CapturedUnit> Capture::finish() {
  if (!S->Object)
    return createStringError("no object was written");
  return finish(S->Object->take());
}

Expected<CapturedUnit> Capture::finish(std::string Object) {
  return S->finish(std::move(Object), nullptr);
}

/// Whether all that the object has of the function is in \p Frame.
static bool isWhole(const CapturedFrame &Frame) {
  if (Frame.Instructions.empty())
    return false;
  const CapturedInstruction &Last = Frame.Instructions.back();
  return Last.Address + Last.Length == Frame.Code.size();
}

Expected<CapturedUnit> Capture::finishWith(const std::string &Object,
                                           const CodeWitness &Users) {
  Expected<CapturedUnit> Unit = S->finish(Users.object(), &Object);
  if (!Unit)
    return Unit;
  StringMap<uint64_t> FrameBytes;
  for (const OutlinedFunction &F : Users.outline())
    FrameBytes[F.Symbol] = F.LeastBytes;
  llvm::erase_if(Unit->Frames, [&](const CapturedFrame &Frame) {
    return !isWhole(Frame) || FrameBytes.lookup(Frame.Symbol) !=
                                  Frame.StackSize + Frame.PointerSize;
  });
  return Unit;
}

Expected<CapturedUnit>
Capture::State::finish(std::string Object, const std::string *WithDebugInfo) {
  setActiveCapture(nullptr);
  CapturedUnit Unit;
  Unit.Triple = Triple;
  Unit.OptimizationLevel = OptimizationLevel;
  Expected<ObjectImage> Image = ObjectImage::read(Object);
  if (!Image)
    return Image.takeError();
  placeInstructions(Functions, *Image, SymbolNames, Triple);
  for (FrameInProgress &Function : Functions)
    Unit.Frames.push_back(std::move(Function.Frame));
  Functions.clear();
  Unit.Files = Files.take();
  if (Unit.OptimizationLevel > 0) {
    Expected<std::vector<DebugVariable>> Variables =
        readDebugLocations(WithDebugInfo ? *WithDebugInfo : Object);
    if (!Variables)
      return Variables.takeError();
    Unit.DebugVariables = std::move(*Variables);
  }
  Unit.Image = Image->take();
  Unit.Object = std::move(Object);
  return Unit;
}

} // namespace framewalk
