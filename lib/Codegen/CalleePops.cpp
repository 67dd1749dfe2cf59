//===- CalleePops.cpp - Calls that take their arguments off the stack -----===//
//
// On i386 a callee may pop its arguments (`ret 4`: stdcall, and the hidden
// pointer of a returned struct). The call's machine instruction does not say
// so; the pseudo instruction behind it does, until frame lowering removes it.
//
//===----------------------------------------------------------------------===//
#include "Codegen/CaptureState.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstr.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/Target/RegisterTargetPassConfigCallback.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace framewalk {

namespace {

/// Reads and changes nothing.
class CalleePopReader final : public MachineFunctionPass {
public:
  static char ID;
  CalleePopReader() : MachineFunctionPass(ID) {}

  StringRef getPassName() const override { return "framewalk callee pops"; }

  void getAnalysisUsage(AnalysisUsage &Usage) const override {
    Usage.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(Usage);
  }

  bool runOnMachineFunction(MachineFunction &MF) override {
    CaptureState *State = activeCapture();
    if (!State)
      return false;
    State->CalleePops.clear();
    unsigned EndOfCall =
        MF.getSubtarget().getInstrInfo()->getCallFrameDestroyOpcode();
    for (const MachineBasicBlock &Block : MF) {
      const MachineInstr *Call = nullptr;
      for (const MachineInstr &MI : Block) {
        if (MI.isCall())
          Call = &MI;
        // ADJCALLSTACKUP: bytes of the call frame, bytes that the callee pops.
        if (MI.getOpcode() != EndOfCall || !Call || MI.getNumOperands() < 2 ||
            !MI.getOperand(1).isImm())
          continue;
        if (int64_t Bytes = MI.getOperand(1).getImm())
          State->CalleePops[Call] = Bytes;
        Call = nullptr;
      }
    }
    return false;
  }
};

char CalleePopReader::ID = 0;

} // namespace

void installCalleePopReader() {
  // Registers itself for as long as it lives: with the process.
  static RegisterTargetPassConfigCallback Callback(
      [](TargetMachine &TM, PassManagerBase &, TargetPassConfig *Config) {
        if (activeCapture() && TM.getTargetTriple().isX86_32())
          Config->insertPass(&FixupStatepointCallerSavedID,
                             new CalleePopReader());
      });
}

} // namespace framewalk
