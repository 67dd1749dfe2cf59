//===- RecordOrder.cpp ----------------------------------------------------===//
//
// A proposal is only made when clang has laid it out: a copy of the record with
// its members in another order, which nothing else in the AST refers to. That
// the copy stands for the record is checked first: in the original order it
// must be laid out as the original is.
//
//===----------------------------------------------------------------------===//

#include "Tidy/RecordOrder.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Basic/TargetInfo.h"
#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace clang;

namespace framewalk::tidy {

namespace {

using Members = std::vector<const FieldDecl *>;

/// Members that stay together: bit-fields that follow one another.
struct Unit {
  Members Fields;
  uint64_t Size = 0;
  uint64_t Align = 1;
  size_t Index = 0; ///< in the original order
};

class Copier {
public:
  Copier(ASTContext &Context, const RecordDecl &Original)
      : Context(Context), Original(Original) {}

  const ASTRecordLayout *layOut(const Members &Order) {
    RecordDecl *Copy = makeEmpty();
    Copy->startDefinition();
    copyBases(*Copy);
    for (const Attr *A : Original.attrs())
      if (isa<PackedAttr, AlignedAttr, MaxFieldAlignmentAttr, AlignMac68kAttr,
              AlignNaturalAttr, MSStructAttr>(A))
        Copy->addAttr(A->clone(Context));
    for (const FieldDecl *F : Order)
      Copy->addDecl(copyOf(*F, *Copy));
    copyVirtual(*Copy);
    Copy->completeDefinition();
    return Copy->isInvalidDecl() ? nullptr : &Context.getASTRecordLayout(Copy);
  }

private:
  RecordDecl *makeEmpty() {
    DeclContext *Outside = Context.getTranslationUnitDecl();
    if (isa<CXXRecordDecl>(Original))
      return CXXRecordDecl::Create(Context, Original.getTagKind(), Outside, {},
                                   {}, nullptr);
    return RecordDecl::Create(Context, Original.getTagKind(), Outside, {}, {},
                              nullptr);
  }

  void copyBases(RecordDecl &Copy) {
    auto *From = dyn_cast<CXXRecordDecl>(&Original);
    if (!From)
      return;
    std::vector<const CXXBaseSpecifier *> Bases;
    for (const CXXBaseSpecifier &Base : From->bases())
      Bases.push_back(&Base);
    cast<CXXRecordDecl>(Copy).setBases(Bases.data(), Bases.size());
  }

  /// One virtual function is as many: there is a table of them.
  void copyVirtual(RecordDecl &Copy) {
    auto *From = dyn_cast<CXXRecordDecl>(&Original);
    if (!From)
      return;
    for (const CXXMethodDecl *Method : From->methods()) {
      if (!Method->isVirtual())
        continue;
      auto *Added = CXXMethodDecl::Create(
          Context, cast<CXXRecordDecl>(&Copy), {},
          DeclarationNameInfo(DeclarationName(&Context.Idents.get("f")), {}),
          Context.getFunctionType(Context.VoidTy, {}, {}), nullptr, SC_None,
          /*UsesFPIntrin=*/false, /*isInline=*/false,
          ConstexprSpecKind::Unspecified, {});
      Added->setVirtualAsWritten(true);
      Copy.addDecl(Added);
      return;
    }
  }

  FieldDecl *copyOf(const FieldDecl &F, RecordDecl &Copy) {
    auto *New = FieldDecl::Create(Context, &Copy, {}, {}, F.getIdentifier(),
                                  F.getType(), F.getTypeSourceInfo(),
                                  F.getBitWidth(), F.isMutable(), ICIS_NoInit);
    New->setAccess(F.getAccess());
    New->setImplicit(F.isImplicit());
    for (const Attr *A : F.attrs())
      if (isa<PackedAttr, AlignedAttr, NoUniqueAddressAttr>(A))
        New->addAttr(A->clone(Context));
    return New;
  }

  ASTContext &Context;
  const RecordDecl &Original;
};

bool isSame(const ASTRecordLayout &A, const ASTRecordLayout &B) {
  if (A.getSize() != B.getSize() || A.getDataSize() != B.getDataSize() ||
      A.getAlignment() != B.getAlignment() ||
      A.getFieldCount() != B.getFieldCount())
    return false;
  for (unsigned I = 0; I < A.getFieldCount(); ++I)
    if (A.getFieldOffset(I) != B.getFieldOffset(I))
      return false;
  return true;
}

class Search {
public:
  Search(ASTContext &Context, const RecordDecl &Record)
      : Context(Context), Record(Record),
        Layout(Context.getASTRecordLayout(&Record)) {
    for (const FieldDecl *F : Record.fields())
      Original.push_back(F);
  }

  std::optional<BetterOrder> run() {
    if (Original.size() < 2)
      return std::nullopt;
    Copier Copy(Context, Record);
    const ASTRecordLayout *Same = Copy.layOut(Original);
    if (!Same || !isSame(*Same, Layout))
      return std::nullopt;
    BetterOrder Best = {.Size = uint64_t(Layout.getSize().getQuantity()),
                        .Padding = padding(),
                        .Smaller = uint64_t(Layout.getSize().getQuantity()),
                        .Members = {}};
    if (Best.Padding == 0)
      return std::nullopt;
    makeUnits();
    // The first that is smallest: it moves the least.
    for (const Members &Order : {firstThatFits(), largestThatFits(),
                                 largestFirst(), smallestFirst()}) {
      const ASTRecordLayout *New = Copy.layOut(Order);
      if (!New || uint64_t(New->getSize().getQuantity()) >= Best.Smaller)
        continue;
      Best.Smaller = New->getSize().getQuantity();
      Best.Members = Order;
    }
    if (Best.Members.empty())
      return std::nullopt;
    return Best;
  }

private:
  uint64_t bitsOf(const FieldDecl &F) const {
    if (F.isBitField())
      return F.getBitWidthValue();
    if (F.isZeroSize(Context) || F.getType()->isIncompleteArrayType())
      return 0;
    // A base's or a member's own padding is not this record's, but where
    // others may live in it, it is not used either.
    if (auto *Class = F.getType()->getAsCXXRecordDecl();
        Class && F.isPotentiallyOverlapping())
      return 8 * Context.getASTRecordLayout(Class).getDataSize().getQuantity();
    return Context.getTypeSize(F.getType());
  }

  /// Bytes that nothing of its own is in.
  uint64_t padding() const {
    uint64_t Used = 0;
    for (const FieldDecl *F : Original)
      Used += bitsOf(*F);
    if (auto *Class = dyn_cast<CXXRecordDecl>(&Record)) {
      uint64_t Bases = 0;
      for (const CXXBaseSpecifier &B : Class->bases())
        if (auto *Base = B.getType()->getAsCXXRecordDecl();
            Base && !Base->isEmpty())
          Bases += Context.getASTRecordLayout(Base)
                       .getNonVirtualSize()
                       .getQuantity();
      Used += 8 * Bases;
      if (Layout.hasOwnVFPtr())
        Used += Context.getTargetInfo().getPointerWidth(LangAS::Default);
    }
    const uint64_t All = 8 * Layout.getSize().getQuantity();
    return Used < All ? (All - Used) / 8 : 0;
  }

  void makeUnits() {
    for (const FieldDecl *F : Original) {
      if (F->getType()->isIncompleteArrayType()) {
        Last.push_back(F); // nothing can follow it
        continue;
      }
      const bool Continues = F->isBitField() && !Units.empty() &&
                             Units.back().Fields.back()->isBitField();
      if (!Continues)
        Units.emplace_back();
      Unit &U = Units.back();
      U.Index = Units.size();
      U.Fields.push_back(F);
      U.Size += bitsOf(*F);
      U.Align = std::max<uint64_t>(U.Align, alignOf(*F));
    }
    for (Unit &U : Units)
      U.Size = (U.Size + 7) / 8;
  }

  uint64_t alignOf(const FieldDecl &F) const {
    if (F.hasAttr<PackedAttr>() || Record.hasAttr<PackedAttr>())
      return F.getMaxAlignment() ? F.getMaxAlignment() / 8 : 1;
    return Context.getDeclAlign(&F).getQuantity();
  }

  Members inOrder(llvm::ArrayRef<const Unit *> Order) const {
    Members Result;
    for (const Unit *U : Order)
      llvm::append_range(Result, U->Fields);
    llvm::append_range(Result, Last);
    return Result;
  }

  std::vector<const Unit *> all() const {
    std::vector<const Unit *> Order;
    for (const Unit &U : Units)
      Order.push_back(&U);
    return Order;
  }

  Members largestFirst() const {
    std::vector<const Unit *> Order = all();
    llvm::sort(Order, [](const Unit *A, const Unit *B) {
      return std::tie(B->Align, A->Index) < std::tie(A->Align, B->Index);
    });
    return inOrder(Order);
  }

  /// Into the tail of a base.
  Members smallestFirst() const {
    std::vector<const Unit *> Order = all();
    llvm::sort(Order, [](const Unit *A, const Unit *B) {
      return std::tie(A->Align, A->Index) < std::tie(B->Align, B->Index);
    });
    return inOrder(Order);
  }

  /// From the beginning, each time one of those that leave the smallest gap:
  /// of these the one that \p IsBefore the others.
  template <typename Before> Members fillGaps(Before IsBefore) const {
    std::vector<const Unit *> Left = all(), Order;
    uint64_t At = Layout.getFieldOffset(0) / 8;
    while (!Left.empty()) {
      auto Gap = [&](const Unit *U) {
        return (U->Align - At % U->Align) % U->Align;
      };
      auto Next = llvm::min_element(Left, [&](const Unit *A, const Unit *B) {
        return Gap(A) != Gap(B) ? Gap(A) < Gap(B) : IsBefore(A, B);
      });
      At += Gap(*Next) + (*Next)->Size;
      Order.push_back(*Next);
      Left.erase(Next);
    }
    return inOrder(Order);
  }

  /// Moves few.
  Members firstThatFits() const {
    return fillGaps(
        [](const Unit *A, const Unit *B) { return A->Index < B->Index; });
  }
  Members largestThatFits() const {
    return fillGaps([](const Unit *A, const Unit *B) {
      return std::tie(B->Align, A->Index) < std::tie(A->Align, B->Index);
    });
  }

  ASTContext &Context;
  const RecordDecl &Record;
  const ASTRecordLayout &Layout;
  Members Original;
  std::vector<Unit> Units;
  Members Last;
};

} // namespace

std::optional<BetterOrder> findBetterOrder(ASTContext &Context,
                                           const RecordDecl &Record) {
  return Search(Context, Record).run();
}

} // namespace framewalk::tidy
