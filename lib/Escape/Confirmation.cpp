//===- Confirmation.cpp ---------------------------------------------------===//
#include "Escape/Confirmation.h"

#include "Escape/Flow.h"
#include "Escape/LibraryModels.h"
#include "Escape/Names.h"
#include "Escape/Numbers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace framewalk::escape {

namespace {

/// Calls in calls; instructions of a callee, and of all together.
constexpr unsigned DeepestCall = 5;
constexpr unsigned LargestCallee = 400;
constexpr unsigned MostInstructions = 5000;

//===--- The function with its callees ------------------------------------===//

struct OpenCall {
  CallBase *Call = nullptr;
  /// The functions that it is in, outermost first.
  SmallVector<const Function *, 6> Within;
};

bool isWorthInlining(const Function &Callee, const ModuleContext &Module,
                     ArrayRef<const Function *> Within) {
  if (Callee.isDeclaration() || Callee.isVarArg() ||
      Callee.isPresplitCoroutine() || is_contained(Within, &Callee) ||
      Callee.getInstructionCount() > LargestCallee ||
      Callee.hasFnAttribute(Attribute::Naked) ||
      Callee.hasFnAttribute(Attribute::ReturnsTwice) ||
      libraryModel(Callee.getName()))
    return false;
  // A summary says better what becomes of memory that is given back, and where
  // a coroutine runs on.
  const Summary *Known = Module.summaryOf(Callee);
  if (Known && !(Known->GivenBack.empty() && Known->Resumed.empty()))
    return false;
  auto Declared = Module.Owners.find(Callee.getName());
  return Declared == Module.Owners.end() ||
         Declared->second.Role == OwnerRole::None;
}

void addCalls(SmallVectorImpl<OpenCall> &Open, ArrayRef<CallBase *> Calls,
              ArrayRef<const Function *> Within) {
  for (CallBase *Call : Calls)
    if (Call->getCalledFunction() && !isa<IntrinsicInst>(Call))
      Open.push_back({Call, SmallVector<const Function *, 6>(Within)});
}

void inlineCallees(Function &Copy, const Function &Original,
                   const ModuleContext &Module) {
  SmallVector<CallBase *, 16> Calls;
  for (Instruction &I : instructions(Copy))
    if (auto *Call = dyn_cast<CallBase>(&I))
      Calls.push_back(Call);
  SmallVector<OpenCall, 32> Open;
  addCalls(Open, Calls, {&Original, &Copy});
  unsigned Instructions = Copy.getInstructionCount();
  for (size_t Next = 0; Next < Open.size(); ++Next) {
    OpenCall Each = Open[Next];
    Function &Callee = *Each.Call->getCalledFunction();
    if (Each.Within.size() > DeepestCall + 1 ||
        !isWorthInlining(Callee, Module, Each.Within) ||
        Each.Call->getFunctionType() != Callee.getFunctionType())
      continue;
    Instructions += Callee.getInstructionCount();
    if (Instructions > MostInstructions)
      return;
    InlineFunctionInfo Info;
    if (!InlineFunction(*Each.Call, Info).isSuccess())
      continue;
    Each.Within.push_back(&Callee);
    addCalls(Open, Info.InlinedCallSites, Each.Within);
  }
}

//===--- Is it the same? --------------------------------------------------===//

/// Where an instruction is in the function that was looked at first.
EscapePosition outermost(const Instruction &I) {
  const DILocation *Where = I.getDebugLoc();
  while (Where && Where->getInlinedAt())
    Where = Where->getInlinedAt();
  if (!Where || !Where->getLine())
    return {};
  return {.File = Where->getFilename().str(),
          .Line = Where->getLine(),
          .Column = Where->getColumn()};
}

class Comparer {
public:
  Comparer(ModuleContext &Module, const ValueToValueMapTy &Copies)
      : Places(Module.T.Places), Stores(Module.T.Stores), Copies(Copies) {}

  /// \p First as the closer look sees it: of the stores that may have put the
  /// pointer there, those that did.
  std::optional<Observation> find(const Observation &First,
                                  const Observations &Closer,
                                  bool HasSamePlace) {
    // Which element of an array a callee writes is not seen better in its
    // place.
    if (!First.Holder.isExact())
      return First;
    // Memory from an allocator may come from a callee that is not called any
    // longer.
    const Value *Anchor =
        this->Places[this->Places.ownerOf(First.Local)].Anchor;
    if (!isa_and_nonnull<AllocaInst>(Anchor) &&
        !isa_and_nonnull<Argument>(Anchor))
      return First;
    SmallVector<EscapePosition, 8> Places;
    bool IsThere = false;
    for (const Observation &Second : Closer.all())
      if (isSameKind(First, Second) && isSameLocal(First, Second)) {
        IsThere = true;
        llvm::append_range(Places, placesOf(Second));
      }
    SmallVector<EscapePosition, 8> Before = placesOf(First);
    bool IsAtSamePlace = llvm::any_of(Before, [&](const EscapePosition &P) {
      return is_contained(Places, P);
    });
    if (!IsThere || (HasSamePlace && !IsAtSamePlace))
      return std::nullopt;
    Observation Result = First;
    if (!IsAtSamePlace)
      return Result;
    Result.Origin = Stores.filter(First.Origin, [&](const Instruction &I) {
      return is_contained(Places, outermost(I));
    });
    if (First.Kind == ObservationKind::Left && !Stores[Result.Origin].empty())
      Result.At = Stores[Result.Origin].front();
    return Result;
  }

private:
  bool isSameLocal(const Observation &First, const Observation &Second) const {
    const Value *A = Places[Places.ownerOf(First.Local)].Anchor;
    const Value *B = Places[Places.ownerOf(Second.Local)].Anchor;
    if (!A || !B)
      return false;
    if (auto Copy = Copies.find(A); Copy != Copies.end())
      return Copy->second == B;
    // A callee's local.
    LocalName Name = nameOf(*A), Other = nameOf(*B);
    // What alloca() gave has the name of what it was put into, if any.
    return Name.Declared == Other.Declared &&
           (Name.IsAllocated || Name.Name == Other.Name);
  }

  static bool isSameKind(const Observation &First, const Observation &Second) {
    auto Group = [](ObservationKind Kind) {
      return Kind == ObservationKind::KeptTemporary ? ObservationKind::Used
                                                    : Kind;
    };
    return Group(First.Kind) == Group(Second.Kind);
  }

  SmallVector<EscapePosition, 8> placesOf(const Observation &O) const {
    SmallVector<EscapePosition, 8> Result;
    for (const Instruction *Store : Stores[O.Origin])
      Result.push_back(outermost(*Store));
    if (Result.empty() || O.Kind == ObservationKind::Used)
      Result.push_back(outermost(*O.At));
    return Result;
  }

  const Regions &Places;
  Origins &Stores;
  const ValueToValueMapTy &Copies;
};

/// Callers need not know of a local that is not left after all.
void dismiss(Summary &From, const DenseSet<RegionId> &Dismissed, Tables &T) {
  auto Without = [&](SetId Set) {
    if (!T.Sets.hasLocal(Set))
      return Set;
    SetId Result = T.Sets.filter(Set, [&](const Target &Each) {
      return !Dismissed.contains(T.Places.ownerOf(Each.Where));
    });
    return Result.isEmpty() ? T.Sets.top() : Result;
  };
  for (auto &[Offset, Set] : From.Result)
    Set = Without(Set);
  for (Effect &E : From.Effects)
    E.Set = Without(E.Set);
}

} // namespace

Observations confirm(Function &F, ModuleContext &Module,
                     const Observations &Seen, Summary &Result) {
  ValueToValueMapTy Copies;
  // It stays in the module, which is thrown away with it: its locals are names
  // of regions.
  Function *Copy = CloneFunction(&F, Copies);
  inlineCallees(*Copy, F, Module);
  Observations Closer;
  if (!observeWays(*Copy, Module, Closer))
    return Seen;

  Comparer Compare(Module, Copies);
  Observations Kept;
  DenseSet<RegionId> Placed, Dismissed;
  for (const Observation &O : Seen.all())
    if (std::optional<Observation> Again = Compare.find(O, Closer, true)) {
      Kept.add(*Again);
      Placed.insert(O.Local);
    }
  for (const Observation &O : Seen.all())
    if (!Placed.contains(O.Local)) {
      if (std::optional<Observation> Again = Compare.find(O, Closer, false))
        Kept.add(*Again);
      else
        Dismissed.insert(Module.T.Places.ownerOf(O.Local));
    }
  Observations Followed;
  for (const Observation &O : Kept.all())
    if (!isNumber(O, Module))
      Followed.add(O);
  for (const Observation &O : Kept.all())
    Dismissed.erase(Module.T.Places.ownerOf(O.Local));
  if (!Dismissed.empty())
    dismiss(Result, Dismissed, Module.T);
  return Followed;
}

} // namespace framewalk::escape
