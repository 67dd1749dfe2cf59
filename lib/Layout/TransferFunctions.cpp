//===- TransferFunctions.cpp ----------------------------------------------===//
#include "Layout/TransferFunctions.h"

#include "Layout/AssemblyText.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

namespace framewalk {

namespace {

/// psABI x86-64 3.2.3.
constexpr uint8_t ArgumentRegisters[] = {reg::Di, reg::Si, reg::Dx,
                                         reg::Cx, reg::R8, reg::R9};

} // namespace

TransferFunctions::TransferFunctions(const CapturedFrame &Frame,
                                     const CodeSteps &Code,
                                     const std::vector<StackState> &States,
                                     const ImageIndex &Image,
                                     ValueTable &Values, ObjectFinder &Objects,
                                     size_t MostBlocks)
    : Frame(Frame), Code(Code), States(States), Image(Image), Values(Values),
      Objects(Objects), Joiner(Values, Objects) {
  Shape.Cells = uint32_t(Code.Cells.followed().size());
  Shape.Heap =
      Code.HeapCalls.size() > MostBlocks ? 0 : uint32_t(Code.HeapCalls.size());
  WayUnknown = Values.idOf({ValueKind::WayUnknown, PlaceBase::Unknown, 0, 0});
  Uninitialised =
      Values.idOf({ValueKind::Uninitialised, PlaceBase::Unknown, 0, 0});
}

void TransferFunctions::enter(StateRef State) {
  for (uint32_t R = 0; R != reg::Count; ++R)
    State[R] =
        Values.idOf({ValueKind::CallerRegister, PlaceBase::Unknown, R, 0});
  if (Frame.PointerSize == 8)
    for (uint32_t R : ArgumentRegisters)
      State[R] = Values.idOf({ValueKind::Argument, PlaceBase::Unknown, R, 0});
  for (uint32_t C = 0; C != Shape.Cells; ++C) {
    const MemoryPlace &Place = Code.Cells[Code.Cells.followed()[C]].Place;
    bool IsArgument = Place.Base == PlaceBase::Cfa && Place.Offset >= 0;
    State[Shape.FirstCell + C] =
        IsArgument ? Values.idOf({ValueKind::StackArgument, PlaceBase::Unknown,
                                  0, Place.Offset})
                   : Uninitialised;
  }
  for (uint32_t H = 0; H != Shape.Heap; ++H)
    State[Shape.firstBlock() + H] = Uninitialised;
}

void TransferFunctions::enterUnseen(StateRef State) {
  enter(State);
  for (uint32_t R = 0; R != reg::Count; ++R)
    State[R] = WayUnknown;
  for (uint32_t C = 0; C != Shape.Cells; ++C) {
    ValueId &V = State[Shape.FirstCell + C];
    bool IsArgument = V != Uninitialised;
    if (!Stored[C].isNone())
      V = IsArgument && V != Stored[C] ? WayUnknown : Stored[C];
  }
  for (uint32_t H = 0; H != Shape.Heap; ++H)
    State[Shape.firstBlock() + H] = WayUnknown;
}

void TransferFunctions::noteStores() {
  NotesStores = true;
  Stored.assign(Shape.Cells, {});
}

bool TransferFunctions::takeStoresChanged() {
  return std::exchange(StoresChanged, false);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// The processor adds and multiplies modulo 2^64 (SDM Vol. 2, ADD and IMUL).
static int64_t wrappingAdd(int64_t A, int64_t B) {
  return int64_t(uint64_t(A) + uint64_t(B));
}
static int64_t wrappingMul(int64_t A, int64_t B) {
  return int64_t(uint64_t(A) * uint64_t(B));
}

/// Whether an address so far from an object's can be spoken of by that object:
/// user space has 2^47 bytes.
static bool isDistance(int64_t Offset) { return llvm::isInt<48>(Offset); }

/// A constant as a pointer of that size has it: on i386 distances are signed.
ValueId TransferFunctions::number(int64_t Number) {
  return Values.constant(Frame.PointerSize == 4 ? int32_t(Number) : Number);
}

/// What fits into a register or a cell of so many bits; the result of
/// instruction \p Index where that cuts something off.
ValueId TransferFunctions::fit(ValueId V, unsigned Bits, uint32_t Index) {
  if (Bits == pointerBits())
    return V;
  Value Known = Values.get(V);
  if (Bits == 32 && Known.Kind == ValueKind::Constant)
    return Values.constant(int64_t(uint32_t(Known.Offset)));
  return resultOf(Index);
}

ValueId TransferFunctions::read(RegisterPart Part, uint32_t Index,
                                StateRef State) {
  if (!Part.isValid())
    return resultOf(Index);
  bool IsStack =
      Part.Number == reg::Sp ||
      (Part.Number == reg::Bp && States[Index].FramePointerDepth.has_value());
  if (!IsStack)
    return fit(State[Part.Number], Part.Bits, Index);
  std::optional<MemoryPlace> Place =
      stackPlace(States[Index], Part.Number, 0, RegisterPart::None);
  if (!Place || Part.Bits != pointerBits())
    return resultOf(Index);
  Place->Index = Objects.frame().numberAt(*Place);
  return Values.place(*Place);
}

ValueId TransferFunctions::moved(ValueId V, int64_t Bytes, uint32_t Index) {
  Value Known = Values.get(V);
  switch (Known.Kind) {
  case ValueKind::Within:
    return V;
  case ValueKind::Constant:
    return number(wrappingAdd(Known.Offset, Bytes));
  case ValueKind::Place:
  case ValueKind::ThreadDistance:
    Known.Offset = wrappingAdd(Known.Offset, Bytes);
    return isDistance(Known.Offset) ? Values.idOf(Known) : resultOf(Index);
  default:
    return resultOf(Index);
  }
}

ValueId TransferFunctions::sum(ValueId A, ValueId B, uint32_t Index) {
  Value V = Values.get(A), W = Values.get(B);
  if (W.hasPlace())
    std::swap(V, W);
  if (W.Kind == ValueKind::Constant)
    return moved(Values.idOf(V), W.Offset, Index);
  if (V.Kind == ValueKind::Constant)
    return moved(Values.idOf(W), V.Offset, Index);
  if (!V.hasPlace() || W.hasPlace())
    return resultOf(Index);
  if (V.Base == PlaceBase::Thread)
    return W.Kind == ValueKind::ThreadDistance && V.Offset == 0
               ? Values.place({PlaceBase::Symbol, W.Index, W.Offset})
               : resultOf(Index);
  return Values.idOf(Objects.within(V.place()));
}

ValueId TransferFunctions::difference(ValueId A, ValueId B, uint32_t Index) {
  Value V = Values.get(A), W = Values.get(B);
  if (W.Kind == ValueKind::Constant)
    return moved(A, wrappingMul(W.Offset, -1), Index);
  // From the stack pointer on, a dynamic area is allocated so.
  if (!V.hasPlace() || W.hasPlace() || isFramePlace(V.Base))
    return resultOf(Index);
  return Values.idOf(Objects.within(V.place()));
}

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

OperandAddress TransferFunctions::addressOf(const Step &S,
                                            StateRef State) const {
  using Kind = OperandAddress::Kind;
  if (S.Problem != AddressProblem::None)
    return {};
  if (S.Base == RegisterPart::None && S.Index == RegisterPart::None) {
    MemoryPlace Place = S.Start;
    if (Place.Base == PlaceBase::Unknown)
      Place = absolute(Place.Offset);
    return {.Known = Kind::Exact, .Place = Place};
  }
  uint8_t Registers[] = {S.Base, S.Index};
  unsigned Scales[] = {1, S.Scale};
  if (S.HasTableBase) {
    // Of two registers, the one that is not known to be something else.
    auto IsTable = [&](uint8_t R) {
      return R != RegisterPart::None &&
             Values.get(State[R]).Kind == ValueKind::TableBase;
    };
    bool IndexIsTable = S.Scale == 1 && IsTable(S.Index) && !IsTable(S.Base);
    Registers[IndexIsTable ? 1 : 0] = RegisterPart::None;
  }
  bool ThreadPointerFound = !S.HasThreadPointer;

  MemoryPlace Place = S.Start;
  uint8_t Through = RegisterPart::None;
  bool IsWithin = false, IsIndex = true;
  for (unsigned I = 0; I != 2; ++I) {
    uint8_t R = Registers[I];
    if (R == RegisterPart::None)
      continue;
    Value V = Values.get(State[R]);
    bool IsThreadPointer = V.Kind == ValueKind::Place &&
                           V.Base == PlaceBase::Thread && V.Offset == 0;
    if (V.Kind == ValueKind::Constant) {
      Place.Offset =
          wrappingAdd(Place.Offset, wrappingMul(V.Offset, int64_t(Scales[I])));
    } else if (IsThreadPointer && Scales[I] == 1 && !ThreadPointerFound) {
      ThreadPointerFound = true;
    } else if (V.hasPlace() && Scales[I] == 1 &&
               Place.Base == PlaceBase::Unknown) {
      Place = {V.Base, V.Index, wrappingAdd(V.Offset, Place.Offset)};
      IsWithin |= V.Kind == ValueKind::Within;
    } else if (V.Kind == ValueKind::ThreadDistance && Scales[I] == 1 &&
               Place.Base == PlaceBase::Thread) {
      Place = {PlaceBase::Symbol, V.Index, wrappingAdd(V.Offset, Place.Offset)};
    } else if (Through == RegisterPart::None) {
      Through = R;
      IsIndex = I == 1 && Scales[I] != 1;
    } else {
      IsIndex = false; // the base stays the one to speak of
    }
  }
  if (!ThreadPointerFound && Through == S.Base)
    Through = RegisterPart::None; // what else could it be
  if (Place.Base != PlaceBase::Unknown && !isDistance(Place.Offset))
    return {};
  if (S.Object != FrameObjects::Any &&
      (IsWithin || Through != RegisterPart::None))
    return {.Known = Kind::Within,
            .Through = Through,
            .Place = Objects.frame()[S.Object].Begin};
  if (Through == RegisterPart::None) {
    if (Place.Base == PlaceBase::Unknown)
      Place = absolute(Place.Offset);
    return {.Known = IsWithin ? Kind::Within : Kind::Exact, .Place = Place};
  }
  if (Place.Base == PlaceBase::Unknown || Place.Base == PlaceBase::Thread)
    return {.Through = Through, .IsIndex = IsIndex, .Place = Place};
  return {.Known = Kind::Within,
          .Through = Through,
          .Place = Objects.indexed(Place)};
}

/// What `lea` leaves in a register.
ValueId TransferFunctions::asValue(const OperandAddress &Address,
                                   uint32_t Index) {
  switch (Address.Known) {
  case OperandAddress::Kind::Exact:
    if (Address.Place.Base == PlaceBase::Absolute)
      return number(Address.Place.Offset);
    if (Address.Place.Base == PlaceBase::GotEntry)
      return Values.idOf(
          {ValueKind::TableEntry, PlaceBase::Unknown, Address.Place.Index, 0});
    return Values.place(Address.Place);
  case OperandAddress::Kind::Within:
    return Values.idOf(Objects.within(Address.Place));
  case OperandAddress::Kind::Unknown:
    break;
  }
  return resultOf(Index);
}

ValueId TransferFunctions::loaded(const Step &S, const OperandAddress &Address,
                                  unsigned Bytes, uint32_t Index,
                                  StateRef State) {
  if (Address.Known != OperandAddress::Kind::Exact)
    return resultOf(Index);
  const MemoryPlace &Place = Address.Place;
  if (isFramePlace(Place.Base)) {
    CellId Cell =
        S.Operand != NoCell ? S.Operand : Code.Cells.find(Place, Bytes);
    if (Cell == NoCell || !Code.Cells[Cell].isFollowed())
      return resultOf(Index);
    return State[Shape.FirstCell + Code.Cells[Cell].Variable];
  }
  if (Bytes != Frame.PointerSize)
    return resultOf(Index);
  if (Place.Base == PlaceBase::GotEntry && Place.Offset == 0) {
    ReferenceKind Kind = Frame.Instructions[Index].Memory.Symbol.Kind;
    return Kind == ReferenceKind::ThreadGotEntry
               ? Values.idOf({ValueKind::ThreadDistance, PlaceBase::Unknown,
                              Place.Index, 0})
               : Values.place({PlaceBase::Symbol, Place.Index, 0});
  }
  // psABI, thread-local storage: the thread pointer's first word is itself.
  if (Place.Base == PlaceBase::Thread && Place.Offset == 0)
    return Values.place(Place);
  return resultOf(Index);
}

//===----------------------------------------------------------------------===//
// Stores
//===----------------------------------------------------------------------===//

void TransferFunctions::setCell(uint32_t Variable, ValueId V, StateRef State) {
  State[Shape.FirstCell + Variable] = V;
  if (!NotesStores)
    return;
  ValueId Joined = Joiner.join(Stored[Variable], V, WayUnknown);
  StoresChanged |= Joined != Stored[Variable];
  Stored[Variable] = Joined;
}

void TransferFunctions::storeToCell(CellId Cell, ValueId V, uint32_t Index,
                                    StateRef State) {
  ValueId Clobbered = ValueId::of(ValueKind::ClobberedBy, Index);
  for (uint32_t Other : Code.Cells.overlapping(Cell))
    setCell(Other, Clobbered, State);
  if (Code.Cells[Cell].isFollowed())
    setCell(Code.Cells[Cell].Variable, V, State);
}

void TransferFunctions::clobberEscaped(uint32_t Index, StateRef State) {
  ValueId Clobbered = ValueId::of(ValueKind::ClobberedBy, Index);
  for (uint32_t Variable : Code.Cells.escaped())
    setCell(Variable, Clobbered, State);
}

void TransferFunctions::clobberObject(const MemoryPlace &Place, uint32_t Index,
                                      StateRef State) {
  PlacedObject Object = Objects.objectAt(Place);
  ValueId Clobbered = ValueId::of(ValueKind::ClobberedBy, Index);
  if (Object.Size == 0) { // it may be any object of the frame
    for (uint32_t Variable = 0; Variable != Shape.Cells; ++Variable)
      setCell(Variable, Clobbered, State);
    return;
  }
  Code.Cells.forEachWithin(Object.Begin, Object.Size, [&](uint32_t Variable) {
    setCell(Variable, Clobbered, State);
  });
}

void TransferFunctions::store(const OperandAddress &Address, uint64_t Size,
                              ValueId V, uint32_t Index, StateRef State) {
  switch (Address.Known) {
  case OperandAddress::Kind::Unknown:
    return clobberEscaped(Index, State);
  case OperandAddress::Kind::Within:
    if (isFramePlace(Address.Place.Base))
      clobberObject(Address.Place, Index, State);
    return;
  case OperandAddress::Kind::Exact:
    break;
  }
  if (!isFramePlace(Address.Place.Base))
    return;
  if (Size == 0)
    return clobberObject(Address.Place, Index, State);
  CellId Cell = Code.Cells.find(Address.Place, uint32_t(Size));
  if (Cell != NoCell)
    return storeToCell(Cell, V, Index, State);
  ValueId Clobbered = ValueId::of(ValueKind::ClobberedBy, Index);
  Code.Cells.forEachWithin(Address.Place, Size, [&](uint32_t Variable) {
    setCell(Variable, Clobbered, State);
  });
}

void TransferFunctions::writeOperand(const CapturedInstruction &I,
                                     const Step &S, uint32_t Index,
                                     StateRef State) {
  ValueId V = resultOf(Index);
  if (I.Kind == InstructionKind::Store) {
    V = read(S.Source, Index, State);
    if (S.Size * 8 != S.Source.Bits || S.Size < 4)
      V = resultOf(Index);
  } else if (I.Kind == InstructionKind::StoreImmediate && S.Size >= 4) {
    if (I.Target.Kind == ReferenceKind::Direct)
      V = Values.place({PlaceBase::Symbol, I.Target.Symbol, I.Target.Offset});
    else if (I.Target.Kind == ReferenceKind::None)
      V = fit(number(I.Immediate), S.Size * 8, Index);
  }
  if (S.Operand != NoCell)
    return storeToCell(S.Operand, V, Index, State);
  // Arguments below a dynamic area: nothing that is followed lies there.
  if (S.Problem == AddressProblem::StackPointer)
    return;
  store(addressOf(S, State), S.Size, V, Index, State);
}

void TransferFunctions::string(const CapturedInstruction &I, uint32_t Index,
                               StateRef State) {
  if (I.StringDestination != MemoryUse::Write)
    return;
  Value To = Values.get(State[reg::Di]);
  Value Count = Values.get(State[reg::Cx]);
  bool IsCountKnown = !I.IsRepeated || Count.Kind == ValueKind::Constant;
  uint64_t Size =
      I.StringUnit * (I.IsRepeated ? uint64_t(Count.Offset) : uint64_t(1));
  if (!To.hasPlace() && To.Kind != ValueKind::Constant)
    return clobberEscaped(Index, State);
  OperandAddress Address;
  Address.Place = To.place();
  Address.Known = To.Kind == ValueKind::Place && IsCountKnown
                      ? OperandAddress::Kind::Exact
                      : OperandAddress::Kind::Within;
  if (Size != 0 || !IsCountKnown)
    store(Address, Size, resultOf(Index), Index, State);
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

uint8_t TransferFunctions::argumentRegister(int8_t Number) const {
  return Frame.PointerSize == 8 && Number >= 0
             ? ArgumentRegisters[static_cast<unsigned>(Number)]
             : RegisterPart::None;
}

HeapArguments TransferFunctions::heapArguments(const HeapFunction &F,
                                               uint32_t Index, StateRef State) {
  auto Argument = [&](int8_t Number) -> ValueId {
    if (Number < 0)
      return {};
    if (uint8_t R = argumentRegister(Number); R != RegisterPart::None)
      return State[R];
    std::optional<MemoryPlace> Place =
        stackArgument(States[Index], unsigned(Number));
    CellId Cell = Place ? Code.Cells.find(*Place, Frame.PointerSize) : NoCell;
    if (Cell == NoCell || !Code.Cells[Cell].isFollowed())
      return {};
    return State[Shape.FirstCell + Code.Cells[Cell].Variable];
  };
  return {Argument(F.Size), Argument(F.Count), Argument(F.Align),
          Argument(F.Release), Argument(F.Result)};
}

void TransferFunctions::heapCall(const HeapFunction &F,
                                 const HeapArguments &Arguments, uint32_t Call,
                                 uint32_t Index, StateRef State) {
  Value Released = Values.get(Arguments.Release);
  if (Shape.Heap != 0 && F.Release >= 0 && Released.Kind == ValueKind::Place &&
      Released.Base == PlaceBase::Heap && Released.Offset == 0)
    State[Shape.firstBlock() + Released.Index] =
        Values.idOf({ValueKind::Freed, PlaceBase::Unknown, Index, 0});
  if (!F.Allocates)
    return;
  // In a loop, what the call returned earlier is another block.
  ValueId Older = ValueId::of(ValueKind::OlderBlock, Index);
  for (uint32_t I = 0; I != Shape.firstBlock(); ++I) {
    Value V = Values.get(State[I]);
    if (V.hasPlace() && V.Base == PlaceBase::Heap && V.Index == Call)
      State[I] = Older;
  }
  if (Shape.Heap != 0)
    State[Shape.firstBlock() + Call] =
        Values.idOf({ValueKind::Live, PlaceBase::Unknown, 0, 0});
}

/// What a call leaves in rax.
ValueId TransferFunctions::callResult(const Step &S, uint32_t Index,
                                      StateRef State) {
  if (!S.Callee || !Image.isThreadAddressGetter(*S.Callee))
    return resultOf(Index);
  // On i386 it is the variant with the argument in eax.
  Value V = Values.get(State[Frame.PointerSize == 8 ? reg::Di : reg::Ax]);
  return V.Kind == ValueKind::TableEntry
             ? Values.place({PlaceBase::Symbol, V.Index, 0})
             : resultOf(Index);
}

/// What the callee may change is unknown afterwards. \p Result is what rax
/// would hold.
ValueId TransferFunctions::ordinaryCall(const Step &S, ValueId Result,
                                        uint32_t Index, StateRef State) {
  CalleeWrites Writes =
      S.Callee ? Image.writesOf(*S.Callee) : CalleeWrites::Anything;
  uint8_t First = argumentRegister(0);
  if (Writes == CalleeWrites::Nothing)
    return Result;
  if (Writes == CalleeWrites::Anything || First == RegisterPart::None) {
    clobberEscaped(Index, State);
    return Result;
  }
  Value To = Values.get(State[First]);
  if (!To.hasPlace())
    clobberEscaped(Index, State);
  else if (isFramePlace(To.Base))
    clobberObject(To.place(), Index, State);
  return State[First];
}

void TransferFunctions::call(const CapturedInstruction &I, const Step &S,
                             uint32_t Index, StateRef State) {
  if (S.IsOwnAddressCall)
    return;
  ValueId Result = callResult(S, Index, State);
  if (S.HeapCall != NoHeapCall) {
    const HeapFunction &F = *Image.heapFunction(*S.Callee);
    HeapArguments Arguments = heapArguments(F, Index, State);
    heapCall(F, Arguments, S.HeapCall, Index, State);
    ValueId Block = Values.place({PlaceBase::Heap, S.HeapCall, 0});
    if (F.Allocates && F.Result < 0)
      Result = Block;
    if (F.Allocates && F.Result >= 0) {
      Value To = Values.get(Arguments.Result);
      if (To.Kind == ValueKind::Place)
        store({.Known = OperandAddress::Kind::Exact, .Place = To.place()},
              Frame.PointerSize, Block, Index, State);
      else
        clobberEscaped(Index, State);
    }
  } else if (I.Kind == InstructionKind::Call) {
    Result = ordinaryCall(S, Result, Index, State);
  }
  for (uint32_t Mask = S.Writes & 0xffff; Mask; Mask &= Mask - 1)
    State[unsigned(__builtin_ctz(Mask))] = resultOf(Index);
  State[reg::Ax] = Result;
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

/// Instructions without a kind of their own, where one of the registers holds
/// something that is worth following: their text says what they do.
ValueId TransferFunctions::otherResult(const CapturedInstruction &I,
                                       const Step &S, uint32_t Index,
                                       StateRef State) {
  if (I.Target.Kind == ReferenceKind::GotBase)
    return Values.idOf({ValueKind::TableBase, PlaceBase::Unknown, 0, 0});
  bool IsLoad = I.Memory.Use == MemoryUse::Read;
  OperandAddress Address;
  ValueId Memory = resultOf(Index);
  if (IsLoad) {
    Address = addressOf(S, State);
    Memory = loaded(S, Address, S.Size, Index, State);
  }
  auto IsInteresting = [&](ValueId V) {
    Value Known = Values.get(V);
    return Known.hasPlace() || Known.Kind == ValueKind::ThreadDistance;
  };
  bool MayWiden =
      IsLoad && S.Size == 4 && Values.get(Memory).Kind == ValueKind::Constant;
  if (!MayWiden && !IsInteresting(Memory) &&
      std::none_of(State.begin(), State.begin() + reg::Count, IsInteresting))
    return resultOf(Index);

  AssemblyText Text = parseAssembly(Frame.text(I));
  if (MayWiden && (Text.Mnemonic == "movsxd" || Text.Mnemonic == "movslq"))
    return Values.constant(int32_t(Values.get(Memory).Offset));
  if (Text.Operands.size() != 2)
    return resultOf(Index);
  RegisterPart To = registerPart(parseRegister(Text.Operands[0]));
  if (!To.isValid() || To.Bits != pointerBits())
    return resultOf(Index);
  ValueId From = Memory;
  if (!IsLoad) {
    RegisterPart Source = registerPart(parseRegister(Text.Operands[1]));
    From = read(Source, Index, State);
  }
  ValueId Before = read(To, Index, State);
  if (Text.is("add"))
    return sum(Before, From, Index);
  if (Text.is("sub"))
    return difference(Before, From, Index);
  return resultOf(Index);
}

void TransferFunctions::step(uint32_t Index, StateRef State) {
  const CapturedInstruction &I = Frame.Instructions[Index];
  const Step &S = Code.Steps[Index];
  ValueId Result = resultOf(Index);
  uint8_t Destination =
      S.Destination.isValid() ? S.Destination.Number : RegisterPart::None;

  if (S.IsOwnAddressPop) {
    for (uint32_t Mask = S.Writes & 0xffff; Mask; Mask &= Mask - 1)
      State[unsigned(__builtin_ctz(Mask))] = Result;
    return;
  }
  switch (I.Kind) {
  case InstructionKind::Nop:
  case InstructionKind::Return:
  case InstructionKind::AdjustStack:
  case InstructionKind::AlignStack:
  case InstructionKind::Leave:
    return;
  case InstructionKind::Call:
  case InstructionKind::TailCall:
    return call(I, S, Index, State);
  case InstructionKind::CopyRegister:
    Result = fit(read(S.Source, Index, State), S.Destination.Bits, Index);
    break;
  case InstructionKind::LoadAddress:
    if (I.Memory.Symbol.Kind == ReferenceKind::GotBase)
      Result = Values.idOf({ValueKind::TableBase, PlaceBase::Unknown, 0, 0});
    else
      Result =
          fit(asValue(addressOf(S, State), Index), S.Destination.Bits, Index);
    break;
  case InstructionKind::Load:
    if (S.Destination.isValid())
      Result = fit(loaded(S, addressOf(S, State), S.Size, Index, State),
                   S.Destination.Bits, Index);
    break;
  case InstructionKind::LoadImmediate:
    if (I.Target.Kind == ReferenceKind::Direct)
      Result =
          Values.place({PlaceBase::Symbol, I.Target.Symbol, I.Target.Offset});
    else if (I.Target.Kind == ReferenceKind::None)
      Result = fit(number(I.Immediate), S.Destination.Bits, Index);
    break;
  case InstructionKind::AddImmediate:
    if (I.Target.Kind == ReferenceKind::GotBase)
      Result = Values.idOf({ValueKind::TableBase, PlaceBase::Unknown, 0, 0});
    else if (I.Target.Kind == ReferenceKind::None)
      Result = fit(moved(read(S.Destination, Index, State), I.Immediate, Index),
                   S.Destination.Bits, Index);
    break;
  case InstructionKind::Push: {
    ValueId Pushed = S.TouchesOperand
                         ? loaded(S, addressOf(S, State), S.Size, Index, State)
                         : read(S.Source, Index, State);
    if (!S.TouchesOperand && !S.Source.isValid() && Frame.PointerSize == 4)
      if (AssemblyText Text = parseAssembly(Frame.text(I));
          Text.Operands.size() == 1)
        if (std::optional<int64_t> Number = parseImmediate(Text.Operands[0]))
          Pushed = number(*Number);
    if (S.Pushed != NoCell)
      storeToCell(S.Pushed, Pushed, Index, State);
    return;
  }
  case InstructionKind::Pop:
    if (S.Pushed != NoCell && Code.Cells[S.Pushed].isFollowed())
      Result = State[Shape.FirstCell + Code.Cells[S.Pushed].Variable];
    if (S.TouchesOperand)
      writeOperand(I, S, Index, State);
    break;
  case InstructionKind::Store:
  case InstructionKind::StoreImmediate:
    writeOperand(I, S, Index, State);
    break;
  case InstructionKind::Branch:
  case InstructionKind::Other:
    string(I, Index, State);
    if (I.IsInlineAssembly) // it may do more than its operands say
      clobberEscaped(Index, State);
    if (S.TouchesOperand && I.Memory.Use != MemoryUse::Read)
      writeOperand(I, S, Index, State);
    if (uint32_t Mask = S.Writes & 0xffff; Mask && !(Mask & (Mask - 1))) {
      Destination = uint8_t(__builtin_ctz(Mask));
      Result = otherResult(I, S, Index, State);
    }
    break;
  }
  if (S.Writes == 0)
    return;
  for (uint32_t Mask = S.Writes & 0xffff; Mask; Mask &= Mask - 1)
    State[unsigned(__builtin_ctz(Mask))] = resultOf(Index);
  if (Destination != RegisterPart::None)
    State[Destination] = Result;
}

} // namespace framewalk
