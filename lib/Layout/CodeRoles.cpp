//===- CodeRoles.cpp - What each instruction is there for -----------------===//

#include "Layout/CodeRoles.h"

#include "Layout/AssemblyText.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace framewalk {

CodePart partOf(CodeRole Role) {
  if (Role == CodeRole::Body)
    return CodePart::Body;
  return Role < CodeRole::ReloadCanary ? CodePart::Prologue
                                       : CodePart::Epilogue;
}

const FrameSlot *CodeView::slotAt(int64_t CfaOffset) const {
  for (const FrameSlot &S : Built.Layout.slots())
    if (S.CfaOffset && S.CfaOffset->Value == CfaOffset && S.Size != 0)
      return &S;
  return nullptr;
}

std::optional<SlotPlace> CodeView::placeTouched(size_t Index) const {
  const CapturedInstruction &I = at(Index);
  if (I.Memory.Use == MemoryUse::None || I.Memory.IsSymbolic ||
      *I.Memory.Segment != 0)
    return std::nullopt;
  return Built.find(I.Memory.Base, I.Memory.Displacement, States[Index]);
}

const FrameSlot *CodeView::slotTouched(size_t Index) const {
  const std::optional<SlotPlace> Place = placeTouched(Index);
  return Place ? &Built.Layout.slot(Place->Slot) : nullptr;
}

size_t CodeView::indexOf(uint32_t Address) const {
  const auto It = std::lower_bound(
      Frame.Instructions.begin(), Frame.Instructions.end(), Address,
      [](const CapturedInstruction &I, uint32_t A) { return I.Address < A; });
  if (It == Frame.Instructions.end() || It->Address != Address)
    return size();
  return static_cast<size_t>(It - Frame.Instructions.begin());
}

bool CodeView::isReadOfOwnAddress(size_t Index) const {
  return readsInstructionPointer(Frame, at(Index));
}

namespace {

class RoleFinder {
public:
  explicit RoleFinder(const CodeView &C)
      : Code(C), Roles(C.size(), CodeRole::Body) {}

  std::vector<CodeRole> run() {
    // The author of a naked function wrote all of it.
    if (Code.Frame.IsNaked)
      return std::move(Roles);
    markEntry();
    markSetup();
    if (Code.Frame.PointerSize == 4)
      markOwnAddress();
    if (Code.Frame.IsVariadic)
      markRegisterSaves();
    if (Code.Frame.HasStackProtector)
      markCanary();
    markExits();
    return std::move(Roles);
  }

private:
  const CodeView &Code;
  std::vector<CodeRole> Roles;

  void markEntry();
  void markSetup();
  void markOwnAddress();
  void markRegisterSaves();
  void markCanary();
  void markExits();

  CodeRole setupRole(size_t Index) const;
  CodeRole destroyRole(size_t Index) const;
  bool restoresSlot(size_t PopIndex) const;
  bool isCanaryLoad(size_t Index) const;
  bool isCanarySlot(size_t Index) const;
  void markCanaryUse(size_t LoadIndex);
  void markCanaryBranch(size_t CompareIndex);
  void markCanaryFailure(size_t Begin);
  void markExit(size_t EndIndex);
};

void RoleFinder::markEntry() {
  for (size_t I = 0; I < Code.size(); ++I) {
    const std::string_view Text = Code.text(I);
    if (Text.substr(0, 6) == "endbr6" || Text.substr(0, 6) == "endbr3")
      Roles[I] = CodeRole::LandingMark;
    else if (Code.at(I).Kind == InstructionKind::Nop ||
             (Code.at(I).Kind == InstructionKind::Call &&
              Text.find("__fentry__") != std::string_view::npos))
      Roles[I] = CodeRole::PatchRoom;
    else
      return;
  }
}

/// A `push` saves a register where the ledger says so; else it allocates.
static bool isSavedRegister(const FrameSlot *Slot) {
  return Slot && (Slot->Kind == SlotKind::CalleeSaved ||
                  Slot->Kind == SlotKind::SavedFramePointer);
}

CodeRole RoleFinder::setupRole(size_t Index) const {
  const CapturedInstruction &I = Code.at(Index);
  const std::string_view Register = I.Register;
  switch (I.Kind) {
  case InstructionKind::Push: {
    const std::optional<int64_t> Depth = Code.States[Index].StackDepth;
    const FrameSlot *Slot =
        Depth ? Code.slotAt(-*Depth - Code.Frame.PointerSize) : nullptr;
    if (Slot && Slot->Kind == SlotKind::SavedFramePointer)
      return CodeRole::SaveFramePointer;
    return isSavedRegister(Slot) ? CodeRole::SaveRegister
                                 : CodeRole::AllocateByPush;
  }
  case InstructionKind::AdjustStack:
    return CodeRole::Allocate;
  case InstructionKind::AlignStack:
    return CodeRole::AlignStack;
  case InstructionKind::CopyRegister:
  case InstructionKind::LoadAddress:
    if (isStackPointer(Register))
      return I.Kind == InstructionKind::CopyRegister ? CodeRole::ProbeFinish
                                                     : CodeRole::Allocate;
    if (isFramePointer(Register))
      return CodeRole::SetFramePointer;
    return Register == Code.Frame.BasePointer ? CodeRole::SetBasePointer
                                              : CodeRole::ProbeBound;
  case InstructionKind::Branch:
    return I.BranchTarget <= I.Address ? CodeRole::ProbeLoop
                                       : CodeRole::ProbeSkip;
  case InstructionKind::Load:
  case InstructionKind::Store:
  case InstructionKind::StoreImmediate:
  case InstructionKind::LoadImmediate:
  case InstructionKind::AddImmediate:
  case InstructionKind::Other: {
    const AssemblyText Text = parseAssembly(Code.text(Index));
    if (Text.is("cmp"))
      return CodeRole::ProbeCompare;
    if (isStackPointer(I.Memory.Base) && I.Memory.Use != MemoryUse::Read)
      return CodeRole::ProbeTouch;
    if (Text.is("sub") || Text.is("add"))
      return CodeRole::ProbeBound;
    if (Text.is("and"))
      return CodeRole::ProbeAlignedBound;
    return CodeRole::OtherSetup;
  }
  default:
    return CodeRole::OtherSetup;
  }
}

void RoleFinder::markSetup() {
  for (size_t I = 0; I < Code.size(); ++I) {
    if (!Code.at(I).IsFrameSetup)
      continue;
    Roles[I] = setupRole(I);
    // The probe loop's bound begins as a copy of rsp that carries no flag.
    if (I > 0 && Roles[I - 1] == CodeRole::Body &&
        (Roles[I] == CodeRole::ProbeBound ||
         Roles[I] == CodeRole::ProbeAlignedBound) &&
        Code.at(I - 1).Kind == InstructionKind::CopyRegister &&
        isStackPointer(Code.at(I - 1).SourceRegister))
      Roles[I - 1] = CodeRole::ProbeBound;
  }
}

void RoleFinder::markOwnAddress() {
  for (size_t I = 0; I + 1 < Code.size(); ++I) {
    if (!Code.isReadOfOwnAddress(I))
      continue;
    Roles[I] = CodeRole::PushOwnAddress;
    Roles[I + 1] = CodeRole::PopOwnAddress;
    if (I + 2 < Code.size() && Code.text(I + 2).find("_GLOBAL_OFFSET_TABLE_") !=
                                   std::string_view::npos)
      Roles[I + 2] = CodeRole::AddTableOffset;
  }
}

void RoleFinder::markRegisterSaves() {
  std::optional<size_t> First; // of the vector registers' saves
  for (size_t I = 0; I < Code.size(); ++I) {
    const CapturedInstruction &Each = Code.at(I);
    if (Each.Memory.Use != MemoryUse::Write || *Each.SourceRegister == 0)
      continue;
    const FrameSlot *Slot = Code.slotTouched(I);
    if (!Slot || Slot->Kind != SlotKind::RegisterSaveArea)
      continue;
    const bool IsVector = std::string_view(Each.SourceRegister).find("mm") !=
                          std::string_view::npos;
    Roles[I] =
        IsVector ? CodeRole::SaveVectorArgument : CodeRole::SaveIntegerArgument;
    if (IsVector && !First)
      First = I;
  }
  // `test al, al; je` stands before the vector registers' saves; the test may
  // have been moved away from the jump.
  if (!First)
    return;
  for (size_t I = *First; I-- > 0;) {
    const AssemblyText Text = parseAssembly(Code.text(I));
    if (Code.at(I).Kind == InstructionKind::Branch)
      Roles[I] = CodeRole::SkipVectorSaves;
    else if (Text.is("test") && Text.Operands.size() == 2 &&
             parseRegister(Text.Operands[0]) == "al") {
      Roles[I] = CodeRole::TestVectorCount;
      return;
    }
  }
}

/// fs:[0x28] (gs:[0x14] on i386) is where the C library keeps the canary for
/// the compiler: the System V ABI leaves it to them, glibc's tcbhead_t has it.
bool RoleFinder::isCanaryLoad(size_t Index) const {
  const CapturedInstruction &I = Code.at(Index);
  if (I.Memory.Use != MemoryUse::Read)
    return false;
  const std::string_view Segment = I.Memory.Segment;
  if (!Segment.empty() && *I.Memory.Base == 0)
    return I.Memory.Displacement == (Code.Frame.PointerSize == 8 ? 0x28 : 0x14);
  return I.Memory.IsSymbolic &&
         Code.text(Index).find("__stack_chk_guard") != std::string_view::npos;
}

bool RoleFinder::isCanarySlot(size_t Index) const {
  const FrameSlot *Slot = Code.slotTouched(Index);
  return Slot && Slot->Kind == SlotKind::StackProtector;
}

/// From the load of the right value on: it is stored in the prologue, compared
/// before a return.
void RoleFinder::markCanaryUse(size_t LoadIndex) {
  constexpr size_t Reach = 24; // a scheduler moves them apart, not far
  const bool LoadCompares = parseAssembly(Code.text(LoadIndex)).is("cmp");
  if (LoadCompares) {
    Roles[LoadIndex] = CodeRole::CompareCanary;
    markCanaryBranch(LoadIndex);
    return;
  }
  const size_t End = std::min(Code.size(), LoadIndex + Reach);
  for (size_t I = LoadIndex + 1; I < End; ++I) {
    const CapturedInstruction &Each = Code.at(I);
    const bool TouchesSlot =
        Each.Memory.Use != MemoryUse::None && isCanarySlot(I);
    if (TouchesSlot && Each.Memory.Use == MemoryUse::Write) {
      Roles[LoadIndex] = CodeRole::LoadCanary;
      Roles[I] = CodeRole::StoreCanary;
      return;
    }
    const AssemblyText Text = parseAssembly(Code.text(I));
    const bool Compares = Text.is("cmp") || Text.is("sub") || Text.is("xor");
    if (TouchesSlot && !Compares) {
      Roles[I] = CodeRole::LoadStoredCanary;
      continue;
    }
    if (Compares &&
        (TouchesSlot ||
         (*Code.at(LoadIndex).Register != 0 &&
          mentionsRegister(Code.text(I), Code.at(LoadIndex).Register)))) {
      Roles[LoadIndex] = CodeRole::ReloadCanary;
      Roles[I] = CodeRole::CompareCanary;
      markCanaryBranch(I);
      return;
    }
    if (Each.Kind == InstructionKind::Branch ||
        Each.Kind == InstructionKind::Call)
      return;
  }
}

void RoleFinder::markCanaryBranch(size_t CompareIndex) {
  for (size_t I = CompareIndex + 1; I < Code.size() && I < CompareIndex + 6;
       ++I) {
    if (Code.at(I).Kind != InstructionKind::Branch)
      continue;
    Roles[I] = CodeRole::BranchOnCanary;
    // `je` jumps to the way out and falls into the failure.
    const bool FailsWhenTaken = parseAssembly(Code.text(I)).Mnemonic == "jne";
    markCanaryFailure(FailsWhenTaken ? Code.indexOf(Code.at(I).BranchTarget)
                                     : I + 1);
    return;
  }
}

void RoleFinder::markCanaryFailure(size_t Begin) {
  for (size_t I = Begin; I < Code.size() && I < Begin + 6; ++I) {
    if (Code.at(I).Kind == InstructionKind::Call) {
      // The symbol may not be in the text; that it is called only from the
      // failed comparison says enough.
      Roles[I] = CodeRole::CanaryFailure;
      for (size_t Before = Begin; Before < I; ++Before)
        if (Roles[Before] == CodeRole::Body)
          Roles[Before] = CodeRole::OnTheWayToFailure;
      return;
    }
    if (Code.at(I).Kind == InstructionKind::Branch ||
        Code.at(I).Kind == InstructionKind::Return)
      return;
  }
}

void RoleFinder::markCanary() {
  for (size_t I = 0; I < Code.size(); ++I)
    if (Roles[I] == CodeRole::Body && isCanaryLoad(I))
      markCanaryUse(I);
  // `mov rax, [rsp+8]; cmp rax, fs:[0x28]`: the slot's value comes first.
  for (size_t I = 1; I < Code.size(); ++I) {
    if (Roles[I] != CodeRole::CompareCanary || !isCanaryLoad(I))
      continue;
    for (size_t Before = I; Before-- > 0 && I - Before < 6;)
      if (Code.at(Before).Memory.Use == MemoryUse::Read &&
          isCanarySlot(Before)) {
        Roles[Before] = CodeRole::LoadStoredCanary;
        break;
      }
  }
}

/// Whether a `pop` in an epilogue brings back a saved register.
bool RoleFinder::restoresSlot(size_t PopIndex) const {
  const std::optional<int64_t> Depth = Code.States[PopIndex].StackDepth;
  return Depth && isSavedRegister(Code.slotAt(-*Depth));
}

CodeRole RoleFinder::destroyRole(size_t Index) const {
  const CapturedInstruction &I = Code.at(Index);
  switch (I.Kind) {
  case InstructionKind::Pop:
    if (Code.Frame.HasFramePointer && isFramePointer(I.Register))
      return CodeRole::RestoreFramePointer;
    return restoresSlot(Index) ? CodeRole::RestoreRegister
                               : CodeRole::FreeByPop;
  case InstructionKind::AdjustStack:
    return CodeRole::Free;
  case InstructionKind::LoadAddress:
    if (!isStackPointer(I.Register))
      return CodeRole::OtherDestroy;
    return isStackPointer(I.Memory.Base) ? CodeRole::Free
                                         : CodeRole::RestoreStackPointer;
  case InstructionKind::CopyRegister:
    return isStackPointer(I.Register) ? CodeRole::RestoreStackPointer
                                      : CodeRole::OtherDestroy;
  case InstructionKind::Leave:
    return CodeRole::LeaveFrame;
  default:
    return CodeRole::OtherDestroy;
  }
}

/// `mov rsp, rbp` and `lea rsp, [rbp - N]`: the first carries no flag.
static bool leavesByFramePointer(const CapturedInstruction &I) {
  if (!isStackPointer(I.Register))
    return false;
  return I.Kind == InstructionKind::CopyRegister
             ? isFramePointer(I.SourceRegister)
             : I.Kind == InstructionKind::LoadAddress &&
                   isFramePointer(I.Memory.Base);
}

static bool isResultRegister(std::string_view Register) {
  const std::string_view Whole = wholeRegister(Register);
  return Whole == "rax" || Whole == "rdx" || Whole == "xmm0" ||
         Whole == "xmm1" || Whole == "ymm0" || Whole == "zmm0" ||
         Whole == "st0" || Whole == "st";
}

static bool isArgumentRegister(std::string_view Register) {
  const std::string_view Whole = wholeRegister(Register);
  return Whole == "rdi" || Whole == "rsi" || Whole == "rdx" || Whole == "rcx" ||
         Whole == "r8" || Whole == "r9" || Whole == "rax" ||
         Whole.substr(0, 3) == "xmm";
}

/// Goes back from a return (or the jump in its place) to where the way out
/// begins: the first instruction flagged as such, and before it the canary's
/// check. A few instructions may stand between: the result's.
void RoleFinder::markExit(size_t EndIndex) {
  constexpr size_t LongestGap = 4;
  const bool IsReturn = Code.at(EndIndex).Kind == InstructionKind::Return;
  Roles[EndIndex] = IsReturn ? CodeRole::Return : CodeRole::TailCall;
  size_t Begin = EndIndex;
  for (size_t I = EndIndex; I-- > 0 && Begin - I <= LongestGap;) {
    const CapturedInstruction &Each = Code.at(I);
    if (Roles[I] == CodeRole::BranchOnCanary) {
      Begin = I;
      break;
    }
    if (partOf(Roles[I]) != CodePart::Body ||
        Each.Kind == InstructionKind::Branch ||
        Each.Kind == InstructionKind::Call)
      break;
    // Merged with the end of a call's arguments, it has lost the flag.
    const bool FreesAtOnce = Each.Kind == InstructionKind::AdjustStack &&
                             Each.Immediate > 0 && I + 1 == Begin;
    if (Each.IsFrameDestroy || FreesAtOnce ||
        Each.Kind == InstructionKind::Leave || leavesByFramePointer(Each) ||
        Code.text(I) == "vzeroupper") {
      Roles[I] = destroyRole(I);
      Begin = I;
    }
  }
  for (size_t I = Begin; I < EndIndex; ++I) {
    if (Roles[I] != CodeRole::Body)
      continue;
    const AssemblyText Text = parseAssembly(Code.text(I));
    const std::string_view Written =
        Text.Operands.empty() ? "" : parseRegister(Text.Operands[0]);
    if (IsReturn && isResultRegister(Written))
      Roles[I] = CodeRole::ReturnValue;
    else if (!IsReturn && isArgumentRegister(Written))
      Roles[I] = CodeRole::TailCallArgument;
    else
      Roles[I] = CodeRole::MovedBetween;
  }
}

void RoleFinder::markExits() {
  for (size_t I = 0; I < Code.size(); ++I)
    if (Code.at(I).Kind == InstructionKind::Return ||
        Code.at(I).Kind == InstructionKind::TailCall)
      markExit(I);
  // What else the code generator undoes the frame with (before a jump to an
  // exit shared by several ways).
  for (size_t I = 0; I < Code.size(); ++I)
    if (Roles[I] == CodeRole::Body && Code.at(I).IsFrameDestroy)
      Roles[I] = destroyRole(I);
}

} // namespace

std::vector<CodeRole> findRoles(const CodeView &Code) {
  return RoleFinder(Code).run();
}

} // namespace framewalk
