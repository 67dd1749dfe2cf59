//===- Constants.cpp ------------------------------------------------------===//
#include "Escape/Constants.h"

#include "Escape/Values.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace framewalk::escape {

/// A table with more functions says nothing about a call through it.
constexpr size_t MostFunctions = 8;

static bool isOnlyLoaded(const Value &Address) {
  return all_of(Address.users(), [](const User *U) {
    return isa<LoadInst>(U) || (isa<GEPOperator>(U) && isOnlyLoaded(*U));
  });
}

/// The variable that \p Place is in, if any.
static const GlobalVariable *variableAt(const Tables &T, const Target &Place) {
  return T.Places.kind(Place.Where) == RegionKind::Global
             ? dyn_cast<GlobalVariable>(T.Places[Place.Where].Anchor)
             : nullptr;
}

static const Constant *initialValue(const GlobalVariable &Variable,
                                    int32_t Offset, Type &Wanted,
                                    const DataLayout &Layout) {
  APInt Place(Layout.getIndexSizeInBits(0), uint64_t(int64_t(Offset)),
              /*isSigned=*/true);
  return ConstantFoldLoadFromConst(
      const_cast<Constant *>(Variable.getInitializer()), &Wanted, Place,
      Layout);
}

const Constant *Constants::valueAt(const Tables &T, SetId Address,
                                   Type &Type) const {
  ArrayRef<Target> Where = T.Sets[Address];
  if (!Type.isPointerTy() || Where.size() != 1 || !Where.front().isExact())
    return nullptr;
  const GlobalVariable *Variable = variableAt(T, Where.front());
  if (!Variable || !Variable->isConstant() || !Variable->hasInitializer())
    return nullptr;
  return initialValue(*Variable, Where.front().Offset, Type, Layout);
}

bool Constants::isNeverWritten(const GlobalVariable &Variable) {
  if (Variable.isConstant())
    return true;
  if (!Variable.hasLocalLinkage())
    return false;
  auto [Known, IsNew] = Written.try_emplace(&Variable, false);
  if (IsNew)
    Known->second = !isOnlyLoaded(Variable);
  return !Known->second;
}

bool Constants::addFunctions(Tables &T, const Target &Place,
                             SmallVector<Target, 8> &Functions) {
  const GlobalVariable *Variable = variableAt(T, Place);
  if (!Variable || !Variable->hasDefinitiveInitializer() ||
      !isNeverWritten(*Variable))
    return false;
  SmallVector<int32_t, 8> Offsets;
  if (Place.isExact())
    Offsets.push_back(Place.Offset);
  else
    pointerOffsets(*Variable->getValueType(), Layout, 0, Offsets,
                   PointerLeaves::Only);
  int64_t End = Place.Span == Target::Everywhere
                    ? std::numeric_limits<int64_t>::max()
                    : int64_t(Place.Offset) + std::max(Place.Span, 1u);
  auto *Pointer = PointerType::get(Variable->getContext(), 0);
  for (int32_t Offset : Offsets) {
    if (Offset < Place.Offset || Offset >= End)
      continue;
    const Constant *Value = initialValue(*Variable, Offset, *Pointer, Layout);
    if (auto *F = dyn_cast_or_null<Function>(Value))
      Functions.push_back({.Where = T.Places.global(*F)});
    else if (Place.isExact())
      return false;
  }
  return !Functions.empty() && Functions.size() <= MostFunctions;
}

SetId Constants::functionsAt(Tables &T, SetId Address) {
  SmallVector<Target, 8> Functions;
  for (const Target &Place : T.Sets[Address])
    if (!addFunctions(T, Place, Functions))
      return {};
  return Functions.empty() ? SetId{} : T.Sets.make(std::move(Functions));
}

} // namespace framewalk::escape
