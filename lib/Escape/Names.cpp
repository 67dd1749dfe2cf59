//===- Names.cpp ----------------------------------------------------------===//
#include "Escape/Names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace framewalk::escape {

std::string fileOf(const DIScope &Scope) {
  StringRef Name = Scope.getFilename(), Directory = Scope.getDirectory();
  if (Directory.empty() || sys::path::is_absolute(Name))
    return Name.str();
  SmallString<128> Path = Directory;
  sys::path::append(Path, Name);
  return Path.str().str();
}

EscapePosition positionOf(const Instruction &I) {
  const DebugLoc &Where = I.getDebugLoc();
  if (!Where || !Where.getLine())
    return {};
  return {.File = fileOf(*cast<DIScope>(Where.getScope())),
          .Line = Where.getLine(),
          .Column = Where.getCol()};
}

std::string sourceName(const Function &F) {
  if (const DISubprogram *Program = F.getSubprogram()) {
    StringRef Name = Program->getName();
    // Template arguments are long.
    return (Name.starts_with("operator") ? Name : Name.split('<').first).str();
  }
  std::string Whole = demangle(F.getName());
  // "std::string::c_str() const": the last name of it.
  StringRef Name = StringRef(Whole).take_until([](char C) { return C == '('; });
  if (Name.empty() || Name.contains('<'))
    return Whole;
  size_t Colon = Name.rfind("::");
  return (Colon == StringRef::npos ? Name : Name.substr(Colon + 2)).str();
}

bool isMethod(const Function &F) {
  for (const Argument &A : F.args())
    if (A.getName() == "this")
      return true;
  return false;
}

//===--- Types ------------------------------------------------------------===//

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

/// ".next" or ".items[2]": the member \p Offset bytes into \p Type.
static std::string memberAt(const DIType *Type, uint64_t Offset) {
  auto *Whole = dyn_cast_or_null<DICompositeType>(plain(Type));
  if (!Whole)
    return "";
  if (Whole->getTag() == dwarf::DW_TAG_array_type) {
    const DIType *Element = plain(Whole->getBaseType());
    uint64_t Bytes = Element ? Element->getSizeInBits() / 8 : 0;
    if (!Bytes || Whole->getElements().size() != 1)
      return "[...]";
    return "[" + std::to_string(Offset / Bytes) + "]" +
           memberAt(Element, Offset % Bytes);
  }
  for (const DINode *Each : Whole->getElements()) {
    auto *Member = dyn_cast<DIDerivedType>(Each);
    if (!Member || Member->isStaticMember())
      continue;
    bool IsBase = Member->getTag() == dwarf::DW_TAG_inheritance;
    if (!IsBase && Member->getTag() != dwarf::DW_TAG_member)
      continue;
    uint64_t Begin = Member->getOffsetInBits() / 8;
    const DIType *Own = plain(Member->getBaseType());
    uint64_t Bytes = Own ? Own->getSizeInBits() / 8 : 0;
    if (Offset < Begin || Offset >= Begin + Bytes)
      continue;
    std::string Inner = memberAt(Own, Offset - Begin);
    if (IsBase && Inner.empty())
      continue;
    return IsBase || Member->getName().empty()
               ? Inner
               : "." + Member->getName().str() + Inner;
  }
  return "";
}

//===--- Variables --------------------------------------------------------===//

/// The variable that debug information places in \p Slot.
static const DILocalVariable *variableIn(const Value &Slot) {
  for (const DbgVariableRecord *Record :
       findDVRDeclares(const_cast<Value *>(&Slot)))
    return Record->getVariable();
  return nullptr;
}

static const Value &slotOf(const Argument &A) {
  for (const User *U : A.users())
    if (auto *Store = dyn_cast<StoreInst>(U);
        Store && Store->getValueOperand() == &A)
      return *Store->getPointerOperand();
  return A;
}

static bool ownsInside(const DIType *Type) {
  auto *Class = dyn_cast_or_null<DICompositeType>(plain(Type));
  auto *Space =
      Class ? dyn_cast_or_null<DINamespace>(Class->getScope()) : nullptr;
  StringRef Name = Class ? Class->getName().split('<').first : "";
  return Space && Space->getName() == "std" &&
         (Name == "array" || Name == "optional" || Name == "variant");
}

static void addDebugName(const DILocalVariable &Variable, LocalName &Result) {
  Result.Name = Variable.getName().str();
  Result.IsParameter = Variable.getArg() != 0;
  Result.OwnsInside = ownsInside(Variable.getType());
  Result.PointersToObject = pointersToObject(Variable.getType());
  if (const DIFile *File = Variable.getFile())
    Result.Declared.File = fileOf(*File);
  Result.Declared.Line = Variable.getLine();
}

static LocalName nameOfArgument(const Argument &A) {
  LocalName Result;
  Result.IsParameter = true;
  Result.InIr = A.getName().str();
  if (const DILocalVariable *Variable = variableIn(slotOf(A)))
    addDebugName(*Variable, Result);
  if (Result.Name.empty())
    Result.Name = Result.InIr;
  return Result;
}

static LocalName nameOfAlloca(const AllocaInst &Local) {
  LocalName Result;
  Result.InIr = Local.getName().str();
  if (const DILocalVariable *Variable = variableIn(Local)) {
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
              variableIn(*Store->getPointerOperand()))
        addDebugName(*Variable, Result);
  Result.IsLiteral = Local.getName().starts_with(".compoundliteral");
  Result.IsTemporary =
      !Result.IsAllocated && !Result.IsLiteral && Result.Name.empty();
  if (Result.IsAllocated)
    Result.Declared = positionOf(Local);
  return Result;
}

static const DIGlobalVariable *debugVariable(const GlobalVariable &Global) {
  SmallVector<DIGlobalVariableExpression *, 1> Variables;
  Global.getDebugInfo(Variables);
  return Variables.empty() ? nullptr : Variables.front()->getVariable();
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
  if (auto *Global = dyn_cast<GlobalVariable>(&Local))
    if (const DIGlobalVariable *Variable = debugVariable(*Global))
      Result.Name = Variable->getName().str();
  return Result;
}

//===--- Places -----------------------------------------------------------===//

static const DIVariable *variableAt(const Value &Base) {
  if (auto *Global = dyn_cast<GlobalVariable>(&Base))
    return debugVariable(*Global);
  if (auto *A = dyn_cast<Argument>(&Base))
    return variableIn(slotOf(*A));
  return isa<AllocaInst>(Base) ? variableIn(Base) : nullptr;
}

/// Through what is known, and through indices that only run time knows.
static const Value &stripIndices(const Value &Address, const DataLayout &Layout,
                                 uint64_t &Offset, bool &IsElement) {
  APInt Bytes(Layout.getIndexTypeSizeInBits(Address.getType()), 0);
  const Value *Base = &Address;
  for (;;) {
    Base = Base->stripAndAccumulateConstantOffsets(Layout, Bytes,
                                                   /*AllowNonInbounds=*/true);
    auto *Element = dyn_cast<GEPOperator>(Base);
    if (!Element)
      break;
    IsElement = true;
    Base = Element->getPointerOperand();
  }
  Offset = Bytes.getZExtValue();
  return *Base;
}

static const DataLayout *layoutFor(const Value &V) {
  if (auto *I = dyn_cast<Instruction>(&V))
    return &I->getModule()->getDataLayout();
  if (auto *A = dyn_cast<Argument>(&V))
    return &A->getParent()->getParent()->getDataLayout();
  if (auto *G = dyn_cast<GlobalValue>(&V))
    return &G->getParent()->getDataLayout();
  return nullptr;
}

std::string placeName(const Value &Address) {
  auto *Expression = dyn_cast<ConstantExpr>(&Address);
  const DataLayout *Layout =
      layoutFor(Expression ? *Address.stripInBoundsOffsets() : Address);
  if (!Layout || !Address.getType()->isPointerTy())
    return "";
  uint64_t Offset = 0;
  bool IsElement = false;
  const Value &Base = stripIndices(Address, *Layout, Offset, IsElement);
  if (const DIVariable *Variable = variableAt(Base)) {
    std::string Name = Variable->getName().str();
    bool IsObject = !isa<Argument>(Base);
    return IsElement
               ? Name + "[...]"
               : Name + (IsObject ? memberAt(Variable->getType(), Offset) : "");
  }
  auto *Load = dyn_cast<LoadInst>(&Base);
  const DIVariable *Pointer =
      Load ? variableAt(*Load->getPointerOperand()) : nullptr;
  auto *Type = Pointer
                   ? dyn_cast_or_null<DIDerivedType>(plain(Pointer->getType()))
                   : nullptr;
  if (!Type)
    return "";
  std::string Name = Pointer->getName().str();
  if (IsElement)
    return Name + "[...]";
  std::string Member = memberAt(Type->getBaseType(), Offset);
  bool IsReference = Type->getTag() != dwarf::DW_TAG_pointer_type;
  if (Name == "this")
    return Member.empty() ? "*this" : Member.substr(1);
  if (Member.empty())
    return IsReference ? Name : "*" + Name;
  return Name + (IsReference ? Member : "->" + Member.substr(1));
}

} // namespace framewalk::escape
