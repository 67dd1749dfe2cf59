//===- CodeWitness.cpp ----------------------------------------------------===//
#include "Codegen/CodeWitness.h"

#include "Codegen/CaptureState.h"
#include "Codegen/CodeReduction.h"

#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSymbol.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace framewalk {

namespace {

/// Arguments that are pushed for a call.
constexpr uint64_t MostPushedBytes = 256;

struct NamedCall {
  uint32_t Function = 0;
  uint32_t Call = 0;
  std::string Callee;
};

} // namespace

/// What is known when code generation has come to a function.
struct WitnessState {
  const Module *Final = nullptr;
  CodeOutline Outline;
  std::vector<NamedCall> Names;

  void add(const MachineFunction &MF, StringRef Symbol);
  void resolve();
};

struct CodeWitness::State : CaptureState {
  WitnessState Seen;
  std::string ObjectBytes;
};

/// Whom \p Call calls; empty: it goes through a pointer.
static StringRef calleeOf(const MachineInstr &Call) {
  for (const MachineOperand &Operand : Call.operands()) {
    if (Operand.isGlobal())
      return Operand.getGlobal()->getName();
    if (Operand.isSymbol())
      return Operand.getSymbolName();
  }
  return "";
}

void WitnessState::add(const MachineFunction &MF, StringRef Symbol) {
  const MachineFrameInfo &Info = MF.getFrameInfo();
  const uint64_t PointerBytes = MF.getDataLayout().getPointerSize();
  OutlinedFunction F = {.Symbol = Symbol.str(),
                        .LeastBytes = Info.getStackSize() + PointerBytes,
                        .MostBytes = Info.getStackSize() + PointerBytes +
                                     MostPushedBytes,
                        .IsDynamic = Info.hasVarSizedObjects(),
                        .Calls = {}};
  for (const MachineBasicBlock &Block : MF)
    for (const MachineInstr &MI : Block) {
      if (!MI.isCall())
        continue;
      StringRef Name = calleeOf(MI);
      const Function *Callee = Final ? Final->getFunction(Name) : nullptr;
      Names.push_back({.Function = uint32_t(Outline.size()),
                       .Call = uint32_t(F.Calls.size()),
                       .Callee = Name.str()});
      F.Calls.push_back({.EndsProgram = Callee && Callee->isDeclaration() &&
                                        Callee->doesNotReturn(),
                         .IsTailCall = MI.isReturn()});
    }
  Outline.push_back(std::move(F));
}

void WitnessState::resolve() {
  StringMap<uint32_t> Numbers;
  for (uint32_t I = 0; I < Outline.size(); ++I)
    Numbers.try_emplace(Outline[I].Symbol, I);
  for (const NamedCall &Each : Names)
    if (auto It = Numbers.find(Each.Callee); It != Numbers.end())
      Outline[Each.Function].Calls[Each.Call].Callee = It->second;
  Names.clear();
}

namespace {

class WitnessHandler final : public AsmPrinterHandler {
public:
  WitnessHandler(AsmPrinter &Printer, WitnessState &State)
      : Printer(Printer), State(State) {}

  void beginModule(Module *M) override { State.Final = M; }
  void endModule() override {}
  void beginFunction(const MachineFunction *MF) override {
    State.add(*MF, Printer.CurrentFnSym->getName());
  }
  void endFunction(const MachineFunction *) override {}

private:
  AsmPrinter &Printer;
  WitnessState &State;
};

} // namespace

std::unique_ptr<AsmPrinterHandler> makeWitnessHandler(AsmPrinter &Printer,
                                                      WitnessState &State) {
  return std::make_unique<WitnessHandler>(Printer, State);
}

CodeWitness::CodeWitness() : S(std::make_unique<State>()) {
  installHooks();
  S->Witness = &S->Seen;
  S->KeepsObject = true;
  setActiveCapture(S.get());
}

CodeWitness::~CodeWitness() {
  if (activeCapture() == S.get())
    setActiveCapture(nullptr);
}

void CodeWitness::end() {
  setActiveCapture(nullptr);
  S->Seen.resolve();
  if (S->Object)
    S->ObjectBytes = S->Object->take();
}

const CodeOutline &CodeWitness::outline() const { return S->Seen.Outline; }
const std::string &CodeWitness::object() const { return S->ObjectBytes; }

void CodeWitness::reduce(Module &Unoptimised, const CodePart &Part) const {
  if (S->Seen.Final)
    reduceModule(Unoptimised, *S->Seen.Final, Part);
}

} // namespace framewalk
