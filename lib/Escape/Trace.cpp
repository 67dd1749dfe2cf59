//===- Trace.cpp ----------------------------------------------------------===//
#include "Escape/Trace.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace framewalk::escape {

EscapePosition positionOf(const Instruction &I) {
  const DebugLoc &Where = I.getDebugLoc();
  if (!Where || !Where.getLine())
    return {};
  return {.File = cast<DIScope>(Where.getScope())->getFilename().str(),
          .Line = Where.getLine(),
          .Column = Where.getCol()};
}

std::string sourceName(const Function &F) {
  if (const DISubprogram *Program = F.getSubprogram())
    return Program->getName().str();
  return demangle(F.getName());
}

static const DIType *plain(const DIType *Type) {
  while (auto *Derived = dyn_cast_or_null<DIDerivedType>(Type)) {
    bool IsName = Derived->getTag() == dwarf::DW_TAG_typedef ||
                  Derived->getTag() == dwarf::DW_TAG_const_type ||
                  Derived->getTag() == dwarf::DW_TAG_volatile_type ||
                  Derived->getTag() == dwarf::DW_TAG_restrict_type;
    if (!IsName)
      break;
    Type = Derived->getBaseType();
  }
  return Type;
}

/// 1: a pointer or reference to an object with members, 2: a pointer to such a
/// pointer; 0: none.
static unsigned pointersToObject(const DIType *Type) {
  unsigned Pointers = 0;
  Type = plain(Type);
  while (auto *Pointer = dyn_cast_or_null<DIDerivedType>(Type)) {
    Type = plain(Pointer->getBaseType());
    ++Pointers;
  }
  auto *Object = dyn_cast_or_null<DICompositeType>(Type);
  bool HasMembers = Object && Object->getTag() != dwarf::DW_TAG_array_type &&
                    Object->getTag() != dwarf::DW_TAG_enumeration_type;
  return HasMembers ? Pointers : 0;
}

static void addDebugName(const DILocalVariable &Variable, LocalName &Result) {
  Result.Name = Variable.getName().str();
  Result.IsParameter = Variable.getArg() != 0;
  Result.PointersToObject = pointersToObject(Variable.getType());
  if (const DIFile *File = Variable.getFile())
    Result.Declared.File = File->getFilename().str();
  Result.Declared.Line = Variable.getLine();
}

/// The variable that debug information places in \p Slot.
static const DILocalVariable *variableIn(const Function &F, const Value &Slot) {
  for (const Instruction &I : instructions(F))
    for (const DbgVariableRecord &Record : filterDbgVars(I.getDbgRecordRange()))
      if (Record.isDbgDeclare() && Record.getAddress() == &Slot)
        return Record.getVariable();
  return nullptr;
}

static LocalName nameOfArgument(const Argument &A) {
  LocalName Result;
  Result.IsParameter = true;
  Result.InIr = A.getName().str();
  const Value *Slot = &A;
  for (const User *U : A.users())
    if (auto *Store = dyn_cast<StoreInst>(U))
      Slot = Store->getPointerOperand();
  if (const DILocalVariable *Variable = variableIn(*A.getParent(), *Slot))
    addDebugName(*Variable, Result);
  if (Result.Name.empty())
    Result.Name = Result.InIr;
  return Result;
}

static LocalName nameOfAlloca(const AllocaInst &Local) {
  LocalName Result;
  Result.InIr = Local.getName().str();
  if (const DILocalVariable *Variable =
          variableIn(*Local.getFunction(), Local)) {
    addDebugName(*Variable, Result);
    return Result;
  }
  // What alloca() gives has no name in IR.
  Result.IsAllocated = !Local.isStaticAlloca() || !Local.hasName();
  // A variable-length array's place is in a variable of its own.
  for (const User *U : Local.users())
    if (auto *Store = dyn_cast<StoreInst>(U);
        Store && Result.IsAllocated && Store->getValueOperand() == &Local)
      if (const DILocalVariable *Variable =
              variableIn(*Local.getFunction(), *Store->getPointerOperand()))
        addDebugName(*Variable, Result);
  Result.IsLiteral = Local.getName().starts_with(".compoundliteral");
  Result.IsTemporary =
      !Result.IsAllocated && !Result.IsLiteral && Result.Name.empty();
  if (Result.IsAllocated)
    Result.Declared = positionOf(Local);
  return Result;
}

LocalName nameOf(const Value &Local) {
  if (auto *A = dyn_cast<AllocaInst>(&Local))
    return nameOfAlloca(*A);
  if (auto *A = dyn_cast<Argument>(&Local))
    return nameOfArgument(*A);
  LocalName Result;
  if (isa<CallBase>(Local)) {
    Result.IsException = true;
    return Result;
  }
  Result.InIr = Local.getName().str();
  Result.Name = Result.InIr;
  if (auto *Global = dyn_cast<GlobalVariable>(&Local)) {
    SmallVector<DIGlobalVariableExpression *, 1> Variables;
    Global->getDebugInfo(Variables);
    if (!Variables.empty())
      Result.Name = Variables.front()->getVariable()->getName().str();
  }
  return Result;
}

//===--- The way ----------------------------------------------------------===//

namespace {

/// Goes backwards over the values until it meets the local.
class WayBack {
public:
  explicit WayBack(const Value &Local) : Local(Local) {}

  bool find(const Value &V) {
    if (&V == &Local)
      return true;
    if (!Visited.insert(&V).second || Visited.size() > MostVisited)
      return false;
    if (auto *Load = dyn_cast<LoadInst>(&V))
      return throughMemory(*Load->getPointerOperand());
    if (auto *Call = dyn_cast<CallBase>(&V))
      return throughCall(*Call);
    auto *I = dyn_cast<Instruction>(&V);
    if (!I)
      return false;
    return any_of(I->operands(), [&](const Use &Each) { return find(*Each); });
  }

  /// The same for what the memory at \p Address holds.
  bool findIn(const Value &Address) { return throughMemory(Address); }

  std::vector<EscapeStep> Steps;

private:
  static constexpr unsigned MostVisited = 500;

  bool throughMemory(const Value &Address) {
    const Value *Base = Address.stripInBoundsOffsets();
    // Two objects may be copied into each other.
    if (!isa<AllocaInst>(Base) || !VisitedMemory.insert(Base).second)
      return false;
    return storesInto(*Base, *Base);
  }

  /// Stores whose address is \p Address or a part of it.
  bool storesInto(const Value &Address, const Value &Variable) {
    for (const User *U : Address.users()) {
      if (auto *Store = dyn_cast<StoreInst>(U)) {
        if (Store->getPointerOperand() == &Address &&
            find(*Store->getValueOperand())) {
          addStep(*Store, Variable);
          return true;
        }
      } else if (isa<GetElementPtrInst>(U)) {
        if (Visited.insert(U).second && storesInto(*U, Variable))
          return true;
      } else if (auto *Copy = dyn_cast<MemTransferInst>(U)) {
        if (Copy->getRawDest() == &Address && find(*Copy->getRawSource()))
          return true;
        if (Copy->getRawDest() == &Address &&
            throughMemory(*Copy->getRawSource()))
          return true;
      } else if (auto *Call = dyn_cast<CallBase>(U);
                 Call && !isa<IntrinsicInst>(Call) && throughCall(*Call)) {
        return true;
      }
    }
    return false;
  }

  void addStep(const StoreInst &Store, const Value &Variable) {
    LocalName Into = nameOf(Variable);
    EscapePosition At = positionOf(Store);
    if (Into.Name.empty() || !At.isValid() || Into.Name == "this")
      return;
    bool IsDirect = Store.getValueOperand()->stripInBoundsOffsets() == &Local;
    std::string Name = nameOf(Local).Name;
    std::string What = IsDirect ? "the address of " +
                                      (Name.empty() ? std::string("a temporary")
                                                    : "'" + Name + "'")
                                : "it";
    Steps.push_back({At, What + " goes into '" + Into.Name + "'"});
  }

  bool throughCall(const CallBase &Call) {
    if (!Visited.insert(&Call).second && Visited.size() > MostVisited)
      return false;
    for (const Use &Each : Call.args())
      if (Each->getType()->isPointerTy() && find(*Each)) {
        const Function *Callee = Call.getCalledFunction();
        EscapePosition At = positionOf(Call);
        if (At.isValid())
          Steps.push_back({At, "it is passed to " +
                                   (Callee ? "'" + sourceName(*Callee) + "'"
                                           : std::string("a callback"))});
        return true;
      }
    return false;
  }

  const Value &Local;
  SmallPtrSet<const Value *, 32> Visited, VisitedMemory;
};

} // namespace

static bool walk(WayBack &Way, const Instruction &End) {
  if (auto *Store = dyn_cast<StoreInst>(&End))
    return Way.find(*Store->getValueOperand());
  if (auto *Copy = dyn_cast<MemTransferInst>(&End))
    return Way.findIn(*Copy->getRawSource());
  // v.push_back(&x) passes the address of a temporary that holds &x.
  if (auto *Call = dyn_cast<CallBase>(&End))
    return any_of(Call->args(), [&](const Use &Each) {
      return Way.find(*Each) || Way.findIn(*Each);
    });
  return any_of(End.operands(),
                [&](const Use &Each) { return Way.find(*Each); });
}

bool leadsTo(const Instruction &End, const Value &Local) {
  WayBack Way(Local);
  return walk(Way, End);
}

std::vector<EscapeStep> traceTo(const Instruction &End, const Value &Local) {
  WayBack Way(Local);
  walk(Way, End);
  return std::move(Way.Steps);
}

} // namespace framewalk::escape
