//===- AccessedObjects.cpp ------------------------------------------------===//
#include "Codegen/AccessedObjects.h"

#include "Codegen/CapturedFrame.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/CodeGen/MachineBasicBlock.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineInstr.h"
#include "llvm/CodeGen/MachineMemOperand.h"
#include "llvm/CodeGen/PseudoSourceValue.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace framewalk {

namespace {

constexpr int None = CapturedInstruction::NoFrameIndex;

} // namespace

int AccessedObjects::indexOf(const AllocaInst *Alloca) {
  if (!HasIndices) {
    HasIndices = true;
    const MachineFrameInfo &Info = MF.getFrameInfo();
    for (int I = 0; I < Info.getObjectIndexEnd(); ++I)
      // Objects that share memory have become one; the IR names that one.
      if (const AllocaInst *Each = Info.getObjectAllocation(I);
          Each && !Info.isDeadObjectIndex(I) &&
          !Info.isVariableSizedObjectIndex(I)) {
        auto [It, IsNew] = IndexOf.try_emplace(Each, I);
        if (!IsNew)
          It->second = None;
      }
  }
  auto It = IndexOf.find(Alloca);
  return It == IndexOf.end() ? None : It->second;
}

/// Where ways meet, or one of two is chosen: all must be one object. A static
/// alloca is the same object each time round.
int AccessedObjects::objectOfJoined(const Value *Pointer) {
  auto [It, IsNew] = JoinedPointers.try_emplace(Pointer, None);
  if (!IsNew)
    return It->second;
  SmallVector<const Value *, 4> Objects;
  getUnderlyingObjects(Pointer, Objects);
  int Found = None;
  for (const Value *Each : Objects) {
    const auto *Alloca = dyn_cast<AllocaInst>(Each);
    const int Index = Alloca ? indexOf(Alloca) : None;
    if (Index == None || (Found != None && Found != Index)) {
      Found = None;
      break;
    }
    Found = Index;
  }
  return JoinedPointers[Pointer] = Found;
}

int AccessedObjects::objectOf(const Value *Pointer) {
  const Value *Object = getUnderlyingObject(Pointer);
  if (const auto *Alloca = dyn_cast<AllocaInst>(Object))
    return indexOf(Alloca);
  return isa<PHINode, SelectInst>(Object) ? objectOfJoined(Object) : None;
}

int AccessedObjects::objectOf(const MachineMemOperand &Access) {
  if (const PseudoSourceValue *Pseudo = Access.getPseudoValue()) {
    const auto *Slot = dyn_cast<FixedStackPseudoSourceValue>(Pseudo);
    return Slot ? Slot->getFrameIndex() : None;
  }
  const Value *Pointer = Access.getValue();
  return Pointer ? objectOf(Pointer) : None;
}

int AccessedObjects::accessed(const MachineInstr &MI) {
  int Found = None;
  for (const MachineMemOperand *Access : MI.memoperands()) {
    const int Index = objectOf(*Access);
    if (Index == None || (Found != None && Found != Index))
      return None;
    Found = Index;
  }
  return Found;
}

void AccessedObjects::findAddresses() {
  HasAddresses = true;
  for (const Instruction &I : instructions(MF.getFunction())) {
    const DILocation *Location = I.getDebugLoc().get();
    if (!Location || !isa<GetElementPtrInst>(I))
      continue;
    const int Index = objectOf(&I);
    auto [It, IsNew] = Addresses.try_emplace({I.getParent(), Location}, Index);
    if (!IsNew && It->second != Index)
      It->second = None;
  }
}

int AccessedObjects::addressed(const MachineInstr &MI) {
  if (MF.getTarget().getOptLevel() != CodeGenOptLevel::None &&
      !MF.getFunction().hasOptNone())
    return None;
  if (!HasAddresses)
    findAddresses();
  auto It =
      Addresses.find({MI.getParent()->getBasicBlock(), MI.getDebugLoc().get()});
  return It == Addresses.end() ? None : It->second;
}

} // namespace framewalk
