//===- Transfer.cpp - Loads, stores and arithmetic ------------------------===//
#include "Escape/Transfer.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GetElementPtrTypeIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace framewalk::escape {

//===--- Instructions -----------------------------------------------------===//

uint32_t Transfer::bytesOf(Type &Type) const {
  TypeSize Size = Module.Layout.getTypeStoreSize(&Type);
  return Size.isScalable() ? 0 : uint32_t(Size.getFixedValue());
}

bool Transfer::run(const Instruction &I, State &Into) {
  S = &Into;
  switch (I.getOpcode()) {
  case Instruction::Alloca:
    V.set(I, T.Sets.one({.Where = T.Places.local(I)}));
    return true;
  case Instruction::Load:
    load(I, *I.getOperand(0));
    return true;
  case Instruction::Store:
    store(I, *I.getOperand(0), *I.getOperand(1));
    return true;
  case Instruction::AtomicRMW:
    load(I, *I.getOperand(0));
    if (cast<AtomicRMWInst>(I).getOperation() == AtomicRMWInst::Xchg)
      store(I, *I.getOperand(1), *I.getOperand(0));
    return true;
  case Instruction::AtomicCmpXchg:
    V.setFields(I, {{0, S->load(T, current(*I.getOperand(0)))}});
    store(I, *I.getOperand(2), *I.getOperand(0));
    return true;
  case Instruction::GetElementPtr:
    elementAddress(cast<GetElementPtrInst>(I));
    return true;
  case Instruction::PHI:
    phi(I);
    return true;
  case Instruction::Select:
    V.set(I, T.Sets.join(current(*I.getOperand(1)), current(*I.getOperand(2))));
    return true;
  case Instruction::BitCast:
  case Instruction::AddrSpaceCast:
  case Instruction::PtrToInt:
  case Instruction::IntToPtr:
  case Instruction::Freeze:
    V.set(I, current(*I.getOperand(0)));
    return true;
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::And:
  case Instruction::Or:
  case Instruction::Xor:
    arithmetic(I);
    return true;
  case Instruction::ExtractValue:
  case Instruction::InsertValue:
    aggregate(I);
    return true;
  case Instruction::VAArg:
    V.set(I, T.Sets.top());
    return true;
  case Instruction::Call:
  case Instruction::Invoke:
  case Instruction::CallBr:
    return call(cast<CallBase>(I));
  default:
    return true;
  }
}

void Transfer::load(const Instruction &I, const Value &Address) {
  SetId Where = current(Address);
  dereference(I, Where);
  Type &Type = *I.getType();
  if (canHoldPointer(Type, Module.Layout)) {
    if (const Constant *Known = Module.Constants.valueAt(T, Where, Type)) {
      V.set(I, V.get(*Known));
      return;
    }
    SetId Fixed = Module.Constants.functionsAt(T, Where);
    V.set(I, Fixed.isEmpty() ? S->load(T, Where) : Fixed);
    return;
  }
  if (!Type.isAggregateType() && !Type.isVectorTy())
    return;
  SmallVector<int32_t, 8> Offsets;
  pointerOffsets(Type, Module.Layout, 0, Offsets);
  Fields Loaded;
  for (int32_t Offset : Offsets) {
    SetId Set = S->load(T, T.Sets.shift(Where, Offset));
    if (!Set.isEmpty())
      Loaded.push_back({Offset, Set});
  }
  V.setFields(I, Loaded);
}

void Transfer::store(const Instruction &I, const Value &Value,
                     const llvm::Value &Address) {
  SetId Where = current(Address);
  dereference(I, Where);
  if (&Address == Frame.CleanupSlot) {
    auto *Exit = dyn_cast<ConstantInt>(&Value);
    S->CleanupExit = Exit ? int(Exit->getSExtValue()) : State::NoExit;
    return;
  }
  Type &Type = *Value.getType();
  if (Type.isAggregateType() || Type.isVectorTy()) {
    storeFields(I, Where, V.fields(Value), Type);
    return;
  }
  bool IsPointer = canHoldPointer(Type, Module.Layout);
  SetId Set = IsPointer ? current(Value) : SetId{};
  // A number is not worth a cell.
  if (Set.isEmpty() && !Type.isPointerTy())
    IsPointer = false;
  S->store(T, Where,
           {.Set = Set,
            .Bytes = bytesOf(Type),
            .IsPointer = IsPointer,
            .Origin = T.Stores.one(I)});
  noteKeptTemporary(I, Where, Set);
}

void Transfer::storeFields(const Instruction &I, SetId Address,
                           const Fields &Stored, Type &Type) {
  SmallVector<int32_t, 8> Offsets;
  pointerOffsets(Type, Module.Layout, 0, Offsets);
  for (int32_t Offset : Offsets) {
    SetId Set;
    for (auto [At, Each] : Stored)
      if (At == Offset)
        Set = S->current(T, Each);
    S->store(T, T.Sets.shift(Address, Offset), T.pointer(Set, T.Stores.one(I)));
    noteKeptTemporary(I, Address, Set);
  }
}

void Transfer::elementAddress(const GetElementPtrInst &I) {
  SetId Set = current(*I.getPointerOperand());
  if (Set.isEmpty())
    return;
  const DataLayout &Layout = Module.Layout;
  int64_t Constant = 0;
  SmallVector<uint32_t, 2> Spans;
  // The first index steps over whole objects, others go into them.
  Type *Outer = nullptr;
  for (auto It = gep_type_begin(I), End = gep_type_end(I); It != End; ++It) {
    if (StructType *Struct = It.getStructTypeOrNull()) {
      auto Field = unsigned(cast<ConstantInt>(It.getOperand())->getZExtValue());
      Constant +=
          int64_t(Layout.getStructLayout(Struct)->getElementOffset(Field));
    } else {
      int64_t Stride = int64_t(It.getSequentialElementStride(Layout));
      if (auto *Number = dyn_cast<ConstantInt>(It.getOperand())) {
        Constant += Number->getSExtValue() * Stride;
      } else {
        uint64_t Whole = Outer ? Layout.getTypeAllocSize(Outer) : 0;
        Spans.push_back(Whole && Whole < Target::Everywhere
                            ? uint32_t(Whole)
                            : Target::Everywhere);
      }
    }
    Outer = It.getIndexedType();
  }
  Set = T.Sets.shift(Set, Constant);
  for (uint32_t Span : Spans)
    Set = T.Sets.shiftWithin(Set, Span);
  V.set(I, Set);
}

void Transfer::arithmetic(const Instruction &I) {
  if (!canHoldPointer(*I.getType(), Module.Layout))
    return;
  const Value *A = I.getOperand(0), *B = I.getOperand(1);
  if (isa<ConstantInt>(A))
    std::swap(A, B);
  SetId SetA = current(*A);
  if (auto *Number = dyn_cast<ConstantInt>(B)) {
    bool IsSum = I.getOpcode() == Instruction::Add;
    bool IsDifference =
        I.getOpcode() == Instruction::Sub && I.getOperand(1) == Number;
    int64_t By = Number->getValue().getSignificantBits() <= 32
                     ? Number->getSExtValue()
                     : 0;
    // The low bits of an address are no address.
    if (I.getOpcode() == Instruction::And && By >= 0 &&
        Number->getValue().getActiveBits() <= 16)
      return;
    V.set(I, IsSum          ? T.Sets.shift(SetA, By)
             : IsDifference ? T.Sets.shift(SetA, -By)
                            : SetA);
    return;
  }
  SetId SetB = current(*B);
  // The difference of two pointers is a number; what is mixed with another
  // number bit by bit is a hash.
  if ((I.getOpcode() == Instruction::Sub && !SetB.isEmpty()) ||
      I.getOpcode() == Instruction::Xor)
    return;
  SetId Both = T.Sets.join(SetA, SetB);
  V.set(I, T.Sets.shiftWithin(Both, Target::Everywhere));
}

static int32_t offsetOf(Type *Aggregate, ArrayRef<unsigned> Indices,
                        const DataLayout &Layout) {
  int64_t Offset = 0;
  for (unsigned Index : Indices) {
    if (auto *Struct = dyn_cast<StructType>(Aggregate)) {
      Offset +=
          int64_t(Layout.getStructLayout(Struct)->getElementOffset(Index));
      Aggregate = Struct->getElementType(Index);
    } else {
      Aggregate = Aggregate->getArrayElementType();
      Offset += int64_t(Index * Layout.getTypeAllocSize(Aggregate));
    }
  }
  return int32_t(Offset);
}

void Transfer::aggregate(const Instruction &I) {
  Fields Result;
  if (auto *Extract = dyn_cast<ExtractValueInst>(&I)) {
    const Value *Whole = Extract->getAggregateOperand();
    int32_t Begin =
        offsetOf(Whole->getType(), Extract->getIndices(), Module.Layout);
    int32_t End = Begin + int32_t(bytesOf(*I.getType()));
    for (auto [Offset, Set] : V.fields(*Whole))
      if (Offset >= Begin && Offset < End)
        Result.push_back({Offset - Begin, Set});
  } else {
    auto &Insert = cast<InsertValueInst>(I);
    Result = V.fields(*Insert.getAggregateOperand());
    const Value &Part = *Insert.getInsertedValueOperand();
    int32_t Begin = offsetOf(I.getType(), Insert.getIndices(), Module.Layout);
    int32_t End = Begin + int32_t(bytesOf(*Part.getType()));
    llvm::erase_if(Result, [&](const auto &Field) {
      return Field.first >= Begin && Field.first < End;
    });
    for (auto [Offset, Set] : V.fields(Part))
      Result.push_back({Offset + Begin, Set});
  }
  V.setFields(I, Result);
}

void Transfer::phi(const Instruction &I) {
  if (!canHoldPointer(*I.getType(), Module.Layout))
    return;
  SetId Result;
  for (const Use &Incoming : cast<PHINode>(I).incoming_values())
    Result = T.Sets.join(Result, V.get(*Incoming));
  V.set(I, S->current(T, Result));
}

//===--- What is seen on the way ------------------------------------------===//

void Transfer::dereference(const Instruction &I, SetId Address) {
  for (const Target &Each : T.Sets[Address]) {
    RegionKind Kind = T.Places.kind(Each.Where);
    if (Kind == RegionKind::Argument || Kind == RegionKind::Content)
      Log.Dereferenced.try_emplace(Each.Where, &I);
  }
  reportDead(I, outOfBlock(I, Address), nullptr, {});
}

static bool isInside(const DILocalScope *Inner, const DILocalScope *Outer) {
  while (Inner && Inner != Outer) {
    auto *Block = dyn_cast<DILexicalBlockBase>(Inner);
    Inner = Block ? Block->getScope() : nullptr;
  }
  return Inner;
}

/// \p Address with what \p I is not in the block of dead.
SetId Transfer::outOfBlock(const Instruction &I, SetId Address) {
  if (Frame.Blocks.empty() || !T.Sets.hasLocal(Address) || !I.getDebugLoc() ||
      !I.getDebugLoc().getLine())
    return Address;
  auto *Here = cast<DILocalScope>(I.getDebugLoc().getScope());
  SetId Result = Address;
  for (const Target &Each : SmallVector<Target, 8>(T.Sets[Address])) {
    auto Block = Frame.Blocks.find(T.Places[Each.Where].Anchor);
    if (Block != Frame.Blocks.end() && !isInside(Here, Block->second))
      Result = T.Sets.kill(Result, Each.Where);
  }
  return Result;
}

void Transfer::reportDead(const Instruction &I, SetId Pointer,
                          const Instruction *InCallee, OriginId Origin) {
  if (!T.Sets.hasDead(Pointer))
    return;
  for (const Target &Each : T.Sets[Pointer])
    if (Each.Dead)
      Log.Seen.add({.Kind = ObservationKind::Used,
                    .At = &I,
                    .Local = Each.Where,
                    .Holder = {},
                    .Origin = Origin,
                    .InCallee = InCallee,
                    .IsOwned = T.Places.kind(Each.Where) == RegionKind::Owned});
}

static bool isTemporary(const Value *Local) {
  if (!Local)
    return false;
  StringRef Name = Local->getName();
  return Name.starts_with("ref.tmp") || Name.starts_with("agg.tmp") ||
         Name.starts_with("temp.lvalue");
}

/// Of the user's code (CompiledCode.h) the names are discarded.
static bool mayBeTemporary(const Value *Local) {
  return isTemporary(Local) ||
         (Local && Local->getContext().shouldDiscardValueNames());
}

/// A pointer by itself; one in an object is worth a word when it is used.
static bool isVariable(const Region &R) {
  if (R.Kind != RegionKind::Local)
    return R.outlivesFunction();
  auto *Local = dyn_cast<AllocaInst>(R.Anchor);
  return Local && !isTemporary(Local) &&
         Local->getAllocatedType()->isPointerTy();
}

/// `T &r = f(T());`: the temporary is dead when its address is stored.
void Transfer::noteKeptTemporary(const Instruction &I, SetId Address,
                                 SetId Value) {
  if (!T.Sets.hasDead(Value))
    return;
  const Target *Holder = T.Sets.single(Address);
  if (!Holder || !isVariable(T.Places[Holder->Where]))
    return;
  // Where another target lives, the use decides.
  if (!llvm::all_of(T.Sets[Value], [](const Target &Each) {
        return Each.Dead || Each.Where == Regions::null();
      }))
    return;
  for (const Target &Each : T.Sets[Value])
    if (RegionId Local = T.Places.ownerOf(Each.Where);
        Each.Dead && mayBeTemporary(T.Places[Local].Anchor))
      Log.Seen.add({.Kind = ObservationKind::KeptTemporary,
                    .At = &I,
                    .Local = Local,
                    .Holder = *Holder,
                    .Origin = T.Stores.one(I),
                    .IsOwned = Local != Each.Where});
}

} // namespace framewalk::escape
