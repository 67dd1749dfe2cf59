//===- CodeSteps.cpp ------------------------------------------------------===//
#include "Layout/CodeSteps.h"

#include <string_view>

namespace framewalk {

namespace {

/// Larger pieces hold no pointers.
constexpr uint32_t LargestCell = 64;

class StepMaker {
public:
  StepMaker(const CapturedFrame &Frame, const std::vector<StackState> &States,
            const ImageIndex &Image, const FrameObjects &Objects,
            RegisterPartCache &Names, CodeSteps &Result)
      : Frame(Frame), States(States), Image(Image), Objects(Objects),
        Names(Names), Result(Result) {
    Result.BasePointer = registerPart(Frame.BasePointer).Number;
    CallerSaved = callerSaved();
  }

  void run() {
    Result.Steps.resize(Frame.Instructions.size());
    for (uint32_t I = 0; I != Result.Steps.size(); ++I)
      step(I, Frame.Instructions[I], Result.Steps[I]);
    for (uint32_t I = 0; I != Result.Steps.size(); ++I)
      noteEscape(I);
  }

private:
  const CapturedFrame &Frame;
  const std::vector<StackState> &States;
  const ImageIndex &Image;
  const FrameObjects &Objects;
  RegisterPartCache &Names;
  CodeSteps &Result;
  uint32_t CallerSaved;

  /// psABI x86-64 3.2.1, i386 2.2.1.
  uint32_t callerSaved() const {
    uint32_t Mask = 1u << reg::Ax | 1u << reg::Cx | 1u << reg::Dx;
    if (Frame.PointerSize == 8)
      Mask |= 1u << reg::Si | 1u << reg::Di | 0xf00;
    return Mask;
  }

  void step(uint32_t Index, const CapturedInstruction &I, Step &S) {
    S.Destination = Names[I.Register];
    S.Source = Names[I.SourceRegister];
    S.Writes = I.Writes;
    if (Frame.PointerSize == 4) {
      S.IsOwnAddressCall = readsInstructionPointer(Frame, I);
      S.IsOwnAddressPop = Index > 0 && Result.Steps[Index - 1].IsOwnAddressCall;
    }
    if (I.Memory.Use != MemoryUse::None && I.Kind != InstructionKind::Nop)
      operand(Index, I, S);
    stack(Index, I, S);
    if (I.Kind == InstructionKind::Call || I.Kind == InstructionKind::TailCall)
      call(Index, I, S);
    switch (I.Kind) {
    case InstructionKind::Pop:
    case InstructionKind::CopyRegister:
    case InstructionKind::LoadAddress:
    case InstructionKind::Load:
    case InstructionKind::LoadImmediate:
    case InstructionKind::AddImmediate:
      if (S.Destination.isValid())
        S.Writes |= 1u << S.Destination.Number;
      break;
    default:
      break;
    }
  }

  void operand(uint32_t Index, const CapturedInstruction &I, Step &S) {
    const MemoryOperand &M = I.Memory;
    // A hint to the cache touches nothing that a program could tell.
    bool IsHint = M.Size == 0 && I.Kind == InstructionKind::Other &&
                  Frame.text(I).find("prefetch") != std::string_view::npos;
    S.TouchesOperand = M.Use != MemoryUse::Address && !IsHint;
    S.Size = sizeOf(I, S);
    S.Scale = M.Scale;
    S.Start.Offset = M.Displacement;
    S.Base = Names[M.Base].Number;
    S.Index = Names[M.Index].Number;
    bool IsThread = segment(M, S);
    if (M.IsSymbolic)
      symbol(M, S, IsThread);
    else if (!IsThread && *M.Base && !Names[M.Base].isValid())
      S.Problem = AddressProblem::UnknownSymbol; // [rip + number]
    frame(Index, S);
    object(I, S);
    if (S.TouchesOperand && S.Problem == AddressProblem::None &&
        S.Base == RegisterPart::None && S.Index == RegisterPart::None &&
        isFramePlace(S.Start.Base) && S.Size != 0 && S.Size <= LargestCell)
      S.Operand = Result.Cells.add(S.Start, S.Size, M.Use != MemoryUse::Write);
  }

  uint32_t sizeOf(const CapturedInstruction &I, const Step &S) const {
    if (I.Memory.Size != 0)
      return I.Memory.Size;
    switch (I.Kind) {
    case InstructionKind::Load:
      return S.Destination.Bits / 8;
    case InstructionKind::Store:
      return S.Source.Bits / 8;
    case InstructionKind::Push:
    case InstructionKind::Pop:
    case InstructionKind::Call:
    case InstructionKind::TailCall:
      return Frame.PointerSize;
    default:
      return 0;
    }
  }

  /// True for the segment that the thread's own data is in.
  bool segment(const MemoryOperand &M, Step &S) const {
    std::string_view Segment = M.Segment;
    if (Segment != "fs" && Segment != "gs")
      return false;
    if (Segment == (Frame.PointerSize == 8 ? "fs" : "gs"))
      S.Start.Base = PlaceBase::Thread;
    else
      S.Problem = AddressProblem::Segment;
    return true;
  }

  void symbol(const MemoryOperand &M, Step &S, bool IsThread) const {
    const SymbolReference &R = M.Symbol;
    switch (R.Kind) {
    case ReferenceKind::GotOffset:
      S.HasTableBase = true;
      [[fallthrough]];
    case ReferenceKind::Direct:
      S.Start = {PlaceBase::Symbol, R.Symbol, R.Offset};
      return;
    case ReferenceKind::GotEntry:
    case ReferenceKind::ThreadGotEntry:
    case ReferenceKind::ThreadGetAddress:
      S.Start = {PlaceBase::GotEntry, R.Symbol, R.Offset};
      S.HasTableBase = S.Base != RegisterPart::None;
      return;
    case ReferenceKind::ThreadOffset:
      S.Start = {PlaceBase::Symbol, R.Symbol, R.Offset};
      S.HasThreadPointer = !IsThread;
      return;
    case ReferenceKind::ThreadBlockOffset:
      S.Start = {PlaceBase::Symbol, R.Symbol, R.Offset};
      S.Base = RegisterPart::None; // the file's block; the symbol says it all
      return;
    case ReferenceKind::None:
    case ReferenceKind::GotBase:
    case ReferenceKind::Other:
      S.Problem = AddressProblem::UnknownSymbol;
      return;
    }
  }

  /// Takes a register that the frame hangs on out of the sum.
  void frame(uint32_t Index, Step &S) const {
    const StackState &State = States[Index];
    if (S.Base == RegisterPart::None)
      return;
    bool IsNumber = S.Start.Base == PlaceBase::Unknown;
    std::optional<MemoryPlace> Place =
        IsNumber ? stackPlace(State, S.Base, S.Start.Offset, Result.BasePointer)
                 : std::nullopt;
    if (Place) {
      S.Start = *Place;
      S.Base = RegisterPart::None;
    } else if (S.Base == reg::Sp) {
      S.Problem = AddressProblem::StackPointer;
    }
  }

  void object(const CapturedInstruction &I, Step &S) const {
    bool IsIndexed =
        S.Base != RegisterPart::None || S.Index != RegisterPart::None;
    if (IsIndexed && I.ObjectFrameIndex != CapturedInstruction::NoFrameIndex)
      S.Object = Objects.numberOf(I.ObjectFrameIndex);
    if (S.Object != FrameObjects::Any && S.Size > Objects[S.Object].Size)
      S.Object = FrameObjects::Any;
    if (!isFramePlace(S.Start.Base))
      return;
    if (IsIndexed)
      S.Start.Index = S.Object;
    else if (!S.TouchesOperand)
      S.Start.Index = Objects.numberAt(S.Start);
  }

  void stack(uint32_t Index, const CapturedInstruction &I, Step &S) {
    const StackState &State = States[Index];
    int64_t Word = Frame.PointerSize;
    auto At = [&](uint8_t Register, int64_t Displacement) {
      S.Stack = stackPlace(State, Register, Displacement, RegisterPart::None)
                    .value_or(MemoryPlace());
    };
    if (S.IsOwnAddressPop)
      return At(reg::Sp, 0);
    switch (I.Kind) {
    case InstructionKind::Push:
      At(reg::Sp, -Word);
      break;
    case InstructionKind::Pop:
      At(reg::Sp, 0);
      break;
    case InstructionKind::Call:
      return At(reg::Sp, -Word);
    case InstructionKind::Return:
      return At(reg::Sp, 0);
    case InstructionKind::Leave:
      return At(reg::Bp, 0);
    default:
      return;
    }
    if (S.Stack.Base != PlaceBase::Unknown)
      S.Pushed = Result.Cells.add(S.Stack, Frame.PointerSize,
                                  I.Kind == InstructionKind::Pop);
  }

  void call(uint32_t Index, const CapturedInstruction &I, Step &S) {
    if (S.Writes == 0)
      S.Writes = CallerSaved;
    if (I.Target.Kind != ReferenceKind::None)
      S.Callee = I.Target.Symbol;
    else if (I.Memory.IsSymbolic &&
             I.Memory.Symbol.Kind == ReferenceKind::GotEntry)
      S.Callee = I.Memory.Symbol.Symbol;
    if (!S.Callee || !Image.heapFunction(*S.Callee))
      return;
    S.HeapCall = uint32_t(Result.HeapCalls.size());
    Result.HeapCalls.push_back(Index);
    if (Frame.PointerSize != 4)
      return;
    constexpr unsigned MostArguments = 3;
    for (unsigned A = 0; A != MostArguments; ++A)
      if (std::optional<MemoryPlace> Place = stackArgument(States[Index], A))
        Result.Cells.add(*Place, Frame.PointerSize, true);
  }

  /// An address of the frame that gets into a register may go anywhere from
  /// there, except where a look at the next instructions shows that it does
  /// not.
  void noteEscape(uint32_t Index) {
    const CapturedInstruction &I = Frame.Instructions[Index];
    const Step &S = Result.Steps[Index];
    std::optional<MemoryPlace> Place;
    if (I.Kind == InstructionKind::LoadAddress && isFramePlace(S.Start.Base))
      Place = S.Start;
    else if (I.Kind == InstructionKind::CopyRegister && S.Source.isValid() &&
             (S.Source.Number == reg::Sp || S.Source.Number == reg::Bp))
      Place = stackPlace(States[Index], S.Source.Number, 0, RegisterPart::None);
    if (!Place || !S.Destination.isValid() || S.Destination.Number == reg::Sp ||
        S.Destination.Number == reg::Bp ||
        staysHere(Index, S.Destination.Number))
      return;
    Result.Cells.escape(*Place);
  }

  /// Whether the address in \p Register is only loaded and stored through until
  /// the register has another value.
  bool staysHere(uint32_t Index, uint8_t Register) const {
    constexpr uint32_t Reach = 6;
    for (uint32_t Next = Index + 1;
         Next != Result.Steps.size() && Next <= Index + Reach; ++Next) {
      const CapturedInstruction &I = Frame.Instructions[Next];
      const Step &S = Result.Steps[Next];
      bool IsHarmless =
          I.Kind == InstructionKind::Load ||
          I.Kind == InstructionKind::LoadImmediate ||
          I.Kind == InstructionKind::StoreImmediate ||
          (I.Kind == InstructionKind::Store && S.Source.Number != Register);
      if (!IsHarmless || I.Target.Kind != ReferenceKind::None)
        return false;
      if (S.Writes >> Register & 1)
        return true;
    }
    return false;
  }
};

} // namespace

std::optional<MemoryPlace> stackArgument(const StackState &BeforeCall,
                                         unsigned Number) {
  return stackPlace(BeforeCall, reg::Sp, int64_t(Number) * 4,
                    RegisterPart::None);
}

CodeSteps makeSteps(const CapturedFrame &Frame,
                    const std::vector<StackState> &States,
                    const ImageIndex &Image, const SlotFinder &Slots,
                    const FrameObjects &Objects, RegisterPartCache &Names,
                    size_t MostFollowed) {
  CodeSteps Result;
  StepMaker(Frame, States, Image, Objects, Names, Result).run();
  Result.Cells.settle(Slots, Frame.IsOptimised, MostFollowed);
  return Result;
}

} // namespace framewalk
