//===- AccessWalker.cpp - From each access to its physical byte -----------===//

#include "Simulation/AccessWalker.h"

#include <algorithm>

namespace framewalk {

namespace {

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

/// The frames of the default activation.
static void chooseFrames(ProcessPlan &Plan, VirtualAddress Cfa) {
  VirtualAddress CallersPage = pageOf(Cfa - 1, SmallPage);
  Plan.FrameOf = {{CallersPage, AccessWalker::CallerFrame},
                  {CallersPage - SmallPage, AccessWalker::FirstFrame}};
}

AccessWalker::AccessWalker(const ProgramImage &I, const std::string &Program,
                           unsigned PointerSize, const SimulationOptions &O)
    : Image(&I), Layout(layOutProgram(I, Program, PointerSize, O.StackLimit)),
      Options(O), Stack(stackFor(O, PointerSize)),
      Plan(planFor(Layout, Stack, O)) {
  chooseFrames(Plan, Stack.Cfa);
  for (uint32_t S = 0; S < I.Symbols.size(); ++S) {
    SymbolByName.emplace(I.Symbols[S].Name, S);
    IsCxx |= std::string_view(I.Symbols[S].Name).starts_with("_Z");
  }
}

AccessWalker::AccessWalker(unsigned PointerSize)
    : AccessWalker(ProgramImage(), "a.out", PointerSize) {
  Image = nullptr;
}

std::optional<VirtualAddress>
AccessWalker::codeOf(const std::string &LinkageName) const {
  auto Found = SymbolByName.find(LinkageName);
  return Found == SymbolByName.end() ? std::nullopt
                                     : Layout.Symbols[Found->second];
}

void AccessWalker::startProcess(VirtualAddress Cfa) {
  Machine.Memory.clear();
  Machine.FilePages.clear();
  Machine.NextSwapSlot = 1;
  Machine.Frames =
      FrameAllocator(PhysicalAddress(0x1000),
                     {FirstFrame, CallerFrame, SimulatedMachine::ZeroPage});
  if (Cfa == Stack.Cfa) {
    Running.emplace(Machine, Layout, Stack, Plan);
  } else {
    StackPlace Here = Stack;
    Here.Cfa = Cfa;
    ProcessPlan PlanHere = planFor(Layout, Here, Options);
    // The same frames behind the same pages, however deep in the calls.
    chooseFrames(PlanHere, Stack.Cfa);
    Running.emplace(Machine, Layout, Here, PlanHere);
  }
  LastWalk.clear();
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

AccessWalker::Outcome AccessWalker::touch(VirtualAddress Address,
                                          AccessType Type) {
  TouchResult Result = Running->touch(Address, Type);
  if (!Result.Found)
    return {.Walk = std::nullopt, .Why = describe(Result.Faults.back())};
  bool IsHit = !Result.Walk;
  auto [Last, IsFirst] = LastWalk.try_emplace(
      pageOf(Address, Result.Found->pageSize()).Value, WalkId());
  if (IsHit && IsFirst)
    // The allocator has been there.
    Result.Walk = Running->space().peek(Address, Type);
  if (Result.Walk)
    Last->second = idOf(Address, Result);
  return {.Walk = AccessWalk{.Virtual = Address,
                             .Walk = Last->second,
                             .Tlb = IsHit ? TlbOutcome::Hit : TlbOutcome::Miss,
                             .Physical = Result.Found->Physical},
          .Why = {}};
}

/// One run of a function.
class AccessWalker::Activation {
public:
  Activation(AccessWalker &Walker, FunctionReport &Function,
             const ActivationRegisters &Registers)
      : Walker(Walker), Function(Function), Registers(Registers),
        Find{Walker.Layout, Registers, Function.HeapCalls} {}

  void run();

private:
  void sortAccesses();
  std::optional<VirtualAddress> addressIn(std::optional<SlotId> Slot,
                                          int64_t Offset) const;
  std::optional<AccessWalk> touchByte(VirtualAddress Address, AccessType Type);
  void writeInCalleesName(VirtualAddress Address);
  void runTouch(MemoryTouch &Touch);
  void runAccess(Access &A, AccessKind Kind);
  void runInstruction(const Instruction &I);
  void handOut();
  void fetch();
  void measureRoom();
  void noteRoom();
  VirtualAddress lowestByte() const;
  bool isInStack(VirtualAddress A) const {
    // A call's return address goes below the frame.
    return A < Walker.Stack.Top &&
           A + SmallPage >= std::min(Walker.Stack.Lowest, lowestByte());
  }

  AccessWalker &Walker;
  FunctionReport &Function;
  const ActivationRegisters &Registers;
  PlaceFinder Find;
  InstructionId Current;
  /// Those that touch memory, by their first instruction.
  std::vector<std::pair<InstructionId, Access *>> Touching;
  /// Those that only compute an address.
  std::vector<Access *> AddressesTaken;
  /// The calls of the allocator, by their instruction.
  std::vector<std::pair<InstructionId, size_t>> HeapCalls;
  /// What the current instruction has done.
  std::vector<AccessWalk> Now;
  /// By slot: its address has been computed; and a call has followed.
  std::vector<bool> Pointed, HandedOut;
  bool AnyHandedOut = false;
  /// By page of the stack.
  struct FirstTouch {
    InstructionId Instruction;
    WalkId Walk;
  };
  std::unordered_map<uint64_t, FirstTouch> FirstTouches;
  std::string WhyRefused;
  size_t BeyondLimit = 0;
};

void AccessWalker::Activation::sortAccesses() {
  for (Access &A : Function.Accesses) {
    A.Walk.reset();
    A.MorePages.clear();
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
  for (size_t I = 0; I < Function.HeapCalls.size(); ++I)
    if (Function.HeapCalls[I].Instruction)
      HeapCalls.emplace_back(*Function.HeapCalls[I].Instruction, I);
  std::sort(HeapCalls.begin(), HeapCalls.end());
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

/// A page that nobody here has touched is likely to hold something all the
/// same where a pointer to the slot went into a call.
void AccessWalker::Activation::writeInCalleesName(VirtualAddress Address) {
  if (!AnyHandedOut || !isInStack(Address) ||
      !Walker.Running->space().peek(Address, AccessType::Read).isFault())
    return;
  for (size_t Slot = 0; Slot < HandedOut.size(); ++Slot) {
    if (!HandedOut[Slot])
      continue;
    std::optional<VirtualAddress> Begin =
        addressIn(SlotId(static_cast<uint32_t>(Slot)), 0);
    if (Begin && *Begin <= Address &&
        Address - *Begin <
            static_cast<int64_t>(Function.Frame.slots()[Slot].Size)) {
      Walker.touch(Address, AccessType::Write);
      return;
    }
  }
}

std::optional<AccessWalk>
AccessWalker::Activation::touchByte(VirtualAddress Address, AccessType Type) {
  if (Type == AccessType::Read)
    writeInCalleesName(Address);
  Outcome O = Walker.touch(Address, Type);
  if (O.Walk)
    FirstTouches.try_emplace(pageOf(Address, SmallPage).Value,
                             FirstTouch{Current, O.Walk->Walk});
  else if (isInStack(Address))
    ++BeyondLimit;
  WhyRefused = std::move(O.Why);
  return O.Walk;
}

void AccessWalker::Activation::runTouch(MemoryTouch &Touch) {
  Touch.Walks.clear();
  std::optional<VirtualAddress> First = Find(Touch.Place);
  if (!First) {
    if (Touch.WhyUnresolved.empty() && Walker.Image)
      Touch.WhyUnresolved = whyNowhere(Touch.Place, *Walker.Image);
    return;
  }
  forEachPage(*First, Touch, [&](VirtualAddress Byte) {
    if (std::optional<AccessWalk> Walk =
            touchByte(Byte, accessTypeOf(Touch.Kind))) {
      Touch.Walks.push_back(*Walk);
      Now.push_back(*Walk);
    } else if (Touch.WhyUnresolved.empty()) {
      Touch.WhyUnresolved = WhyRefused;
    }
  });
}

/// A use in the source is what its instruction has just done; where that is not
/// known, it happens here.
void AccessWalker::Activation::runAccess(Access &A, AccessKind Kind) {
  std::optional<VirtualAddress> First = addressIn(A.Slot, A.Offset);
  if (!First)
    return;
  bool IsFirst = true;
  forEachPage(*First, A.Size, [&](VirtualAddress Byte) {
    auto Done = std::find_if(Now.begin(), Now.end(), [&](const AccessWalk &W) {
      return pageOf(W.Virtual, SmallPage) == pageOf(Byte, SmallPage);
    });
    std::optional<AccessWalk> Walk;
    if (Done != Now.end()) {
      Walk = *Done;
      Walk->Virtual = Byte;
      Walk->Physical = Done->Physical + (Byte - Done->Virtual);
    } else {
      Walk = touchByte(Byte, accessTypeOf(Kind));
    }
    if (std::exchange(IsFirst, false))
      A.Walk = Walk;
    else if (Walk)
      A.MorePages.push_back(*Walk);
  });
}

/// What is pointed to may be written to by the callee.
void AccessWalker::Activation::handOut() {
  for (size_t Slot = 0; Slot < Pointed.size(); ++Slot)
    if (Pointed[Slot])
      HandedOut[Slot] = AnyHandedOut = true;
}

void AccessWalker::Activation::runInstruction(const Instruction &I) {
  if (I.Touch && I.Touch->Slot && I.Touch->Kind == AccessKind::Address)
    Pointed[I.Touch->Slot->Value] = true;
  // The text, since the model does not say what an instruction does.
  if (std::string_view(I.Text).starts_with("call"))
    handOut();
}

/// Of the first instruction: the text's page.
void AccessWalker::Activation::fetch() {
  Function.Fetch.reset();
  if (Function.Instructions.empty())
    return;
  if (std::optional<VirtualAddress> Code = Walker.codeOf(Function.LinkageName))
    Function.Fetch = Walker.touch(*Code, AccessType::Fetch).Walk;
}

void AccessWalker::Activation::run() {
  sortAccesses();
  Pointed.resize(Function.Frame.slots().size());
  HandedOut.resize(Pointed.size());
  fetch();
  auto NextAccess = Touching.begin();
  auto NextTouch = Function.Memory.begin();
  auto NextHeapCall = HeapCalls.begin();
  for (uint32_t I = 0; I < Function.Instructions.size(); ++I) {
    Current = InstructionId(I);
    const Instruction &Code = Function.Instructions[I];
    Now.clear();
    for (; NextTouch != Function.Memory.end() &&
           NextTouch->Instruction == Current;
         ++NextTouch)
      runTouch(*NextTouch);
    for (; NextAccess != Touching.end() && NextAccess->first == Current;
         ++NextAccess)
      runAccess(*NextAccess->second, kindAtFirst(*NextAccess->second, Code));
    runInstruction(Code);
    for (; NextHeapCall != HeapCalls.end() && NextHeapCall->first == Current;
         ++NextHeapCall)
      Walker.Running->runHeapCall(Function.HeapCalls, NextHeapCall->second,
                                  Function.Frame, Walker.IsCxx);
  }
  // Pages that are only touched from here on have no instruction for it.
  auto ByInstructions = FirstTouches;
  Now.clear();
  for (Access *A : AddressesTaken)
    runAccess(*A, AccessKind::Write);
  FirstTouches = std::move(ByInstructions);
  measureRoom();
  noteRoom();
}

//===- The room on the stack ----------------------------------------------===//

VirtualAddress AccessWalker::Activation::lowestByte() const {
  if (Registers.AlignedStack)
    return *Registers.AlignedStack;
  return Registers.Cfa - static_cast<int64_t>(Function.Frame.size().Min);
}

void AccessWalker::Activation::measureRoom() {
  StackRoom &Room = Function.Stack;
  Room = {};
  VirtualAddress Lowest = lowestByte();
  const StackPlace &Stack = Walker.Stack;
  Room.ToLimit = Lowest - Stack.Lowest;
  // Linux: an area that lies below the stack keeps its distance.
  const VmaList &Areas = Walker.Running->space().areas();
  const Vma *StackArea = Areas.containing(Stack.Top - 1);
  const Vma *Below = StackArea ? Areas.before(*StackArea) : nullptr;
  if (Below) {
    VirtualAddress Guard =
        Below->End +
        static_cast<int64_t>(Walker.Plan.GuardGapPages * SmallPage);
    if (Guard > Stack.Lowest)
      Room.ToGuardGap = Lowest - Guard;
  }
  // What lies beyond the limit is never a page.
  VirtualAddress Last = pageOf(std::max(Lowest, Stack.Lowest), SmallPage);
  // Without a limit a frame may be as large as the address space.
  constexpr int64_t Most = 1 << 16;
  VirtualAddress LastListed =
      pageOf(Registers.Cfa - 1, SmallPage) - (Most - 1) * int64_t(SmallPage);
  if (Last < LastListed) {
    Last = LastListed;
    Function.Notes.push_back("of this frame's pages only the upper 65536 are "
                             "looked at one by one");
  }
  VirtualAddress End = Registers.Cfa;
  for (VirtualAddress Page = pageOf(Registers.Cfa - 1, SmallPage);
       Page >= Last && End > Lowest; Page = Page - SmallPage) {
    VirtualAddress Begin = std::max(Page, Lowest);
    FramePage P = {.Page = Page, .Bytes = static_cast<uint64_t>(End - Begin)};
    auto First = FirstTouches.find(Page.Value);
    if (First != FirstTouches.end()) {
      P.FirstTouch = First->second.Instruction;
      P.Walk = First->second.Walk;
      P.IsProbe = Function.Instructions[P.FirstTouch->Value].IsProbe;
    }
    Room.Pages.push_back(std::move(P));
    End = Begin;
  }
}

void AccessWalker::Activation::noteRoom() {
  if (BeyondLimit && Function.Stack.ToGuardGap) {
    // The gap begins before the limit is reached.
    Function.Notes.push_back(
        "part of this frame lies in the guard gap that the stack keeps above "
        "the area below it: touching it there ends in SIGSEGV, so those "
        "accesses have no physical address");
    return;
  }
  uint64_t Limit = Walker.Plan.StackLimit;
  std::string LimitText =
      Limit == uint64_t(8) << 20
          ? "8 MiB below the top of the stack, the default "
            "limit"
          : sizeText(Limit) + " below the top of the stack, its limit";
  if (BeyondLimit)
    Function.Notes.push_back(
        "part of this frame lies more than " + LimitText +
        ": touching it there ends in SIGSEGV (SEGV_MAPERR, error code 0x4 for "
        "a read and 0x6 for a write), so those accesses have no physical "
        "address");
  else if (Function.Stack.ToLimit < 0)
    Function.Notes.push_back("part of this frame lies more than " + LimitText +
                             ": the first touch there would end in SIGSEGV");
}

void AccessWalker::walkFunction(FunctionReport &Function,
                                const ActivationRegisters &Registers) {
  startProcess(Registers.Cfa);
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
