//===- Numbers.cpp --------------------------------------------------------===//
#include "Escape/Numbers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace framewalk::escape {

/// Nothing is read from where \p Address points, nothing of interest is there,
/// nobody gets a reference to it.
static bool isOnlyLocated(const Value &Address) {
  return all_of(Address.users(), [&](const User *U) {
    if (auto *Store = dyn_cast<StoreInst>(U))
      return Store->getValueOperand() == &Address ||
             isa<Constant>(Store->getValueOperand());
    if (isa<GetElementPtrInst>(U))
      return isOnlyLocated(*U);
    auto *Intrinsic = dyn_cast<IntrinsicInst>(U);
    return isa<PtrToIntInst>(U) || isa<ICmpInst>(U) ||
           (Intrinsic && Intrinsic->isLifetimeStartOrEnd());
  });
}

/// By the source: the ABI returns small structures and unions as integers, too.
static bool returnsNumber(const Function &F) {
  if (!F.getReturnType()->isIntegerTy())
    return false;
  const DISubprogram *Source = F.getSubprogram();
  const DIType *Type =
      Source && Source->getType() && Source->getType()->getTypeArray().size()
          ? Source->getType()->getTypeArray()[0]
          : nullptr;
  while (auto *Derived = dyn_cast_or_null<DIDerivedType>(Type))
    Type = Derived->getBaseType();
  return !isa_and_nonnull<DICompositeType>(Type);
}

/// \p Value, or what is made of it, is compared and counted with only.
static bool isOnlyCounted(const Value &Value, unsigned Depth = 0) {
  constexpr unsigned Deepest = 8;
  if (Depth == Deepest)
    return false;
  return all_of(Value.users(), [&](const User *U) {
    if (isa<ICmpInst>(U))
      return true;
    if (auto *Store = dyn_cast<StoreInst>(U)) {
      const llvm::Value &To = *Store->getPointerOperand();
      return Store->getValueOperand() == &Value && isa<AllocaInst>(To) &&
             all_of(To.users(), [&](const User *Each) {
               return !isa<LoadInst>(Each) || isOnlyCounted(*Each, Depth + 1);
             });
    }
    if (isa<PtrToIntInst>(U) || isa<BinaryOperator>(U) || isa<CastInst>(U) ||
        isa<GetElementPtrInst>(U) || isa<SelectInst>(U) || isa<PHINode>(U))
      return isOnlyCounted(*U, Depth + 1);
    return false;
  });
}

/// A variable of this unit whose pointer is looked at and never followed.
static bool isOnlyLookedAt(const GlobalVariable &Variable) {
  if (!Variable.hasLocalLinkage())
    return false;
  bool IsLookedAt = false;
  for (const User *U : Variable.users()) {
    if (auto *Store = dyn_cast<StoreInst>(U);
        Store && Store->getValueOperand() != &Variable)
      continue;
    auto *Load = dyn_cast<LoadInst>(U);
    if (!Load || !isOnlyCounted(*Load))
      return false;
    IsLookedAt = true;
  }
  return IsLookedAt;
}

bool isNumber(const Observation &O, const ModuleContext &Module) {
  const Regions &Places = Module.T.Places;
  auto *Local = dyn_cast<AllocaInst>(Places[Places.ownerOf(O.Local)].Anchor);
  if (!Local || O.IsOwned)
    return false;
  if (O.Kind == ObservationKind::Returned)
    return returnsNumber(*Local->getFunction()) && isOnlyLocated(*Local);
  if (O.Kind != ObservationKind::Left)
    return false;
  const Region &Holder = Places[O.Holder.Where];
  if (auto *Variable = dyn_cast_or_null<GlobalVariable>(Holder.Anchor);
      Variable && isOnlyLookedAt(*Variable))
    return true;
  ArrayRef<const Instruction *> Stores = Module.T.Stores[O.Origin];
  // In a variable that others may read, it may be made a pointer again.
  return Holder.Kind != RegionKind::Global && !Stores.empty() &&
         isOnlyLocated(*Local) && all_of(Stores, [](const Instruction *I) {
           auto *Store = dyn_cast<StoreInst>(I);
           return Store && Store->getValueOperand()->getType()->isIntegerTy();
         });
}

} // namespace framewalk::escape
