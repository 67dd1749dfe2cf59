//===- FrameBuilder.cpp - From frame objects to a ledger ------------------===//
//
// A frame has up to two regions. One hangs on the CFA: every distance is fixed.
// Where the prologue realigns the stack pointer, the locals are in a second
// region that hangs on it, and the gap between the two depends on the
// activation. Pieces are collected per region, gaps are filled and explained,
// and the whole is checked by FrameLayout::create.
//
//===----------------------------------------------------------------------===//
#include "Layout/FrameBuilder.h"

#include "Layout/ObjectNames.h"
#include "Layout/Occupants.h"
#include "Layout/VariableMatcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace framewalk {

namespace {

enum class Region { Cfa, Aligned };

/// A slot in the making. Begin is its lowest byte, from the CFA or from the
/// realigned stack pointer.
struct Piece {
  Region Where = Region::Cfa;
  int64_t Begin = 0;
  FrameSlot Slot;
  /// The frame objects in it, each with its first byte's distance from Begin.
  std::vector<std::pair<int, int64_t>> Objects;

  int64_t end() const { return Begin + static_cast<int64_t>(Slot.Size); }

  /// Highest address first: the caller's part and the CFA region, the gap that
  /// realignment leaves, the aligned region, the dynamic area.
  auto ledgerOrder() const {
    bool IsGap = Slot.MaxSize.has_value();
    return std::tuple(Slot.Kind == SlotKind::Dynamic,
                      Where == Region::Aligned && !IsGap, IsGap, -end(), -Begin,
                      Objects);
  }
};

class FrameBuilder {
public:
  FrameBuilder(const FunctionFacts &Facts, const CapturedFrame &Frame)
      : Facts(Facts), Frame(Frame), Pointer(Frame.PointerSize) {}

  llvm::Expected<BuiltFrame> build(const std::vector<StackState> &States);

private:
  void measure();
  void collectObjects();
  void addReturnAddress();
  void addSavedFramePointer();
  void mergeOverlapping();
  void sortForLedger();
  void fillCfaRegion();
  void fillAlignedRegion();
  void addDynamic();
  void addRedZone();
  void addNotes(std::vector<std::string> &Notes) const;
  FrameSize size() const;

  uint64_t dynamicAlignIn(Region Where, int64_t Begin, int64_t End) const;
  void addFree(Region Where, int64_t Begin, int64_t End, uint64_t Limit,
               std::string Reason);
  void addGap(Region Where, int64_t Begin, int64_t End, const Piece &Below);
  void addBottom(Region Where, int64_t Begin, int64_t End);
  FrameSlot makeSlot(SlotKind Kind, Region Where, int64_t Begin,
                     uint64_t Size) const;
  Piece &addPiece(SlotKind Kind, Region Where, int64_t Begin, uint64_t Size);
  std::vector<const Piece *> piecesOf(Region Where) const;
  uint64_t savedRegisterBytes() const;
  uint64_t realignment() const {
    return std::max(Frame.MaxAlign, Frame.StackAlign);
  }
  std::string stackPointer() const { return Pointer == 8 ? "rsp" : "esp"; }
  std::string framePointer() const { return Pointer == 8 ? "rbp" : "ebp"; }

  const FunctionFacts &Facts;
  const CapturedFrame &Frame;
  const int64_t Pointer;

  std::vector<Piece> Pieces;
  /// Lowest byte of the CFA region that counts, from the CFA.
  int64_t CfaBottom = 0;
  /// Bytes of the region below a realigned stack pointer.
  int64_t AlignedSize = 0;
  uint64_t MinGap = 0, MaxGap = 0;
  std::vector<Piece> Gaps;
};

uint64_t FrameBuilder::savedRegisterBytes() const {
  uint64_t Bytes = 0;
  for (const CapturedObject &O : Frame.Objects)
    if (!O.CalleeSavedRegister.empty())
      Bytes += O.Size;
  return Bytes;
}

/// How far the regions reach: X86FrameLowering::emitPrologue. Saved registers
/// are pushed before the stack pointer is rounded down; what is allocated after
/// that is a multiple of the alignment.
void FrameBuilder::measure() {
  int64_t Allocated = -Pointer - static_cast<int64_t>(Frame.StackSize);
  if (!Frame.IsRealigned) {
    CfaBottom = Frame.IsNaked ? -Pointer : Allocated;
    return;
  }
  uint64_t Pushed = 2 * Pointer + savedRegisterBytes();
  CfaBottom = -static_cast<int64_t>(Pushed);
  uint64_t Align = realignment();
  AlignedSize = alignUp(Frame.StackSize + Pointer - Pushed, Align);
  // The CFA is a multiple of the ABI's alignment; the rest of what `and` drops
  // comes in its steps.
  uint64_t Step = std::min(Frame.StackAlign, Align);
  uint64_t Rest = alignUp(Pushed, Step) - Pushed;
  if (Frame.MaxAlign > Frame.StackAlign) {
    MinGap = Rest;
    MaxGap = Rest + Align - Step;
  } else { // -mstackrealign: the caller may not have kept the alignment
    MinGap = 0;
    MaxGap = Align - Pointer;
  }
}

FrameSlot FrameBuilder::makeSlot(SlotKind Kind, Region Where, int64_t Begin,
                                 uint64_t Size) const {
  FrameSlot S;
  S.Kind = Kind;
  S.Size = Size;
  S.Source = Evidence::Decoded;
  if (Where == Region::Aligned) {
    S.Base = Frame.BasePointer.empty() ? stackPointer() : Frame.BasePointer;
    S.Displacement = Begin;
    return S;
  }
  S.CfaOffset = FrameOffset(Begin);
  if (Frame.HasFramePointer) {
    S.Base = framePointer();
    S.Displacement = Begin + 2 * Pointer;
  } else {
    S.Base = stackPointer();
    S.Displacement =
        Begin + Pointer +
        (Frame.IsNaked ? 0 : static_cast<int64_t>(Frame.StackSize));
  }
  return S;
}

Piece &FrameBuilder::addPiece(SlotKind Kind, Region Where, int64_t Begin,
                              uint64_t Size) {
  Pieces.push_back({Where, Begin, makeSlot(Kind, Where, Begin, Size), {}});
  return Pieces.back();
}

void FrameBuilder::collectObjects() {
  for (const CapturedObject &O : Frame.Objects) {
    if (O.IsVariableSized || O.IsOnOtherStack || O.Size == 0)
      continue;
    // llvm.returnaddress makes an object of it.
    if (O.IsFixed && O.NominalOffset == -Pointer)
      continue;
    ObjectName Name = nameObject(O, Frame);
    bool IsAligned = Frame.IsRealigned && !O.IsFixed;
    Piece P;
    P.Where = IsAligned ? Region::Aligned : Region::Cfa;
    P.Begin = IsAligned ? O.Displacement : O.NominalOffset;
    P.Slot.Kind = Name.Kind;
    if (!IsAligned)
      P.Slot.CfaOffset = FrameOffset(O.NominalOffset);
    P.Slot.Size = Name.IsOpenEnded ? 0 : O.Size;
    // What is pushed sits where the pushes put it, whatever else is claimed.
    bool IsPushed = Name.Kind == SlotKind::SavedFramePointer ||
                    Name.Kind == SlotKind::CalleeSaved;
    P.Slot.Align = IsPushed ? Pointer : O.Align;
    P.Slot.Base = O.Base;
    P.Slot.Displacement = O.Displacement;
    P.Slot.Title = std::move(Name.Title);
    P.Slot.Reason = std::move(Name.Reason);
    P.Slot.Source = Evidence::Compiler;
    if (O.IsProtectedArray && !O.IsStackProtector)
      P.Slot.Reason = "an array, placed next to the stack protector so that an "
                      "overflow runs into it first";
    P.Objects.push_back({O.Index, 0});
    Pieces.push_back(std::move(P));
  }
}

void FrameBuilder::addReturnAddress() {
  Piece &P = addPiece(SlotKind::ReturnAddress, Region::Cfa, -Pointer, Pointer);
  P.Slot.Align = Pointer;
  P.Slot.Title = "return address";
  P.Slot.Reason = "pushed by call";
}

/// The code generator has an object for it, except where it saved the register
/// in another way.
void FrameBuilder::addSavedFramePointer() {
  if (!Frame.HasFramePointer || Frame.IsNaked)
    return;
  for (Piece &P : Pieces)
    if (P.Where == Region::Cfa && P.Begin == -2 * Pointer) {
      P.Slot.Kind = SlotKind::SavedFramePointer;
      return;
    }
  Piece &P =
      addPiece(SlotKind::SavedFramePointer, Region::Cfa, -2 * Pointer, Pointer);
  P.Slot.Align = Pointer;
  P.Slot.Title = "saved " + framePointer();
  P.Slot.Reason = "the caller's frame pointer; the frame is anchored here";
}

void FrameBuilder::sortForLedger() {
  std::sort(Pieces.begin(), Pieces.end(), [](const Piece &A, const Piece &B) {
    return A.ledgerOrder() < B.ledgerOrder();
  });
}

/// Objects that the code generator lets overlap (arguments that a tail call
/// overwrites, reused parts of the caller's area) become one slot.
void FrameBuilder::mergeOverlapping() {
  sortForLedger();
  std::vector<Piece> Merged;
  for (Piece &P : Pieces) {
    if (Merged.empty() || Merged.back().Where != P.Where ||
        Merged.back().Begin >= P.end()) {
      Merged.push_back(std::move(P));
      continue;
    }
    Piece &Into = Merged.back();
    int64_t Begin = std::min(Into.Begin, P.Begin);
    for (auto &Object : Into.Objects)
      Object.second += Into.Begin - Begin;
    for (auto &[Index, Offset] : P.Objects)
      Into.Objects.push_back({Index, Offset + P.Begin - Begin});
    Into.Slot.Size = Into.end() - Begin;
    if (Into.Slot.CfaOffset)
      Into.Slot.CfaOffset = FrameOffset(Begin);
    Into.Slot.Displacement += Begin - Into.Begin;
    Into.Slot.Align = std::max(Into.Slot.Align, P.Slot.Align);
    Into.Begin = Begin;
  }
  Pieces = std::move(Merged);
}

std::vector<const Piece *> FrameBuilder::piecesOf(Region Where) const {
  std::vector<const Piece *> Result;
  for (const Piece &P : Pieces)
    if (P.Where == Where)
      Result.push_back(&P);
  return Result;
}

std::string titleOf(const Piece &P) {
  if (!P.Slot.Occupants.empty() && !P.Slot.Occupants.front().Name.empty())
    return P.Slot.Occupants.front().Name;
  return "the " + P.Slot.Title;
}

/// The code generator gives a dynamic object a place of no bytes among the
/// fixed ones and aligns that, too. The largest such alignment in a gap.
uint64_t FrameBuilder::dynamicAlignIn(Region Where, int64_t Begin,
                                      int64_t End) const {
  uint64_t Align = 0;
  for (const CapturedObject &O : Frame.Objects) {
    int64_t At = O.NominalOffset;
    if (Where == Region::Aligned)
      At += Pointer + static_cast<int64_t>(Frame.StackSize);
    if (O.IsVariableSized && Begin <= At && At <= End)
      Align = std::max(Align, O.Align);
  }
  return Align;
}

/// Bytes without an object. Fewer than \p Limit are explained by \p Reason;
/// more would be a riddle, and are told to be one.
void FrameBuilder::addFree(Region Where, int64_t Begin, int64_t End,
                           uint64_t Limit, std::string Reason) {
  if (Begin >= End)
    return;
  uint64_t Size = End - Begin;
  bool IsExplained = Size < Limit;
  Piece Free{Where,
             Begin,
             makeSlot(IsExplained ? SlotKind::Padding : SlotKind::Unattributed,
                      Where, Begin, Size),
             {}};
  Free.Slot.Reason = IsExplained ? std::move(Reason)
                                 : "the code generator left these bytes free";
  Gaps.push_back(std::move(Free));
}

/// Without the \p Gap above it \p Below would lie that much higher.
std::string whyNotHigher(const Piece &Below, int64_t Gap) {
  if (Below.Slot.Base.empty())
    return fmt::format("{} wants {}-byte alignment", titleOf(Below),
                       Below.Slot.Align);
  return fmt::format("{} at {}{:+} would not be {}-byte aligned",
                     titleOf(Below), Below.Slot.Base,
                     Below.Slot.Displacement + Gap, Below.Slot.Align);
}

/// The bytes between two neighbours, which the lower one's alignment explains.
void FrameBuilder::addGap(Region Where, int64_t Begin, int64_t End,
                          const Piece &Below) {
  uint64_t Align = Below.Slot.Align;
  uint64_t Dynamic = dynamicAlignIn(Where, Begin, End);
  if (End - Begin < static_cast<int64_t>(Align) || !Dynamic)
    addFree(Where, Begin, End, Align, whyNotHigher(Below, End - Begin));
  else
    addFree(Where, Begin, End, Dynamic + Align,
            fmt::format("a dynamic object wants {}-byte alignment: its place "
                        "among the fixed ones is rounded up, too, though it "
                        "takes no bytes here",
                        Dynamic));
}

/// What lies below the lowest object: outgoing arguments at the very bottom,
/// and the bytes that keep the stack pointer aligned.
void FrameBuilder::addBottom(Region Where, int64_t Begin, int64_t End) {
  if (Begin >= End)
    return;
  int64_t Outgoing = std::min<int64_t>(Frame.OutgoingArgumentSize, End - Begin);
  uint64_t Align = Where == Region::Aligned ? realignment() : Frame.StackAlign;
  // With no object above, this is the top of the region as well.
  uint64_t Limit = std::max(Frame.StackAlign, Frame.MaxAlign);
  if (Where == Region::Aligned && End == AlignedSize)
    Limit = 2 * realignment();
  addFree(Where, Begin + Outgoing, End, Limit,
          fmt::format("{} stays {}-byte aligned", stackPointer(), Align));
  if (!Outgoing)
    return;
  Piece Arguments{Where,
                  Begin,
                  makeSlot(SlotKind::OutgoingArgument, Where, Begin, Outgoing),
                  {}};
  Arguments.Slot.Align = Frame.StackAlign;
  Arguments.Slot.Title = "outgoing arguments";
  Arguments.Slot.Reason =
      "room for the arguments that calls pass on the stack, reserved once for "
      "the call that needs most";
  Arguments.Slot.Source = Evidence::Compiler;
  Gaps.push_back(std::move(Arguments));
}

void FrameBuilder::fillCfaRegion() {
  int64_t Above = 0; // the lowest byte that has an owner so far
  for (const Piece *P : piecesOf(Region::Cfa)) {
    if (P->Begin >= 0)
      continue;
    addGap(Region::Cfa, P->end(), Above, *P);
    Above = P->Begin;
  }
  addBottom(Region::Cfa, CfaBottom, Above);
  CfaBottom = std::min(CfaBottom, Above);
}

void FrameBuilder::fillAlignedRegion() {
  if (!Frame.IsRealigned)
    return;
  Piece Gap{Region::Cfa,
            CfaBottom - static_cast<int64_t>(MinGap),
            makeSlot(SlotKind::Padding, Region::Cfa,
                     CfaBottom - static_cast<int64_t>(MinGap), MinGap),
            {}};
  Gap.Slot.MaxSize = MaxGap;
  Gap.Slot.Title = "realignment";
  Gap.Slot.Reason =
      fmt::format("{} is rounded down to a multiple of {}: {} to {} bytes, "
                  "depending on where the caller left it",
                  stackPointer(), realignment(), MinGap, MaxGap);
  Gap.Slot.CfaOffset = std::nullopt;
  Gaps.push_back(std::move(Gap));

  int64_t Above = AlignedSize;
  for (const Piece *P : piecesOf(Region::Aligned)) {
    // The objects were laid out below the saved registers as if nothing were
    // rounded; what that takes is then rounded up as a whole.
    if (Above == AlignedSize)
      addFree(Region::Aligned, P->end(), Above, 2 * realignment(),
              fmt::format("what is allocated is rounded up to a multiple of {}",
                          realignment()));
    else
      addGap(Region::Aligned, P->end(), Above, *P);
    Above = P->Begin;
  }
  addBottom(Region::Aligned, 0, Above);
}

void FrameBuilder::addDynamic() {
  if (!Frame.HasVariableSizedObjects)
    return;
  Piece P;
  P.Where = Frame.IsRealigned ? Region::Aligned : Region::Cfa;
  P.Begin = Frame.IsRealigned ? 0 : CfaBottom;
  P.Slot.Kind = SlotKind::Dynamic;
  P.Slot.Base = stackPointer();
  P.Slot.Align = Frame.StackAlign;
  P.Slot.Title = "dynamic area";
  P.Slot.Reason = fmt::format(
      "variable-length arrays and alloca take their bytes here at run time: "
      "{} goes down by the size, rounded up to {}",
      stackPointer(), Frame.StackAlign);
  Gaps.push_back(std::move(P));
}

/// psABI x86-64 3.2.2: the 128 bytes below rsp belong to the function.
void FrameBuilder::addRedZone() {
  int64_t StackPointer = -Pointer - static_cast<int64_t>(Frame.StackSize);
  if (!Frame.HasRedZone || Frame.IsRealigned || Frame.IsNaked ||
      CfaBottom >= StackPointer)
    return;
  int64_t End = StackPointer - 128;
  if (End >= CfaBottom)
    return;
  Piece Zone{Region::Cfa,
             End,
             makeSlot(SlotKind::RedZone, Region::Cfa, End, CfaBottom - End),
             {}};
  Zone.Slot.Title = "red zone, unused";
  Zone.Slot.Reason =
      "128 bytes below rsp are safe from signal handlers, so a function that "
      "calls nothing needs no sub rsp; this is what is left of them";
  Gaps.push_back(std::move(Zone));
}

FrameSize FrameBuilder::size() const {
  FrameSize S;
  S.Min = -CfaBottom;
  S.Max = S.Min;
  if (Frame.IsRealigned) {
    *S.Max = S.Min + MaxGap + AlignedSize;
    S.Min += MinGap + AlignedSize;
  }
  if (Frame.HasVariableSizedObjects)
    S.Max = std::nullopt;
  return S;
}

void FrameBuilder::addNotes(std::vector<std::string> &Notes) const {
  if (Frame.IsNaked) {
    Notes.push_back("naked: the compiler writes no prologue and no epilogue; "
                    "only the return address is sure to be on the stack");
    return;
  }
  if (Frame.StackSize == 0 && CfaBottom == -Pointer) {
    bool HasTailCall = std::any_of(
        Frame.Instructions.begin(), Frame.Instructions.end(),
        [](const auto &I) { return I.Kind == InstructionKind::TailCall; });
    Notes.push_back(
        HasTailCall
            ? "no frame, because it ends in a tail call: the callee takes over "
              "the return address"
            : "no frame, because everything fits in registers and nothing is "
              "called that needs one");
  }
}

llvm::Expected<BuiltFrame>
FrameBuilder::build(const std::vector<StackState> &States) {
  BuiltFrame Built;
  measure();
  if (!Frame.IsNaked)
    collectObjects();
  addReturnAddress();
  addSavedFramePointer();
  mergeOverlapping();
  std::vector<std::optional<VariableId>> Matches = matchVariables(Facts, Frame);
  for (Piece &P : Pieces)
    addOccupants(Facts, Frame, Matches, P.Objects, P.Slot);
  fillCfaRegion();
  fillAlignedRegion();
  addDynamic();
  addRedZone();
  addNotes(Built.Notes);

  for (Piece &Gap : Gaps)
    Pieces.push_back(std::move(Gap));
  sortForLedger();

  std::vector<FrameSlot> Slots;
  for (Piece &P : Pieces) {
    for (auto [Index, Offset] : P.Objects)
      Built.Objects[Index] = {SlotId(Slots.size()), Offset};
    Slots.push_back(std::move(P.Slot));
  }
  std::optional<std::string> Anchor;
  if (Frame.HasFramePointer && !Frame.IsNaked)
    Anchor = framePointer();
  llvm::Expected<FrameLayout> Layout =
      FrameLayout::create(Anchor, size(), std::move(Slots));
  if (!Layout)
    return Layout.takeError();
  Built.Layout = std::move(*Layout);
  completeOccupants(Facts, Frame, States, Built);
  return Built;
}

} // namespace

llvm::Expected<BuiltFrame> buildFrame(const FunctionFacts &Facts,
                                      const CapturedFrame &Frame,
                                      const std::vector<StackState> &States) {
  return FrameBuilder(Facts, Frame).build(States);
}

} // namespace framewalk
