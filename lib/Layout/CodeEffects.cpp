//===- CodeEffects.cpp - What an instruction does to the frame, in words --===//

#include "Layout/CodeEffects.h"

#include "Layout/AssemblyText.h"
#include "Layout/FrameBytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace framewalk {

namespace {

constexpr int64_t PageSize = 4096;

class EffectWriter {
public:
  EffectWriter(const CodeView &C, const std::vector<CodeRole> &R, size_t Index)
      : Code(C), Roles(R), Index(Index), I(C.at(Index)),
        Before(C.States[Index]) {}

  std::string write() const;

private:
  const CodeView &Code;
  const std::vector<CodeRole> &Roles;
  const size_t Index;
  const CapturedInstruction &I;
  const StackState &Before;

  std::string writeSetup() const;
  std::string writeProbe() const;
  std::string writeVariadic() const;
  std::string writeCanary() const;
  std::string writeExit() const;

  std::string setFramePointer() const;
  std::string saveRegister() const;
  std::string allocate() const;
  std::string allocateByPush() const;
  std::string align() const;
  std::string probeBound() const;
  std::string storeCanary() const;
  std::string free() const;
  std::string restoreStackPointer() const;
  std::string leaveByReturn() const;
  std::string tailCall() const;

  int64_t word() const { return Code.Frame.PointerSize; }
  std::string_view stackPointer() const { return word() == 8 ? "rsp" : "esp"; }
  std::string_view framePointer() const { return word() == 8 ? "rbp" : "ebp"; }
  std::string_view alignedBase() const {
    return Code.Frame.BasePointer.empty()
               ? stackPointer()
               : std::string_view(Code.Frame.BasePointer);
  }
  const StackState *after() const {
    return Index + 1 < Code.size() ? &Code.States[Index + 1] : nullptr;
  }
  std::optional<std::string> allocatedFor(int64_t Bytes) const;
  std::string alignmentAfter(int64_t Bytes) const;
  std::string redZoneRest(int64_t Bytes) const;
  std::string whatRspPointsTo(int64_t Depth) const;
  bool isInLoop() const;
  bool isLastAllocation() const;
};

/// The instruction runs again and again until a bound is reached.
bool EffectWriter::isInLoop() const {
  for (size_t Next = Index + 1; Next < Code.size(); ++Next) {
    if (partOf(Roles[Next]) != CodePart::Prologue)
      return false;
    if (Roles[Next] == CodeRole::ProbeLoop)
      return Code.at(Next).BranchTarget <= I.Address;
  }
  return false;
}

bool EffectWriter::isLastAllocation() const {
  for (size_t Next = Index + 1; Next < Code.size(); ++Next)
    if (Roles[Next] == CodeRole::Allocate ||
        Roles[Next] == CodeRole::AllocateByPush ||
        Roles[Next] == CodeRole::SaveRegister)
      return false;
  return true;
}

/// What the bytes are for that this instruction takes off the stack.
std::optional<std::string> EffectWriter::allocatedFor(int64_t Bytes) const {
  const FrameLayout &Layout = Code.Built.Layout;
  if (Before.StackDepth)
    return describeCfaRange(Layout, -*Before.StackDepth - Bytes,
                            -*Before.StackDepth);
  if (Before.AboveAlignedStack)
    return describeAlignedRange(Layout, alignedBase(),
                                *Before.AboveAlignedStack - Bytes,
                                *Before.AboveAlignedStack);
  return std::nullopt;
}

/// ", rsp stays 16-byte aligned". The caller had the stack pointer aligned
/// before it pushed the return address, so the CFA is a multiple.
std::string EffectWriter::alignmentAfter(int64_t Bytes) const {
  const int64_t Align = static_cast<int64_t>(Code.Frame.StackAlign);
  if (!Before.StackDepth) {
    const int64_t Wanted = static_cast<int64_t>(Code.Frame.MaxAlign);
    if (Before.AboveAlignedStack && Wanted > Align && Bytes % Wanted == 0)
      return fmt::format(", {} stays {}-byte aligned", stackPointer(), Wanted);
    return {};
  }
  if (Align <= word() || (*Before.StackDepth + Bytes) % Align != 0)
    return {};
  return fmt::format(", {} {} {}-byte aligned", stackPointer(),
                     *Before.StackDepth % Align == 0 ? "stays" : "is now",
                     Align);
}

/// What the frame has below the stack pointer: psABI x86-64 3.2.2.
std::string EffectWriter::redZoneRest(int64_t Bytes) const {
  if (!Before.StackDepth || !Code.Frame.HasRedZone || Code.Frame.IsRealigned ||
      !isLastAllocation())
    return {};
  const int64_t Below = static_cast<int64_t>(Code.Built.Layout.size().Min) -
                        (*Before.StackDepth + Bytes);
  if (Below <= 0)
    return {};
  return fmt::format("; {} more lie below {}, in the red zone", Below,
                     stackPointer());
}

std::string EffectWriter::setFramePointer() const {
  const StackState *Next = after();
  if (Next && Next->FramePointerDepth)
    return fmt::format("this frame's anchor: {} = CFA - {}", I.Register,
                       *Next->FramePointerDepth);
  return fmt::format("this frame's anchor: {} = {}", I.Register,
                     stackPointer());
}

std::string EffectWriter::saveRegister() const {
  const std::string Where =
      Before.StackDepth
          ? fmt::format("; at {}", cfaPlace(-*Before.StackDepth - word()))
          : std::string();
  return fmt::format("save {}, which the caller wants back{}", I.Register,
                     Where);
}

std::string EffectWriter::allocate() const {
  const int64_t Bytes = I.Kind == InstructionKind::AdjustStack
                            ? -I.Immediate
                            : -I.Memory.Displacement;
  if (isInLoop())
    return fmt::format("{} bytes down: the next page", Bytes);
  if (Bytes < 0)
    return fmt::format("{} += {}", stackPointer(), -Bytes);
  if (const std::optional<std::string> What = allocatedFor(Bytes))
    return *What + alignmentAfter(Bytes) + redZoneRest(Bytes);
  return fmt::format("allocate {} bytes{}", Bytes, alignmentAfter(Bytes));
}

std::string EffectWriter::allocateByPush() const {
  const std::string What =
      allocatedFor(word()).value_or(fmt::format("{} bytes", word()));
  return fmt::format("allocate {}{} (shorter than sub {}, {}; {}'s value does "
                     "not matter)",
                     What, alignmentAfter(word()), stackPointer(), word(),
                     I.Register);
}

/// The amounts that `and` can drop. The CFA is a multiple of the ABI's
/// alignment, so what is below it is known but for steps of that.
std::string EffectWriter::align() const {
  const int64_t Align = -I.Immediate;
  const int64_t Step = static_cast<int64_t>(Code.Frame.StackAlign);
  const std::string What =
      fmt::format("round {} down to a multiple of {}", stackPointer(), Align);
  if (!Before.StackDepth || Align <= Step)
    return What;
  const int64_t First = (Step - *Before.StackDepth % Step) % Step;
  const int64_t Last = First + Align - Step;
  constexpr int64_t MostListed = 4;
  if ((Last - First) / Step >= MostListed)
    return fmt::format("{}: drops {} to {} bytes here, in steps of {}", What,
                       First, Last, Step);
  std::string List;
  for (int64_t Each = First; Each <= Last; Each += Step)
    List += fmt::format("{}{}",
                        List.empty()   ? ""
                        : Each == Last ? " or "
                                       : ", ",
                        Each);
  return fmt::format("{}: drops {} bytes here", What, List);
}

std::string EffectWriter::writeSetup() const {
  switch (Roles[Index]) {
  case CodeRole::LandingMark:
    return "indirect calls and jumps may land here, and nowhere else (CET)";
  case CodeRole::PatchRoom:
    return I.Kind == InstructionKind::Call
               ? "lets a tracer in before the frame is made"
               : "does nothing: room to patch a jump in";
  case CodeRole::SaveFramePointer:
    return fmt::format("save the caller's frame pointer, {} -= {}",
                       stackPointer(), word());
  case CodeRole::SetFramePointer:
    return setFramePointer();
  case CodeRole::SaveRegister:
    return saveRegister();
  case CodeRole::Allocate:
    return allocate();
  case CodeRole::AllocateByPush:
    return allocateByPush();
  case CodeRole::AlignStack:
    return align();
  case CodeRole::SetBasePointer:
    return fmt::format("the fixed locals hang on {} from here: {} will move, "
                       "and their distance from {} is not fixed",
                       I.Register, stackPointer(), framePointer());
  case CodeRole::PushOwnAddress:
    return fmt::format("push the next instruction's address: i386 cannot read "
                       "its instruction pointer otherwise, {} -= {}",
                       stackPointer(), word());
  case CodeRole::PopOwnAddress: {
    // The capture has call and pop as one; the register is in the text only.
    const AssemblyText Text = parseAssembly(Code.text(Index));
    return fmt::format("and take it off again: {} = this code's own address",
                       Text.Operands.empty() ? "the register"
                                             : parseRegister(Text.Operands[0]));
  }
  case CodeRole::AddTableOffset:
    return "the global offset table, through which position-independent code "
           "reaches globals and other libraries";
  default:
    return {};
  }
}

std::string EffectWriter::probeBound() const {
  const AssemblyText Text = parseAssembly(Code.text(Index));
  const std::string_view Register =
      Text.Operands.empty() ? "it" : parseRegister(Text.Operands[0]);
  std::optional<int64_t> Bytes;
  if (I.Kind == InstructionKind::LoadAddress)
    Bytes = -I.Memory.Displacement;
  else if (Text.is("sub") && Text.Operands.size() == 2)
    Bytes = parseImmediate(Text.Operands[1]);
  if (!Bytes)
    return fmt::format("{} = {}, to count from", Register, stackPointer());
  std::string Result =
      fmt::format("{} = {} - {}: where the loop below must "
                  "come to, {} pages down",
                  Register, stackPointer(), *Bytes, *Bytes / PageSize);
  if (const std::optional<std::string> What = allocatedFor(*Bytes))
    Result += " (" + *What + ")";
  return Result;
}

std::string EffectWriter::writeProbe() const {
  const AssemblyText Text = parseAssembly(Code.text(Index));
  const std::string_view Register =
      Text.Operands.empty() ? "" : parseRegister(Text.Operands[0]);
  switch (Roles[Index]) {
  case CodeRole::ProbeBound:
    return probeBound();
  case CodeRole::ProbeAlignedBound: {
    const std::optional<int64_t> Mask = Text.Operands.size() == 2
                                            ? parseImmediate(Text.Operands[1])
                                            : std::nullopt;
    return fmt::format("{} = {} rounded down to a multiple of {}", Register,
                       stackPointer(), Mask ? -*Mask : 0);
  }
  case CodeRole::ProbeTouch:
    return std::find(Roles.begin(),
                     Roles.begin() + static_cast<ptrdiff_t>(Index),
                     CodeRole::ProbeTouch) !=
                   Roles.begin() + static_cast<ptrdiff_t>(Index)
               ? "touch this page, too"
               : "touch the page, so that the guard page below the stack "
                 "cannot be jumped over";
  case CodeRole::ProbeCompare:
    return "there yet?";
  case CodeRole::ProbeLoop:
    return "no: the next page";
  case CodeRole::ProbeSkip:
    return "no whole page to go: nothing to touch on the way";
  case CodeRole::ProbeFinish:
    return fmt::format("{} = {}: the rest of the way", stackPointer(),
                       I.SourceRegister);
  default:
    return {};
  }
}

std::string EffectWriter::writeVariadic() const {
  switch (Roles[Index]) {
  case CodeRole::TestVectorCount:
    return "al: at most how many vector registers carry arguments";
  case CodeRole::SkipVectorSaves:
    return "none: nothing to save from them";
  case CodeRole::SaveVectorArgument:
  case CodeRole::SaveIntegerArgument: {
    const std::optional<SlotPlace> Place = Code.placeTouched(Index);
    return fmt::format("{} to the register save area + {}, for va_arg",
                       I.SourceRegister, Place ? Place->Offset : 0);
  }
  default:
    return {};
  }
}

std::string EffectWriter::storeCanary() const {
  const FrameSlot *Slot = Code.slotTouched(Index);
  std::string Where;
  if (Slot && Slot->CfaOffset)
    Where = fmt::format(", at {}", cfaPlace(Slot->CfaOffset->Value));
  return fmt::format("put it above the arrays{}: an overflow runs over it "
                     "before it comes to the return address",
                     Where);
}

std::string EffectWriter::writeCanary() const {
  const std::string_view Segment = I.Memory.Segment;
  const std::string Home =
      Segment.empty() ? std::string("a global variable")
                      : fmt::format("{}:{:#x}", Segment, I.Memory.Displacement);
  switch (Roles[Index]) {
  case CodeRole::LoadCanary:
    return fmt::format("load the canary, a random number that the C library "
                       "keeps in {}",
                       Home);
  case CodeRole::StoreCanary:
    return storeCanary();
  case CodeRole::ReloadCanary:
    return fmt::format("the canary as it must be, from {}", Home);
  case CodeRole::LoadStoredCanary:
    return "the canary as it is in the frame now";
  case CodeRole::CompareCanary:
    return "still the same?";
  case CodeRole::BranchOnCanary:
    return parseAssembly(Code.text(Index)).Mnemonic == "jne"
               ? "no: an array overflowed, do not return"
               : "yes: leave; no: an array overflowed, fall through";
  case CodeRole::CanaryFailure:
    return "report the overflow and abort: does not return";
  default:
    return {};
  }
}

/// "the saved rbx", "the return address": what lies at the stack pointer.
std::string EffectWriter::whatRspPointsTo(int64_t Depth) const {
  const FrameSlot *Slot = Code.slotAt(-Depth);
  if (!Slot)
    return {};
  switch (Slot->Kind) {
  case SlotKind::ReturnAddress:
    return "the return address";
  case SlotKind::SavedFramePointer:
    return fmt::format("the caller's {}", framePointer());
  case SlotKind::CalleeSaved:
    return "the " + Slot->Title;
  default:
    return {};
  }
}

std::string EffectWriter::free() const {
  const int64_t Bytes = I.Kind == InstructionKind::AdjustStack
                            ? I.Immediate
                            : I.Memory.Displacement;
  std::string Text = fmt::format("free the {} bytes", Bytes);
  if (!Before.StackDepth)
    return Text;
  // Merged with what the last call's arguments took.
  const int64_t Arguments =
      *Before.StackDepth - word() - static_cast<int64_t>(Code.Frame.StackSize);
  if (Arguments > 0 && Arguments < Bytes)
    Text = fmt::format("free {} bytes of arguments + {} of the frame",
                       Arguments, Bytes - Arguments);
  const std::string What = whatRspPointsTo(*Before.StackDepth - Bytes);
  if (!What.empty())
    Text += fmt::format(": {} points to {}", stackPointer(), What);
  return Text;
}

std::string EffectWriter::restoreStackPointer() const {
  const std::string Source =
      I.Kind == InstructionKind::LoadAddress
          ? fmt::format("{} {} {}", I.Memory.Base,
                        I.Memory.Displacement < 0 ? "-" : "+",
                        std::abs(I.Memory.Displacement))
          : std::string(I.SourceRegister);
  std::string Text = fmt::format("{} = {}", stackPointer(), Source);
  if (const StackState *Next = after(); Next && Next->StackDepth) {
    const std::string What = whatRspPointsTo(*Next->StackDepth);
    if (!What.empty())
      Text += fmt::format(", where {} is", What);
  }
  if (Code.Frame.HasVariableSizedObjects)
    return Text + ": frees all below, however much was allocated";
  if (Code.Frame.IsRealigned)
    return Text + ": frees all below, what realignment dropped included";
  return Text + ": frees all below";
}

std::string EffectWriter::leaveByReturn() const {
  if (I.Immediate == 0)
    return "pop the return address and go there";
  return fmt::format("pop the return address and {} bytes of arguments",
                     I.Immediate);
}

std::string EffectWriter::tailCall() const {
  const std::string_view Mnemonic = parseAssembly(Code.text(Index)).Mnemonic;
  const std::string Condition =
      Mnemonic.substr(0, 3) == "jmp" ? "" : ", if the condition holds";
  return "a call in last place" + Condition +
         ": jump there; it returns to our caller itself";
}

std::string EffectWriter::writeExit() const {
  switch (Roles[Index]) {
  case CodeRole::Free:
    return free();
  case CodeRole::FreeByPop:
    return fmt::format("free {} bytes (shorter than add {}, {}); what lands in "
                       "{} does not matter",
                       word(), stackPointer(), word(), I.Register);
  case CodeRole::RestoreStackPointer:
    return restoreStackPointer();
  case CodeRole::RestoreRegister:
    return fmt::format("the caller's {} again", I.Register);
  case CodeRole::RestoreFramePointer:
    return fmt::format("the caller's frame pointer again, {} += {}",
                       stackPointer(), word());
  case CodeRole::LeaveFrame:
    return fmt::format("{0} = {1}, pop {1}: frees the frame, the caller's "
                       "frame pointer again",
                       stackPointer(), framePointer());
  case CodeRole::ReturnValue:
    return "the result, where the caller looks for it";
  case CodeRole::TailCallArgument:
    return "for the function called in last place";
  case CodeRole::MovedBetween:
    return "still the body's work, moved in between";
  case CodeRole::Return:
    return leaveByReturn();
  case CodeRole::TailCall:
    return tailCall();
  case CodeRole::OtherDestroy:
    return Code.text(Index) == "vzeroupper"
               ? "clear the upper halves of the vector registers: old SSE code "
                 "is slow with them in use"
               : "";
  default:
    return {};
  }
}

std::string EffectWriter::write() const {
  const CodeRole Role = Roles[Index];
  if (Role == CodeRole::Body)
    return {};
  if (Role >= CodeRole::ProbeBound && Role <= CodeRole::ProbeFinish)
    return writeProbe();
  if (Role >= CodeRole::TestVectorCount &&
      Role <= CodeRole::SaveIntegerArgument)
    return writeVariadic();
  if (Role >= CodeRole::LoadCanary && Role <= CodeRole::OnTheWayToFailure)
    return writeCanary();
  return partOf(Role) == CodePart::Prologue ? writeSetup() : writeExit();
}

} // namespace

std::string effectOf(const CodeView &Code, const std::vector<CodeRole> &Roles,
                     size_t Index) {
  return EffectWriter(Code, Roles, Index).write();
}

} // namespace framewalk
