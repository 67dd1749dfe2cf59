//===- Flow.cpp -----------------------------------------------------------===//
//
// The worklist over a function's blocks, and the edges between them. What an
// instruction does to a state is Transfer's, how states meet Partitions', what
// branches say about pointers Narrowing's and about numbers Learning's, and
// what remains in the end Exits'.
//
//===----------------------------------------------------------------------===//
#include "Escape/Flow.h"

#include "Escape/Conditions.h"
#include "Escape/Exceptions.h"
#include "Escape/Exits.h"
#include "Escape/Learning.h"
#include "Escape/Narrowing.h"
#include "Escape/Partitions.h"
#include "Escape/Transfer.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

/// A block is looked at so often at most, for each way where they are apart;
/// what has not settled then is given up as it is.
constexpr unsigned MostVisits = 40;
/// States looked at in all where ways are apart.
constexpr unsigned MostSteps = 6000;

bool isByValue(const Function &F, unsigned Index) {
  if (F.hasParamAttribute(Index, Attribute::ByVal) ||
      F.hasParamAttribute(Index, Attribute::DeadOnReturn))
    return true;
  // An object that the caller made, passed by its address.
  for (const User *U : F.getArg(Index)->users())
    if (auto *Store = dyn_cast<StoreInst>(U))
      if (Store->getPointerOperand()->getName().ends_with(".indirect_addr"))
        return true;
  return false;
}

namespace {

class Flow {
public:
  Flow(const Function &F, ModuleContext &Module, Observations &Seen, Ways Mode)
      : F(F), Module(Module), T(Module.T), IsApart(Mode == Ways::Apart),
        Frame(readFrame(F, Module)), V(T, Module.Layout), Log(Seen),
        Apply(Module, Frame, V, Log),
        Narrow(T, V, Module.Layout, Frame.GivesBack), Leaving(F, T, Log) {
    if (IsApart)
      Carried.emplace(F, T, V);
  }

  Summary run(const Callbacks &Given) {
    ReversePostOrderTraversal<const Function *> Order(&F);
    for (const BasicBlock *Block : Order) {
      Number[Block] = unsigned(Blocks.size());
      Blocks.push_back({.Block = Block});
    }
    setArguments(Given);
    Dirty.resize(unsigned(Blocks.size()));
    Blocks.front().In.push_back({.S = {}, .Values = {}, .IsDirty = true});
    Dirty.set(0);
    for (int Next = 0; Next >= 0 && !hasTooManyWays();
         Next = Dirty.find_first())
      visit(Blocks[unsigned(Next)]);
    return Leaving.summary();
  }

  bool hasTooManyWays() const { return IsApart && Steps > MostSteps; }

private:
  struct BlockState {
    const BasicBlock *Block = nullptr;
    Partitions In;
    unsigned Visits = 0;
  };

  void setArguments(const Callbacks &Given) {
    for (const Argument &A : F.args()) {
      if (!canHoldPointer(*A.getType(), Module.Layout))
        continue;
      RegionId Where = isByValue(F, A.getArgNo())
                           ? T.Places.local(A)
                           : T.Places.argument(A.getArgNo());
      // A number may be one: that it is a pointer shows when it is used.
      V.set(A, T.Sets.one({.Where = Where}));
    }
    for (auto [Index, Callback] : Given)
      V.set(*F.getArg(Index), T.Sets.one({.Where = Callback}));
    V.takeChanged(); // Nothing has been looked at that could be out of date.
  }

  //===--- Blocks ---------------------------------------------------------===//

  void visit(BlockState &B) {
    Dirty.reset(Number.lookup(B.Block));
    if (++B.Visits > MostVisits * (IsApart ? MostWays : 1))
      return;
    // By index: the block's own end may add to them.
    for (size_t I = 0; I < B.In.size(); ++I) {
      if (!B.In[I].IsDirty)
        continue;
      ++Steps;
      B.In[I].IsDirty = false;
      for (auto &[Each, Value] : B.In[I].Values)
        V.setFields(*Each, Value);
      run(*B.Block, B.In[I].S);
    }
    auto Changes = V.takeChanged();
    if (IsApart)
      return; // handed on by the edges
    for (const Value *Changed : Changes)
      for (const User *U : Changed->users())
        if (auto *I = dyn_cast<Instruction>(U);
            I && (I->getParent() != B.Block || isa<PHINode>(I)))
          revisit(*I->getParent());
  }

  void run(const BasicBlock &Block, State S) {
    for (const Instruction &I : Block) {
      if (IsApart && isa<PHINode>(I))
        continue; // set on the edge
      bool Continues = Apply.run(I, S);
      if (IsApart)
        learnInstruction(I, S, T, V);
      if (I.isTerminator()) {
        leave(I, S, Continues);
      } else if (!Continues) {
        if (isThrow(I, Module))
          Leaving.byException(I, S);
        return;
      }
    }
  }

  void revisit(const BasicBlock &Block) {
    auto Known = Number.find(&Block);
    if (Known == Number.end())
      return;
    for (Partition &Each : Blocks[Known->second].In) {
      Each.IsDirty = true;
      Dirty.set(Known->second);
    }
  }

  //===--- Edges ----------------------------------------------------------===//

  void leave(const Instruction &End, const State &S, bool Continues) {
    const BasicBlock &From = *End.getParent();
    if (auto *Return = dyn_cast<ReturnInst>(&End)) {
      Leaving.byReturn(*Return, S, V);
    } else if (auto *Branch = dyn_cast<BranchInst>(&End);
               Branch && Branch->isConditional()) {
      branch(*Branch, S);
    } else if (auto *Switch = dyn_cast<SwitchInst>(&End);
               Switch && isCleanupSwitch(*Switch) &&
               S.CleanupExit != State::NoExit) {
      auto *Value = ConstantInt::getSigned(
          cast<IntegerType>(Switch->getCondition()->getType()), S.CleanupExit);
      enter(From, *Switch->findCaseValue(Value)->getCaseSuccessor(), S);
    } else if (auto *Switch = dyn_cast<SwitchInst>(&End); Switch && IsApart) {
      for (auto &[To, Refined] : learnSwitch(*Switch, S, T, V))
        enter(From, *To, Refined);
    } else if (auto *Invoke = dyn_cast<InvokeInst>(&End)) {
      if (Continues)
        enter(From, *Invoke->getNormalDest(), S);
      State Unwinding = S;
      Unwinding.IsThrown = !Continues && isThrow(End, Module);
      enter(From, *Invoke->getUnwindDest(), Unwinding);
    } else if (isa<ResumeInst>(&End)) {
      if (S.IsThrown)
        Leaving.byException(End, S);
    } else {
      SmallPtrSet<const BasicBlock *, 8> Entered;
      for (const BasicBlock *Next : successors(&End))
        if (Entered.insert(Next).second)
          enter(From, *Next, S);
    }
  }

  bool isCleanupSwitch(const SwitchInst &Switch) const {
    auto *Load = dyn_cast<LoadInst>(Switch.getCondition());
    return Load && Load->getPointerOperand() == Frame.CleanupSlot;
  }

  void branch(const BranchInst &Branch, const State &S) {
    for (unsigned I = 0; I < 2; ++I) {
      State Refined = S;
      bool Truth = I == 0;
      const Value &Condition = comparedIn(*Branch.getCondition(), Truth);
      if (IsApart && !learnBranch(Condition, Branch, Truth, Refined, T, V))
        continue;
      if (Narrow.narrow(Condition, Truth, Refined))
        enter(*Branch.getParent(), *Branch.getSuccessor(I), Refined);
    }
  }

  void enter(const BasicBlock &From, const BasicBlock &Next, const State &S) {
    unsigned To = Number.lookup(&Next);
    Partitions &In = Blocks[To].In;
    bool IsDirty =
        IsApart ? enterApart(From, Next, In, S)
                : joinWay(In, S, Frame.BeforeCleanupRead.contains(&Next), T);
    if (IsDirty)
      Dirty.set(To);
  }

  bool enterApart(const BasicBlock &From, const BasicBlock &Next,
                  Partitions &In, State S) {
    CarriedValues Values = Carried->along(From, Next, S);
    // What others can change may have changed when the loop goes on.
    if (Number.lookup(&From) >= Number.lookup(&Next))
      S.Facts.forgetIf([&](RegionId Where) {
        return !T.Places.isLocal(Where) ||
               Frame.AddressTaken.contains(T.Places[Where].Anchor);
      });
    return addWay(In, std::move(S), std::move(Values), T);
  }

  const Function &F;
  ModuleContext &Module;
  Tables &T;
  const bool IsApart;
  const FunctionFrame Frame;
  Values V;
  FunctionLog Log;
  Transfer Apply;
  Narrowing Narrow;
  Exits Leaving;
  std::optional<Carrier> Carried; ///< where ways are apart
  std::vector<BlockState> Blocks; ///< in reverse postorder
  DenseMap<const BasicBlock *, unsigned> Number;
  BitVector Dirty;
  unsigned Steps = 0;
};

} // namespace

Summary analyzeFunction(const Function &F, ModuleContext &Module,
                        Observations &Seen, const Callbacks &Given) {
  return Flow(F, Module, Seen, Ways::Joined).run(Given);
}

bool observeWays(const Function &F, ModuleContext &Module, Observations &Seen) {
  Flow Apart(F, Module, Seen, Ways::Apart);
  Apart.run({});
  return !Apart.hasTooManyWays();
}

} // namespace framewalk::escape
