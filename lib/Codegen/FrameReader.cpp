//===- FrameReader.cpp - A function's frame objects and variables ---------===//
#include "Codegen/CaptureState.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/TargetFrameLowering.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace framewalk {

namespace {

std::string registerName(const TargetRegisterInfo &TRI, MCRegister R) {
  return R ? StringRef(TRI.getName(R)).lower() : std::string();
}

std::string typeName(const DIType *Type) {
  if (!Type)
    return "void";
  if (const auto *Derived = dyn_cast<DIDerivedType>(Type)) {
    std::string Base = typeName(Derived->getBaseType());
    switch (Derived->getTag()) {
    case dwarf::DW_TAG_pointer_type:
      return Base + " *";
    case dwarf::DW_TAG_reference_type:
      return Base + " &";
    case dwarf::DW_TAG_rvalue_reference_type:
      return Base + " &&";
    case dwarf::DW_TAG_const_type:
      return "const " + Base;
    case dwarf::DW_TAG_volatile_type:
      return "volatile " + Base;
    case dwarf::DW_TAG_restrict_type:
      return Base;
    default:
      return Derived->getName().str();
    }
  }
  if (Type->getTag() == dwarf::DW_TAG_array_type)
    return typeName(cast<DICompositeType>(Type)->getBaseType()) + "[]";
  if (isa<DISubroutineType>(Type))
    return "function";
  return Type->getName().empty() ? "(unnamed)" : Type->getName().str();
}

class FrameReader {
public:
  FrameReader(const MachineFunction &MF, DebugFileTable &Files)
      : MF(MF), MFI(MF.getFrameInfo()), Files(Files),
        Lowering(*MF.getSubtarget().getFrameLowering()),
        TRI(*MF.getSubtarget().getRegisterInfo()) {}

  CapturedFrame read() {
    readProperties();
    readVariables();
    readObjects();
    return std::move(Frame);
  }

private:
  void readProperties();
  void readObjects();
  void readVariables();
  CapturedObject object(int Index) const;
  CapturedVariable variable(const MachineFunction::VariableDbgInfo &Info);
  static void readExpression(const DIExpression &Expression,
                             CapturedVariable &Variable);
  DebugPosition position(const DILocation &Location) {
    return {Files.idOf(Location.getFile()), Location.getLine(),
            Location.getColumn()};
  }

  const MachineFunction &MF;
  const MachineFrameInfo &MFI;
  DebugFileTable &Files;
  const TargetFrameLowering &Lowering;
  const TargetRegisterInfo &TRI;
  DenseMap<int, MCRegister> SavedIn;
  DenseMap<int, bool> HasVariable;
  CapturedFrame Frame;
};

void FrameReader::readProperties() {
  const Function &F = MF.getFunction();
  if (const DISubprogram *Subprogram = F.getSubprogram())
    Frame.Position = {Files.idOf(Subprogram->getFile()), Subprogram->getLine(),
                      0};
  Frame.PointerSize = MF.getTarget().getTargetTriple().isArch64Bit() ? 8 : 4;
  Frame.StackAlign = Lowering.getStackAlign().value();
  Frame.MaxAlign = MFI.getMaxAlign().value();
  Frame.StackSize = MFI.getStackSize();
  if (MFI.isMaxCallFrameSizeComputed() && Lowering.hasReservedCallFrame(MF))
    Frame.OutgoingArgumentSize = MFI.getMaxCallFrameSize();
  Frame.HasFramePointer = Lowering.hasFP(MF);
  Frame.IsRealigned = TRI.hasStackRealignment(MF);
  Frame.HasVariableSizedObjects = MFI.hasVarSizedObjects();
  Frame.HasCalls = MFI.hasCalls();
  Frame.IsNaked = F.hasFnAttribute(Attribute::Naked);
  Frame.IsVariadic = F.isVarArg();
  Frame.HasStackProtector = MFI.hasStackProtectorIndex();
  Frame.HasSafeStack = F.hasFnAttribute(Attribute::SafeStack);
  // A coroutine is split; the parts after the first suspension are these.
  for (StringRef Part : {".resume", ".destroy", ".cleanup"})
    Frame.IsCoroutine |= F.getName().ends_with(Part);
  Frame.IsOptimised =
      MF.getTarget().getOptLevel() != CodeGenOptLevel::None && !F.hasOptNone();
  Frame.HasRedZone = Frame.PointerSize == 8 &&
                     !F.hasFnAttribute(Attribute::NoRedZone) &&
                     !MF.getTarget().getTargetTriple().isOSWindows();
  for (const CalleeSavedInfo &Info : MFI.getCalleeSavedInfo())
    if (!Info.isSpilledToReg())
      SavedIn[Info.getFrameIdx()] = Info.getReg();
}

CapturedObject FrameReader::object(int Index) const {
  CapturedObject O;
  O.Index = Index;
  O.IsVariableSized = MFI.isVariableSizedObjectIndex(Index);
  O.Align = MFI.getObjectAlign(Index).value();
  O.IsFixed = MFI.isFixedObjectIndex(Index);
  O.IsSpill = MFI.isSpillSlotObjectIndex(Index);
  O.IsStackProtector =
      MFI.hasStackProtectorIndex() && MFI.getStackProtectorIndex() == Index;
  O.IsProtectedArray =
      MFI.getObjectSSPLayout(Index) != MachineFrameInfo::SSPLK_None;
  O.IsOnOtherStack = MFI.getStackID(Index) != 0;
  if (auto It = SavedIn.find(Index); It != SavedIn.end())
    O.CalleeSavedRegister = registerName(TRI, It->second);
  if (const AllocaInst *Alloca = MFI.getObjectAllocation(Index)) {
    O.AllocaName = Alloca->getName().str();
    if (!HasVariable.contains(Index)) {
      raw_string_ostream OS(O.AllocaType);
      Alloca->getAllocatedType()->print(OS, /*IsForDebug=*/false,
                                        /*NoDetails=*/true);
    }
  }
  O.NominalOffset = MFI.getObjectOffset(Index);
  if (O.IsVariableSized)
    return O;
  O.Size = MFI.getObjectSize(Index);
  Register Base;
  O.Displacement = Lowering.getFrameIndexReference(MF, Index, Base).getFixed();
  O.Base = registerName(TRI, Base.asMCReg());
  return O;
}

void FrameReader::readObjects() {
  for (int I = MFI.getObjectIndexBegin(), E = MFI.getObjectIndexEnd(); I != E;
       ++I)
    if (!MFI.isDeadObjectIndex(I))
      Frame.Objects.push_back(object(I));
  // A realigned frame with dynamic objects hangs on a register of its own;
  // hasBasePointer is private to the target, so it is read off an object.
  for (const CapturedObject &O : Frame.Objects)
    if (O.Base == "rbx" || O.Base == "esi")
      Frame.BasePointer = O.Base;
}

/// Reads the expressions that code generation puts on stack variables: sums,
/// one indirection, a fragment.
void FrameReader::readExpression(const DIExpression &Expression,
                                 CapturedVariable &Variable) {
  auto Add = [&](int64_t Bytes) {
    (Variable.IsIndirect ? Variable.DerefOffset : Variable.Offset) += Bytes;
  };
  std::optional<uint64_t> Constant;
  for (const auto &Op : Expression.expr_ops()) {
    switch (Op.getOp()) {
    case dwarf::DW_OP_plus_uconst:
      Add(Op.getArg(0));
      break;
    case dwarf::DW_OP_constu:
      Constant = Op.getArg(0);
      break;
    case dwarf::DW_OP_plus:
      Add(Constant.value_or(0));
      break;
    case dwarf::DW_OP_minus:
      Add(-static_cast<int64_t>(Constant.value_or(0)));
      break;
    case dwarf::DW_OP_deref:
      Variable.IsIndirect = true;
      break;
    case dwarf::DW_OP_LLVM_fragment:
      Variable.FragmentOffset = Op.getArg(0) / 8;
      Variable.FragmentSize = Op.getArg(1) / 8;
      break;
    default:
      break;
    }
  }
}

CapturedVariable
FrameReader::variable(const MachineFunction::VariableDbgInfo &Info) {
  CapturedVariable V;
  V.Name = Info.Var->getName().str();
  V.Line = Info.Var->getLine();
  V.Argument = Info.Var->getArg();
  V.FrameIndex = Info.getStackSlot();
  if (std::optional<uint64_t> Bits = Info.Var->getSizeInBits())
    V.Size = *Bits / 8;
  if (const auto *Block = dyn_cast<DILexicalBlock>(Info.Var->getScope()))
    V.Scope = {Files.idOf(Block->getFile()), Block->getLine(),
               Block->getColumn()};
  if (Info.Expr)
    readExpression(*Info.Expr, V);
  if (const DILocation *At = Info.Loc ? Info.Loc->getInlinedAt() : nullptr) {
    V.InlinedFrom = Info.Var->getScope()->getSubprogram()->getName().str();
    V.InlinedAt = position(*At);
    V.Type = typeName(Info.Var->getType());
  }
  return V;
}

void FrameReader::readVariables() {
  for (const auto &Info : MF.getInStackSlotVariableDbgInfo()) {
    if (MFI.isDeadObjectIndex(Info.getStackSlot()))
      continue;
    HasVariable[Info.getStackSlot()] = true;
    Frame.Variables.push_back(variable(Info));
  }
}

} // namespace

uint32_t DebugFileTable::idOf(const DIFile *File) {
  if (!File)
    return 0;
  auto [It, IsNew] = Known.try_emplace(File, 0);
  if (!IsNew)
    return It->second;
  // clang splits a path where it leaves the current folder's: the directory is
  // not always that of the compilation.
  SmallString<256> Path;
  if (!sys::path::is_absolute(File->getFilename()))
    Path = File->getDirectory();
  sys::path::append(Path, File->getFilename());
  auto [Named, IsNewName] = ByName.try_emplace(Path.str().str(), Names.size());
  if (IsNewName)
    Names.push_back(Named->first);
  return It->second = Named->second;
}

CapturedFrame readFrame(const MachineFunction &MF, DebugFileTable &Files) {
  return FrameReader(MF, Files).read();
}

} // namespace framewalk
