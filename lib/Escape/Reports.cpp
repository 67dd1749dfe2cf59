//===- Reports.cpp --------------------------------------------------------===//
#include "Escape/Reports.h"

#include "Escape/Names.h"
#include "Escape/Trace.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

#include <tuple>

using namespace llvm;

namespace framewalk::escape {

namespace {

constexpr StringRef Prefix = "framewalk-dangling-";

/// Words and positions for the observations in one function.
class Reporter {
public:
  Reporter(const Function &F, const ModuleContext &Context,
           const SourceHints &Hints, std::vector<EscapeFinding> &Findings)
      : F(F), Context(Context), Places(Context.T.Places),
        Stores(Context.T.Stores), Hints(Hints), Owners(Context.Owners),
        Findings(Findings) {}

  void add(Observation O) {
    const Value *Anchor = Places[Places.ownerOf(O.Local)].Anchor;
    if (!Anchor)
      return;
    Local = nameOf(*Anchor);
    O.IsOwned &= !Local.OwnsInside;
    if (O.IsOwned && Hints.Moved.contains({Local.Name, Local.Declared.Line}))
      return;
    // The first use says it all.
    if (O.Kind == ObservationKind::Used && !Used.insert(Anchor).second)
      return;
    if (O.Kind == ObservationKind::Returned && Local.IsTemporary &&
        Used.contains(Anchor))
      return;
    if (O.Kind == ObservationKind::KeptTemporary)
      Used.insert(Anchor);
    // A callee's local that another callee uses was reported where it left.
    if (O.InCallee && &functionOf(*Anchor) != &F)
      return;
    EscapeFinding Finding;
    Finding.FunctionSymbol = F.getName().str();
    Finding.FunctionName = sourceName(F);
    if (!Local.IsException)
      Finding.OwnerSymbol = functionOf(*Anchor).getName().str();
    Finding.Variable = Local.Name;
    Finding.AllocaName = Local.InIr;
    Finding.Declared = Local.Declared;
    const Instruction &At = reportedAt(O);
    Finding.Position = positionOf(At);
    if (!Finding.Position.isValid() && F.getSubprogram())
      Finding.Position = {.File = fileOf(*F.getSubprogram()),
                          .Line = F.getSubprogram()->getLine(),
                          .Column = 0};
    if (!Finding.Position.isValid())
      return;
    Finding.Death = deathOf(*Anchor, O);
    Finding.Cause = causeOf(*Anchor, O);
    Finding.IsOwned = O.IsOwned;
    Finding.Trace = traceTo(At, O.Kind, *Anchor, Context);
    describe(O, Finding);
    if (O.InCallee)
      if (EscapePosition There = positionOf(*O.InCallee); There.isValid())
        Finding.Trace.push_back(
            {There,
             "'" + sourceName(*O.InCallee->getFunction()) + "' uses it here",
             StepRole::Used});
    Findings.push_back(std::move(Finding));
  }

private:
  static const Function &functionOf(const Value &Anchor) {
    if (auto *A = dyn_cast<Argument>(&Anchor))
      return *A->getParent();
    return *cast<Instruction>(Anchor).getFunction();
  }

  /// A variable of the source that is the result (NRVO) is not returned where
  /// it is written.
  static bool isIntoVariable(const Instruction &I) {
    const Value *To = nullptr;
    if (auto *Store = dyn_cast<StoreInst>(&I))
      To = Store->getPointerOperand()->stripInBoundsOffsets();
    else if (auto *Copy = dyn_cast<MemTransferInst>(&I))
      To = Copy->getRawDest()->stripInBoundsOffsets();
    else if (auto *Call = dyn_cast<CallBase>(&I); Call && Call->arg_size())
      To = Call->getArgOperand(0)->stripInBoundsOffsets(); // a constructor
    return To && isa<AllocaInst>(To) && !nameOf(*To).Name.empty();
  }

  /// Of the stores that may have put the pointer there, one that did.
  const Instruction *storeOf(const Observation &O) const {
    const Value *Anchor = Places[Places.ownerOf(O.Local)].Anchor;
    const Instruction *Any = nullptr, *Recursive = nullptr;
    for (const Instruction *Store : Stores[O.Origin]) {
      if (!positionOf(*Store).isValid() ||
          (O.Kind == ObservationKind::Returned && isIntoVariable(*Store)))
        continue;
      // What a deeper activation left is told where it left it.
      auto *Call = dyn_cast<CallBase>(Store);
      if (Call && Call->getCalledFunction() == &F) {
        Recursive = Store;
        continue;
      }
      Any = Any ? Any : Store;
      if (leadsTo(*Store, *Anchor, Context))
        return Store;
    }
    return Any ? Any : Recursive;
  }

  /// The return statement, which is where the result was stored.
  const Instruction &reportedAt(const Observation &O) const {
    if (O.Kind == ObservationKind::Used)
      return *O.At;
    if (const Instruction *Store = storeOf(O))
      return *Store;
    if (O.Kind != ObservationKind::Returned)
      return *O.At;
    auto *Return = cast<ReturnInst>(O.At);
    if (auto *Value = dyn_cast_or_null<Instruction>(Return->getReturnValue());
        Value && !isa<LoadInst>(Value) && !isa<AllocaInst>(Value) &&
        positionOf(*Value).isValid())
      return *Value;
    return *O.At;
  }

  EscapePosition deathOf(const Value &Anchor, const Observation &O) const {
    for (const User *U : Anchor.users())
      if (auto *End = dyn_cast<IntrinsicInst>(U);
          End && End->getIntrinsicID() == Intrinsic::lifetime_end)
        if (EscapePosition At = positionOf(*End); At.isValid())
          return At;
    for (const Instruction &I : instructions(functionOf(Anchor)))
      if (isa<ReturnInst>(I))
        return positionOf(I);
    return positionOf(*O.At);
  }

  DeathCause causeOf(const Value &Anchor, const Observation &O) const {
    bool IsFullExpression =
        Local.IsTemporary && (O.Kind == ObservationKind::Used ||
                              O.Kind == ObservationKind::KeptTemporary);
    if (&functionOf(Anchor) != &F)
      return DeathCause::Return;
    if (IsFullExpression)
      return DeathCause::FullExpression;
    return O.Kind == ObservationKind::Used ? DeathCause::Scope
                                           : DeathCause::Return;
  }

  //===--- Words ----------------------------------------------------------===//

  /// "local variable 'x'".
  std::string object() const {
    if (Local.IsLiteral)
      return "a compound literal";
    if (Local.IsException)
      return "the caught exception";
    if (Local.IsAllocated && Local.Name.empty())
      return "stack memory from alloca()";
    if (Local.Name.empty())
      return "a temporary";
    return (Local.IsParameter ? "parameter '" : "local variable '") +
           Local.Name + "'";
  }

  /// The same once it has been named.
  std::string again() const {
    if (!Local.Name.empty())
      return "'" + Local.Name + "'";
    return Local.IsTemporary ? "the temporary" : "it";
  }

  std::string pointer(const Observation &O, const char *Word) const {
    return O.IsOwned ? "pointer to memory that " + object() + " owns"
                     : Word + (" " + object());
  }

  static bool returnsReference(const Function &F) {
    const DISubprogram *Program = F.getSubprogram();
    if (!Program || !Program->getType())
      return false;
    DITypeRefArray Types = Program->getType()->getTypeArray();
    auto *Result =
        Types.size() ? dyn_cast_or_null<DIDerivedType>(Types[0]) : nullptr;
    return Result && (Result->getTag() == dwarf::DW_TAG_reference_type ||
                      Result->getTag() == dwarf::DW_TAG_rvalue_reference_type);
  }

  /// ", and 'x' dies when 'f' returns".
  std::string death(const EscapeFinding &Finding) const {
    if (Local.IsException)
      return ", which dies with its handler";
    return ", and " + again() + " dies when '" + Finding.FunctionName +
           "' returns";
  }

  void describe(const Observation &O, EscapeFinding &Finding) const {
    switch (O.Kind) {
    case ObservationKind::Returned:
      return describeReturned(O, Finding);
    case ObservationKind::Thrown:
      Finding.RuleId = rule("return");
      Finding.Role = StepRole::Stored;
      Finding.Message =
          pointer(O, "address of") + " is thrown" + death(Finding);
      return;
    case ObservationKind::Left:
      return describeLeft(O, Finding);
    case ObservationKind::Used:
      return describeUsed(O, Finding);
    case ObservationKind::KeptTemporary:
      Finding.RuleId = rule(O.IsOwned ? "view" : "temporary");
      Finding.Role = StepRole::Stored;
      Finding.Message =
          holder(O.Holder) + " keeps a pointer to " + owned(O) +
          "a temporary, which dies at the end of this full expression";
      return;
    }
  }

  static const char *owned(const Observation &O) {
    return O.IsOwned ? "memory of " : "";
  }

  void describeReturned(const Observation &O, EscapeFinding &Finding) const {
    Finding.Role = StepRole::Returned;
    Finding.RuleId = rule(isCapture(O) ? "capture"
                          : O.IsOwned  ? "view"
                                       : "return");
    std::string What =
        isCapture(O)
            ? "lambda that refers to " + object()
            : pointer(O, returnsReference(F) ? "reference to" : "address of");
    Finding.Message = What + " is returned" + death(Finding);
  }

  void describeUsed(const Observation &O, EscapeFinding &Finding) const {
    Finding.Role = StepRole::Used;
    Finding.RuleId = rule(Local.IsTemporary ? "temporary"
                          : O.IsOwned       ? "view"
                                            : "use-after-scope");
    const Function &Owner = functionOf(*Places[Places.ownerOf(O.Local)].Anchor);
    if (&Owner != &F)
      Finding.Message = pointer(O, "pointer to") + " of '" + sourceName(Owner) +
                        "' is used after '" + sourceName(Owner) +
                        "' has returned";
    else if (Local.IsTemporary)
      Finding.Message = pointer(O, "pointer to") +
                        " is used after its full expression has ended";
    else
      Finding.Message =
          pointer(O, "pointer to") + " is used after " + again() + " has died";
  }

  void describeLeft(const Observation &O, EscapeFinding &Finding) const {
    Finding.Role = StepRole::Stored;
    RegionId Root = O.Holder.Where;
    while (Places.kind(Root) == RegionKind::Owned ||
           Places.kind(Root) == RegionKind::Content)
      Root = Places[Root].Base;
    const Region &R = Places[Root];
    RegionKind Holder = Places.kind(O.Holder.Where);
    // A field of what the result owns, and not one of its elements.
    bool IsOwnedField = Holder == RegionKind::Owned && O.Holder.isExact();
    if (R.Kind == RegionKind::Argument && isHiddenResult(unsigned(R.Index)) &&
        !IsOwnedField) {
      Finding.RuleId = rule(isCapture(O) ? "capture"
                            : O.IsOwned  ? "view"
                                         : "return");
      Finding.Role = StepRole::Returned;
      Finding.Message =
          (isCapture(O) ? "lambda that refers to " + object()
                        : "object that has the " + pointer(O, "address of")) +
          " is returned" + death(Finding);
      return;
    }
    if (isCoroutine(R)) {
      Finding.RuleId = rule(isClosure(O) || isCapture(O) ? "capture"
                            : O.IsOwned                  ? "view"
                                                         : "return");
      Finding.Message = "coroutine that refers to " + object() +
                        " lives on when '" + Finding.FunctionName +
                        "' returns" + death(Finding);
      return;
    }
    bool IsField =
        R.Kind != RegionKind::Argument && Holder != RegionKind::Global;
    if (R.Kind == RegionKind::Argument) {
      unsigned Pointers = nameOf(*F.getArg(unsigned(R.Index))).PointersToObject;
      IsField = Pointers && Pointers <= Places[O.Holder.Where].Depth;
    }
    if (isCapture(O))
      Finding.RuleId = rule("capture");
    else if (Local.IsTemporary)
      Finding.RuleId = rule("temporary");
    else if (O.IsOwned)
      Finding.RuleId = rule("view");
    else if (R.Kind == RegionKind::Global)
      Finding.RuleId = rule("global");
    else if (IsField || IsOwnedField)
      Finding.RuleId = rule("field");
    else
      Finding.RuleId = rule("out-parameter");
    Finding.Message = pointer(O, "address of") + " stays in " + placeOf(O) +
                      " when '" + Finding.FunctionName + "' returns and " +
                      again() + " dies";
  }

  /// As the statement has it, or as the caller would say.
  std::string placeOf(const Observation &O) const {
    std::string Name;
    const Instruction &At = reportedAt(O);
    if (auto *Store = dyn_cast<StoreInst>(&At))
      Name = placeName(*Store->getPointerOperand());
    else if (auto *Copy = dyn_cast<MemTransferInst>(&At))
      Name = placeName(*Copy->getRawDest());
    return Name.empty() ? holder(O.Holder) : "'" + Name + "'";
  }

  static std::string rule(StringRef Kind) { return (Prefix + Kind).str(); }

  bool isHiddenResult(unsigned Index) const {
    return F.hasParamAttribute(Index, Attribute::StructRet);
  }

  std::string holder(const Target &Place) const {
    const Region &R = Places[Place.Where];
    switch (R.Kind) {
    case RegionKind::Argument: {
      if (isHiddenResult(unsigned(R.Index)))
        return "the result";
      std::string Name = nameOf(*F.getArg(unsigned(R.Index))).Name;
      return Name == "this" ? "a field of this object"
                            : "what '" + Name + "' points to";
    }
    case RegionKind::Global:
      if (isa<Function>(R.Anchor))
        return "what '" + sourceName(*cast<Function>(R.Anchor)) + "' keeps";
      return "'" + nameOf(*R.Anchor).Name + "'";
    case RegionKind::Local: {
      std::string Name = nameOf(*R.Anchor).Name;
      return Name.empty() ? "a variable" : "'" + Name + "'";
    }
    case RegionKind::Heap:
      return "allocated memory";
    case RegionKind::Owned:
      return (Place.isExact() ? "an object that belongs to "
                              : "the elements of ") +
             holder({.Where = R.Base, .Offset = R.Index});
    case RegionKind::Content:
      return "memory reached through " +
             holder({.Where = R.Base, .Offset = R.Index});
    default:
      return "memory that lives longer";
    }
  }

  static bool isCoroutine(const Region &R) {
    auto *Call =
        R.Kind == RegionKind::Heap ? dyn_cast<CallBase>(R.Anchor) : nullptr;
    return Call && Call->getCalledFunction() &&
           Call->getCalledFunction()->isPresplitCoroutine();
  }

  static bool isLambda(const Type *Object) {
    auto *Type = dyn_cast_or_null<StructType>(Object);
    return Type && Type->hasName() && Type->getName().starts_with("class.anon");
  }

  /// The local is a lambda's object.
  bool isClosure(const Observation &O) const {
    auto *Object = dyn_cast<AllocaInst>(Places[Places.ownerOf(O.Local)].Anchor);
    return Object && isLambda(Object->getAllocatedType());
  }

  static bool isLambdaField(const Value &Address) {
    auto *Field = dyn_cast<GetElementPtrInst>(&Address);
    return Field && isLambda(Field->getSourceElementType());
  }

  /// A method of std::function or std::thread.
  bool keepsCallable(const Instruction &I) const {
    auto *Call = dyn_cast<CallBase>(&I);
    const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
    auto Facts = Callee ? Owners.find(Callee->getName()) : Owners.end();
    return Facts != Owners.end() && Facts->second.KeepsCallable;
  }

  /// The pointer is a capture: it was stored into a lambda's object, from
  /// where it came to where it is.
  bool isCapture(const Observation &O) const {
    const Value *Anchor = Places[Places.ownerOf(O.Local)].Anchor;
    auto IsDirect = [&](const Instruction *I) {
      auto *Store = dyn_cast<StoreInst>(I);
      return Store && !isLambdaField(*Store->getPointerOperand()) &&
             Store->getValueOperand()->stripInBoundsOffsets() == Anchor;
    };
    if (any_of(Stores[O.Origin],
               [&](const Instruction *I) { return keepsCallable(*I); }))
      return true;
    if (!Stores[O.Origin].empty() && all_of(Stores[O.Origin], IsDirect))
      return false;
    return any_of(instructions(F), [&](const Instruction &I) {
      auto *Store = dyn_cast<StoreInst>(&I);
      return Store && isLambdaField(*Store->getPointerOperand()) &&
             leadsTo(I, *Anchor, Context);
    });
  }

  const Function &F;
  const ModuleContext &Context;
  const Regions &Places;
  const Origins &Stores;
  const SourceHints &Hints;
  const OwnerTable &Owners;
  std::vector<EscapeFinding> &Findings;
  LocalName Local;
  SmallPtrSet<const Value *, 8> Used;
};

std::pair<unsigned, unsigned> lineAndColumn(const Instruction &I) {
  const DebugLoc &Where = I.getDebugLoc();
  return Where ? std::pair(Where.getLine(), Where.getCol()) : std::pair(0u, 0u);
}

} // namespace

void report(const Function &F, const Observations &Seen,
            const ModuleContext &Context, const SourceHints &Hints,
            std::vector<EscapeFinding> &Findings) {
  if (Seen.all().empty())
    return;
  auto Declared = Context.Owners.find(F.getName());
  if (Declared != Context.Owners.end() && Declared->second.InSystemHeader)
    return;
  // main's locals live as long as the program.
  const bool IsMain = F.getName() == "main";
  Reporter R(F, Context, Hints, Findings);
  // Of several uses the first in the source is told.
  using Key = std::tuple<bool, std::pair<unsigned, unsigned>, unsigned>;
  SmallVector<Key, 8> Order;
  ArrayRef<Observation> All = Seen.all();
  for (unsigned I = 0; I < All.size(); ++I) {
    bool IsUse = All[I].Kind == ObservationKind::Used;
    Order.push_back(
        {IsUse, IsUse ? lineAndColumn(*All[I].At) : std::pair(0u, 0u), I});
  }
  llvm::sort(Order);
  for (const Key &Each : Order) {
    const Observation &O = All[std::get<2>(Each)];
    if (!IsMain || O.Kind == ObservationKind::Used ||
        O.Kind == ObservationKind::KeptTemporary)
      R.add(O);
  }
}

void sortFindings(std::vector<EscapeFinding> &Findings) {
  auto Key = [](const EscapeFinding &F) {
    return std::tie(F.Position, F.RuleId, F.Variable, F.Message);
  };
  llvm::sort(Findings,
             [&](const auto &A, const auto &B) { return Key(A) < Key(B); });
  Findings.erase(
      llvm::unique(Findings, [&](const auto &A,
                                 const auto &B) { return Key(A) == Key(B); }),
      Findings.end());
}

} // namespace framewalk::escape
