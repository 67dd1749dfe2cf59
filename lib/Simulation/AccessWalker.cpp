//===- AccessWalker.cpp - From each access to its physical byte -----------===//

#include "Simulation/AccessWalker.h"

#include <algorithm>

namespace framewalk {

namespace {

/// No instruction that names an address moves more; longer accesses are calls
/// of memcpy and the like, whose instructions are elsewhere.
constexpr uint64_t LargestOperand = 64;

AccessType typeOf(AccessKind Kind) {
  // An instruction that reads and writes asks for the right to write at once.
  return Kind == AccessKind::Read ? AccessType::Read : AccessType::Write;
}

/// The kind as the access's first instruction sees it: `x += 1` may be a load,
/// an addition and a store.
AccessKind kindAtFirst(const Access &A, const Instruction &I) {
  if (A.Kind == AccessKind::Update && I.Touch &&
      I.Touch->Kind != AccessKind::Address)
    return I.Touch->Kind;
  return A.Kind;
}

const HandledFault *firstFault(const TouchResult &Result) {
  return Result.Faults.empty() ? nullptr : &Result.Faults.front();
}

} // namespace

PageWalk toPageWalk(VirtualAddress Address, const WalkResult &Walk,
                    const HandledFault *Fault) {
  PageWalk Result;
  const Translation &Found = Walk.translation();
  Result.Page = pageOf(Address, Found.pageSize());
  Result.Frame = Found.frame();
  for (const WalkStep &Step : Walk.steps()) {
    PageWalkStep S = {.Level = Step.Level,
                      .Table = Step.Table,
                      .Index = Step.Index,
                      .Entry = Step.After,
                      .Flags = {}};
    for (std::string_view Name : flagNames(Step.After, Step.Use))
      S.Flags.emplace_back(Name);
    Result.Steps.push_back(std::move(S));
  }
  if (Fault)
    Result.Fault = {.Vector = static_cast<unsigned>(Fault->Fault.Vector),
                    .ErrorCode = Fault->Fault.ErrorCode,
                    .Cr2 = *Fault->Fault.Cr2,
                    .Kernel = describe(*Fault)};
  return Result;
}

size_t AccessWalker::WalkKeyHash::operator()(const WalkKey &Key) const {
  uint64_t Hash = 0xcbf29ce484222325;
  for (uint64_t Word : Key.Words)
    Hash = (Hash ^ Word) * 0x9e3779b97f4a7c15, Hash ^= Hash >> 29;
  return Hash;
}

void AccessWalker::startProcess() {
  Machine.Memory.clear();
  Machine.Frames = FrameAllocator(PhysicalAddress(0x1000),
                                  {CallerFrame, SimulatedMachine::ZeroPage});
  ProcessPlan Plan = {.PointerSize = Stack.PointerSize};
  Plan.Areas.push_back(stackArea(Stack));
  Space.emplace(Machine, Plan);
  Space->populate(callersPage(), CallerFrame);
}

VirtualAddress AccessWalker::callersPage() const {
  return pageOf(Stack.Cfa - 1, SmallPage);
}

/// Pages above the one that the CFA is on belong to callers, who have used
/// them; they get a frame when somebody looks.
void AccessWalker::provideCallersPage(VirtualAddress Address) {
  VirtualAddress Page = pageOf(Address, SmallPage);
  if (Page > callersPage() && Page < Stack.Top &&
      Space->peek(Page, AccessType::Read).isFault())
    Space->populate(Page);
}

// The tables of two activations hold the same entries only where they lie at
// the same places, so the entries stand for the whole walk.
AccessWalker::WalkKey AccessWalker::keyOf(VirtualAddress Address,
                                          const TouchResult &Result) {
  WalkKey Key;
  Key.Words[0] = pageOf(Address, Result.Found->pageSize()).Value;
  Key.Words[1] = Result.Found->frame().Value;
  size_t Next = 2;
  for (const WalkStep &Step : Result.Walk->steps())
    Key.Words[Next++] = Step.After;
  if (const HandledFault *Fault = firstFault(Result)) {
    Key.Words[2 + MaxLevels] = Fault->Fault.Cr2->Value;
    Key.Words[3 + MaxLevels] = Fault->Growth << 16 |
                               uint64_t(Fault->Fault.ErrorCode) << 8 |
                               (static_cast<uint64_t>(Fault->Action) + 1);
  }
  return Key;
}

WalkId AccessWalker::idOf(VirtualAddress Address, const TouchResult &Result) {
  auto [It, IsNew] = Known.try_emplace(keyOf(Address, Result),
                                       static_cast<uint32_t>(Walks.size()));
  if (IsNew)
    Walks.push_back(toPageWalk(Address, *Result.Walk, firstFault(Result)));
  return It->second;
}

std::optional<AccessWalk> AccessWalker::touch(VirtualAddress Address,
                                              AccessType Type) {
  provideCallersPage(Address);
  TouchResult Result = Space->touch(Address, Type);
  if (!Result.Found)
    return std::nullopt;
  WalkId &Last = LastWalk[pageOf(Address, Result.Found->pageSize()).Value];
  if (Result.Walk)
    Last = idOf(Address, Result);
  return AccessWalk{.Virtual = Address,
                    .Walk = Last,
                    .Tlb = Result.Walk ? TlbOutcome::Miss : TlbOutcome::Hit,
                    .Physical = Result.Found->Physical};
}

/// One run of a function.
class AccessWalker::Activation {
public:
  Activation(AccessWalker &Walker, FunctionReport &Function,
             const ActivationRegisters &Registers)
      : Walker(Walker), Function(Function), Registers(Registers) {}

  void run();

private:
  void sortAccesses();
  std::optional<VirtualAddress> addressIn(std::optional<SlotId> Slot,
                                          int64_t Offset) const;
  std::optional<AccessWalk> touchBytes(SlotId Slot, VirtualAddress First,
                                       uint64_t Size, AccessType Type);
  bool calleeMayHaveWritten(SlotId Slot, VirtualAddress First) const;
  void runCall(const Instruction &I);
  void runAccess(Access &A, AccessKind Kind);
  void runInstruction(const Instruction &I);

  AccessWalker &Walker;
  FunctionReport &Function;
  const ActivationRegisters &Registers;
  /// Those that touch memory, by their first instruction.
  std::vector<std::pair<InstructionId, Access *>> Touching;
  /// Those that only compute an address.
  std::vector<Access *> AddressesTaken;
  /// By slot: its address has been computed; and a call has followed.
  std::vector<bool> Pointed, HandedOut;
  size_t BeyondLimit = 0;
};

void AccessWalker::Activation::sortAccesses() {
  for (Access &A : Function.Accesses) {
    A.Walk.reset();
    if (!A.Slot || A.Instructions.empty())
      continue;
    if (A.Kind == AccessKind::Address)
      AddressesTaken.push_back(&A);
    else
      Touching.emplace_back(
          *std::min_element(A.Instructions.begin(), A.Instructions.end()), &A);
  }
  // Equal instructions: in source order, which is the accesses' order in
  // memory.
  std::sort(Touching.begin(), Touching.end());
}

std::optional<VirtualAddress>
AccessWalker::Activation::addressIn(std::optional<SlotId> Slot,
                                    int64_t Offset) const {
  if (!Slot)
    return std::nullopt;
  std::optional<VirtualAddress> First =
      addressOf(Function.Frame.slot(*Slot), Registers);
  return First ? std::optional(*First + Offset) : std::nullopt;
}

/// Whether a page that nobody here has touched is likely to hold something all
/// the same: a pointer to the slot went into a call.
bool AccessWalker::Activation::calleeMayHaveWritten(
    SlotId Slot, VirtualAddress First) const {
  return HandedOut[Slot.Value] &&
         Walker.Space->peek(First, AccessType::Read).isFault();
}

/// Touches the page of the first byte, whose walk it returns, and the next one
/// where a single operand reaches into it.
std::optional<AccessWalk>
AccessWalker::Activation::touchBytes(SlotId Slot, VirtualAddress First,
                                     uint64_t Size, AccessType Type) {
  if (Type == AccessType::Read && calleeMayHaveWritten(Slot, First))
    Walker.touch(First, AccessType::Write);
  std::optional<AccessWalk> Result = Walker.touch(First, Type);
  if (!Result)
    ++BeyondLimit;
  else if (Size > 1 && Size <= LargestOperand) {
    VirtualAddress Last = First + (static_cast<int64_t>(Size) - 1);
    if (pageOf(Last, SmallPage) != pageOf(First, SmallPage))
      Walker.touch(pageOf(Last, SmallPage), Type);
  }
  return Result;
}

void AccessWalker::Activation::runAccess(Access &A, AccessKind Kind) {
  if (std::optional<VirtualAddress> First = addressIn(A.Slot, A.Offset))
    A.Walk = touchBytes(*A.Slot, *First, A.Size, typeOf(Kind));
}

/// A call pushes the return address below the frame, and what is pointed to
/// may be written to.
void AccessWalker::Activation::runCall(const Instruction &I) {
  for (size_t Slot = 0; Slot < Pointed.size(); ++Slot)
    if (Pointed[Slot])
      HandedOut[Slot] = true;
  if (I.StackDepth)
    Walker.touch(Registers.Cfa - *I.StackDepth - Walker.Stack.PointerSize,
                 AccessType::Write);
}

void AccessWalker::Activation::runInstruction(const Instruction &I) {
  if (I.Touch && I.Touch->Slot) {
    if (I.Touch->Kind == AccessKind::Address)
      Pointed[I.Touch->Slot->Value] = true;
    else if (std::optional<VirtualAddress> First =
                 addressIn(I.Touch->Slot, I.Touch->Offset))
      touchBytes(*I.Touch->Slot, *First, I.Touch->Size, typeOf(I.Touch->Kind));
  }
  // The text, since the model does not say what an instruction does.
  if (std::string_view(I.Text).starts_with("call"))
    runCall(I);
}

void AccessWalker::Activation::run() {
  sortAccesses();
  Pointed.resize(Function.Frame.slots().size());
  HandedOut.resize(Pointed.size());
  auto Next = Touching.begin();
  for (uint32_t I = 0; I < Function.Instructions.size(); ++I) {
    const Instruction &Code = Function.Instructions[I];
    // The source's accesses first: the touch below is the same one again.
    for (; Next != Touching.end() && Next->first.Value == I; ++Next)
      runAccess(*Next->second, kindAtFirst(*Next->second, Code));
    runInstruction(Code);
  }
  for (Access *A : AddressesTaken)
    runAccess(*A, AccessKind::Write);
  if (BeyondLimit)
    Function.Notes.push_back(
        "part of this frame lies more than 8 MiB below the top of the stack, "
        "the default limit: touching it there ends in SIGSEGV, so those "
        "accesses have no physical address");
}

void AccessWalker::walkFunction(FunctionReport &Function,
                                const ActivationRegisters &Registers) {
  startProcess();
  LastWalk.clear();
  Activation(*this, Function, Registers).run();
}

void AccessWalker::walkFunction(FunctionReport &Function) {
  walkFunction(Function,
               placeFrame(Function.Frame, Stack.Cfa, Stack.PointerSize));
}

std::vector<PageWalk> AccessWalker::takeWalks() {
  Known.clear();
  return std::exchange(Walks, {});
}

} // namespace framewalk
