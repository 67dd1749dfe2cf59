//===- Flow.cpp -----------------------------------------------------------===//
#include "Escape/Flow.h"

#include "Escape/Conditions.h"
#include "Escape/LibraryModels.h"
#include "Escape/Transfer.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace framewalk::escape {

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

/// How states are joined where ways come together: one state for all of them,
/// or one for each, as far as that can be paid.
enum class Ways { Joined, Apart };

/// A block is looked at so often at most; what has not settled then is given
/// up as it is.
constexpr unsigned MostVisits = 40;
/// An argument's field, and a field of what that points to.
constexpr uint8_t DeepestSeen = 2;
/// What is read through may be one step further.
constexpr uint8_t DeepestRead = 3;
/// States kept apart by the exit of the shared cleanup code.
constexpr size_t MostPartitions = 8;
/// States kept apart where ways are; blocks looked at then, in all.
constexpr size_t MostWays = 24;
constexpr unsigned MostSteps = 6000;

class Flow {
public:
  Flow(const Function &F, ModuleContext &Module, Observations &Seen, Ways Mode)
      : F(F), Module(Module), Mode(Mode), T(Module.T), Frame(readFrame(F)),
        V(T, Module.Layout), Log(Seen), Apply(Module, Frame, V, Log) {}

  Summary run(const Callbacks &Given) {
    ReversePostOrderTraversal<const Function *> Order(&F);
    for (const BasicBlock *Block : Order) {
      Number[Block] = unsigned(Blocks.size());
      Blocks.push_back({.Block = Block});
    }
    findCleanupReads();
    findGivers();
    if (Mode == Ways::Apart)
      findCarried();
    setArguments();
    for (auto [Index, Callback] : Given)
      V.set(*F.getArg(Index), T.Sets.one({.Where = Callback}));
    Dirty.resize(unsigned(Blocks.size()));
    (void)V.takeChanged();
    Blocks.front().In.push_back({.S = {}, .Values = {}, .IsDirty = true});
    Dirty.set(0);
    for (int Next = 0; Next >= 0 && !hasTooManyWays();
         Next = Dirty.find_first())
      visit(Blocks[unsigned(Next)]);
    return finish();
  }

  bool hasTooManyWays() const {
    return Mode == Ways::Apart && Steps > MostSteps;
  }

private:
  using CarriedValues = SmallVector<std::pair<const Value *, Fields>, 0>;
  struct Partition {
    State S;
    /// Of what is used in other blocks than it is computed in, where ways are
    /// kept apart.
    CarriedValues Values;
    bool IsDirty = false;
  };
  struct BlockState {
    const BasicBlock *Block = nullptr;
    SmallVector<Partition, 1> In;
    unsigned Visits = 0;
    /// The cleanup's exit is read from here on before it is written.
    bool ReadsCleanupExit = false;
  };

  void setArguments() {
    for (const Argument &A : F.args()) {
      if (!canHoldPointer(*A.getType(), Module.Layout))
        continue;
      RegionId Where = isByValue(F, A.getArgNo())
                           ? T.Places.local(A)
                           : T.Places.argument(A.getArgNo());
      // A number may be one: that it is a pointer shows when it is used.
      V.set(A, T.Sets.one({.Where = Where}));
    }
  }

  /// Where the exit will be read: only there states are kept apart by it.
  void findCleanupReads() {
    if (!Frame.CleanupSlot)
      return;
    BitVector Reads(unsigned(Blocks.size())), Writes(unsigned(Blocks.size()));
    for (unsigned I = 0; I < Blocks.size(); ++I)
      for (const Instruction &Each : *Blocks[I].Block) {
        auto *Load = dyn_cast<LoadInst>(&Each);
        auto *Store = dyn_cast<StoreInst>(&Each);
        if (Load && Load->getPointerOperand() == Frame.CleanupSlot &&
            !Writes[I])
          Reads.set(I);
        if (Store && Store->getPointerOperand() == Frame.CleanupSlot)
          Writes.set(I);
      }
    for (bool HasChanged = true; HasChanged;) {
      HasChanged = false;
      for (unsigned I = unsigned(Blocks.size()); I-- > 0;) {
        bool Now = Reads[I];
        if (!Now && !Writes[I])
          for (const BasicBlock *Next : successors(Blocks[I].Block))
            Now |= Reads[Number.lookup(Next)];
        if (Now && !Reads[I]) {
          Reads.set(I);
          HasChanged = true;
        }
      }
    }
    for (unsigned I = 0; I < Blocks.size(); ++I)
      Blocks[I].ReadsCleanupExit = Reads[I];
  }

  const Summary *summaryAt(const Instruction &I) const {
    auto *Call = dyn_cast<CallBase>(&I);
    const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
    return Callee ? Module.summaryOf(*Callee) : nullptr;
  }

  void findGivers() {
    for (const BlockState &B : Blocks)
      for (const Instruction &I : *B.Block) {
        auto *Call = dyn_cast<CallBase>(&I);
        if (!Call || !Call->getCalledFunction() || isa<IntrinsicInst>(Call))
          continue;
        const Summary *Known = summaryAt(I);
        const LibraryModel *Model =
            Known ? nullptr
                  : libraryModel(Call->getCalledFunction()->getName());
        if ((Known && !Known->GivenBack.empty()) ||
            (Model && Model->Freed >= 0)) {
          Frame.GivesBack = true;
          return;
        }
      }
  }

  /// \p I does not return, but an exception goes on.
  bool isThrow(const Instruction &I) const {
    auto *Call = dyn_cast<CallBase>(&I);
    const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
    if (!Callee)
      return false;
    if (const Summary *Known = Module.summaryOf(*Callee))
      return Known->Throws;
    return Callee->getName() == "__cxa_throw" ||
           Callee->getName() == "__cxa_rethrow";
  }

  /// What blocks hand on to others beside their states.
  void findCarried() {
    for (const Instruction &I : instructions(F))
      if (!isa<AllocaInst>(I) && !I.getType()->isVoidTy() &&
          (isa<PHINode>(I) || I.isUsedOutsideOfBlock(I.getParent())))
        Carried.push_back(&I);
  }

  void visit(BlockState &B) {
    Dirty.reset(Number.lookup(B.Block));
    if (++B.Visits > MostVisits * (Mode == Ways::Apart ? MostWays : 1))
      return;
    for (size_t I = 0; I < B.In.size(); ++I) {
      if (!B.In[I].IsDirty)
        continue;
      ++Steps;
      B.In[I].IsDirty = false;
      State S = B.In[I].S;
      for (auto &[Each, Value] : CarriedValues(B.In[I].Values))
        V.setFields(*Each, Value);
      bool Continues = true;
      for (const Instruction &Each : *B.Block) {
        if (Mode == Ways::Apart && isa<PHINode>(Each))
          continue; // set on the edge
        Continues = Apply.run(Each, S);
        if (Mode == Ways::Apart)
          learnFrom(Each, S);
        if (!Continues && !Each.isTerminator()) {
          if (isThrow(Each))
            leaveByException(Each, S);
          break;
        }
        if (Each.isTerminator())
          leave(Each, S, Continues);
      }
    }
    auto Changes = V.takeChanged();
    if (Mode == Ways::Apart)
      return; // handed on by the edges
    for (const Value *Changed : Changes)
      for (const User *U : Changed->users())
        if (auto *I = dyn_cast<Instruction>(U);
            I && (I->getParent() != B.Block || isa<PHINode>(I)))
          revisit(*I->getParent());
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

  void leave(const Instruction &End, State &S, bool Continues) {
    const BasicBlock &From = *End.getParent();
    if (auto *Return = dyn_cast<ReturnInst>(&End)) {
      exit(*Return, S);
    } else if (auto *Branch = dyn_cast<BranchInst>(&End);
               Branch && Branch->isConditional()) {
      branch(*Branch, S);
    } else if (auto *Switch = dyn_cast<SwitchInst>(&End);
               Switch && isCleanupSwitch(*Switch) &&
               S.CleanupExit != State::NoExit) {
      auto *Value = ConstantInt::getSigned(
          cast<IntegerType>(Switch->getCondition()->getType()), S.CleanupExit);
      enter(From, *Switch->findCaseValue(Value)->getCaseSuccessor(), S);
    } else if (auto *Switch = dyn_cast<SwitchInst>(&End);
               Switch && Mode == Ways::Apart) {
      switchApart(*Switch, S);
    } else if (auto *Invoke = dyn_cast<InvokeInst>(&End)) {
      if (Continues)
        enter(From, *Invoke->getNormalDest(), S);
      State Unwinding = S;
      Unwinding.IsThrown = !Continues && isThrow(End);
      enter(From, *Invoke->getUnwindDest(), Unwinding);
    } else if (isa<ResumeInst>(&End)) {
      if (S.IsThrown)
        leaveByException(End, S);
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

  void enter(const BasicBlock &From, const BasicBlock &Next, const State &S) {
    unsigned To = Number.lookup(&Next);
    BlockState &B = Blocks[To];
    if (Mode == Ways::Apart)
      return enterApart(From, B, S);
    int Exit = B.ReadsCleanupExit ? S.CleanupExit : State::NoExit;
    Partition *Known = nullptr;
    for (Partition &Each : B.In)
      if (Each.S.CleanupExit == Exit && Each.S.IsThrown == S.IsThrown)
        Known = &Each;
    if (!Known && B.In.size() >= MostPartitions) {
      Known = &B.In.front();
      Known->S.CleanupExit = State::NoExit;
      Known->S.IsThrown = false;
    }
    if (!Known) {
      B.In.push_back({.S = S, .Values = {}, .IsDirty = true});
      B.In.back().S.CleanupExit = Exit;
      Dirty.set(To);
    } else if (Known->S.join(T, S)) {
      Known->IsDirty = true;
      Dirty.set(To);
    }
  }

  void branch(const BranchInst &Branch, const State &S) {
    for (unsigned I = 0; I < 2; ++I) {
      State Refined = S;
      bool Truth = I == 0;
      const Value &Condition = comparedIn(*Branch.getCondition(), Truth);
      if (Mode == Ways::Apart && !follow(Condition, Branch, Truth, Refined))
        continue;
      if (refine(&Condition, Truth, Refined))
        enter(*Branch.getParent(), *Branch.getSuccessor(I), Refined);
    }
  }

  //===--- Ways apart -----------------------------------------------------===//

  /// False: \p Condition is known to be the other way. Else it is known now.
  bool follow(const Value &Condition, const Instruction &At, bool Truth,
              State &S) {
    if (auto *Constant = dyn_cast<ConstantInt>(&Condition))
      return Constant->isOne() == Truth;
    std::optional<Comparison> What =
        readComparison(Condition, At, S, T, V, Truth);
    if (!What)
      return true;
    if (std::optional<bool> Known = S.Facts.truthOf(*What))
      return *Known == Truth;
    S.Facts.learn(*What, Truth);
    return true;
  }

  /// A variable that has been set to a number.
  void learnFrom(const Instruction &I, State &S) {
    if (isa<CallBase>(I)) {
      S.Facts.forget(T.Places.local(I));
      return;
    }
    auto *Store = dyn_cast<StoreInst>(&I);
    if (!Store || !Store->getValueOperand()->getType()->isIntegerTy())
      return;
    const Value &Written = *Store->getValueOperand();
    std::optional<int64_t> Number = numberOf(Written, *Store, S);
    const Target *Place =
        T.Sets.single(S.current(T, V.get(*Store->getPointerOperand())));
    if (Number && Place && Place->isExact())
      S.Facts.learn({.Left = Place->Where,
                     .LeftOffset = Place->Offset,
                     .Bytes = (Written.getType()->getIntegerBitWidth() + 7) / 8,
                     .Right = Regions::null(),
                     .Number = *Number},
                    true);
  }

  std::optional<int64_t> numberOf(const Value &Written, const Instruction &At,
                                  const State &S) {
    if (auto *Constant = dyn_cast<ConstantInt>(&Written)) {
      if (Constant->getBitWidth() > 64)
        return std::nullopt;
      return Constant->getSExtValue();
    }
    std::optional<Comparison> From = readOperand(Written, At, S, T, V);
    return From ? S.Facts.numberAt(From->Left, From->LeftOffset) : std::nullopt;
  }

  /// Cases that go to one place are known together: `case 1: case 2:`.
  void switchApart(const SwitchInst &Switch, const State &S) {
    const BasicBlock &From = *Switch.getParent();
    std::optional<Comparison> What =
        readOperand(*Switch.getCondition(), Switch, S, T, V);
    MapVector<const BasicBlock *, SmallVector<int64_t, 4>> Cases;
    for (auto &Case : Switch.cases())
      Cases[Case.getCaseSuccessor()].push_back(
          Case.getCaseValue()->getSExtValue());
    State Other = S;
    for (auto &[To, Numbers] : Cases) {
      if (!What) {
        enter(From, *To, S);
        continue;
      }
      State Refined = S;
      bool MayBe = false, Is = false;
      for (int64_t Number : Numbers) {
        What->Number = Number;
        std::optional<bool> Known = S.Facts.truthOf(*What);
        MayBe |= Known != false;
        Is |= Known == true;
        Other.Facts.learn(*What, false);
      }
      Comparison OneOf = *What;
      if (Numbers.size() > 1) {
        llvm::sort(Numbers);
        OneOf.Predicate = CmpInst::BAD_ICMP_PREDICATE;
        OneOf.Number = int64_t(size_t(hash_combine_range(Numbers)));
        std::optional<bool> Known = S.Facts.truthOf(OneOf);
        MayBe &= Known != false;
        Is |= Known == true;
        Other.Facts.learn(OneOf, false);
      } else {
        OneOf.Number = Numbers.front();
      }
      if (!MayBe)
        continue;
      Refined.Facts.learn(OneOf, true);
      enter(From, *To, Refined);
      if (Is)
        return;
    }
    enter(From, *Switch.getDefaultDest(), Other);
  }

  void enterApart(const BasicBlock &From, BlockState &B, State S) {
    CarriedValues Values;
    for (const Value *Each : Carried)
      if (Fields Set = V.fields(*Each); !Set.empty())
        Values.push_back({Each, std::move(Set)});
    for (const PHINode &Phi : B.Block->phis()) {
      const Value &Incoming = *Phi.getIncomingValueForBlock(&From);
      llvm::erase_if(Values, [&](auto &Each) { return Each.first == &Phi; });
      Values.push_back({&Phi, V.fields(Incoming)});
      S.Facts.forget(T.Places.local(Phi));
      if (auto *Number = dyn_cast<ConstantInt>(&Incoming);
          Number && Number->getBitWidth() <= 64)
        S.Facts.learn({.Left = T.Places.local(Phi),
                       .Bytes = 8,
                       .Right = Regions::null(),
                       .Number = Number->getSExtValue()},
                      true);
    }
    // What others can change may have changed when the loop goes on.
    if (Number.lookup(&From) >= Number.lookup(B.Block))
      S.Facts.forgetIf([&](RegionId Where) {
        return !T.Places.isLocal(Where) ||
               Frame.AddressTaken.contains(T.Places[Where].Anchor);
      });
    // What is known matters only where memory differs by it.
    for (Partition &Each : B.In)
      if (Each.S.hasSameMemory(S) && Each.Values == Values) {
        PathFacts Before = Each.S.Facts;
        Each.S.Facts.meet(S.Facts);
        if (Each.S.Facts != Before)
          setDirty(B, Each);
        return;
      }
    if (B.In.size() < MostWays) {
      B.In.push_back({.S = std::move(S), .Values = std::move(Values)});
      setDirty(B, B.In.back());
      return;
    }
    Partition &Last = B.In.back();
    Last.S.CleanupExit = State::NoExit;
    Last.S.IsThrown = false;
    bool HasChanged = Last.S.join(T, S);
    for (auto &[Each, Set] : Values) {
      auto *Known = llvm::find_if(Last.Values,
                                  [&](auto &Old) { return Old.first == Each; });
      if (Known == Last.Values.end()) {
        Last.Values.push_back({Each, Set});
        HasChanged = true;
      } else if (Fields Joined = join(Known->second, Set);
                 Joined != Known->second) {
        Known->second = std::move(Joined);
        HasChanged = true;
      }
    }
    if (HasChanged)
      setDirty(B, Last);
  }

  void setDirty(BlockState &B, Partition &P) {
    P.IsDirty = true;
    Dirty.set(Number.lookup(B.Block));
  }

  Fields join(const Fields &A, const Fields &B) {
    Fields Result = A;
    for (auto [Offset, Set] : B) {
      auto *Known = llvm::find_if(
          Result, [&](auto &Each) { return Each.first == Offset; });
      if (Known == Result.end())
        Result.push_back({Offset, Set});
      else
        Known->second = T.Sets.join(Known->second, Set);
    }
    return Result;
  }

  //===--- Pointers compared ----------------------------------------------===//

  /// Narrows \p S to where \p Condition is \p Truth; false: nowhere.
  bool refine(const Value *Condition, bool Truth, State &S) {
    auto *Compare = dyn_cast<ICmpInst>(Condition);
    if (!Compare || !Compare->isEquality())
      return true;
    bool AreEqual = (Compare->getPredicate() == ICmpInst::ICMP_EQ) == Truth;
    const Value *A = Compare->getOperand(0), *B = Compare->getOperand(1);
    if (isa<Constant>(A))
      std::swap(A, B);
    if (!canHoldPointer(*A->getType(), Module.Layout))
      return true;
    SetId SetA = S.current(T, V.get(*A)), SetB = S.current(T, V.get(*B));
    return narrow(*A, SetA, SetB, AreEqual, S) &&
           narrow(*B, SetB, SetA, AreEqual, S);
  }

  /// \p Pointer, which may point to \p Set, is or is not equal to \p Other.
  bool narrow(const Value &Pointer, SetId Set, SetId Other, bool AreEqual,
              State &S) {
    ArrayRef<Target> Others = T.Sets[Other];
    if (Set.isEmpty() || Others.size() != 1 || !Others.front().isExact())
      return true;
    Target That = Others.front();
    RegionKind Kind = T.Places.kind(That.Where);
    // What is null need not be given back.
    if (Frame.GivesBack && Kind == RegionKind::Null && AreEqual)
      if (const Target *Only = T.Sets.single(Set); Only && Only->isExact())
        S.giveBack(Only->Where);
    bool IsPlain = Kind == RegionKind::Null || Kind == RegionKind::Local ||
                   Kind == RegionKind::Global;
    if (!IsPlain)
      return true;
    SetId Narrowed = AreEqual ? equalTo(Set, That)
                              : T.Sets.filter(Set, [&](const Target &Each) {
                                  return Each.Where != That.Where ||
                                         !Each.isExact() ||
                                         Each.Offset != That.Offset;
                                });
    if (Narrowed.isEmpty())
      return false;
    if (AreEqual && Kind == RegionKind::Null)
      forgetFields(Set, S);
    // The variable that it was loaded from is what the branches look at again.
    if (auto *Load = dyn_cast<LoadInst>(&Pointer))
      if (const Target *Place =
              T.Sets.single(S.current(T, V.get(*Load->getPointerOperand()))))
        if (const Cell *C = S.find(*Place);
            C && C->Set == Set && Place->isExact())
          S.replace(*Place, Narrowed);
    return true;
  }

  /// What \p Set points to is not there: nothing is in it. Only of what was
  /// given to the function, which is one object; the results of a call in a
  /// loop are many.
  void forgetFields(SetId Set, State &S) {
    const Target *Only = T.Sets.single(Set);
    if (!Only || !Only->isExact() || Only->Offset != 0)
      return;
    RegionKind Kind = T.Places.kind(Only->Where);
    if (Kind == RegionKind::Argument || Kind == RegionKind::Content)
      S.eraseRegion(Only->Where);
  }

  SetId equalTo(SetId Set, const Target &That) {
    bool IsPossible = llvm::any_of(T.Sets[Set], [&](const Target &Each) {
      if (Each.Where == That.Where)
        return !Each.isExact() || Each.Offset == That.Offset;
      RegionKind Kind = T.Places.kind(Each.Where);
      bool IsKnown = Kind == RegionKind::Null || Kind == RegionKind::Local ||
                     Kind == RegionKind::Global;
      return !IsKnown;
    });
    return IsPossible ? T.Sets.one(That) : SetId{};
  }

  //===--- The exit -------------------------------------------------------===//

  bool isOwnLocal(const Target &Each) const {
    RegionId Owner = T.Places.ownerOf(Each.Where);
    if (!T.Places.isLocal(Owner))
      return false;
    const Value *Anchor = T.Places[Owner].Anchor;
    if (auto *Local = dyn_cast<AllocaInst>(Anchor))
      return Local->getFunction() == &F;
    if (auto *Handler = dyn_cast<CallBase>(Anchor))
      return Handler->getFunction() == &F;
    auto *Parameter = dyn_cast<Argument>(Anchor);
    return Parameter && Parameter->getParent() == &F;
  }

  /// What is constructed by `return T(...)` is the caller's object by the
  /// language, even where it is passed back in registers.
  bool isResultObject(const Target &Each) const {
    auto *Local = dyn_cast_or_null<AllocaInst>(T.Places[Each.Where].Anchor);
    return Local && Local->getName() == "retval" &&
           Local->getAllocatedType()->isAggregateType();
  }

  void exit(const ReturnInst &Return, const State &S) {
    HasReturned = true;
    Fields Result;
    if (const Value *Value = Return.getReturnValue())
      Result = V.fields(*Value);
    for (auto &[Offset, Set] : Result) {
      Set = S.current(T, Set);
      returned(Return, Set, S);
      addResult(Offset, Set);
    }
    DenseSet<RegionId> Lasting = lastingHeap(Result, S);
    for (const Cell &C : S.cells())
      left(Return, C, Lasting);
    State AtExit = S;
    AtExit.CleanupExit = State::NoExit;
    if (!Exit)
      Exit = std::move(AtExit);
    else
      Exit->join(T, AtExit);
  }

  /// The exception, and what is stored in memory that lives longer.
  void leaveByException(const Instruction &I, const State &S) {
    HasThrown = true;
    DenseSet<RegionId> Lasting = lastingHeap({}, S);
    for (const Cell &C : S.cells()) {
      left(I, C, Lasting);
      const Region &R = T.Places[C.Where];
      if (R.Kind != RegionKind::Heap || !allocatesException(*R.Anchor))
        continue;
      for (const Target &Thrown : T.Sets[C.Set])
        if (isOwnLocal(Thrown))
          Log.Seen.add({.Kind = ObservationKind::Thrown,
                        .At = &I,
                        .Local = T.Places.ownerOf(Thrown.Where),
                        .Holder = {},
                        .Origin = C.Origin});
    }
  }

  void addResult(int32_t Offset, SetId Set) {
    for (auto &[At, Known] : Result)
      if (At == Offset) {
        Known = T.Sets.join(Known, Set);
        return;
      }
    Result.push_back({Offset, Set});
  }

  /// The stores into the variable that \p Return loads its value from.
  OriginId originOfResult(const ReturnInst &Return, const State &S) {
    const Value *Value = Return.getReturnValue();
    // In a variable of the source that is the result they are no returns.
    auto *Load = dyn_cast<LoadInst>(Value);
    const llvm::Value *From =
        Load ? Load->getPointerOperand()->stripInBoundsOffsets() : nullptr;
    if (From && From->getName() == "retval")
      if (const Target *Place =
              T.Sets.single(V.get(*Load->getPointerOperand()))) {
        OriginId Origin;
        for (const Cell &C : S.cellsOf(Place->Where))
          if (T.Sets.hasLocal(C.Set))
            Origin = T.Stores.join(Origin, C.Origin);
        return Origin;
      }
    return {};
  }

  void returned(const ReturnInst &Return, SetId Set, const State &S) {
    for (const Target &Each : T.Sets[Set])
      if (isOwnLocal(Each))
        Log.Seen.add(
            {.Kind = ObservationKind::Returned,
             .At = &Return,
             .Local = T.Places.ownerOf(Each.Where),
             .Holder = {},
             .Origin = originOfResult(Return, S),
             .InCallee = nullptr,
             .IsOwned = T.Places.kind(Each.Where) == RegionKind::Owned});
  }

  /// Heap memory that the result or longer-lived memory points to.
  DenseSet<RegionId> lastingHeap(const Fields &Result, const State &S) const {
    DenseSet<RegionId> Lasting;
    auto Reach = [&](SetId Set) {
      bool IsNew = false;
      for (const Target &Each : T.Sets[Set])
        if (T.Places.kind(Each.Where) == RegionKind::Heap)
          IsNew |= Lasting.insert(Each.Where).second;
      return IsNew;
    };
    for (auto [Offset, Set] : Result)
      Reach(Set);
    for (bool HasGrown = true; HasGrown;) {
      HasGrown = false;
      for (const Cell &C : S.cells())
        if (outlives(C.Where, Lasting))
          HasGrown |= Reach(C.Set);
    }
    return Lasting;
  }

  bool outlives(RegionId Where, const DenseSet<RegionId> &Lasting) const {
    while (T.Places.kind(Where) == RegionKind::Owned)
      Where = T.Places[Where].Base;
    return T.Places[Where].outlivesFunction() || Lasting.contains(Where);
  }

  /// strtok() keeps where it is for the next call only; nobody resets it.
  bool isTokenizer(RegionId Where) const {
    auto *F = dyn_cast_or_null<Function>(T.Places[Where].Anchor);
    const LibraryModel *Model = F ? libraryModel(F->getName()) : nullptr;
    return Model && Model->Tokens == 0;
  }

  void left(const Instruction &End, const Cell &C,
            const DenseSet<RegionId> &Lasting) {
    if (!T.Sets.hasLocal(C.Set) || !outlives(C.Where, Lasting) ||
        isTokenizer(C.Where))
      return;
    // Taken out of its owner on some way: where it was not there at all, there
    // was nothing to take.
    if (T.Places.kind(C.Where) == RegionKind::Owned && C.Span &&
        T.Sets.contains(C.Set, Regions::null()))
      return;
    for (const Target &Each : T.Sets[C.Set])
      if (isOwnLocal(Each) && !isResultObject(Each)) {
        ArrayRef<const Instruction *> Stores = T.Stores[C.Origin];
        Log.Seen.add(
            {.Kind = ObservationKind::Left,
             .At = Stores.empty() ? &End : Stores.front(),
             .Local = T.Places.ownerOf(Each.Where),
             .Holder = C.place(),
             .Origin = C.Origin,
             .InCallee = nullptr,
             .IsOwned = T.Places.kind(Each.Where) == RegionKind::Owned});
      }
  }

  Summary finish() {
    Summary Result;
    Result.Returns = HasReturned;
    Result.CalledArguments = Log.CalledArguments;
    Result.Throws = HasThrown && !HasReturned;
    if (Exit)
      for (RegionId Where : Exit->givenBack())
        if (T.Places[T.Places.ownerOf(Where)].outlivesFunction())
          Result.GivenBack.push_back(Where);
    Result.Released.assign(Log.Released.begin(), Log.Released.end());
    llvm::sort(Result.Released);
    Result.Resumed.assign(Log.Resumed.begin(), Log.Resumed.end());
    llvm::sort(Result.Resumed);
    Result.Result = std::move(this->Result);
    if (Exit)
      for (const Cell &C : Exit->cells())
        if (isEffect(C))
          Result.Effects.push_back(
              {.Place = C.place(), .Set = dieHere(C.Set), .Origin = C.Origin});
    for (auto &[Offset, Set] : Result.Result)
      Set = dieHere(Set);
    for (auto Each : Log.Dereferenced)
      if (T.Places[Each.first].Depth <= DeepestRead)
        Result.Dereferenced.push_back(Each);
    llvm::sort(Result.Dereferenced,
               [](const auto &A, const auto &B) { return A.first < B.first; });
    return Result;
  }

  /// What callers need to know: what may put a pointer of theirs, or of this
  /// frame, somewhere, and what may take one away from where they can see it.
  bool isEffect(const Cell &C) {
    RegionKind Kind = T.Places.kind(C.Where);
    if (Kind == RegionKind::Local || Kind == RegionKind::Top ||
        C.Set == State::initial(T, C.place()))
      return false;
    // The elements of an owner are no deeper than the owner.
    unsigned Depth =
        T.Places[C.Where].Depth - (Kind == RegionKind::Owned ? 1 : 0);
    if (Depth <= DeepestSeen && Kind != RegionKind::Result)
      return true;
    return llvm::any_of(T.Sets[C.Set], [&](const Target &Each) {
      return T.Places.kind(Each.Where) == RegionKind::Argument ||
             T.Places.mayDie(Each.Where);
    });
  }

  SetId dieHere(SetId Set) {
    if (!T.Sets.hasLocal(Set))
      return Set;
    return T.Sets.map(Set, [&](Target Each) {
      Each.Dead |= isOwnLocal(Each);
      return Each;
    });
  }

  const Function &F;
  ModuleContext &Module;
  const Ways Mode;
  Tables &T;
  FunctionFrame Frame;
  Values V;
  FunctionLog Log;
  Transfer Apply;
  std::vector<BlockState> Blocks;
  DenseMap<const BasicBlock *, unsigned> Number;
  BitVector Dirty;
  SmallVector<const Instruction *, 0> Carried;
  unsigned Steps = 0;
  std::optional<State> Exit;
  Fields Result;
  bool HasReturned = false;
  bool HasThrown = false;
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
