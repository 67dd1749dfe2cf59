//===- Narrowing.cpp ------------------------------------------------------===//
#include "Escape/Narrowing.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace framewalk::escape {

/// Two pointers to different ones of these are not equal.
static bool isKnownPlace(RegionKind Kind) {
  return Kind == RegionKind::Null || Kind == RegionKind::Local ||
         Kind == RegionKind::Global;
}

bool Narrowing::narrow(const Value &Condition, bool Truth, State &S) {
  auto *Compare = dyn_cast<ICmpInst>(&Condition);
  if (!Compare || !Compare->isEquality())
    return true;
  bool AreEqual = (Compare->getPredicate() == ICmpInst::ICMP_EQ) == Truth;
  const Value *A = Compare->getOperand(0), *B = Compare->getOperand(1);
  if (isa<Constant>(A))
    std::swap(A, B);
  if (!canHoldPointer(*A->getType(), Layout))
    return true;
  SetId SetA = S.current(T, V.get(*A)), SetB = S.current(T, V.get(*B));
  return narrow(*A, SetA, SetB, AreEqual, S) &&
         narrow(*B, SetB, SetA, AreEqual, S);
}

/// \p Pointer, which may point to \p Set, is or is not equal to \p Other.
bool Narrowing::narrow(const Value &Pointer, SetId Set, SetId Other,
                       bool AreEqual, State &S) {
  ArrayRef<Target> Others = T.Sets[Other];
  if (Set.isEmpty() || Others.size() != 1 || !Others.front().isExact())
    return true;
  Target That = Others.front();
  RegionKind Kind = T.Places.kind(That.Where);
  bool IsNull = AreEqual && Kind == RegionKind::Null;
  // What is null need not be given back.
  if (GivesBack && IsNull)
    if (const Target *Only = T.Sets.single(Set); Only && Only->isExact())
      S.giveBack(Only->Where);
  if (!isKnownPlace(Kind))
    return true;
  SetId Narrowed = AreEqual ? equalTo(Set, That) : differentFrom(Set, That);
  if (Narrowed.isEmpty())
    return false;
  if (IsNull)
    forgetFields(Set, S);
  replaceSource(Pointer, Set, Narrowed, S);
  return true;
}

SetId Narrowing::equalTo(SetId Set, const Target &That) {
  bool IsPossible = any_of(T.Sets[Set], [&](const Target &Each) {
    if (Each.Where == That.Where)
      return !Each.isExact() || Each.Offset == That.Offset;
    return !isKnownPlace(T.Places.kind(Each.Where));
  });
  return IsPossible ? T.Sets.one(That) : SetId{};
}

SetId Narrowing::differentFrom(SetId Set, const Target &That) {
  return T.Sets.filter(Set, [&](const Target &Each) {
    return Each.Where != That.Where || !Each.isExact() ||
           Each.Offset != That.Offset;
  });
}

/// What \p Set points to is not there: nothing is in it. Only of what was
/// given to the function, which is one object; the results of a call in a
/// loop are many.
void Narrowing::forgetFields(SetId Set, State &S) {
  const Target *Only = T.Sets.single(Set);
  if (!Only || !Only->isExact() || Only->Offset != 0)
    return;
  RegionKind Kind = T.Places.kind(Only->Where);
  if (Kind == RegionKind::Argument || Kind == RegionKind::Content)
    S.eraseRegion(Only->Where);
}

/// The variable that \p Pointer was loaded from is what the code behind the
/// branch looks at again.
void Narrowing::replaceSource(const Value &Pointer, SetId Set, SetId Narrowed,
                              State &S) {
  auto *Load = dyn_cast<LoadInst>(&Pointer);
  if (!Load)
    return;
  const Target *Place =
      T.Sets.single(S.current(T, V.get(*Load->getPointerOperand())));
  if (!Place || !Place->isExact())
    return;
  // It may hold something else by now.
  if (const Cell *C = S.find(*Place); C && C->Set == Set)
    S.replace(*Place, Narrowed);
}

} // namespace framewalk::escape
