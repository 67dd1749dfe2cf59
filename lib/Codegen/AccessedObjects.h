//===- AccessedObjects.h - Which frame object an operand stays in ---------===//
//
// Private to lib/Codegen.
//
// The code generator folds what it can into a displacement: `a[i - 1]` becomes
// [rbp + 4 * rax - 84] where `a` begins at rbp - 80. What lies at rbp - 84 is
// then another object. Which one is meant, the compiler still knows: loads and
// stores carry the IR's pointer, of which the IR says what it was derived from.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/DenseMap.h"

#include <utility>

namespace llvm {
class AllocaInst;
class BasicBlock;
class DILocation;
class MachineFunction;
class MachineInstr;
class MachineMemOperand;
class Value;
} // namespace llvm

namespace framewalk {

/// Of one function. Looks at nothing before it is asked.
class AccessedObjects {
public:
  explicit AccessedObjects(const llvm::MachineFunction &MF) : MF(MF) {}

  /// The index of the object that \p MI loads from or stores to;
  /// CapturedInstruction::NoFrameIndex where it is none of the frame, or not
  /// known, or where there are several.
  int accessed(const llvm::MachineInstr &MI);
  /// The same for an address that is only worked out. Such an instruction
  /// carries no pointer: the address computations that the IR has at its place
  /// in the source decide, where they agree. Optimised code has no such places.
  int addressed(const llvm::MachineInstr &MI);

private:
  const llvm::MachineFunction &MF;
  using Place = std::pair<const llvm::BasicBlock *, const llvm::DILocation *>;
  bool HasIndices = false, HasAddresses = false;
  llvm::DenseMap<const llvm::AllocaInst *, int> IndexOf;
  llvm::DenseMap<const llvm::Value *, int> JoinedPointers;
  llvm::DenseMap<Place, int> Addresses;

  int objectOf(const llvm::MachineMemOperand &Access);
  int objectOf(const llvm::Value *Pointer);
  int objectOfJoined(const llvm::Value *Pointer);
  int indexOf(const llvm::AllocaInst *Alloca);
  void findAddresses();
};

} // namespace framewalk
