//===- ProgramRun.cpp - A process that ran functions of one unit ----------===//

#include "Simulation/ProgramRun.h"

#include "Simulation/MemoryTable.h"
#include "Simulation/Process.h"
#include "Support/Words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace framewalk {

namespace {

llvm::Error error(const std::string &Text) {
  return llvm::createStringError(Text);
}

/// "a, b and c", the first few.
std::string listOf(const std::vector<std::string> &Names) {
  constexpr size_t Most = 8;
  std::string Result;
  size_t Shown = std::min(Most, Names.size());
  for (size_t I = 0; I < Shown; ++I)
    Result += (I == 0                                    ? ""
               : I + 1 == Shown && Shown == Names.size() ? " and "
                                                         : ", ") +
              Names[I];
  if (Names.size() > Most)
    Result += fmt::format(" and {} more", Names.size() - Most);
  return Result;
}

std::string quoted(std::string_view Name) { return fmt::format("'{}'", Name); }

/// Whether a note on functions without frames lists \p Name.
bool namesFunction(llvm::StringRef Note, llvm::StringRef Name) {
  if (!Note.starts_with("no frame of") && !Note.starts_with("no code"))
    return false;
  auto [Heading, Behind] = Note.split(": ");
  llvm::StringRef List = Behind.split(';').first;
  while (!List.empty()) {
    auto [First, Rest] = List.split(", ");
    if (First == Name)
      return true;
    List = Rest;
  }
  return false;
}

/// What such a note says of all of them, said of one.
std::string reasonIn(llvm::StringRef Note) {
  std::string Reason = Note.split("; ").second.str();
  for (auto [Many, One] : {std::pair("them", "it"), std::pair("their", "its")})
    for (size_t At; (At = Reason.find(Many)) != std::string::npos;)
      Reason.replace(At, std::string_view(Many).size(), One);
  return Reason;
}

//===- Finding the way ----------------------------------------------------===//

/// The functions of a unit by what people and linkers call them.
class FunctionTable {
public:
  explicit FunctionTable(const TranslationUnitReport &Unit) : Unit(Unit) {}

  llvm::Expected<const FunctionReport *> find(const std::string &Name) const {
    std::vector<const FunctionReport *> Found;
    for (const FunctionReport &F : Unit.Functions) {
      if (F.LinkageName == Name)
        return &F;
      if (F.Name == Name)
        Found.push_back(&F);
    }
    if (Found.size() == 1)
      return Found.front();
    if (Found.empty())
      return error(unknown(Name));
    std::vector<std::string> Symbols;
    for (const FunctionReport *F : Found)
      Symbols.push_back(fmt::format("{} ({})", F->LinkageName, F->Signature));
    return error(fmt::format("{} is the name of {} functions; say which: {}",
                             quoted(Name), Found.size(), listOf(Symbols)));
  }

  const FunctionReport *findSymbol(const std::string &LinkageName) const {
    for (const FunctionReport &F : Unit.Functions)
      if (F.LinkageName == LinkageName)
        return &F;
    return nullptr;
  }

private:
  std::string unknown(const std::string &Name) const {
    std::string Result =
        fmt::format("there is no function {} in {}", quoted(Name), Unit.Source);
    for (const std::string &Note : Unit.Notes)
      if (namesFunction(Note, Name))
        return fmt::format("{} has no frame in {}: {}", quoted(Name),
                           Unit.Source, reasonIn(Note));
    std::vector<std::pair<unsigned, std::string>> Near;
    for (const FunctionReport &F : Unit.Functions)
      if (unsigned Distance = llvm::StringRef(F.Name).edit_distance(Name);
          Distance <= std::max<size_t>(2, Name.size() / 2))
        Near.emplace_back(Distance, F.Name);
    std::sort(Near.begin(), Near.end());
    std::vector<std::string> Names;
    for (auto &[Distance, N] : Near)
      if (Names.empty() || Names.back() != quoted(N))
        Names.push_back(quoted(N));
    if (Names.empty())
      for (const FunctionReport &F : Unit.Functions)
        Names.push_back(F.Name);
    if (Names.empty())
      return Result + ", which has none";
    return Result + (Near.empty() ? "; there are " : "; did you mean ") +
           listOf(Names) + (Near.empty() ? "" : "?");
  }

  const TranslationUnitReport &Unit;
};

/// The call in \p Caller that goes to \p Callee.
llvm::Expected<const CallSite *> findCall(const TranslationUnitReport &Unit,
                                          const FunctionTable &Functions,
                                          const FunctionReport &Caller,
                                          const FunctionReport &Callee) {
  const CallSite *Found = nullptr;
  std::vector<std::string> Callees;
  size_t ThroughPointers = 0;
  for (const CallSite &Site : Caller.Calls) {
    if (!Site.Symbol || *Site.Symbol >= Unit.Image.Symbols.size()) {
      ++ThroughPointers;
      continue;
    }
    const std::string &Symbol = Unit.Image.Symbols[*Site.Symbol].Name;
    if (Symbol == Callee.LinkageName) {
      if (!Found || (Found->IsTailCall && !Site.IsTailCall))
        Found = &Site;
      continue;
    }
    const FunctionReport *F = Functions.findSymbol(Symbol);
    std::string Name = F ? F->Name : Symbol;
    if (std::find(Callees.begin(), Callees.end(), Name) == Callees.end())
      Callees.push_back(Name);
  }
  if (Found)
    return Found;
  std::string Text =
      fmt::format("{} does not call {}", Caller.Name, quoted(Callee.Name));
  for (const FrameSlot &Slot : Caller.Frame.slots())
    for (const Occupant &O : Slot.Occupants)
      if (O.Note.find("inlined from " + Callee.Name) != std::string::npos)
        return error(Text + ": clang inlined it there, so it has no frame of "
                            "its own in that call");
  if (!Callees.empty())
    Text += "; it calls " + listOf(Callees);
  if (ThroughPointers)
    Text += fmt::format("{} {} through a pointer in {}: whether {} is behind "
                        "one is only known at run time",
                        Callees.empty() ? "; it calls" : ", and",
                        Callees.empty() ? "only" : "calls",
                        counted(ThroughPointers, "place"), Callee.Name);
  if (Callees.empty() && !ThroughPointers)
    Text += "; it calls nothing";
  return error(Text);
}

} // namespace

//===- The run ------------------------------------------------------------===//

struct ProgramRun::State {
  State(SimulatedMachine &Machine, const TranslationUnitReport &Unit,
        const SimulationOptions &Options)
      : Unit(Unit), Options(Options), PointerSize(pointerSizeOf(Unit.Target)),
        Name(Unit.Source), Image(Unit.Image),
        Layout(layOutProgram(Image, executableName(Unit.Source), PointerSize,
                             Options.StackLimit)),
        Stack(stackFor(Options, PointerSize)),
        Running(Machine, Layout, Stack, planFor(Layout, Stack, Options)) {
    for (uint32_t S = 0; S < Image.Symbols.size(); ++S) {
      SymbolByName.emplace(Image.Symbols[S].Name, S);
      IsCxx |= Image.Symbols[S].Name.starts_with("_Z");
    }
  }

  llvm::Error runPath(const std::vector<const FunctionReport *> &Path,
                      const FunctionTable &Functions);
  llvm::Error swapOut();
  ProgramMemory memory() const;
  /// All functions have returned.
  void leaveFrames() {
    Frames.clear();
    StackContents.clear();
  }
  void tell(std::string Event) {
    if (Events.size() < MostEvents)
      Events.push_back(std::move(Event));
    else
      ++EventsLeftOut;
  }

  /// Of use while it runs only.
  const TranslationUnitReport &Unit;
  SimulationOptions Options;
  unsigned PointerSize;
  std::string Name;
  ProgramImage Image;
  ProgramLayout Layout;
  StackPlace Stack;
  Process Running;
  bool IsCxx = false;
  std::map<std::string, uint32_t, std::less<>> SymbolByName;

  std::vector<PlacedFrame> Frames;
  std::vector<AreaContent> StackContents;
  std::map<uint64_t, std::string> BlockNames;
  std::vector<std::string> Events;
  size_t EventsLeftOut = 0;

private:
  static constexpr size_t MostEvents = 500;

  std::optional<VirtualAddress> codeOf(const FunctionReport &F) const {
    auto Found = SymbolByName.find(F.LinkageName);
    return Found == SymbolByName.end() ? std::nullopt
                                       : Layout.Symbols[Found->second];
  }
  /// False: there came a signal.
  bool touch(const FunctionReport &F, const Instruction &I,
             VirtualAddress Address, AccessType Type);
  /// Runs the instructions up to \p Last, that one included. False: the stack
  /// has overflowed before.
  bool runInstructions(const FunctionReport &F,
                       const ActivationRegisters &Registers, uint32_t Last);
  void tellOverflow(const FunctionReport &F, VirtualAddress Lowest,
                    const FunctionReport *Next);
  llvm::Expected<VirtualAddress>
  stackPointerAt(const FunctionReport &F, const ActivationRegisters &Registers,
                 const CallSite &Site, const FunctionReport &Callee) const;
  void place(const FunctionReport &F, const ActivationRegisters &Registers,
             VirtualAddress ReturnAddress);
  void addSlot(const FunctionReport &F, const FrameSlot &Slot,
               VirtualAddress Begin);
};

namespace {

std::string_view nounOf(AccessType Type) {
  return Type == AccessType::Read    ? "a read of"
         : Type == AccessType::Write ? "a write to"
                                     : "the fetch of";
}

VirtualAddress lowestOf(const FunctionReport &F,
                        const ActivationRegisters &Registers) {
  return Registers.AlignedStack
             ? *Registers.AlignedStack
             : Registers.Cfa - static_cast<int64_t>(F.Frame.size().Min);
}

} // namespace

bool ProgramRun::State::touch(const FunctionReport &F, const Instruction &I,
                              VirtualAddress Address, AccessType Type) {
  TouchResult Result = Running.touch(Address, Type);
  if (Events.size() >= MostEvents)
    EventsLeftOut += Result.Faults.size();
  else
    for (const HandledFault &Fault : Result.Faults)
      tell(fmt::format(
          "At {}+{:#x}, {} {:#x}: {}{}", F.Name, I.Address, nounOf(Type),
          Address.Value, describe(Fault),
          Fault.Sent && Fault.Sent->ErrorCode == Fault.Fault.ErrorCode
              ? fmt::format(", error code {:#x}", Fault.Sent->ErrorCode)
              : ""));
  return Result.Found.has_value();
}

/// Whether the instruction touches the frame just there, and not somewhere in
/// an array.
static bool isOnStack(const MemoryTouch &Touch) {
  return (Touch.Place.Base == PlaceBase::Cfa ||
          Touch.Place.Base == PlaceBase::AlignedStack) &&
         !Touch.Range;
}

bool ProgramRun::State::runInstructions(const FunctionReport &F,
                                        const ActivationRegisters &Registers,
                                        uint32_t Last) {
  std::vector<HeapCall> Calls = F.HeapCalls;
  for (HeapCall &C : Calls)
    C.Address.reset();
  PlaceFinder Find{Layout, Registers, Calls};
  std::optional<VirtualAddress> Code = codeOf(F);
  VirtualAddress CodePage;
  auto Touch = F.Memory.begin();
  for (uint32_t I = 0; I <= Last && I < F.Instructions.size(); ++I) {
    const Instruction &Now = F.Instructions[I];
    if (Code && pageOf(*Code + Now.Address, SmallPage) != CodePage) {
      CodePage = pageOf(*Code + Now.Address, SmallPage);
      touch(F, Now, *Code + Now.Address, AccessType::Fetch);
    }
    for (; Touch != F.Memory.end() && Touch->Instruction.Value <= I; ++Touch) {
      std::optional<VirtualAddress> First = Find(Touch->Place);
      bool IsAlive = true;
      if (First)
        forEachPage(*First, *Touch, [&](VirtualAddress Byte) {
          IsAlive &= touch(F, Now, Byte, accessTypeOf(Touch->Kind));
        });
      if (!IsAlive && isOnStack(*Touch))
        return false;
    }
    for (size_t C = 0; C < Calls.size(); ++C) {
      if (!Calls[C].Instruction || Calls[C].Instruction->Value != I)
        continue;
      Running.runHeapCall(Calls, C, F.Frame, IsCxx);
      tell(fmt::format("At {}+{:#x}, a call of {}: {}", F.Name, Now.Address,
                       Calls[C].Function, Calls[C].Effect));
      if (Calls[C].Address)
        BlockNames[Calls[C].Address->Value] =
            F.Name + ": " +
            (Calls[C].PointerName.empty() ? "" : Calls[C].PointerName + " = ") +
            Calls[C].Function;
    }
  }
  return true;
}

void ProgramRun::State::tellOverflow(const FunctionReport &F,
                                     VirtualAddress Lowest,
                                     const FunctionReport *Next) {
  std::string Limit =
      Options.StackLimit == UnlimitedStack
          ? "there is no room for it above what lies below the stack"
          : fmt::format("the stack's limit, {} below its top, is {:#x}",
                        sizeText(Options.StackLimit), Stack.Lowest.Value);
  tell(
      fmt::format("The stack overflows in {}: its frame reaches down to {:#x}, "
                  "and {}. The program ends here{}",
                  F.Name, Lowest.Value, Limit,
                  Next ? ", before " + Next->Name + " is called" : ""));
}

llvm::Expected<VirtualAddress> ProgramRun::State::stackPointerAt(
    const FunctionReport &F, const ActivationRegisters &Registers,
    const CallSite &Site, const FunctionReport &Callee) const {
  // A jump leaves the stack pointer where the caller's caller had it.
  if (Site.IsTailCall)
    return Registers.Cfa;
  const Instruction &Call = F.Instructions[Site.Instruction.Value];
  if (Call.StackDepth)
    return Registers.Cfa - *Call.StackDepth;
  if (Registers.StackPointer)
    return *Registers.StackPointer;
  return error(fmt::format(
      "where the frame of {} lies is only known at run time: when {} calls it, "
      "a variable-length array or alloca has moved the stack pointer",
      Callee.Name, F.Name));
}

static std::string kindOf(const FrameSlot &Slot) {
  switch (Slot.Kind) {
  case SlotKind::ReturnAddress:
    return "return address";
  case SlotKind::SavedFramePointer:
  case SlotKind::CalleeSaved:
  case SlotKind::RegisterSaveArea:
    return "saved register";
  case SlotKind::StackProtector:
    return "canary";
  case SlotKind::Spill:
    return "spill";
  case SlotKind::Parameter:
    return "parameter";
  case SlotKind::OutgoingArgument:
    return "outgoing argument";
  case SlotKind::ByvalCopy:
    return "argument's copy";
  case SlotKind::SavedStackPointer:
    return "saved stack pointer";
  default:
    return "temporary";
  }
}

void ProgramRun::State::addSlot(const FunctionReport &F, const FrameSlot &Slot,
                                VirtualAddress Begin) {
  for (const Occupant &O : Slot.Occupants)
    StackContents.push_back({.Begin = Begin + O.Offset,
                             .Size = O.Size,
                             .Name = F.Name + ": " + O.Name,
                             .Kind = O.Parameter ? "parameter" : "variable"});
  if (!Slot.Occupants.empty() || Slot.Kind == SlotKind::Padding ||
      Slot.Kind == SlotKind::RedZone || Slot.Kind == SlotKind::Unattributed)
    return;
  std::string Kind = kindOf(Slot);
  std::string Name =
      Slot.Kind == SlotKind::ReturnAddress
          ? "return address of " + F.Name
          : F.Name + ": " + (Slot.Title.empty() ? Kind : Slot.Title);
  StackContents.push_back(
      {.Begin = Begin, .Size = Slot.Size, .Name = Name, .Kind = Kind});
}

void ProgramRun::State::place(const FunctionReport &F,
                              const ActivationRegisters &Registers,
                              VirtualAddress ReturnAddress) {
  Frames.push_back({.Function = F.Name,
                    .LinkageName = F.LinkageName,
                    .Cfa = Registers.Cfa,
                    .Lowest = lowestOf(F, Registers),
                    .ReturnAddress = ReturnAddress});
  for (const FrameSlot &Slot : F.Frame.slots())
    if (std::optional<VirtualAddress> Begin = addressOf(Slot, Registers))
      addSlot(F, Slot, *Begin);
}

llvm::Error
ProgramRun::State::runPath(const std::vector<const FunctionReport *> &Path,
                           const FunctionTable &Functions) {
  Frames.clear();
  StackContents.clear();
  VirtualAddress Cfa = Stack.Cfa, ReturnAddress;
  for (size_t Depth = 0; Depth < Path.size(); ++Depth) {
    const FunctionReport &F = *Path[Depth];
    ActivationRegisters Registers = placeFrame(F.Frame, Cfa, PointerSize);
    VirtualAddress Lowest = lowestOf(F, Registers);
    if (Depth + 1 == Path.size()) {
      place(F, Registers, ReturnAddress);
      if (!runInstructions(F, Registers, UINT32_MAX))
        tellOverflow(F, Lowest, nullptr);
      else if (Lowest < Stack.Lowest)
        tell(fmt::format("The frame of {} reaches down to {:#x}, beyond the "
                         "stack's limit, {:#x}: whoever touches that part gets "
                         "SIGSEGV",
                         F.Name, Lowest.Value, Stack.Lowest.Value));
      break;
    }
    const FunctionReport &Next = *Path[Depth + 1];
    llvm::Expected<const CallSite *> Site = findCall(Unit, Functions, F, Next);
    if (!Site)
      return Site.takeError();
    llvm::Expected<VirtualAddress> Pointer =
        stackPointerAt(F, Registers, **Site, Next);
    if (!Pointer)
      return Pointer.takeError();
    if (!runInstructions(F, Registers, (*Site)->Instruction.Value)) {
      place(F, Registers, ReturnAddress);
      tellOverflow(F, Lowest, &Next);
      break;
    }
    Cfa = *Pointer;
    if ((*Site)->IsTailCall) {
      tell(fmt::format("{} jumps to {} in place of call and ret (a tail call): "
                       "its frame is gone, and {} takes its place",
                       F.Name, Next.Name, Next.Name));
      continue;
    }
    place(F, Registers, ReturnAddress);
    const Instruction &Call = F.Instructions[(*Site)->Instruction.Value];
    std::optional<VirtualAddress> Code = codeOf(F);
    ReturnAddress =
        Code ? *Code + Call.Address + Call.Length : VirtualAddress(0);
  }
  return llvm::Error::success();
}

llvm::Error ProgramRun::State::swapOut() {
  for (VirtualAddress Address : Options.SwapOut) {
    VirtualAddress Page = pageOf(Address, SmallPage);
    std::optional<PhysicalAddress> Frame = Running.space().frameOf(Page);
    if (std::string Why = Running.space().whyNotSwappable(Page); !Why.empty())
      return error(
          fmt::format("page {:#x} cannot be swapped out: {}", Page.Value, Why));
    Running.space().swapOut(Page);
    tell(fmt::format(
        "The kernel writes page {:#x} to page {} of the swap area and takes "
        "frame {:#x} back; the next access faults, and is a major fault",
        Page.Value, *Running.space().swapSlotOf(Page), Frame->Value));
  }
  return llvm::Error::success();
}

namespace {

/// The area that holds \p A; null where there is none.
MemoryArea *areaOf(std::vector<MemoryArea> &Areas, VirtualAddress A) {
  for (MemoryArea &Area : Areas)
    if (Area.Begin <= A && static_cast<uint64_t>(A - Area.Begin) < Area.Bytes)
      return &Area;
  return nullptr;
}

std::string kindOf(const ImageSymbol &S) {
  if (S.IsFunction)
    return "function";
  if (S.Title.starts_with("\""))
    return "string literal";
  return S.IsThreadLocal ? "thread's variable" : "variable";
}

std::vector<AreaContent> contentsOf(const ProgramImage &Image,
                                    const ProgramLayout &Layout,
                                    unsigned PointerSize) {
  std::vector<AreaContent> Result;
  for (size_t I = 0; I < Image.Symbols.size(); ++I) {
    const ImageSymbol &S = Image.Symbols[I];
    if (!Layout.Symbols[I] || !S.Section || (S.Name.empty() && S.Title.empty()))
      continue;
    // A section's own symbol names nothing in it.
    if (S.Name == Image.Sections[*S.Section].Name)
      continue;
    Result.push_back({.Begin = *Layout.Symbols[I],
                      .Size = S.Size,
                      .Name = S.Title.empty() ? S.Name : S.Title,
                      .Kind = kindOf(S)});
  }
  for (uint32_t Symbol : Image.GotEntries) {
    if (Symbol >= Image.Symbols.size())
      continue;
    const ImageSymbol &S = Image.Symbols[Symbol];
    Result.push_back(
        {.Begin = *Layout.addressOf({PlaceBase::GotEntry, Symbol, 0}),
         .Size = PointerSize,
         .Name = (S.IsThreadLocal ? "distance to " : "address of ") +
                 (S.Title.empty() ? S.Name : S.Title),
         .Kind = "table entry"});
  }
  // tcbhead_t: its own address, and the canary further on.
  Result.push_back({.Begin = Layout.ThreadPointer,
                    .Size = PointerSize,
                    .Name = "thread control block",
                    .Kind = "its own address"});
  Result.push_back({.Begin = Layout.ThreadPointer + 5 * int64_t(PointerSize),
                    .Size = PointerSize,
                    .Name = "stack protector's canary",
                    .Kind = "canary"});
  return Result;
}

} // namespace

ProgramMemory ProgramRun::State::memory() const {
  ProgramMemory Result = {.Name = Name,
                          .Frames = Frames,
                          .Areas = tabulate(Running.space()),
                          .Events = Events};
  if (EventsLeftOut)
    Result.Events.push_back(fmt::format("and {} more", EventsLeftOut));
  std::vector<AreaContent> Contents = contentsOf(Image, Layout, PointerSize);
  Contents.insert(Contents.end(), StackContents.begin(), StackContents.end());
  if (const HeapModel *Heap = Running.heap())
    for (const HeapBlock &B : Heap->blocks()) {
      auto Known = BlockNames.find(B.Pointer.Value);
      Contents.push_back({.Begin = B.Pointer,
                          .Size = B.UsableBytes,
                          .Name = Known == BlockNames.end()
                                      ? "the C++ run time's reserve"
                                      : Known->second,
                          .Kind = "heap block"});
    }
  std::sort(Contents.begin(), Contents.end(),
            [](const AreaContent &A, const AreaContent &B) {
              return std::tie(A.Begin, A.Name) < std::tie(B.Begin, B.Name);
            });
  for (AreaContent &C : Contents)
    if (MemoryArea *Area = areaOf(Result.Areas, C.Begin))
      Area->Contents.push_back(std::move(C));
  return Result;
}

ProgramRun::ProgramRun(std::unique_ptr<State> S) : S(std::move(S)) {}
ProgramRun::ProgramRun(ProgramRun &&) noexcept = default;
ProgramRun::~ProgramRun() = default;

llvm::Expected<ProgramRun>
ProgramRun::create(SimulatedMachine &Machine, const TranslationUnitReport &Unit,
                   const SimulationOptions &Options) {
  if (std::string Problem = problemWith(Options, pointerSizeOf(Unit.Target));
      !Problem.empty())
    return error(Problem);
  FunctionTable Functions(Unit);
  std::vector<std::vector<const FunctionReport *>> Paths;
  if (!Options.CallPath.empty()) {
    Paths.emplace_back();
    for (const std::string &Name : Options.CallPath) {
      llvm::Expected<const FunctionReport *> F = Functions.find(Name);
      if (!F)
        return F.takeError();
      Paths.back().push_back(*F);
    }
  } else if (const FunctionReport *Main = Functions.findSymbol("main")) {
    Paths.push_back({Main});
  } else {
    for (const FunctionReport &F : Unit.Functions)
      Paths.push_back({&F});
  }
  auto S = std::make_unique<State>(Machine, Unit, Options);
  if (std::string Problem = problemWith(S->Layout, S->Stack); !Problem.empty())
    return error(Problem);
  S->Running.prepareAll();
  for (const std::vector<const FunctionReport *> &Path : Paths)
    if (llvm::Error E = S->runPath(Path, Functions))
      return std::move(E);
  if (Paths.size() > 1)
    S->leaveFrames();
  if (llvm::Error E = S->swapOut())
    return std::move(E);
  return ProgramRun(std::move(S));
}

llvm::Expected<ProgramRun>
ProgramRun::createForAll(SimulatedMachine &Machine,
                         const TranslationUnitReport &Unit,
                         const SimulationOptions &Options) {
  if (std::string Problem = problemWith(Options, pointerSizeOf(Unit.Target));
      !Problem.empty())
    return error(Problem);
  FunctionTable Functions(Unit);
  auto S = std::make_unique<State>(Machine, Unit, Options);
  if (std::string Problem = problemWith(S->Layout, S->Stack); !Problem.empty())
    return error(Problem);
  S->Running.prepareAll();
  for (const FunctionReport &F : Unit.Functions)
    if (llvm::Error E = S->runPath({&F}, Functions))
      S->tell(llvm::toString(std::move(E)));
  S->leaveFrames();
  if (llvm::Error E = S->swapOut())
    return std::move(E);
  return ProgramRun(std::move(S));
}

ProgramMemory ProgramRun::memory() const { return S->memory(); }
const AddressSpace &ProgramRun::space() const { return S->Running.space(); }

//===- Isolation ----------------------------------------------------------===//

static std::string compare(const ComparedPage &Page) {
  std::optional<PhysicalAddress> First;
  bool AllSame = true;
  for (const std::optional<PhysicalAddress> &Frame : Page.Frames) {
    if (!Frame)
      continue;
    AllSame &= !First || *First == *Frame;
    First = Frame;
  }
  if (!AllSame)
    return "the same address, different memory";
  if (*First == SimulatedMachine::ZeroPage)
    return "only read so far: all are shown the kernel's page of zeros, "
           "read-only";
  return "the same page of the same file, which none of them can write to";
}

MapsReport compareProcesses(const std::vector<ProgramRun> &Runs) {
  MapsReport Result;
  std::map<uint64_t, ComparedPage> Pages;
  for (size_t I = 0; I < Runs.size(); ++I) {
    Result.Processes.push_back(Runs[I].memory());
    const AddressSpace &Space = Runs[I].space();
    for (VirtualAddress Page : Space.presentPages()) {
      ComparedPage &P = Pages[Page.Value];
      P.Page = Page;
      P.Frames.resize(Runs.size());
      P.Frames[I] = Space.shownFrame(Page);
    }
  }
  for (auto &[Number, Page] : Pages) {
    if (std::count_if(Page.Frames.begin(), Page.Frames.end(),
                      [](const auto &F) { return F.has_value(); }) < 2)
      continue;
    Page.Note = compare(Page);
    Result.Isolation.push_back(std::move(Page));
  }
  return Result;
}

} // namespace framewalk
