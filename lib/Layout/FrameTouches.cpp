//===- FrameTouches.cpp ---------------------------------------------------===//
#include "Layout/FrameTouches.h"

#include <algorithm>

namespace framewalk {

namespace {

AccessKind kindOf(MemoryUse Use) {
  switch (Use) {
  case MemoryUse::Write:
    return AccessKind::Write;
  case MemoryUse::Update:
    return AccessKind::Update;
  case MemoryUse::Address:
    return AccessKind::Address;
  case MemoryUse::None:
  case MemoryUse::Read:
    break;
  }
  return AccessKind::Read;
}

class Resolver {
public:
  Resolver(const CapturedFrame &Frame, const BuiltFrame &Built,
           const std::vector<StackState> &States)
      : Frame(Frame), Built(Built), States(States),
        StackPointer(Frame.PointerSize == 8 ? "rsp" : "esp"),
        FramePointer(Frame.PointerSize == 8 ? "rbp" : "ebp") {}

  std::optional<ResolvedTouch> resolve(uint32_t Index) const {
    const CapturedInstruction &I = Frame.Instructions[Index];
    if (std::optional<ResolvedTouch> Touch = operandTouch(Index, I))
      return Touch;
    if (std::optional<ResolvedTouch> Touch = copiedAddress(Index, I))
      return Touch;
    return implicitTouch(Index, I);
  }

private:
  const CapturedFrame &Frame;
  const BuiltFrame &Built;
  const std::vector<StackState> &States;
  std::string_view StackPointer, FramePointer;

  std::optional<ResolvedTouch>
  operandTouch(uint32_t Index, const CapturedInstruction &I) const {
    if (I.Memory.Use == MemoryUse::None || I.Kind == InstructionKind::Nop)
      return std::nullopt;
    // `lea rsp, [rbp-N]` moves the stack pointer and computes no address that
    // the source asked for.
    if (I.Kind == InstructionKind::LoadAddress && I.Register == StackPointer)
      return std::nullopt;
    std::optional<SlotPlace> Place = placeOfAddress(Index, I);
    if (!Place)
      return std::nullopt;
    bool IsAddress = I.Memory.Use == MemoryUse::Address;
    return ResolvedTouch{.Instruction = Index,
                         .Place = *Place,
                         .Size = IsAddress ? 0u : I.Memory.Size,
                         .Kind = kindOf(I.Memory.Use),
                         .IsIndexed = *I.Memory.Index != '\0'};
  }

  /// `mov rdi, rsp` is the shorter `lea rdi, [rsp]`: the address of what lies
  /// lowest. With dynamic areas it may as well be the stack pointer that is
  /// meant.
  std::optional<ResolvedTouch>
  copiedAddress(uint32_t Index, const CapturedInstruction &I) const {
    if (I.Kind != InstructionKind::CopyRegister ||
        I.SourceRegister != StackPointer || I.Register == FramePointer ||
        I.Register == Frame.BasePointer || I.IsFrameSetup ||
        Frame.HasVariableSizedObjects)
      return std::nullopt;
    std::optional<SlotPlace> Place = Built.find(StackPointer, 0, States[Index]);
    if (!Place || Built.Layout.slot(Place->Slot).Kind != SlotKind::Variable)
      return std::nullopt;
    return ResolvedTouch{
        .Instruction = Index, .Place = *Place, .Kind = AccessKind::Address};
  }

  std::optional<SlotPlace> placeOfAddress(uint32_t Index,
                                          const CapturedInstruction &I) const {
    const MemoryOperand &M = I.Memory;
    std::string_view Base = M.Base;
    bool MayBeFrame = Base == StackPointer || Base == FramePointer ||
                      (!Frame.BasePointer.empty() && Base == Frame.BasePointer);
    if (!MayBeFrame || M.IsSymbolic || *M.Segment != '\0')
      return std::nullopt;
    if (*M.Index)
      if (auto It = Built.Objects.find(I.ObjectFrameIndex);
          It != Built.Objects.end())
        return It->second;
    return Built.find(Base, M.Displacement, States[Index]);
  }

  std::optional<ResolvedTouch>
  implicitTouch(uint32_t Index, const CapturedInstruction &I) const {
    std::string_view Base = StackPointer;
    int64_t Displacement = 0;
    AccessKind Kind = AccessKind::Read;
    switch (I.Kind) {
    case InstructionKind::Push:
      Displacement = -int64_t(Frame.PointerSize);
      Kind = AccessKind::Write;
      break;
    case InstructionKind::Pop:
    case InstructionKind::Return:
      break;
    case InstructionKind::Leave:
      Base = FramePointer;
      break;
    default:
      return std::nullopt;
    }
    std::optional<SlotPlace> Place =
        Built.find(Base, Displacement, States[Index]);
    if (!Place)
      return std::nullopt;
    return ResolvedTouch{.Instruction = Index,
                         .Place = *Place,
                         .Size = Frame.PointerSize,
                         .Kind = Kind,
                         .IsImplicit = true};
  }
};

} // namespace

std::vector<ResolvedTouch>
resolveTouches(const CapturedFrame &Frame, const BuiltFrame &Built,
               const std::vector<StackState> &States) {
  Resolver Resolve(Frame, Built, States);
  std::vector<ResolvedTouch> Touches;
  Touches.reserve(Frame.Instructions.size() / 2);
  uint32_t Count = std::min(Frame.Instructions.size(), States.size());
  for (uint32_t I = 0; I != Count; ++I)
    if (std::optional<ResolvedTouch> Touch = Resolve.resolve(I))
      Touches.push_back(*Touch);
  return Touches;
}

} // namespace framewalk
