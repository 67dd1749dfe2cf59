//===- StackTracking.cpp - Where the stack pointer is at each instruction -===//
//
// A forward dataflow over the instructions. A register that frames hang on is
// either a fixed distance below the CFA, or a fixed distance from where `and
// rsp, mask` left the stack pointer, or not fixed. Where two ways meet that
// disagree, it is not fixed, unless the CFI says what it is.
//
// The CFI alone would not do: where there is a frame pointer it does not speak
// of rsp, and where the optimiser moved a part of an epilogue up, clang leaves
// the directive behind (a dozen instructions in all of SQLite at -O2). So it
// fills in what the instructions leave open, and it is believed after calls,
// whose effect on the stack pointer the instructions do not show.
//
//===----------------------------------------------------------------------===//

#include "Layout/StackTracking.h"

#include "Layout/AssemblyText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <algorithm>
#include <string_view>

namespace framewalk {

namespace {

/// Where a register points to.
struct Place {
  enum class Anchor : uint8_t {
    Unknown,
    Cfa,
    AlignedStack,
    Caller, ///< the caller's value: known not to be this frame's
  };
  Anchor From = Anchor::Unknown;
  /// CFA: bytes below it. AlignedStack: bytes above what `and` left.
  int64_t Distance = 0;

  static Place belowCfa(int64_t Depth) { return {Anchor::Cfa, Depth}; }
  static Place aligned() { return {Anchor::AlignedStack, 0}; }
  bool isKnown() const { return From != Anchor::Unknown; }

  Place movedBy(int64_t Bytes) const {
    switch (From) {
    case Anchor::Unknown:
    case Anchor::Caller:
      return {};
    case Anchor::Cfa:
      return {From, Distance - Bytes};
    case Anchor::AlignedStack:
      return {From, Distance + Bytes};
    }
    return {};
  }
  friend bool operator==(const Place &, const Place &) = default;
};

/// A register other than the stack and the frame pointer that holds a stack
/// address: the bound of a probe loop, a base pointer.
struct Copy {
  std::string_view Register; ///< the 64-bit name, whatever part is used
  Place Where;
  friend bool operator==(const Copy &, const Copy &) = default;
};

struct MachineState {
  Place StackPointer;
  Place FramePointer; ///< unknown until it is this frame's anchor
  llvm::SmallVector<Copy, 2> Copies;

  friend bool operator==(const MachineState &, const MachineState &) = default;
};

/// Keeps what both agree on. True where \p Into lost something.
bool mergeInto(MachineState &Into, const MachineState &From) {
  MachineState Merged = Into;
  if (Merged.StackPointer != From.StackPointer)
    Merged.StackPointer = {};
  if (Merged.FramePointer != From.FramePointer)
    Merged.FramePointer = {};
  llvm::erase_if(Merged.Copies, [&](const Copy &C) {
    return std::find(From.Copies.begin(), From.Copies.end(), C) ==
           From.Copies.end();
  });
  const bool Changed = !(Merged == Into);
  Into = std::move(Merged);
  return Changed;
}

bool isCallerSaved(std::string_view WholeRegister) {
  return WholeRegister != "rbx" && WholeRegister != "r12" &&
         WholeRegister != "r13" && WholeRegister != "r14" &&
         WholeRegister != "r15";
}

class Tracker {
public:
  explicit Tracker(const CapturedFrame &F)
      : Frame(F), Code(F.Instructions), Before(Code.size()) {}

  std::vector<StackState> run();

private:
  const CapturedFrame &Frame;
  const std::vector<CapturedInstruction> &Code;
  std::vector<std::optional<MachineState>> Before;
  llvm::SmallVector<size_t, 16> Work;

  void seedUnreached();
  void drain();
  void reach(size_t Index, MachineState State);
  void applyCfi(size_t Index, MachineState &State) const;
  void step(size_t Index, MachineState &State) const;
  void follow(size_t Index, const MachineState &State);

  size_t indexOf(uint32_t Address) const;
  std::optional<size_t> bodyBegin() const;
  int64_t calleePops(size_t CallIndex) const;
  Place placeOf(const MachineState &S, std::string_view Register) const;
  void assign(MachineState &S, std::string_view Register, Place P) const;
  void trackOther(const CapturedInstruction &I, MachineState &S) const;
  Place comparedWithStackPointer(size_t BranchIndex,
                                 const MachineState &S) const;
};

/// The index of the instruction at \p Address; Code.size() if there is none.
size_t Tracker::indexOf(uint32_t Address) const {
  const auto It = std::lower_bound(
      Code.begin(), Code.end(), Address,
      [](const CapturedInstruction &I, uint32_t A) { return I.Address < A; });
  if (It == Code.end() || It->Address != Address)
    return Code.size();
  return static_cast<size_t>(It - Code.begin());
}

/// The first instruction after the prologue.
std::optional<size_t> Tracker::bodyBegin() const {
  for (size_t I = Code.size(); I-- > 0;)
    if (Code[I].IsFrameSetup)
      return I + 1;
  return std::nullopt;
}

Place Tracker::placeOf(const MachineState &S, std::string_view Register) const {
  if (isStackPointer(Register))
    return S.StackPointer;
  if (isFramePointer(Register))
    return S.FramePointer;
  const std::string_view Whole = wholeRegister(Register);
  for (const Copy &C : S.Copies)
    if (C.Register == Whole)
      return C.Where;
  return {};
}

void Tracker::assign(MachineState &S, std::string_view Register,
                     Place P) const {
  if (isStackPointer(Register)) {
    S.StackPointer = P;
    return;
  }
  if (isFramePointer(Register)) {
    // Without a frame pointer, rbp is a register like the others, and code may
    // well keep a local's address in it.
    S.FramePointer = Frame.HasFramePointer ? P : Place();
    return;
  }
  const std::string_view Whole = wholeRegister(Register);
  llvm::erase_if(S.Copies, [&](const Copy &C) { return C.Register == Whole; });
  if (P.isKnown() && P.From != Place::Anchor::Caller)
    S.Copies.push_back({Whole, P});
}

/// CFI tells how far the CFA is from its register.
void Tracker::applyCfi(size_t Index, MachineState &State) const {
  const CapturedInstruction &I = Code[Index];
  const std::string_view Register = I.CfaRegister;
  // The `pop` that reads the instruction pointer has the CFI of its `call`.
  if (Register.empty() ||
      (Index > 0 && readsInstructionPointer(Frame, Code[Index - 1])))
    return;
  if (!isStackPointer(Register)) {
    if (!placeOf(State, Register).isKnown())
      assign(State, Register, Place::belowCfa(I.CfaOffset));
    return;
  }
  const bool FollowsCall =
      Index > 0 && Code[Index - 1].Kind == InstructionKind::Call;
  const bool Moved = FollowsCall && (Code[Index - 1].CfaOffset != I.CfaOffset ||
                                     Code[Index - 1].CfaRegister != Register);
  if (Moved || !State.StackPointer.isKnown())
    State.StackPointer = Place::belowCfa(
        I.CfaOffset - (FollowsCall && !Moved ? calleePops(Index - 1) : 0));
}

/// Bytes of arguments that the callee takes off the stack.
int64_t Tracker::calleePops(size_t CallIndex) const {
  const CapturedInstruction &Call = Code[CallIndex];
  if (Call.Immediate != 0)
    return Call.Immediate;
  // Not recorded: on i386 a caller that keeps its argument area allocates
  // anew what the callee popped. With the argument area reserved (or the CFI
  // unmoved) this is the only reason to allocate there.
  if (Frame.PointerSize != 4)
    return 0;
  constexpr size_t Reach = 4;
  for (size_t Next = CallIndex + 1;
       Next + 1 < Code.size() && Next <= CallIndex + Reach; ++Next) {
    const CapturedInstruction &I = Code[Next];
    if (I.Kind == InstructionKind::Call || I.Kind == InstructionKind::Branch ||
        I.Kind == InstructionKind::Push || I.Kind == InstructionKind::Pop ||
        I.Kind == InstructionKind::Return)
      return 0;
    if (I.Kind != InstructionKind::AdjustStack)
      continue;
    if (I.Immediate >= 0 || I.IsFrameSetup || I.IsFrameDestroy)
      return 0;
    const CapturedInstruction &After = Code[Next + 1];
    const bool CfiUnmoved = isStackPointer(I.CfaRegister) &&
                            isStackPointer(After.CfaRegister) &&
                            I.CfaOffset == After.CfaOffset;
    return CfiUnmoved || Frame.OutgoingArgumentSize != 0 ? -I.Immediate : 0;
  }
  return 0;
}

/// Instructions that the capture has no fields for: only those count that work
/// on a register which holds a stack address.
void Tracker::trackOther(const CapturedInstruction &I, MachineState &S) const {
  if (S.Copies.empty())
    return;
  const std::string_view Text = Frame.text(I);
  const AssemblyText Parsed = parseAssembly(Text);
  if (Parsed.is("cmp") || Parsed.is("test") || Parsed.is("push"))
    return;
  for (size_t C = 0; C < S.Copies.size();) {
    Copy &Held = S.Copies[C];
    const bool IsDestination =
        !Parsed.Operands.empty() &&
        wholeRegister(parseRegister(Parsed.Operands[0])) == Held.Register;
    if (IsDestination && I.IsFrameSetup && Parsed.Operands.size() == 2) {
      const std::optional<int64_t> Value = parseImmediate(Parsed.Operands[1]);
      if (Value && (Parsed.is("sub") || Parsed.is("add"))) {
        Held.Where = Held.Where.movedBy(Parsed.is("sub") ? -*Value : *Value);
        ++C;
        continue;
      }
      if (Value && Parsed.is("and")) {
        Held.Where = Place::aligned();
        ++C;
        continue;
      }
    }
    // Stores leave registers alone; anything else that names it may write it.
    const bool StoresToMemory =
        I.Memory.Use == MemoryUse::Write && !IsDestination;
    if (!StoresToMemory && mentionsRegister(Text, Held.Register))
      S.Copies.erase(S.Copies.begin() + static_cast<ptrdiff_t>(C));
    else
      ++C;
  }
}

void Tracker::step(size_t Index, MachineState &S) const {
  const CapturedInstruction &I = Code[Index];
  const int64_t Word = Frame.PointerSize;
  const std::string_view Register = I.Register;
  if (readsInstructionPointer(Frame, Code[Index])) {
    S.StackPointer = S.StackPointer.movedBy(-Word);
    return;
  }
  if (Index > 0 && readsInstructionPointer(Frame, Code[Index - 1])) {
    S.StackPointer = S.StackPointer.movedBy(Word);
    return;
  }
  switch (I.Kind) {
  case InstructionKind::Push:
    S.StackPointer = S.StackPointer.movedBy(-Word);
    return;
  case InstructionKind::Pop:
    S.StackPointer = S.StackPointer.movedBy(Word);
    if (isFramePointer(Register) && Frame.HasFramePointer)
      S.FramePointer = {Place::Anchor::Caller, 0};
    else if (!Register.empty())
      assign(S, Register, {});
    return;
  case InstructionKind::AdjustStack:
  case InstructionKind::LoadAddress: {
    const std::string_view Destination =
        Register.empty() && I.Kind == InstructionKind::AdjustStack ? "rsp"
                                                                   : Register;
    const std::string_view Base = I.Memory.Base;
    const bool HasIndex = *I.Memory.Index != 0;
    if (!Base.empty() && I.Memory.Use == MemoryUse::Address)
      assign(S, Destination,
             HasIndex || I.Memory.IsSymbolic
                 ? Place()
                 : placeOf(S, Base).movedBy(I.Memory.Displacement));
    else if (I.Kind == InstructionKind::AdjustStack)
      S.StackPointer = S.StackPointer.movedBy(I.Immediate);
    else if (!Destination.empty())
      assign(S, Destination, {});
    return;
  }
  case InstructionKind::AlignStack:
    S.StackPointer = Place::aligned();
    return;
  case InstructionKind::CopyRegister:
    assign(S, Register, placeOf(S, I.SourceRegister));
    return;
  case InstructionKind::Leave:
    S.StackPointer = S.FramePointer.movedBy(Word);
    S.FramePointer = {Place::Anchor::Caller, 0};
    return;
  case InstructionKind::Call:
    S.StackPointer = S.StackPointer.movedBy(calleePops(Index));
    llvm::erase_if(S.Copies,
                   [](const Copy &C) { return isCallerSaved(C.Register); });
    return;
  case InstructionKind::TailCall:
  case InstructionKind::Return:
  case InstructionKind::Branch:
  case InstructionKind::Nop:
    return;
  case InstructionKind::Load:
  case InstructionKind::Store:
  case InstructionKind::StoreImmediate:
  case InstructionKind::LoadImmediate:
  case InstructionKind::AddImmediate:
  case InstructionKind::Other:
    trackOther(I, S);
    return;
  }
}

void Tracker::reach(size_t Index, MachineState State) {
  if (Index >= Code.size())
    return;
  std::optional<MachineState> &Known = Before[Index];
  if (!Known)
    Known = std::move(State);
  else if (!mergeInto(*Known, State))
    return;
  Work.push_back(Index);
}

/// The place of the register that the instruction before \p BranchIndex
/// compares the stack pointer with.
Place Tracker::comparedWithStackPointer(size_t BranchIndex,
                                        const MachineState &S) const {
  if (BranchIndex == 0 || S.Copies.empty())
    return {};
  const AssemblyText Compare = parseAssembly(Frame.text(Code[BranchIndex - 1]));
  if (!Compare.is("cmp") || Compare.Operands.size() != 2)
    return {};
  const std::string_view A = parseRegister(Compare.Operands[0]);
  const std::string_view B = parseRegister(Compare.Operands[1]);
  if (isStackPointer(A))
    return placeOf(S, B);
  return isStackPointer(B) ? placeOf(S, A) : Place();
}

/// Hands the state after instruction \p Index to what may run next.
void Tracker::follow(size_t Index, const MachineState &State) {
  const CapturedInstruction &I = Code[Index];
  if (I.Kind == InstructionKind::Return)
    return;
  if (I.Kind == InstructionKind::TailCall) {
    // `jne other`: a tail call for one of two ways.
    if (!parseAssembly(Frame.text(I)).is("jmp"))
      reach(Index + 1, State);
    return;
  }
  if (I.Kind != InstructionKind::Branch) {
    reach(Index + 1, State);
    return;
  }
  const AssemblyText Branch = parseAssembly(Frame.text(I));
  const bool IsConditional = !Branch.is("jmp");
  MachineState Taken = State;
  MachineState NotTaken = State;
  // A probe loop ends where the stack pointer has come to its bound.
  if (const Place Bound = comparedWithStackPointer(Index, State);
      Bound.isKnown()) {
    if (Branch.Mnemonic == "jne")
      NotTaken.StackPointer = Bound;
    else if (Branch.Mnemonic == "je")
      Taken.StackPointer = Bound;
  }
  if (I.BranchTarget != CapturedInstruction::UnknownTarget)
    reach(indexOf(I.BranchTarget), std::move(Taken));
  if (IsConditional)
    reach(Index + 1, std::move(NotTaken));
}

void Tracker::drain() {
  while (!Work.empty()) {
    const size_t Index = Work.pop_back_val();
    MachineState State = *Before[Index];
    applyCfi(Index, State);
    step(Index, State);
    follow(Index, State);
  }
}

/// Landing pads, targets of jump tables and of `goto *p` have no predecessor
/// that we see. They run in the body, with the stack as the prologue left it.
void Tracker::seedUnreached() {
  MachineState Body;
  Body.StackPointer = Place::belowCfa(Frame.PointerSize);
  if (const std::optional<size_t> Begin = bodyBegin())
    Body = *Begin < Code.size() && Before[*Begin] ? *Before[*Begin]
                                                  : MachineState();
  Body.Copies.clear();
  for (size_t I = 0; I < Code.size(); ++I) {
    if (Before[I] || Code[I].Kind == InstructionKind::Nop)
      continue;
    reach(I, Body);
    drain();
  }
}

std::vector<StackState> Tracker::run() {
  std::vector<StackState> States(Code.size());
  if (Code.empty())
    return States;
  MachineState Entry;
  Entry.StackPointer = Place::belowCfa(Frame.PointerSize);
  if (Frame.HasFramePointer)
    Entry.FramePointer = {Place::Anchor::Caller, 0};
  reach(0, Entry);
  drain();
  seedUnreached();

  // Slots of a realigned frame hang on the stack pointer of the body.
  int64_t AlignedBody = 0;
  if (const std::optional<size_t> Begin = bodyBegin();
      Begin && *Begin < Code.size() && Before[*Begin] &&
      Before[*Begin]->StackPointer.From == Place::Anchor::AlignedStack)
    AlignedBody = Before[*Begin]->StackPointer.Distance;

  for (size_t I = 0; I < Code.size(); ++I) {
    StackState &Out = States[I];
    if (!Before[I]) {
      Out.IsReachable = false;
      continue;
    }
    MachineState State = *Before[I];
    applyCfi(I, State);
    if (State.StackPointer.From == Place::Anchor::Cfa)
      Out.StackDepth = State.StackPointer.Distance;
    if (State.StackPointer.From == Place::Anchor::AlignedStack)
      Out.AboveAlignedStack = State.StackPointer.Distance - AlignedBody;
    if (State.FramePointer.From == Place::Anchor::Cfa)
      Out.FramePointerDepth = State.FramePointer.Distance;
  }
  return States;
}

} // namespace

bool readsInstructionPointer(const CapturedFrame &Frame,
                             const CapturedInstruction &I) {
  static constexpr std::string_view Call("\xe8\0\0\0\0", 5);
  // Elsewhere a call's distance is a relocation, -4 before it is applied.
  return Frame.PointerSize == 4 && I.Length == Call.size() &&
         std::string_view(Frame.Code).substr(I.Address, I.Length) == Call;
}

std::vector<StackState> trackStack(const CapturedFrame &Frame) {
  return Tracker(Frame).run();
}

} // namespace framewalk
