//===- CallTransfer.cpp - Calls whose bodies are not looked at ------------===//
#include "Escape/Analysis.h"
#include "Escape/Intentions.h"
#include "Escape/LibraryModels.h"
#include "Escape/Transfer.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace framewalk::escape {

/// A structure with more pointers than that is copied without those that
/// nobody has written yet.
constexpr int64_t MostCopiedBytes = 256;

//===--- Which function it is ---------------------------------------------===//

/// The functions that \p Pointer may be, where these are all; those that do
/// not take the arguments of \p I are not meant.
static SmallVector<const Function *, 4>
calleesOf(const CallBase &I, ArrayRef<Target> Pointer, const Regions &Places) {
  if (const Function *Direct = I.getCalledFunction())
    return {Direct};
  SmallVector<const Function *, 4> Callees;
  for (const Target &Each : Pointer) {
    if (Each.Where == Regions::null())
      continue;
    auto *F = Places.kind(Each.Where) == RegionKind::Global
                  ? dyn_cast<Function>(Places[Each.Where].Anchor)
                  : nullptr;
    if (!F)
      return {};
    if (F->arg_size() == I.arg_size() ||
        (F->isVarArg() && F->arg_size() < I.arg_size()))
      Callees.push_back(F);
  }
  return Callees;
}

bool Transfer::call(const CallBase &I) {
  if (auto *Intrinsic = dyn_cast<IntrinsicInst>(&I)) {
    intrinsic(*Intrinsic);
    return true;
  }
  if (I.isInlineAsm()) {
    assembly(I);
    return true;
  }
  S->revive(T, I);
  SetId Pointer = current(*I.getCalledOperand());
  reportDead(I, Pointer, nullptr, {});
  SmallVector<const Function *, 4> Callees =
      calleesOf(I, T.Sets[Pointer], T.Places);
  if (Callees.size() == 1)
    return call(I, *Callees.front());
  if (!Callees.empty())
    return oneOf(I, Callees);
  noteCalled(Pointer);
  unknown(I, 0);
  return true;
}

/// Through a pointer: what any of them may do.
bool Transfer::oneOf(const CallBase &I, ArrayRef<const Function *> Callees) {
  const State Before = *S;
  std::optional<State> After;
  Fields Result;
  for (const Function *Callee : Callees) {
    *S = Before;
    V.setFields(I, {});
    if (!call(I, *Callee))
      continue;
    for (auto [Offset, Set] : V.fields(I)) {
      auto Known = llvm::find_if(
          Result, [&](const auto &Each) { return Each.first == Offset; });
      if (Known == Result.end())
        Result.push_back({Offset, Set});
      else
        Known->second = T.Sets.join(Known->second, Set);
    }
    if (After)
      After->join(T, *S);
    else
      After = *S;
  }
  V.setFields(I, Result);
  if (After)
    *S = std::move(*After);
  return After.has_value();
}

void Transfer::noteCalled(SetId Pointer) {
  for (const Target &Each : T.Sets[Pointer]) {
    const Region &R = T.Places[Each.Where];
    if (R.Kind == RegionKind::Argument && R.Index < 32)
      Log.CalledArguments |= 1u << R.Index;
  }
}

/// Where \p Callee calls what it is given, and it is known what that is: what
/// it does then.
const Summary *Transfer::summaryFor(const CallBase &I, const Function &Callee) {
  const Summary *Known = I.getCalledFunction() ? Module.summaryOf(Callee)
                                               : summaryNow(Callee, Module);
  if (!Known || !Known->CalledArguments || I.arg_size() < Callee.arg_size())
    return Known;
  Callbacks Given;
  for (unsigned Index = 0; Index < Callee.arg_size(); ++Index)
    if (Known->calls(Index))
      if (const Target *Only = T.Sets.single(current(*I.getArgOperand(Index)));
          Only && T.Places.kind(Only->Where) == RegionKind::Global &&
          isa<Function>(T.Places[Only->Where].Anchor))
        Given.push_back({Index, Only->Where});
  return Given.empty() ? Known : summaryWith(Callee, Given, Module);
}

bool Transfer::call(const CallBase &I, const Function &Callee) {
  auto Declared = Module.Owners.find(Callee.getName());
  DeclarationFacts Facts =
      Declared == Module.Owners.end() ? DeclarationFacts{} : Declared->second;
  if (Facts.Role != OwnerRole::None && owner(I, Facts)) {
    consume(I, Facts.Consumed);
    return true;
  }
  if (Facts.IsCoroutine) {
    startCoroutine(I, Facts);
    return true;
  }
  const Summary *Known = summaryFor(I, Callee);
  if (Known && I.arg_size() >= Callee.arg_size())
    return apply(I, Callee, *Known, Facts);
  if (Callee.getName() == "__cxa_begin_catch") {
    beginCatch(I);
  } else if (Callee.getName() == "__cxa_end_catch") {
    endCatch(I);
  } else if (const LibraryModel *Model = libraryModel(Callee.getName())) {
    apply(I, *Model);
  } else {
    unknown(I, Facts.ReadOnly);
    consume(I, Facts.Consumed);
  }
  return !I.doesNotReturn();
}

//===--- Assembly ---------------------------------------------------------===//

/// A register that is read and written is taken to keep its pointer, as in
/// asm("" : "+r"(p)); all other that is written is something new.
void Transfer::assembly(const CallBase &I) {
  auto &Asm = *cast<InlineAsm>(I.getCalledOperand());
  InlineAsm::ConstraintInfoVector Constraints = Asm.ParseConstraints();
  auto IsReadToo = [&](const Value &Memory) {
    return llvm::count(I.args(), &Memory) > 1;
  };
  SetId Unknown = T.Sets.one({.Where = T.Places.result(I)});
  SmallVector<SetId, 4> Outputs;
  unsigned Argument = 0;
  for (const InlineAsm::ConstraintInfo &C : Constraints) {
    if (C.Type == InlineAsm::isOutput && !C.isIndirect) {
      Outputs.push_back(Unknown);
      continue;
    }
    bool IsOperand =
        C.Type == InlineAsm::isOutput || C.Type == InlineAsm::isInput;
    if (!IsOperand || Argument >= I.arg_size())
      continue;
    const Value &Operand = *I.getArgOperand(Argument++);
    SetId Set = current(Operand);
    if (C.isIndirect)
      dereference(I, Set);
    if (C.Type == InlineAsm::isOutput && !IsReadToo(Operand))
      S->store(T, Set, T.pointer(Unknown, T.Stores.one(I)));
    unsigned Tied = 0;
    if (C.Type == InlineAsm::isInput && !C.Codes.empty() &&
        !StringRef(C.Codes.front()).getAsInteger(10, Tied) &&
        Tied < Outputs.size() && !Set.isEmpty())
      Outputs[Tied] = Set;
  }
  Fields Result;
  auto *Several = dyn_cast<StructType>(I.getType());
  for (unsigned Index = 0; Index < Outputs.size(); ++Index)
    Result.push_back({Several ? int32_t(Module.Layout.getStructLayout(Several)
                                            ->getElementOffset(Index))
                              : 0,
                      Outputs[Index]});
  V.setFields(I, Result);
}

//===--- Intrinsics -------------------------------------------------------===//

/// The stack pointer becomes \p Saved again.
void Transfer::giveBack(const Value &Saved) {
  auto *Load = dyn_cast<LoadInst>(&Saved);
  for (const AllocaInst *Local :
       Frame.DynamicAllocas.lookup(Load ? Load->getPointerOperand() : &Saved))
    S->endLife(T, T.Places.local(*Local));
}

/// What a variadic function's list begins with points into the caller's
/// variable arguments: an argument behind the last.
void Transfer::beginArguments(const IntrinsicInst &I) {
  constexpr int64_t ListBytes = 24; // x86-64's; others are no longer
  SetId List = current(*I.getArgOperand(0));
  SetId Area =
      T.Sets.one({.Where = T.Places.argument(I.getFunction()->arg_size()),
                  .Offset = 0,
                  .Span = Target::Everywhere});
  for (int64_t At = 0; At < ListBytes; At += T.PointerBytes)
    S->store(T, T.Sets.shift(List, At), T.pointer(Area, T.Stores.one(I)));
}

void Transfer::intrinsic(const IntrinsicInst &I) {
  switch (I.getIntrinsicID()) {
  case Intrinsic::lifetime_start:
    S->beginLife(T.Places.local(*I.getArgOperand(0)->stripPointerCasts()));
    return;
  case Intrinsic::lifetime_end:
    endLife(*I.getArgOperand(0)->stripPointerCasts());
    return;
  case Intrinsic::memcpy:
  case Intrinsic::memcpy_inline:
  case Intrinsic::memmove: {
    SetId To = current(*I.getArgOperand(0)),
          From = current(*I.getArgOperand(1));
    dereference(I, To);
    dereference(I, From);
    copyBytes(I, To, From, constantOf(*I.getArgOperand(2)));
    return;
  }
  case Intrinsic::memset:
  case Intrinsic::memset_inline:
    dereference(I, current(*I.getArgOperand(0)));
    fillBytes(current(*I.getArgOperand(0)), *I.getArgOperand(2));
    return;
  case Intrinsic::stackrestore:
    giveBack(*I.getArgOperand(0));
    return;
  case Intrinsic::coro_resume:
    resume(I, current(*I.getArgOperand(0)));
    return;
  case Intrinsic::vastart:
    beginArguments(I);
    return;
  case Intrinsic::vacopy:
    copyBytes(I, current(*I.getArgOperand(0)), current(*I.getArgOperand(1)),
              std::nullopt);
    return;
  case Intrinsic::ptrmask:
  case Intrinsic::launder_invariant_group:
  case Intrinsic::strip_invariant_group:
  case Intrinsic::ptr_annotation:
  case Intrinsic::threadlocal_address:
  case Intrinsic::expect:
    V.set(I, current(*I.getArgOperand(0)));
    return;
  default:
    return;
  }
}

void Transfer::endLife(const Value &Local) {
  if (!isa<AllocaInst>(Local))
    return;
  RegionId Where = T.Places.local(Local);
  if (!Frame.AddressTaken.contains(&Local)) {
    S->beginLife(Where);
    return;
  }
  leaveLists(Where);
  S->endLife(T, Where);
}

/// A list's head that points to itself, or whose first pointer is null and
/// whose last points to that one, has nothing in its list: elements that were
/// taken out may still say who their neighbour was, but nobody goes there.
void Transfer::leaveLists(RegionId Local) {
  SmallVector<Target, 2> Empty;
  for (const Cell &C : S->cellsOf(Local)) {
    ArrayRef<Target> Set = T.Sets[C.Set];
    if (Set.size() != 1 || Set.front().Where != Local || !Set.front().isExact())
      continue;
    const Cell *First = S->find(Set.front());
    if (First == &C || (First && First->Set == T.Sets.null()))
      Empty.push_back(Set.front());
  }
  for (const Target &Head : Empty)
    for (const Cell &C : SmallVector<Cell, 16>(S->cells()))
      if (T.Sets.contains(C.Set, Local)) {
        SetId Others = T.Sets.filter(
            C.Set, [&](const Target &Each) { return Each != Head; });
        if (Others != C.Set)
          S->replace(C.place(), Others.isEmpty() ? T.Sets.top() : Others);
      }
}

void Transfer::fillBytes(SetId To, const Value &Size) {
  const Target *Only = T.Sets.single(To);
  auto *Bytes = dyn_cast<ConstantInt>(&Size);
  if (!Only || !Bytes || !Only->isExact())
    return;
  Target Begin = *Only;
  int64_t End = Begin.Offset + Bytes->getSExtValue();
  RegionKind Kind = T.Places.kind(Begin.Where);
  if (Kind == RegionKind::Local || Kind == RegionKind::Heap) {
    S->erase(Begin, uint32_t(Bytes->getZExtValue()));
    return;
  }
  for (const Cell &C : SmallVector<Cell, 8>(S->cellsOf(Begin.Where)))
    if (C.Offset >= Begin.Offset && C.Offset < End)
      S->replace(C.place(), T.Sets.null());
}

void Transfer::copyBytes(const Instruction &I, SetId To, SetId From,
                         std::optional<int64_t> Bytes) {
  const Target *Source = T.Sets.single(From);
  if (!Source)
    return;
  Target Begin = *Source;
  int64_t Length = Bytes.value_or(std::numeric_limits<int32_t>::max());
  OriginId Origin = T.Stores.one(I);
  SmallVector<std::pair<int64_t, SetId>, 8> Copied;
  for (const Cell &C : S->cellsOf(Begin.Where))
    if (C.Offset >= Begin.Offset && C.Offset < Begin.Offset + Length)
      Copied.push_back({int64_t(C.Offset) - Begin.Offset, C.Set});
  RegionKind Kind = T.Places.kind(Begin.Where);
  bool HasContents =
      Kind == RegionKind::Argument || Kind == RegionKind::Content;
  if (HasContents && Begin.isExact() && Length <= MostCopiedBytes)
    for (int64_t At = 0; At + T.PointerBytes <= Length; At += T.PointerBytes)
      if (llvm::none_of(Copied, [&](auto &C) { return C.first == At; })) {
        Target Place = Begin;
        Place.Offset += int32_t(At);
        Copied.push_back({At, S->loadFrom(T, Place)});
      }
  const Target *Only = T.Sets.single(To);
  if (Only && Only->isExact() && Bytes)
    S->erase(*Only, uint32_t(Length));
  for (auto [At, Set] : Copied)
    if (!Set.isEmpty())
      S->store(T, T.Sets.shift(To, At), T.pointer(Set, Origin));
}

//===--- Unknown callees --------------------------------------------------===//

/// Somebody may have written to \p Local: a pointer variable has been set. An
/// object that is linked to what lives longer, or to itself, is taken to be so
/// still: who unlinks it later goes along these pointers.
void Transfer::overwrite(RegionId Local) {
  auto *Object = dyn_cast<AllocaInst>(T.Places[Local].Anchor);
  const bool IsPointer = Object && Object->getAllocatedType()->isPointerTy();
  S->eraseIf(Local, [&](const Cell &C) {
    return IsPointer || llvm::any_of(T.Sets[C.Set], [&](const Target &Each) {
             return T.Places.kind(Each.Where) == RegionKind::Null ||
                    T.Places.kind(Each.Where) == RegionKind::Top ||
                    (T.Places.mayDie(Each.Where) && Each.Where != Local);
           });
  });
}

/// A callee in another file that is there to take pointers away: those to
/// locals are away from where it can go, and so are those to what it gets; from
/// the program's variables, where it gets nothing. While one waits, other
/// threads take away what they like.
void Transfer::takeAway(const CallBase &I, Intention Of) {
  if (Of == Intention::Unknown)
    return;
  DenseSet<RegionId> Given;
  for (const Use &Argument : I.args())
    for (const Target &Each : T.Sets[current(*Argument)])
      Given.insert(Each.Where);
  Given.erase(Regions::null());
  for (bool HasGrown = true; HasGrown;) {
    HasGrown = false;
    for (const Cell &C : S->cells())
      if (Given.contains(C.Where))
        for (const Target &Each : T.Sets[C.Set])
          HasGrown |= Given.insert(Each.Where).second;
  }
  Given.erase(Regions::null());
  Given.erase(Regions::top());
  const bool IsEverywhere = Of == Intention::Waits;
  auto IsReached = [&](RegionId Where) {
    // What a library function keeps, others do not find.
    if (isa_and_nonnull<Function>(T.Places[Where].Anchor))
      return false;
    if (IsEverywhere || Given.contains(Where))
      return true;
    RegionKind Kind = T.Places.kind(Where);
    if (Kind == RegionKind::Global)
      return I.arg_empty();
    while (Kind == RegionKind::Content || Kind == RegionKind::Owned) {
      Where = T.Places[Where].Base;
      if (Given.contains(Where))
        return true;
      Kind = T.Places.kind(Where);
    }
    return false;
  };
  for (const Cell &C : SmallVector<Cell, 16>(S->cells())) {
    if (!T.Sets.hasLocal(C.Set) || T.Places.mayDie(C.Where))
      continue;
    bool IsPlaceReached = IsReached(C.Where);
    SetId Left = T.Sets.filter(C.Set, [&](const Target &Each) {
      return !T.Places.mayDie(Each.Where) ||
             !(IsPlaceReached || Given.contains(Each.Where));
    });
    if (Left != C.Set)
      S->replace(C.place(), Left.isEmpty() ? T.Sets.top() : Left);
  }
}

/// A callee that nothing is known of: its result points to what nobody knows,
/// and a pointer whose address it got holds something new.
void Transfer::unknown(const CallBase &I, uint32_t ReadOnly) {
  for (unsigned Index = 0; Index < I.arg_size(); ++Index) {
    const Value &Argument = *I.getArgOperand(Index);
    if (!canHoldPointer(*Argument.getType(), Module.Layout))
      continue;
    SetId Set = current(Argument);
    dereference(I, Set);
    if (Index < 32 && (ReadOnly >> Index & 1))
      continue;
    const Target *Only = T.Sets.single(Set);
    if (Only && T.Places.isLocal(Only->Where))
      overwrite(Only->Where);
  }
  if (const Function *Callee = I.getCalledFunction())
    takeAway(I, intentionOf(Callee->getName()));
  if (canHoldPointer(*I.getType(), Module.Layout)) {
    V.set(I, T.Sets.one({.Where = T.Places.result(I)}));
  } else if (I.getType()->isAggregateType()) {
    V.setAll(I, T.Sets.one({.Where = T.Places.result(I)}));
  }
}

} // namespace framewalk::escape
