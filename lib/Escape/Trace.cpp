//===- Trace.cpp ----------------------------------------------------------===//
//
// Walks backwards over values and memory until it meets the local, then tells
// the steps in the order in which they happened.
//
//===----------------------------------------------------------------------===//
#include "Escape/Trace.h"

#include "Escape/Names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace framewalk::escape {

namespace {

/// Callees of callees that are told of, and values looked at for one trace.
constexpr unsigned DeepestCallee = 6;
constexpr unsigned MostVisited = 5000;

/// A place in a function's memory, as far as it is known: bytes from a value.
struct Memory {
  const Value *Base = nullptr;
  std::optional<int64_t> Offset;
};

class Way {
public:
  /// \p Source is a local or an argument; it may be of another function, a
  /// callee that has returned.
  /// \p Left counts down for it and for its callees' ways.
  Way(const ModuleContext &Context, const Value &Source, unsigned Depth,
      unsigned &Left)
      : Context(Context), T(Context.T), Source(Source), Depth(Depth),
        Left(Left) {}

  /// \p V, an operand of \p At, is a pointer to the source.
  bool find(const Value &V, const Instruction &At) {
    if (&V == &Source)
      return true;
    auto *I = dyn_cast<Instruction>(&V);
    if (!I || !enter(*I))
      return false;
    if (auto *Load = dyn_cast<LoadInst>(I))
      return findIn(memoryAt(*Load->getPointerOperand()), *Load);
    if (auto *Call = dyn_cast<CallBase>(I))
      return fromResult(*Call);
    return any_of(I->operands(), [&](const Use &Each) {
      return find(*Each, isa<PHINode>(I) ? At : *I);
    });
  }

  /// The same for what the memory at \p Address holds.
  bool findInMemory(const Value &Address, const Instruction &At) {
    return findIn(memoryAt(Address), At);
  }

  /// What \p Call puts somewhere is or holds a pointer to the source.
  bool fromEffects(const CallBase &Call) {
    const Summary *Known = summaryOf(Call);
    if (!Known)
      return false;
    return any_of(Known->Effects,
                  [&](const Effect &E) { return fromEffect(Call, E); });
  }

  /// \p Call is passed a pointer to the source.
  bool toCallee(const CallBase &Call) {
    for (const Use &Each : Call.args())
      if (Each->getType()->isPointerTy() &&
          (find(*Each, Call) || findInMemory(*Each, Call))) {
        pass(Call, Call.getArgOperandNo(&Each));
        return true;
      }
    return find(*Call.getCalledOperand(), Call);
  }

  std::vector<EscapeStep> Steps;

private:
  bool enter(const Instruction &I) {
    if (!Left || !Visited.insert(&I).second)
      return false;
    --Left;
    return true;
  }

  //===--- Memory ---------------------------------------------------------===//

  static Memory memoryAt(const Value &Address) {
    Memory Result = {&Address, 0};
    for (;;) {
      Result.Base = Result.Base->stripPointerCasts();
      auto *Element = dyn_cast<GEPOperator>(Result.Base);
      if (!Element)
        return Result;
      auto *Inside = dyn_cast<GetElementPtrInst>(Element);
      APInt Bytes(64, 0);
      if (Inside && Result.Offset &&
          Inside->accumulateConstantOffset(Inside->getDataLayout(), Bytes))
        *Result.Offset += Bytes.getSExtValue();
      else
        Result.Offset.reset();
      Result.Base = Element->getPointerOperand();
    }
  }

  static bool mayOverlap(const Memory &A, const Memory &B) {
    return !A.Offset || !B.Offset || *A.Offset == *B.Offset;
  }

  /// What may write a pointer to some memory; \p Argument of a call.
  struct Writer {
    const Instruction *By = nullptr;
    unsigned Argument = 0;
    Memory Into;
  };

  /// The users of \p Address, and of places \p Offset bytes behind it, that
  /// write there or pass it on.
  void collect(const Value &Address, std::optional<int64_t> Offset,
               const Memory &Wanted, std::vector<Writer> &Found) {
    for (const Use &Each : Address.uses()) {
      auto *I = dyn_cast<Instruction>(Each.getUser());
      if (!I)
        continue;
      Memory Here = {&Address, Offset};
      if (auto *Element = dyn_cast<GetElementPtrInst>(I)) {
        if (Each.getOperandNo() != 0)
          continue;
        APInt Bytes(64, 0);
        std::optional<int64_t> Inner;
        if (Offset &&
            Element->accumulateConstantOffset(Element->getDataLayout(), Bytes))
          Inner = *Offset + Bytes.getSExtValue();
        collect(*Element, Inner, Wanted, Found);
      } else if (auto *Store = dyn_cast<StoreInst>(I)) {
        if (Each.getOperandNo() == StoreInst::getPointerOperandIndex() &&
            mayOverlap(Here, Wanted))
          Found.push_back({Store, 0, Here});
      } else if (auto *Copy = dyn_cast<MemTransferInst>(I)) {
        if (Each.getOperandNo() == 0)
          Found.push_back({Copy, 0, Here});
      } else if (auto *Call = dyn_cast<CallBase>(I);
                 Call && !isa<IntrinsicInst>(Call) &&
                 Call->isArgOperand(&Each)) {
        Found.push_back({Call, Call->getArgOperandNo(&Each), Here});
      }
    }
  }

  bool findIn(const Memory &Where, const Instruction &At) {
    const Value &Base = *Where.Base;
    if (&Base == &Source && isa<Argument>(Source))
      return true; // what an argument points to, or is passed by value
    std::vector<Writer> Found;
    if (isa<AllocaInst>(Base) || isa<CallBase>(Base)) {
      collect(Base, 0, Where, Found);
    } else if (auto *Global = dyn_cast<GlobalVariable>(&Base)) {
      collect(Base, 0, Where, Found);
      erase_if(Found, [&](const Writer &W) {
        return W.By->getFunction() != At.getFunction();
      });
      addCallsThatWrite(*Global, *At.getFunction(), Found);
    } else if (auto *Load = dyn_cast<LoadInst>(&Base)) {
      return throughPointer(*Load, Where, At);
    }
    return nearestFirst(Found, Where, At);
  }

  void addCallsThatWrite(const GlobalVariable &Global, const Function &F,
                         std::vector<Writer> &Found) {
    for (const Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I))
        if (const Summary *Known = summaryOf(*Call))
          for (const Effect &E : Known->Effects)
            if (T.Places[E.Place.Where].Anchor == &Global) {
              Found.push_back({Call, ~0u, {&Global, 0}});
              break;
            }
  }

  /// *p: other accesses through p, and what p points to by name.
  bool throughPointer(const LoadInst &Pointer, const Memory &Where,
                      const Instruction &At) {
    const Value *Variable = Pointer.getPointerOperand()->stripPointerCasts();
    std::vector<Writer> Found;
    if (isa<AllocaInst>(Variable) || isa<GlobalVariable>(Variable))
      for (const User *U : Variable->users())
        if (auto *Load = dyn_cast<LoadInst>(U);
            Load && Load->getFunction() == At.getFunction())
          collect(*Load, 0, Where, Found);
    if (nearestFirst(Found, Where, At))
      return true;
    for (const User *U : Variable->users()) {
      auto *Store = dyn_cast<StoreInst>(U);
      if (!Store || Store->getPointerOperand() != Variable ||
          Store->getFunction() != At.getFunction() || !enter(*Store))
        continue;
      Memory Named = memoryAt(*Store->getValueOperand());
      if (Named.Offset && Where.Offset)
        *Named.Offset += *Where.Offset;
      else
        Named.Offset.reset();
      if (!isa<Constant>(Named.Base) && findIn(Named, At))
        return true;
    }
    return false;
  }

  /// The last store before \p At is the likeliest; in a loop, one behind it.
  bool nearestFirst(std::vector<Writer> &Found, const Memory &Where,
                    const Instruction &At) {
    if (Found.size() > 1) {
      const DenseMap<const Instruction *, unsigned> &Order =
          orderOf(*At.getFunction());
      unsigned Here = Order.lookup(&At);
      auto Distance = [&](const Writer &W) {
        unsigned There = Order.lookup(W.By);
        return There < Here ? Here - There : ~0u / 2 + There;
      };
      llvm::sort(Found, [&](const Writer &A, const Writer &B) {
        return std::pair(Distance(A), A.Argument) <
               std::pair(Distance(B), B.Argument);
      });
    }
    return any_of(Found, [&](const Writer &W) { return fromWriter(W, Where); });
  }

  bool fromWriter(const Writer &W, const Memory &Where) {
    if (auto *Call = dyn_cast<CallBase>(W.By))
      return VisitedCalls.insert({Call, W.Argument}).second &&
             fromCallsMemory(*Call, W, Where);
    if (!enter(*W.By))
      return false;
    if (auto *Store = dyn_cast<StoreInst>(W.By)) {
      if (!find(*Store->getValueOperand(), *Store))
        return false;
      store(*Store, *Store->getPointerOperand());
      return true;
    }
    auto &Copy = cast<MemTransferInst>(*W.By);
    Memory From = memoryAt(*Copy.getRawSource());
    if (From.Offset && Where.Offset && W.Into.Offset)
      *From.Offset += *Where.Offset - *W.Into.Offset;
    else
      From.Offset.reset();
    if (!findIn(From, Copy))
      return false;
    store(Copy, *Copy.getRawDest());
    return true;
  }

  /// The order of instructions as they stand in the function.
  const DenseMap<const Instruction *, unsigned> &orderOf(const Function &F) {
    if (Ordered != &F) {
      Ordered = &F;
      Order.clear();
      for (const Instruction &I : instructions(F))
        Order[&I] = unsigned(Order.size());
    }
    return Order;
  }

  //===--- Calls ----------------------------------------------------------===//

  const Summary *summaryOf(const CallBase &Call) const {
    const Function *Callee = Call.getCalledFunction();
    return Callee && Call.arg_size() >= Callee->arg_size()
               ? Context.summaryOf(*Callee)
               : nullptr;
  }

  /// A callee's own steps are told where the user can read its code.
  bool isOpen(const Function &Callee) const {
    auto Declared = Context.Owners.find(Callee.getName());
    return Depth < DeepestCallee && !Callee.isDeclaration() &&
           (Declared == Context.Owners.end() ||
            !Declared->second.InSystemHeader);
  }

  /// One of \p Set's targets is the source, or comes from an argument of \p
  /// Call that does. \p Inside is then where it begins in the callee.
  bool fromCallees(SetId Set, const CallBase &Call, const Value *&Inside) {
    const Function &Callee = *Call.getCalledFunction();
    for (const Target &Each : T.Sets[Set]) {
      RegionId Where = T.Places.ownerOf(Each.Where);
      const Region &R = T.Places[Where];
      if (R.Kind == RegionKind::Local && R.Anchor == &Source) {
        Inside = &Source;
        return true;
      }
      bool IsContent = R.Kind == RegionKind::Content;
      RegionId Root = IsContent ? R.Base : Where;
      if (T.Places.kind(Root) != RegionKind::Argument)
        continue;
      unsigned Index = unsigned(T.Places[Root].Index);
      if (Index >= Call.arg_size())
        continue;
      const Value &Actual = *Call.getArgOperand(Index);
      Memory Cell = memoryAt(Actual);
      if (Cell.Offset)
        *Cell.Offset += R.Index;
      if (IsContent ? findIn(Cell, Call) : find(Actual, Call)) {
        pass(Call, Index);
        Inside = IsContent ? nullptr : Callee.getArg(Index);
        return true;
      }
    }
    return false;
  }

  bool fromResult(const CallBase &Call) {
    const Summary *Known = summaryOf(Call);
    if (!Known)
      return fromUnknownResult(Call);
    for (const auto &[Offset, Set] : Known->Result) {
      const Value *Inside = nullptr;
      if (!fromCallees(Set, Call, Inside))
        continue;
      if (Inside && isOpen(*Call.getCalledFunction()))
        insideOfResult(*Call.getCalledFunction(), *Inside);
      return true;
    }
    return false;
  }

  /// No body: it is known by its declaration, or not at all.
  bool fromUnknownResult(const CallBase &Call) {
    for (const Use &Each : Call.args())
      if (Each->getType()->isPointerTy() && find(*Each, Call)) {
        pass(Call, Call.getArgOperandNo(&Each));
        return true;
      }
    return false;
  }

  /// Which return of \p Callee hands \p From back.
  void insideOfResult(const Function &Callee, const Value &From) {
    for (const BasicBlock &Block : Callee) {
      auto *Return = dyn_cast<ReturnInst>(Block.getTerminator());
      if (!Return || !Return->getReturnValue())
        continue;
      Way Inner(Context, From, Depth + 1, Left);
      Inner.IsTold = isTold();
      if (!Inner.find(*Return->getReturnValue(), *Return))
        continue;
      append_range(Steps, Inner.Steps);
      if (!Steps.empty() && Steps.back().Role == StepRole::Returned)
        return;
      auto *Value = dyn_cast<CallBase>(Return->getReturnValue());
      step(Value ? static_cast<const Instruction &>(*Value) : *Return,
           subject() + " is returned by '" + sourceName(Callee) + "'",
           StepRole::Returned);
      return;
    }
  }

  /// \p Call got the address of \p Where as an argument, or knows it as a
  /// global, and writes there.
  bool fromCallsMemory(const CallBase &Call, const Writer &W,
                       const Memory &Where) {
    const Summary *Known = summaryOf(Call);
    if (!Known)
      return W.Argument != ~0u && fromUnknown(Call, W);
    return any_of(Known->Effects, [&](const Effect &E) {
      const Region &R = T.Places[T.Places.ownerOf(E.Place.Where)];
      bool IsIt = W.Argument == ~0u ? R.Anchor == Where.Base
                                    : R.Kind == RegionKind::Argument &&
                                          unsigned(R.Index) == W.Argument;
      return IsIt && fromEffect(Call, E);
    });
  }

  /// A constructor or a method whose body is not looked at: what its other
  /// arguments are may be in its object now.
  bool fromUnknown(const CallBase &Call, const Writer &W) {
    for (const Use &Each : Call.args())
      if (Call.getArgOperandNo(&Each) != W.Argument &&
          Each->getType()->isPointerTy() && find(*Each, Call)) {
        pass(Call, Call.getArgOperandNo(&Each));
        return true;
      }
    return false;
  }

  bool fromEffect(const CallBase &Call, const Effect &E) {
    const Value *Inside = nullptr;
    size_t Mark = Steps.size();
    if (!fromCallees(E.Set, Call, Inside)) {
      Steps.resize(Mark);
      return false;
    }
    const Function &Callee = *Call.getCalledFunction();
    if (!isOpen(Callee))
      return true;
    for (const Instruction *By : T.Stores[E.Origin])
      if (insideOfStore(*By, Inside))
        break;
    return true;
  }

  /// Which statement of a callee stored it.
  bool insideOfStore(const Instruction &By, const Value *From) {
    if (From) {
      Way Inner(Context, *From, Depth + 1, Left);
      Inner.IsTold = isTold();
      bool IsIt = false;
      if (auto *Store = dyn_cast<StoreInst>(&By))
        IsIt = Inner.find(*Store->getValueOperand(), By);
      else if (auto *Copy = dyn_cast<MemTransferInst>(&By))
        IsIt = Inner.findInMemory(*Copy->getRawSource(), By);
      else if (auto *Call = dyn_cast<CallBase>(&By))
        IsIt = Inner.fromEffects(*Call) || Inner.find(*Call, By) ||
               Inner.toCallee(*Call);
      if (!IsIt)
        return false;
      append_range(Steps, Inner.Steps);
    }
    if (auto *Store = dyn_cast<StoreInst>(&By))
      store(By, *Store->getPointerOperand());
    else if (auto *Copy = dyn_cast<MemTransferInst>(&By))
      store(By, *Copy->getRawDest());
    return true;
  }

  //===--- Words ----------------------------------------------------------===//

  bool isTold() const { return IsTold || !Steps.empty(); }

  std::string sourceText() const {
    LocalName Name = nameOf(Source);
    if (!Name.Name.empty())
      return "'" + Name.Name + "'";
    return Name.IsException   ? "the caught exception"
           : Name.IsLiteral   ? "the compound literal"
           : Name.IsAllocated ? "the memory from alloca()"
                              : "the temporary";
  }

  static bool isCapture(const Value &Into) {
    auto *Field = dyn_cast<GetElementPtrInst>(&Into);
    auto *Type =
        Field ? dyn_cast<StructType>(Field->getSourceElementType()) : nullptr;
    return Type && Type->hasName() && Type->getName().starts_with("class.anon");
  }

  std::string subject() const {
    if (isTold())
      return "it";
    if (auto *A = dyn_cast<Argument>(&Source); A && Depth)
      return "'" + nameOf(*A).Name + "'";
    return "the address of " + sourceText();
  }

  void step(const Instruction &I, std::string Message, StepRole Role) {
    EscapePosition At = positionOf(I);
    if (At.isValid())
      Steps.push_back(
          {At, std::move(Message), isTold() ? Role : StepRole::AddressTaken});
  }

  void store(const Instruction &I, const Value &Into) {
    const Value *Variable = Into.stripInBoundsOffsets();
    if (isCapture(Into))
      return step(I,
                  "a lambda captures " + (isTold() ? "it" : sourceText()) +
                      " by reference",
                  StepRole::Stored);
    if (Variable->getName() == "retval" && Depth == 0)
      return; // the finding itself
    if (Variable->getName() == "retval")
      return step(I,
                  subject() + " is returned by '" +
                      sourceName(*I.getFunction()) + "'",
                  StepRole::Returned);
    if (isSpill(I))
      return;
    if (std::string Name = placeName(Into); !Name.empty())
      step(I, subject() + " goes into '" + Name + "'", StepRole::Stored);
  }

  /// A parameter is stored into its own variable at the function's begin.
  static bool isSpill(const Instruction &I) {
    auto *Store = dyn_cast<StoreInst>(&I);
    return Store && isa<Argument>(Store->getValueOperand()) &&
           Store->getPointerOperand()->getName().ends_with(".addr");
  }

  void pass(const CallBase &Call, unsigned Index) {
    const Function *Callee = Call.getCalledFunction();
    if (!Callee)
      return step(Call, subject() + " is passed to a function by its pointer",
                  StepRole::Passed);
    std::string To = "'" + sourceName(*Callee) + "'";
    std::string Parameter =
        Index < Callee->arg_size() && !Callee->isDeclaration()
            ? nameOf(*Callee->getArg(Index)).Name
            : "";
    bool IsObject = Callee->getArg(0) && Index < Callee->arg_size() &&
                    Callee->getArg(Index)->getName() == "this";
    if (IsObject && !isTold() && !nameOf(Source).Name.empty())
      return step(Call, To + " is called on '" + nameOf(Source).Name + "'",
                  StepRole::Passed);
    step(Call,
         subject() + " is passed to " + To +
             (Parameter.empty() || Parameter == "this" || !isOpen(*Callee)
                  ? ""
                  : " as '" + Parameter + "'"),
         StepRole::Passed);
  }

  const ModuleContext &Context;
  const Tables &T;
  const Value &Source;
  const unsigned Depth;
  unsigned &Left;
  /// A caller's steps have said what "it" is.
  bool IsTold = false;
  SmallPtrSet<const Instruction *, 32> Visited;
  DenseSet<std::pair<const Instruction *, unsigned>> VisitedCalls;
  const Function *Ordered = nullptr;
  DenseMap<const Instruction *, unsigned> Order;
};

bool walk(Way &W, const Instruction &End, ObservationKind Kind) {
  if (Kind == ObservationKind::Used)
    if (const Value *Address = getLoadStorePointerOperand(&End))
      return W.find(*Address, End);
  if (auto *Store = dyn_cast<StoreInst>(&End))
    return W.find(*Store->getValueOperand(), End);
  if (auto *Copy = dyn_cast<MemTransferInst>(&End)) {
    if (Kind == ObservationKind::Used)
      return W.find(*Copy->getRawDest(), End) ||
             W.find(*Copy->getRawSource(), End);
    return W.findInMemory(*Copy->getRawSource(), End);
  }
  if (auto *Call = dyn_cast<CallBase>(&End))
    return (Kind != ObservationKind::Used &&
            (W.fromEffects(*Call) || W.find(*Call, End))) ||
           W.toCallee(*Call);
  return any_of(End.operands(),
                [&](const Use &Each) { return W.find(*Each, End); });
}

} // namespace

bool leadsTo(const Instruction &End, const Value &Local,
             const ModuleContext &Context) {
  unsigned Left = MostVisited;
  Way W(Context, Local, 0, Left);
  return walk(W, End, ObservationKind::Left);
}

std::vector<EscapeStep> traceTo(const Instruction &End, ObservationKind Kind,
                                const Value &Local,
                                const ModuleContext &Context) {
  unsigned Left = MostVisited;
  Way W(Context, Local, 0, Left);
  walk(W, End, Kind);
  return std::move(W.Steps);
}

} // namespace framewalk::escape
