//===- Transfer.h - What one instruction does to a state ------------------===//
#pragma once

#include "Escape/FunctionFrame.h"
#include "Escape/FunctionLog.h"
#include "Escape/Intentions.h"
#include "Escape/ModuleContext.h"
#include "Escape/Values.h"

namespace llvm {
class AtomicRMWInst;
class CallBase;
class GetElementPtrInst;
class Instruction;
class IntrinsicInst;
class MemIntrinsic;
class MemTransferInst;
} // namespace llvm

namespace framewalk::escape {

struct LibraryModel;

/// Changes a state, instruction by instruction.
class Transfer {
public:
  Transfer(ModuleContext &Module, const FunctionFrame &Frame, Values &V,
           FunctionLog &Log)
      : Module(Module), T(Module.T), Frame(Frame), V(V), Log(Log) {}

  /// False: control does not get past it.
  bool run(const llvm::Instruction &I, State &Into);

private:
  SetId current(const llvm::Value &Pointer) {
    return S->current(T, V.get(Pointer));
  }
  uint32_t bytesOf(llvm::Type &Type) const;

  // Transfer.cpp
  void load(const llvm::Instruction &I, const llvm::Value &Address);
  void store(const llvm::Instruction &I, const llvm::Value &Value,
             const llvm::Value &Address);
  void storeFields(const llvm::Instruction &I, SetId Address,
                   const Fields &Stored, llvm::Type &Type);
  void elementAddress(const llvm::GetElementPtrInst &I);
  void arithmetic(const llvm::Instruction &I);
  void aggregate(const llvm::Instruction &I);
  void phi(const llvm::Instruction &I);
  /// The memory behind \p Address is read or written by \p I.
  void dereference(const llvm::Instruction &I, SetId Address);
  SetId outOfBlock(const llvm::Instruction &I, SetId Address);
  void reportDead(const llvm::Instruction &I, SetId Pointer,
                  const llvm::Instruction *InCallee, OriginId Origin);
  void noteKeptTemporary(const llvm::Instruction &I, SetId Address,
                         SetId Value);

  // CallTransfer.cpp
  bool call(const llvm::CallBase &I);
  bool call(const llvm::CallBase &I, const llvm::Function &Callee);
  const Summary *summaryFor(const llvm::CallBase &I,
                            const llvm::Function &Callee);
  void noteCalled(SetId Pointer);
  bool oneOf(const llvm::CallBase &I,
             llvm::ArrayRef<const llvm::Function *> Callees);
  void assembly(const llvm::CallBase &I);
  void intrinsic(const llvm::IntrinsicInst &I);
  void beginArguments(const llvm::IntrinsicInst &I);
  void giveBack(const llvm::Value &Saved);
  void endLife(const llvm::Value &Local);
  void leaveLists(RegionId Local);
  void copyBytes(const llvm::Instruction &I, SetId To, SetId From,
                 std::optional<int64_t> Bytes);
  void fillBytes(SetId To, const llvm::Value &Size);
  void unknown(const llvm::CallBase &I, uint32_t ReadOnly);
  void overwrite(RegionId Local);
  void takeAway(const llvm::CallBase &I, Intention Of);

  // OwnerTransfer.cpp
  bool owner(const llvm::CallBase &I, const DeclarationFacts &Facts);
  void consume(const llvm::CallBase &I, uint32_t Consumed);
  void release(RegionId Memory);
  void endOwned(RegionId Memory);
  void giveAccess(const llvm::CallBase &I, const DeclarationFacts &Facts,
                  llvm::ArrayRef<Target> Owners);
  SetId elementsOf(const Target &Owner);
  SetId pointersIn(const Target &Object, uint64_t Bytes) const;
  void setElements(const llvm::CallBase &I, const DeclarationFacts &Facts,
                   const Target &Owner, SetId Elements);
  void detach(const llvm::CallBase &I, const Target &Thread);
  void keepElements(const llvm::CallBase &I, const DeclarationFacts &Facts,
                    unsigned FirstArgument, const Target &Owner);

  // CoroutineTransfer.cpp
  void startCoroutine(const llvm::CallBase &I, const DeclarationFacts &Facts);
  void resume(const llvm::Instruction &I, SetId Coroutine);

  // ExceptionTransfer.cpp
  void beginCatch(const llvm::CallBase &I);
  void endCatch(const llvm::CallBase &I);

  // LibraryTransfer.cpp
  void apply(const llvm::CallBase &I, const LibraryModel &Model);
  void move(const llvm::Instruction &I, SetId From);
  SetId tokens(const llvm::CallBase &I, SetId Text, SetId Saved);
  void forget(llvm::StringRef Function);

  // Instantiate.cpp
  bool apply(const llvm::CallBase &I, const llvm::Function &Callee,
             const Summary &Known, const DeclarationFacts &Facts);

  ModuleContext &Module;
  Tables &T;
  const FunctionFrame &Frame;
  Values &V;
  FunctionLog &Log;
  State *S = nullptr;

  friend class Instantiation;
};

} // namespace framewalk::escape
