//===- CodeOutline.cpp ----------------------------------------------------===//
#include "Escape/CodeOutline.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace framewalk::escape {

/// Saved registers, a guard, slots of clang's own for clean-ups.
constexpr uint64_t MostUnnamedBytes = 256;

static void addFrameBytes(const Function &F, OutlinedFunction &To) {
  const DataLayout &Layout = F.getDataLayout();
  To.LeastBytes = Layout.getPointerSize();
  To.MostBytes = MostUnnamedBytes;
  DenseMap<const Value *, uint64_t> Sizes;
  for (const Instruction &I : instructions(F)) {
    if (auto *Local = dyn_cast<AllocaInst>(&I)) {
      std::optional<TypeSize> Size = Local->getAllocationSize(Layout);
      if (!Local->isStaticAlloca() || !Size || Size->isScalable()) {
        To.IsDynamic = true;
        continue;
      }
      Sizes[Local] = *Size;
      To.MostBytes += *Size + Local->getAlign().value();
    }
    for (const DbgVariableRecord &Named : filterDbgVars(I.getDbgRecordRange()))
      // Those that arrive in memory stay in the caller's.
      if (Named.isDbgDeclare() && !Named.getVariable()->isParameter())
        if (auto Known = Sizes.find(Named.getAddress()); Known != Sizes.end()) {
          To.LeastBytes += Known->second;
          Sizes.erase(Known); // once each
        }
  }
}

using FunctionNumbers = DenseMap<const Function *, uint32_t>;

static void addMentioned(const Instruction &I, const FunctionNumbers &Numbers,
                         OutlinedFunction &To) {
  for (const Use &Operand : I.operands()) {
    auto *F = dyn_cast<Function>(Operand->stripPointerCasts());
    auto *Call = dyn_cast<CallBase>(&I);
    if (!F || (Call && Call->isCallee(&Operand)))
      continue;
    if (auto Known = Numbers.find(F); Known != Numbers.end())
      To.Mentioned.push_back(Known->second);
  }
}

CodeOutline outlineOf(const Module &Module) {
  CodeOutline Outline;
  FunctionNumbers Numbers;
  for (const Function &F : Module)
    if (!F.isDeclaration()) {
      Numbers[&F] = uint32_t(Outline.size());
      Outline.emplace_back().Symbol = F.getName();
    }
  for (auto [F, Number] : Numbers) {
    OutlinedFunction &To = Outline[Number];
    addFrameBytes(*F, To);
    for (const Instruction &I : instructions(*F)) {
      addMentioned(I, Numbers, To);
      auto *Call = dyn_cast<CallBase>(&I);
      if (!Call || isa<IntrinsicInst>(Call))
        continue;
      auto *Callee =
          dyn_cast<Function>(Call->getCalledOperand()->stripPointerCasts());
      auto Known = Numbers.find(Callee);
      To.Calls.push_back({.Callee = Known == Numbers.end()
                                        ? OutlinedCall::Unknown
                                        : Known->second,
                          .IsInlined = Call->hasFnAttr(Attribute::AlwaysInline),
                          .EndsProgram = Callee && Known == Numbers.end() &&
                                         Callee->doesNotReturn()});
    }
  }
  return Outline;
}

} // namespace framewalk::escape
