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
#include "llvm/IR/DataLayout.h"
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

/// An argument that the caller passes as a copy on the stack is an object of
/// the ABI's. Which one is not kept: its size decides, where no other has it.
int AccessedObjects::indexOf(const Argument &Argument) const {
  if (!Argument.hasByValAttr())
    return None;
  const DataLayout &Layout = MF.getDataLayout();
  const auto SizeOf = [&](const llvm::Argument &Each) {
    return Layout.getTypeAllocSize(Each.getParamByValType()).getFixedValue();
  };
  const uint64_t Size = SizeOf(Argument);
  for (const llvm::Argument &Other : MF.getFunction().args())
    if (&Other != &Argument && Other.hasByValAttr() && SizeOf(Other) == Size)
      return None;
  const MachineFrameInfo &Info = MF.getFrameInfo();
  int Found = None;
  for (int I = Info.getObjectIndexBegin(); I < 0; ++I) {
    if (Info.getObjectOffset(I) < 0 ||
        static_cast<uint64_t>(Info.getObjectSize(I)) != Size)
      continue;
    if (Found != None)
      return None;
    Found = I;
  }
  return Found;
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
  if (const auto *Passed = dyn_cast<Argument>(Object))
    return indexOf(*Passed);
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
    // An element of a vector that is chosen by an index loses its pointer.
    const bool IsBare = !Access->getValue() && !Access->getPseudoValue();
    const int Index = IsBare ? atPlaceOf(MI, Vectors) : objectOf(*Access);
    if (Index == None || (Found != None && Found != Index))
      return None;
    Found = Index;
  }
  return Found;
}

int AccessedObjects::addressed(const MachineInstr &MI) {
  return atPlaceOf(MI, Addresses);
}

void AccessedObjects::findPlaces() {
  HasPlaces = true;
  const auto Note = [](PlaceMap &Map, const Place &At, int Index) {
    auto [It, IsNew] = Map.try_emplace(At, Index);
    if (!IsNew && It->second != Index)
      It->second = None;
  };
  for (const Instruction &I : instructions(MF.getFunction())) {
    const DILocation *Location = I.getDebugLoc().get();
    if (!Location)
      continue;
    const Place At = {I.getParent(), Location};
    if (isa<GetElementPtrInst>(I))
      Note(Addresses, At, objectOf(&I));
    else if (const auto *Load = dyn_cast<LoadInst>(&I);
             Load && Load->getType()->isVectorTy())
      Note(Vectors, At, objectOf(Load->getPointerOperand()));
  }
}

int AccessedObjects::atPlaceOf(const MachineInstr &MI, const PlaceMap &Map) {
  if (MF.getTarget().getOptLevel() != CodeGenOptLevel::None &&
      !MF.getFunction().hasOptNone())
    return None;
  if (!HasPlaces)
    findPlaces();
  auto It = Map.find({MI.getParent()->getBasicBlock(), MI.getDebugLoc().get()});
  return It == Map.end() ? None : It->second;
}

} // namespace framewalk
