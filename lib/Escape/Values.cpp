//===- Values.cpp ---------------------------------------------------------===//
#include "Escape/Values.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalValue.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace framewalk::escape {

bool canHoldPointer(const Type &Type, const DataLayout &Layout) {
  if (Type.isPointerTy())
    return true;
  return Type.isIntegerTy() &&
         Type.getIntegerBitWidth() == Layout.getPointerSizeInBits();
}

std::optional<int64_t> constantOf(const Value &V) {
  auto *Number = dyn_cast<ConstantInt>(&V);
  return Number ? std::optional(Number->getSExtValue()) : std::nullopt;
}

void pointerOffsets(Type &Type, const DataLayout &Layout, int32_t Base,
                    SmallVectorImpl<int32_t> &Offsets, PointerLeaves Which) {
  constexpr size_t Most = 64;
  if (Offsets.size() >= Most)
    return;
  if (auto *Struct = dyn_cast<StructType>(&Type)) {
    const StructLayout *Fields = Layout.getStructLayout(Struct);
    for (unsigned I = 0; I < Struct->getNumElements(); ++I)
      pointerOffsets(*Struct->getElementType(I), Layout,
                     Base + int32_t(Fields->getElementOffset(I)), Offsets,
                     Which);
  } else if (Type.isArrayTy() || isa<FixedVectorType>(Type)) {
    llvm::Type *Element = Type.isArrayTy()
                              ? Type.getArrayElementType()
                              : cast<FixedVectorType>(Type).getElementType();
    uint64_t Count = Type.isArrayTy()
                         ? Type.getArrayNumElements()
                         : cast<FixedVectorType>(Type).getNumElements();
    int32_t Stride = int32_t(Layout.getTypeAllocSize(Element));
    for (uint64_t I = 0; I < Count && Offsets.size() < Most; ++I)
      pointerOffsets(*Element, Layout, Base + int32_t(I) * Stride, Offsets,
                     Which);
  } else if (Type.isPointerTy() || (Which == PointerLeaves::AndNumbers &&
                                    canHoldPointer(Type, Layout))) {
    Offsets.push_back(Base);
  }
}

SetId Values::constant(const Value &V) {
  if (isa<ConstantPointerNull>(V))
    return T.Sets.null();
  if (auto *Global = dyn_cast<GlobalValue>(&V))
    return T.Sets.one({.Where = T.Places.global(*Global)});
  if (auto *Op = dyn_cast<GEPOperator>(&V)) {
    APInt Offset(Layout.getIndexSizeInBits(0), 0);
    SetId Base = get(*Op->getPointerOperand());
    return Op->accumulateConstantOffset(Layout, Offset)
               ? T.Sets.shift(Base, Offset.getSExtValue())
               : T.Sets.shiftWithin(Base, Target::Everywhere);
  }
  if (auto *E = dyn_cast<ConstantExpr>(&V); E && E->isCast())
    return get(*E->getOperand(0));
  // The number 0 is a null pointer where it is used as one.
  if (auto *Number = dyn_cast<ConstantInt>(&V))
    return Number->isZero() ? T.Sets.null() : SetId{};
  return {};
}

SetId Values::get(const Value &V) {
  if (isa<Constant>(V))
    return constant(V);
  auto It = Scalars.find(&V);
  return It == Scalars.end() ? SetId{} : It->second;
}

Fields Values::fields(const Value &V) {
  if (canHoldPointer(*V.getType(), Layout)) {
    SetId Set = get(V);
    return Set.isEmpty() ? Fields{} : Fields{{0, Set}};
  }
  auto It = Aggregates.find(&V);
  return It == Aggregates.end() ? Fields{} : It->second;
}

void Values::setFields(const Value &V, const Fields &F) {
  if (canHoldPointer(*V.getType(), Layout)) {
    SetId Set;
    for (auto [Offset, Each] : F)
      if (Offset == 0)
        Set = Each;
    set(V, Set);
  } else if (!F.empty() || Aggregates.contains(&V)) {
    Fields &Known = Aggregates[&V];
    if (Known == F)
      return;
    Known = F;
    Changed.push_back(&V);
  }
}

void Values::setAll(const Value &V, SetId Set, PointerLeaves Which) {
  SmallVector<int32_t, 8> Offsets;
  pointerOffsets(*V.getType(), Layout, 0, Offsets, Which);
  Fields All;
  for (int32_t Offset : Offsets)
    All.push_back({Offset, Set});
  setFields(V, All);
}

} // namespace framewalk::escape
