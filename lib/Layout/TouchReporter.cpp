//===- TouchReporter.cpp --------------------------------------------------===//
#include "Layout/TouchReporter.h"

#include "Layout/FrameBytes.h"

#include <fmt/format.h>

#include <algorithm>

namespace framewalk {

namespace {

AccessKind kindOf(MemoryUse Use) {
  switch (Use) {
  case MemoryUse::Write:
    return AccessKind::Write;
  case MemoryUse::Update:
    return AccessKind::Update;
  case MemoryUse::None:
  case MemoryUse::Read:
  case MemoryUse::Address:
    break;
  }
  return AccessKind::Read;
}

/// Where glibc's thread control block keeps the stack protector's value:
/// tcbhead_t::stack_guard.
bool isCanary(const MemoryPlace &Place, unsigned PointerSize) {
  return Place.Base == PlaceBase::Thread &&
         Place.Offset == (PointerSize == 8 ? 0x28 : 0x14);
}

} // namespace

TouchReporter::TouchReporter(const CapturedFrame &Frame,
                             const BuiltFrame &Built, const CodeSteps &Code,
                             const ImageIndex &Image, const SlotFinder &Slots,
                             const ObjectFinder &Objects,
                             const ValueTable &Values,
                             TransferFunctions &Transfer)
    : Frame(Frame), Built(Built), Code(Code), Image(Image), Slots(Slots),
      Objects(Objects), Values(Values), Transfer(Transfer),
      CellNames(Code.Cells.size()) {
  Result.Touches.reserve(Frame.Instructions.size() / 2);
  Result.HeapCalls.resize(Code.HeapCalls.size());
}

void TouchReporter::beginBlock() { LastWrite.fill(NotHere); }

TrackedMemory TouchReporter::take() {
  for (uint32_t C = 0; C != Result.HeapCalls.size(); ++C)
    if (std::optional<uint32_t> Of = Result.HeapCalls[C].Releases)
      Result.HeapCalls[*Of].ReleasedBy.push_back(C);
  // Objects by number are this library's own affair.
  for (MemoryTouch &Touch : Result.Touches)
    if (isFramePlace(Touch.Place.Base))
      Touch.Place.Index = 0;
  return std::move(Result);
}

MemoryTouch &TouchReporter::add(uint32_t Index, AccessKind Kind,
                                MemoryRole Role, uint64_t Size) {
  MemoryTouch &Touch = Result.Touches.emplace_back();
  Touch.Instruction = InstructionId(Index);
  Touch.Kind = Kind;
  Touch.Role = Role;
  Touch.Size = Size;
  return Touch;
}

void TouchReporter::report(uint32_t Index, StateRef State) {
  const CapturedInstruction &I = Frame.Instructions[Index];
  const Step &S = Code.Steps[Index];
  if (I.StringSource != MemoryUse::None)
    string(Index, State, true);
  bool IsPop = I.Kind == InstructionKind::Pop || S.IsOwnAddressPop;
  if (IsPop || I.Kind == InstructionKind::Leave)
    stack(Index, AccessKind::Read, MemoryRole::Pop, State);
  if (S.TouchesOperand)
    operand(Index, State);
  if (I.StringDestination != MemoryUse::None)
    string(Index, State, false);
  if (!IsPop) {
    if (I.Kind == InstructionKind::Push)
      stack(Index, AccessKind::Write, MemoryRole::Push, State);
    else if (I.Kind == InstructionKind::Call)
      stack(Index, AccessKind::Write, MemoryRole::ReturnAddress, State);
    else if (I.Kind == InstructionKind::Return)
      stack(Index, AccessKind::Read, MemoryRole::ReturnAddress, State);
  }
  note(Index, State);
}

/// What later instructions want to know of this one.
void TouchReporter::note(uint32_t Index, StateRef State) {
  const CapturedInstruction &I = Frame.Instructions[Index];
  const Step &S = Code.Steps[Index];
  if (S.HeapCall != NoHeapCall)
    heapCall(Index, State);
  else if (!Code.HeapCalls.empty() && I.Kind == InstructionKind::Store)
    keepPointer(Index, State);
  for (uint32_t Mask = S.Writes & 0xffff; Mask; Mask &= Mask - 1)
    LastWrite[unsigned(__builtin_ctz(Mask))] = Index;
}

//===----------------------------------------------------------------------===//
// Touches
//===----------------------------------------------------------------------===//

void TouchReporter::operand(uint32_t Index, StateRef State) {
  const CapturedInstruction &I = Frame.Instructions[Index];
  const Step &S = Code.Steps[Index];
  MemoryTouch &Touch =
      add(Index, kindOf(I.Memory.Use), MemoryRole::Operand, S.Size);
  if (S.Operand != NoCell) {
    Touch.Place = S.Start;
    Touch.What = nameOfCell(S.Operand);
    return;
  }
  locate(Touch, Transfer.addressOf(S, State), S, Index, State);
}

void TouchReporter::stack(uint32_t Index, AccessKind Kind, MemoryRole Role,
                          StateRef State) {
  const Step &S = Code.Steps[Index];
  MemoryTouch &Touch = add(Index, Kind, Role, Frame.PointerSize);
  Touch.Place = S.Stack;
  if (S.Stack.Base == PlaceBase::Unknown) {
    Step Unfixed;
    Unfixed.Problem = AddressProblem::StackPointer;
    return locate(Touch, {}, Unfixed, Index, State);
  }
  if (Role == MemoryRole::ReturnAddress)
    Touch.What = "return address";
  else if (S.IsOwnAddressPop)
    Touch.What = "own address";
  else
    Touch.What = S.Pushed != NoCell
                     ? nameOfCell(S.Pushed)
                     : nameInFrame(S.Stack, Frame.PointerSize, Index);
  if (Role == MemoryRole::Push && !Slots.find(S.Stack))
    Touch.What = nameInFrame(S.Stack, Frame.PointerSize, Index);
}

/// movs, stos and the like, SDM vol. 1 7.3.9.
void TouchReporter::string(uint32_t Index, StateRef State, bool IsSource) {
  const CapturedInstruction &I = Frame.Instructions[Index];
  uint8_t Register = IsSource ? reg::Si : reg::Di;
  MemoryTouch &Touch =
      add(Index, kindOf(IsSource ? I.StringSource : I.StringDestination),
          IsSource ? MemoryRole::StringSource : MemoryRole::StringDestination,
          I.StringUnit);
  Step Through;
  Through.Base = Register;
  Through.Size = I.StringUnit;
  OperandAddress Address = Transfer.addressOf(Through, State);
  locate(Touch, Address, Through, Index, State);
  bool IsExact = Address.Known == OperandAddress::Kind::Exact;
  if (!I.IsRepeated || !IsExact || Touch.Place.Base == PlaceBase::Unknown)
    return;
  Value Count = Values.get(State[reg::Cx]);
  if (Count.Kind == ValueKind::Constant) {
    Touch.Range = uint64_t(Count.Offset) * I.StringUnit;
    return;
  }
  PlacedObject Object = Objects.objectAt(Touch.Place);
  int64_t Passed = Touch.Place.Offset - Object.Begin.Offset;
  if (Object.Size != 0 && Passed >= 0 && uint64_t(Passed) < Object.Size)
    Touch.Range = Object.Size - uint64_t(Passed);
}

void TouchReporter::locate(MemoryTouch &Touch, const OperandAddress &Address,
                           const Step &S, uint32_t Index, StateRef State) {
  switch (S.Problem) {
  case AddressProblem::None:
    break;
  case AddressProblem::StackPointer:
    Touch.WhyUnresolved =
        Frame.HasVariableSizedObjects
            ? "the stack pointer's place is only known at run time: the frame "
              "has a variable-length array or alloca"
            : "the stack pointer's place is only known at run time: the code "
              "does not move it by fixed distances alone";
    return;
  case AddressProblem::Segment:
    Touch.WhyUnresolved =
        fmt::format("through segment {}: where it begins is for the operating "
                    "system to choose",
                    Frame.Instructions[Index].Memory.Segment);
    return;
  case AddressProblem::UnknownSymbol:
    Touch.WhyUnresolved = "an address that the assembler works out from a "
                          "symbol; which one is not known here";
    return;
  }
  switch (Address.Known) {
  case OperandAddress::Kind::Exact:
    Touch.Place = Address.Place;
    Touch.What = nameOf(Address.Place, Touch.Size, Index, State);
    return;
  case OperandAddress::Kind::Within:
    return locateWithin(Touch, Address.Place, Address.Through, State);
  case OperandAddress::Kind::Unknown:
    return explain(Touch, Address, Index, State);
  }
}

/// An index that run time knows, over a place that is known.
void TouchReporter::locateWithin(MemoryTouch &Touch, const MemoryPlace &Place,
                                 uint8_t Through, StateRef State) {
  PlacedObject Object = Objects.objectAt(Place);
  uint32_t Index = Touch.Instruction.Value;
  bool IsFrame = isFramePlace(Place.Base);
  if (IsFrame && Object.Size == 0)
    return frameWithin(Touch, Place, Through);
  std::string Name =
      nameOf(Object.Begin, IsFrame ? Object.Size : 0, Index, State);
  if (Object.Size != 0) {
    Touch.Place = Object.Begin;
    Touch.Range = Object.Size;
    Touch.What = Name + "[...]";
    return;
  }
  Touch.What = Name;
  Touch.WhyUnresolved =
      fmt::format("from {} on {}; how large that is, is not known here",
                  Name.empty() ? "a known place" : Name, howFar(Through));
}

std::string TouchReporter::howFar(uint8_t Through) const {
  return Through == RegisterPart::None
             ? "by a distance that only run time knows"
             : fmt::format("by {}, which only run time knows",
                           nameOfRegister(Through));
}

/// What lies where the code counts from need not be what it counts in.
void TouchReporter::frameWithin(MemoryTouch &Touch, const MemoryPlace &Place,
                                uint8_t Through) const {
  std::string From =
      Place.Base == PlaceBase::Cfa
          ? cfaPlace(Place.Offset)
          : fmt::format("{:+} from the aligned stack pointer", Place.Offset);
  Touch.WhyUnresolved =
      fmt::format("in the frame, from {} on {}; in which object that is, is "
                  "not known here",
                  From, howFar(Through));
}

void TouchReporter::explain(MemoryTouch &Touch, const OperandAddress &Address,
                            uint32_t Index, StateRef State) {
  uint8_t R = Address.Through;
  if (R == RegisterPart::None) {
    Touch.WhyUnresolved = "the address is worked out at run time";
    return;
  }
  CellId Cell = NoCell;
  uint32_t Write = LastWrite[R];
  if (Write != NotHere)
    Cell = Code.Steps[Write].Operand;
  if (Cell != NoCell && Frame.Instructions[Write].Memory.Use != MemoryUse::Read)
    Cell = NoCell;
  bool IsNamedByDebugInfo = Frame.IsOptimised && Cell == NoCell;
  std::pair Key(uint64_t(State[R].Raw) << 32 | Cell,
                unsigned(R) << 1 | unsigned(Address.IsIndex));
  if (!IsNamedByDebugInfo) {
    if (auto It = Sentences.find(Key); It != Sentences.end()) {
      Touch.What = It->second.What;
      Touch.WhyUnresolved = It->second.Why;
      return;
    }
  }
  Unknown Told = describe(R, State[R], Cell, Index, Address.IsIndex);
  Touch.What = Told.What;
  Touch.WhyUnresolved = Told.Why;
  if (!IsNamedByDebugInfo)
    Sentences.try_emplace(Key, std::move(Told));
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

const std::string &TouchReporter::nameOfCell(CellId Cell) {
  std::string &Name = CellNames[Cell];
  if (Name.empty()) {
    const FrameCell &C = Code.Cells[Cell];
    std::optional<SlotPlace> Slot = Slots.find(C.Place);
    Name = Slot ? Slots.nameAt(*Slot, C.Size)
           : C.Place.Base == PlaceBase::Cfa && C.Place.Offset >= 0
               ? "caller's frame"
               : "below the frame";
  }
  return Name;
}

std::string TouchReporter::nameInFrame(const MemoryPlace &Place, uint64_t Size,
                                       uint32_t Index) const {
  std::optional<SlotPlace> Slot = Slots.find(Place);
  bool IsArgument =
      Slot ? Slots.layout().slot(Slot->Slot).Kind == SlotKind::OutgoingArgument
           : Place.Base != PlaceBase::Cfa || Place.Offset < 0;
  if (IsArgument)
    if (std::string Callee = nextCallee(Index); !Callee.empty())
      return "argument of " + Callee;
  if (Slot)
    return Slots.nameAt(*Slot, Size);
  return Place.Base == PlaceBase::Cfa && Place.Offset >= 0 ? "caller's frame"
                                                           : "below the frame";
}

std::string TouchReporter::nameOfBlock(uint32_t Call, StateRef State) const {
  const CapturedInstruction &I = Frame.Instructions[Code.HeapCalls[Call]];
  const HeapFunction &F =
      *Image.heapFunction(*Code.Steps[Code.HeapCalls[Call]].Callee);
  const StateShape &Shape = Transfer.shape();
  Value Life =
      Shape.Heap == 0 ? Value() : Values.get(State[Shape.firstBlock() + Call]);
  return fmt::format("{}block of {} at {}:{}",
                     Life.Kind == ValueKind::Freed       ? "freed "
                     : Life.Kind == ValueKind::DiffersAt ? "perhaps freed "
                                                         : "",
                     F.Name, I.Position.Line, I.Position.Column);
}

std::string TouchReporter::nameOf(const MemoryPlace &Place, uint64_t Size,
                                  uint32_t Index, StateRef State) {
  switch (Place.Base) {
  case PlaceBase::Cfa:
  case PlaceBase::AlignedStack:
    return nameInFrame(Place, Size, Index);
  case PlaceBase::Symbol: {
    std::string_view Name = Image.nameAt(Place);
    bool IsThread = Place.Index < Image.image().Symbols.size() &&
                    Image.image().Symbols[Place.Index].IsThreadLocal;
    return IsThread ? fmt::format("thread-local {}", Name) : std::string(Name);
  }
  case PlaceBase::Section:
    return std::string(Image.nameAt(Place));
  case PlaceBase::GotEntry:
    return fmt::format("address of {}", Image.nameOf(Place.Index));
  case PlaceBase::Thread:
    if (isCanary(Place, Frame.PointerSize))
      return "canary";
    return Place.Offset == 0 ? "thread pointer" : "thread control block";
  case PlaceBase::Heap:
    return nameOfBlock(Place.Index, State);
  case PlaceBase::Absolute: {
    constexpr uint64_t FirstPage = 4096;
    return uint64_t(Place.Offset) < FirstPage
               ? Place.Offset == 0 ? std::string("null")
                                   : fmt::format("null + {}", Place.Offset)
               : fmt::format("address {:#x}", uint64_t(Place.Offset));
  }
  case PlaceBase::Unknown:
    break;
  }
  return {};
}

std::string TouchReporter::calleeName(uint32_t Index) const {
  const Step &S = Code.Steps[Index];
  return S.Callee ? std::string(Image.nameOf(*S.Callee)) : std::string();
}

/// The function that what is stored now is an argument of.
std::string TouchReporter::nextCallee(uint32_t Index) const {
  constexpr uint32_t Reach = 64;
  uint32_t End = std::min<uint64_t>(Index + Reach, Frame.Instructions.size());
  for (uint32_t I = Index + 1; I < End; ++I) {
    InstructionKind Kind = Frame.Instructions[I].Kind;
    if (Kind == InstructionKind::Return || Kind == InstructionKind::Branch)
      break;
    if (Kind == InstructionKind::Call && !Code.Steps[I].IsOwnAddressCall)
      return calleeName(I);
  }
  return {};
}

std::string TouchReporter::nameOfRegister(uint8_t Register) const {
  static constexpr std::string_view Low[] = {"ax", "cx", "dx", "bx",
                                             "sp", "bp", "si", "di"};
  if (Register < 8)
    return fmt::format("{}{}", Frame.PointerSize == 8 ? "r" : "e",
                       Low[Register]);
  return fmt::format("r{}", Register);
}

std::string TouchReporter::quote(uint32_t Index) const {
  const CapturedInstruction &I = Frame.Instructions[Index];
  std::string Text(Frame.text(I));
  std::replace(Text.begin(), Text.end(), '\t', ' ');
  return fmt::format("{} at {:x}", Text, I.Address);
}

/// The variable that debug info has in the register there.
std::string_view TouchReporter::variableIn(uint8_t Register,
                                           uint32_t Index) const {
  uint32_t Address = Frame.Instructions[Index].Address;
  std::string Name = nameOfRegister(Register);
  for (const LocalVariable &V : Built.Variables)
    for (const VariableLocation &L : V.Locations)
      if (L.Code.Begin <= Address && Address < L.Code.End && L.Where == Name)
        return V.Name;
  return {};
}

bool TouchReporter::holdsParameter(CellId Cell) const {
  std::optional<SlotPlace> Slot = Slots.find(Code.Cells[Cell].Place);
  if (!Slot)
    return false;
  for (const Occupant &O : Slots.layout().slot(Slot->Slot).Occupants)
    if (O.Parameter)
      return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Reasons
//===----------------------------------------------------------------------===//

TouchReporter::Unknown TouchReporter::describe(uint8_t Register, ValueId Id,
                                               CellId Cell, uint32_t Index,
                                               bool IsIndex) {
  std::string Variable;
  bool IsParameter = false, IsSpill = false;
  if (Cell != NoCell) {
    std::optional<SlotPlace> Slot = Slots.find(Code.Cells[Cell].Place);
    if (Slot && !Slots.layout().slot(Slot->Slot).Occupants.empty())
      Variable = nameOfCell(Cell);
    else
      IsSpill = true;
    IsParameter = holdsParameter(Cell);
  } else if (Frame.IsOptimised) {
    Variable = variableIn(Register, Index);
  }
  std::string Through =
      (IsIndex ? "the index is in " : "through ") + nameOfRegister(Register);
  if (!Variable.empty())
    Through += ", which holds " + Variable;
  else if (IsSpill)
    Through += ", which was kept in the frame";
  return {.What = Variable.empty() || IsIndex
                      ? std::string()
                      : "what " + Variable + " points to",
          .Why = Through + reason(Id, Register, IsParameter)};
}

std::string TouchReporter::reason(ValueId Id, uint8_t Register,
                                  bool IsParameter) const {
  Value V = Values.get(Id);
  auto Address = [&] { return Frame.Instructions[V.Index].Address; };
  constexpr std::string_view CallerKnows =
      ": the caller knows what it points to";
  switch (V.Kind) {
  case ValueKind::Argument:
  case ValueKind::StackArgument:
    return fmt::format("{}{}", IsParameter ? ", a parameter" : ", an argument",
                       CallerKnows);
  case ValueKind::CallerRegister:
    return fmt::format(": what the caller left in {}",
                       nameOfRegister(uint8_t(V.Index)));
  case ValueKind::Uninitialised:
    return ": nothing that is known has been stored there before";
  case ValueKind::WayUnknown:
    return ": its value depends on the way here, which run time chooses";
  case ValueKind::DiffersAt:
    return fmt::format(": the ways that meet at {:x} bring different values",
                       Address());
  case ValueKind::OlderBlock:
    return fmt::format(": a block that {} returned in an earlier round",
                       quote(V.Index));
  case ValueKind::ClobberedBy:
    return fmt::format(": {} may have changed it ({})",
                       Frame.Instructions[V.Index].Kind == InstructionKind::Call
                           ? "the call"
                           : "a store",
                       quote(V.Index));
  case ValueKind::ResultOf:
    return reasonOfResult(V.Index, Register);
  case ValueKind::None:
    return ": nothing leads here";
  case ValueKind::TableBase:
  case ValueKind::TableEntry:
  case ValueKind::ThreadDistance:
  case ValueKind::Constant:
  case ValueKind::Place:
  case ValueKind::Within:
  case ValueKind::Freed:
  case ValueKind::Live:
    break;
  }
  return ": together with what is added to it, no address that is known";
}

std::string TouchReporter::reasonOfResult(uint32_t Index,
                                          uint8_t Register) const {
  const CapturedInstruction &I = Frame.Instructions[Index];
  const Step &S = Code.Steps[Index];
  if (I.Kind == InstructionKind::Call) {
    if (S.IsOwnAddressCall)
      return fmt::format(": computed ({})", quote(Index));
    std::string Callee = calleeName(Index);
    (void)Register;
    return fmt::format(": what {} returned (call at {:x})",
                       Callee.empty() ? "a function called through a pointer"
                                      : Callee,
                       I.Address);
  }
  bool Loads = S.TouchesOperand && I.Memory.Use == MemoryUse::Read;
  if (!Loads)
    return fmt::format(": computed ({})", quote(Index));
  // What the load itself touched has been told already, unless it stands
  // further down.
  auto It = std::lower_bound(
      Result.Touches.begin(), Result.Touches.end(), Index,
      [](const MemoryTouch &T, uint32_t I) { return T.Instruction.Value < I; });
  std::string From;
  if (It != Result.Touches.end() && It->Instruction.Value == Index)
    From = It->What;
  return fmt::format(": loaded from {} ({})", From.empty() ? "memory" : From,
                     quote(Index));
}

//===----------------------------------------------------------------------===//
// Heap calls
//===----------------------------------------------------------------------===//

void TouchReporter::heapCall(uint32_t Index, StateRef State) {
  const Step &S = Code.Steps[Index];
  const HeapFunction &F = *Image.heapFunction(*S.Callee);
  HeapArguments Arguments = Transfer.heapArguments(F, Index, State);
  HeapCall &Call = Result.HeapCalls[S.HeapCall];
  Call.Function = F.Name;
  Call.Instruction = InstructionId(Index);
  auto Number = [&](ValueId Id) -> std::optional<uint64_t> {
    Value V = Values.get(Id);
    if (V.Kind != ValueKind::Constant)
      return std::nullopt;
    return Frame.PointerSize == 4 ? uint32_t(V.Offset) : uint64_t(V.Offset);
  };
  Call.Bytes = Number(Arguments.Size);
  if (F.Count >= 0) {
    std::optional<uint64_t> Count = Number(Arguments.Count);
    uint64_t Product = 0;
    if (!Count || !Call.Bytes ||
        __builtin_mul_overflow(*Count, *Call.Bytes, &Product))
      Call.Bytes.reset();
    else
      Call.Bytes = Product;
  }
  Call.Align = F.FixedAlign ? std::optional<uint64_t>(F.FixedAlign)
                            : Number(Arguments.Align);
  if (F.Release >= 0) {
    Value Released = Values.get(Arguments.Release);
    if (Released.Kind == ValueKind::Place && Released.Base == PlaceBase::Heap &&
        Released.Offset == 0)
      Call.Releases = Released.Index;
    if (!F.Allocates)
      nameArgument(Call, F.Release, Index);
  }
  if (F.Allocates && F.Result >= 0) {
    Value To = Values.get(Arguments.Result);
    if (To.Kind == ValueKind::Place && isFramePlace(To.Base)) {
      if (std::optional<SlotPlace> Slot = Slots.find(To.place())) {
        Call.PointerSlot = Slot->Slot;
        Call.PointerName = Slots.nameAt(*Slot, Frame.PointerSize);
      }
    }
  }
}

/// The variable that the argument was loaded from.
void TouchReporter::nameArgument(HeapCall &Call, int8_t Argument,
                                 uint32_t Index) {
  uint8_t R = Transfer.argumentRegister(Argument);
  uint32_t Write = NotHere;
  if (R != RegisterPart::None) {
    Write = LastWrite[R];
  } else {
    // i386: what was pushed or stored last, and where that came from.
    constexpr uint32_t Reach = 8;
    for (uint32_t I = Index; I-- > 0 && I + Reach > Index;) {
      InstructionKind Kind = Frame.Instructions[I].Kind;
      if (Kind != InstructionKind::Store && Kind != InstructionKind::Push)
        continue;
      const Step &S = Code.Steps[I];
      Write = S.TouchesOperand && Kind == InstructionKind::Push ? I
              : S.Source.isValid() ? LastWrite[S.Source.Number]
                                   : NotHere;
      break;
    }
  }
  if (Write == NotHere)
    return;
  const Step &From = Code.Steps[Write];
  if (Frame.Instructions[Write].Memory.Use != MemoryUse::Read)
    return;
  if (From.Operand != NoCell) {
    if (std::optional<SlotPlace> Slot =
            Slots.find(Code.Cells[From.Operand].Place)) {
      Call.PointerSlot = Slot->Slot;
      if (!Slots.layout().slot(Slot->Slot).Occupants.empty())
        Call.PointerName = nameOfCell(From.Operand);
    }
  } else if (From.Start.Base == PlaceBase::Symbol &&
             From.Base == RegisterPart::None) {
    Call.PointerName = Image.nameAt(From.Start);
  }
}

/// A store of what an allocation returned: the first one to a variable says
/// where the pointer lives.
void TouchReporter::keepPointer(uint32_t Index, StateRef State) {
  const Step &S = Code.Steps[Index];
  if (!S.Source.isValid())
    return;
  Value V = Values.get(State[S.Source.Number]);
  if (V.Kind != ValueKind::Place || V.Base != PlaceBase::Heap || V.Offset != 0)
    return;
  HeapCall &Call = Result.HeapCalls[V.Index];
  if (!Call.PointerName.empty())
    return;
  OperandAddress To = Transfer.addressOf(S, State);
  if (To.Known != OperandAddress::Kind::Exact)
    return;
  if (!isFramePlace(To.Place.Base)) {
    if (To.Place.Base == PlaceBase::Symbol)
      Call.PointerName = Image.nameAt(To.Place);
    return;
  }
  std::optional<SlotPlace> Slot = Slots.find(To.Place);
  if (!Slot)
    return;
  bool IsNamed = !Slots.layout().slot(Slot->Slot).Occupants.empty();
  if (IsNamed)
    Call.PointerName = Slots.nameAt(*Slot, Frame.PointerSize);
  if (IsNamed || !Call.PointerSlot)
    Call.PointerSlot = Slot->Slot;
}

} // namespace framewalk
