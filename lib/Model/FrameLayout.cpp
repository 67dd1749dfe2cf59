//===- FrameLayout.cpp - The ledger of a frame ----------------------------===//

#include "Model/FrameLayout.h"

#include <fmt/format.h>

using namespace framewalk;

std::string_view framewalk::name(SlotKind Kind) {
  switch (Kind) {
  case SlotKind::Variable:
    return "variable";
  case SlotKind::Parameter:
    return "parameter";
  case SlotKind::ReturnAddress:
    return "returnAddress";
  case SlotKind::SavedFramePointer:
    return "savedFramePointer";
  case SlotKind::CalleeSaved:
    return "calleeSaved";
  case SlotKind::Spill:
    return "spill";
  case SlotKind::Temporary:
    return "temporary";
  case SlotKind::StackProtector:
    return "stackProtector";
  case SlotKind::RegisterSaveArea:
    return "registerSaveArea";
  case SlotKind::SavedStackPointer:
    return "savedStackPointer";
  case SlotKind::Dynamic:
    return "dynamic";
  case SlotKind::OutgoingArgument:
    return "outgoingArgument";
  case SlotKind::ByvalCopy:
    return "byvalCopy";
  case SlotKind::Padding:
    return "padding";
  case SlotKind::RedZone:
    return "redZone";
  case SlotKind::Unattributed:
    return "unattributed";
  }
  return "unattributed";
}

std::string_view framewalk::name(Evidence E) {
  switch (E) {
  case Evidence::Compiler:
    return "compiler";
  case Evidence::Decoded:
    return "decoded";
  case Evidence::Dwarf:
    return "dwarf";
  }
  return "compiler";
}

namespace {

bool isAboveCfa(const FrameSlot &S) {
  return S.CfaOffset && S.CfaOffset->Value >= 0;
}

bool isRealignmentGap(const FrameSlot &S) {
  return S.Kind == SlotKind::Padding && S.MaxSize && *S.MaxSize != S.Size;
}

/// "'buf' at CFA-48", for messages.
std::string describe(const FrameSlot &S) {
  std::string Name = !S.Occupants.empty() && !S.Occupants.front().Name.empty()
                         ? S.Occupants.front().Name
                     : !S.Title.empty() ? S.Title
                                        : std::string(name(S.Kind));
  std::string Place = S.CfaOffset ? fmt::format("CFA{:+}", S.CfaOffset->Value)
                      : S.Base.empty()
                          ? std::string("an unknown place")
                          : fmt::format("{}{:+}", S.Base, S.Displacement);
  return fmt::format("'{}' ({} bytes at {})", Name, S.Size, Place);
}

llvm::Error broken(std::string Message) {
  return llvm::createStringError("the frame's ledger does not sum: " + Message);
}

/// Follows the slots from the highest address to the lowest and keeps the
/// address at which the next one has to end.
class LedgerCheck {
public:
  explicit LedgerCheck(FrameSize Total) : Total(Total) {}

  llvm::Error add(const FrameSlot &S) {
    if (llvm::Error E = checkAlone(S))
      return E;
    llvm::Error E = S.Kind == SlotKind::RedZone   ? addRedZone(S)
                    : S.Kind == SlotKind::Dynamic ? addDynamic(S)
                    : isAboveCfa(S)               ? addAboveCfa(S)
                                                  : addInside(S);
    Previous = &S;
    return E;
  }

  llvm::Error finish() const {
    if (Total.Min != Min)
      return broken(
          fmt::format("the slots hold {} bytes, the frame has at least {}", Min,
                      Total.Min));
    if (HasDynamic && Total.Max)
      return broken(fmt::format("the frame has a dynamic part, but ends after "
                                "{} bytes at most",
                                *Total.Max));
    if (!HasDynamic && Total.Max && *Total.Max != Max)
      return broken(fmt::format("the slots hold {} bytes at most, the frame {}",
                                Max, *Total.Max));
    if (!HasDynamic && !Total.Max)
      return broken("the frame's size has no limit, but no slot is dynamic");
    return llvm::Error::success();
  }

private:
  static llvm::Error checkAlone(const FrameSlot &S) {
    if (S.Align == 0 || (S.Align & (S.Align - 1)) != 0)
      return broken(fmt::format("{} has the alignment {}, no power of two",
                                describe(S), S.Align));
    if (S.MaxSize && *S.MaxSize < S.Size)
      return broken(
          fmt::format("{} has {} bytes at most", describe(S), *S.MaxSize));
    for (const Occupant &O : S.Occupants)
      if (S.Kind != SlotKind::Dynamic &&
          (O.Offset < 0 || uint64_t(O.Offset) + O.Size > S.Size))
        return broken(fmt::format("'{}' takes the bytes {} to {} of {}", O.Name,
                                  O.Offset, O.Offset + int64_t(O.Size),
                                  describe(S)));
    return llvm::Error::success();
  }

  /// The caller's part: arguments, where gaps are the caller's business.
  llvm::Error addAboveCfa(const FrameSlot &S) {
    if (InsideBegan || RedZoneSeen)
      return broken(fmt::format("{} lies above the CFA, but comes after {}",
                                describe(S), describe(*Previous)));
    int64_t End = S.CfaOffset->Value + int64_t(S.Size);
    if (Previous && End > Previous->CfaOffset->Value)
      return broken(
          fmt::format("{} overlaps {}", describe(S), describe(*Previous)));
    return llvm::Error::success();
  }

  llvm::Error addInside(const FrameSlot &S) {
    if (RedZoneSeen || HasDynamic)
      return broken(fmt::format("{} comes after {}, which ends the frame",
                                describe(S), describe(*Previous)));
    if (!InsideBegan)
      startInside();
    if (llvm::Error E = isRealignmentGap(S) ? addGap(S)
                        : S.CfaOffset       ? addAnchored(S)
                                            : addRealigned(S))
      return E;
    Min += S.Size;
    Max += S.MaxSize.value_or(S.Size);
    return llvm::Error::success();
  }

  void startInside() {
    InsideBegan = true;
    Lowest = 0; // the CFA itself
    Previous = nullptr;
  }

  /// The part that hangs on the CFA.
  llvm::Error addAnchored(const FrameSlot &S) {
    if (IsRealigned)
      return broken(fmt::format("{} has a distance from the CFA, but lies "
                                "below the realigned stack pointer",
                                describe(S)));
    if (llvm::Error E = mustEndAt(S, S.CfaOffset->Value, "the CFA"))
      return E;
    Lowest = S.CfaOffset->Value;
    return llvm::Error::success();
  }

  llvm::Error addGap(const FrameSlot &S) {
    if (IsRealigned)
      return broken(fmt::format("{} is a second realignment gap", describe(S)));
    IsRealigned = true;
    Lowest.reset();
    return llvm::Error::success();
  }

  /// The part that hangs on the realigned stack pointer.
  llvm::Error addRealigned(const FrameSlot &S) {
    if (S.Base.empty())
      return broken(fmt::format("{} has neither a distance from the CFA nor a "
                                "base register",
                                describe(S)));
    if (!IsRealigned) {
      // Realignment that dropped nothing for certain still loses the CFA.
      IsRealigned = true;
      Lowest.reset();
    }
    if (llvm::Error E = mustEndAt(S, S.Displacement, "the realigned part"))
      return E;
    Lowest = S.Displacement;
    return llvm::Error::success();
  }

  llvm::Error mustEndAt(const FrameSlot &S, int64_t Begin,
                        const char *Origin) const {
    if (!Lowest)
      return llvm::Error::success();
    int64_t Gap = *Lowest - (Begin + int64_t(S.Size));
    if (Gap == 0)
      return llvm::Error::success();
    std::string Neighbour = Previous ? describe(*Previous) : Origin;
    if (Gap > 0)
      return broken(fmt::format("{} bytes between {} and {} have no owner", Gap,
                                Neighbour, describe(S)));
    return broken(fmt::format("{} overlaps {} by {} bytes", describe(S),
                              Neighbour, -Gap));
  }

  llvm::Error addDynamic(const FrameSlot &S) {
    if (HasDynamic || RedZoneSeen)
      return broken(fmt::format("{} comes after {}, which ends the frame",
                                describe(S), describe(*Previous)));
    if (S.Size != 0 || S.MaxSize)
      return broken(
          fmt::format("{} is dynamic, but has a fixed size", describe(S)));
    InsideBegan = true;
    HasDynamic = true;
    return llvm::Error::success();
  }

  llvm::Error addRedZone(const FrameSlot &S) {
    if (RedZoneSeen)
      return broken("there are two red zones");
    if (!InsideBegan)
      startInside();
    RedZoneSeen = true;
    if (S.CfaOffset && !IsRealigned && !HasDynamic)
      return mustEndAt(S, S.CfaOffset->Value, "the CFA");
    return llvm::Error::success();
  }

  FrameSize Total;
  uint64_t Min = 0;
  uint64_t Max = 0;
  bool InsideBegan = false;
  bool IsRealigned = false;
  bool HasDynamic = false;
  bool RedZoneSeen = false;
  /// Where the next slot has to end: from the CFA, or once realigned, from the
  /// base register. Unset right below the realignment gap.
  std::optional<int64_t> Lowest;
  const FrameSlot *Previous = nullptr;
};

} // namespace

llvm::Expected<FrameLayout>
FrameLayout::create(std::optional<std::string> FramePointer, FrameSize Size,
                    std::vector<FrameSlot> Slots) {
  LedgerCheck Check(Size);
  for (const FrameSlot &S : Slots)
    if (llvm::Error E = Check.add(S))
      return std::move(E);
  if (llvm::Error E = Check.finish())
    return std::move(E);

  FrameLayout Layout;
  Layout.FramePointerName = std::move(FramePointer);
  Layout.TotalSize = Size;
  Layout.Ledger = std::move(Slots);
  return Layout;
}

uint64_t FrameLayout::bytesOf(SlotKind Kind) const {
  if (Kind == SlotKind::RedZone)
    return 0; // below the frame
  uint64_t Bytes = 0;
  for (const FrameSlot &S : Ledger)
    if (S.Kind == Kind && !isAboveCfa(S))
      Bytes += S.Size;
  return Bytes;
}

void FrameLayout::editTexts(llvm::function_ref<void(std::string &)> Edit) {
  for (FrameSlot &S : Ledger) {
    Edit(S.Title);
    Edit(S.Reason);
    for (Occupant &O : S.Occupants) {
      Edit(O.Name);
      Edit(O.Type);
      Edit(O.Note);
    }
  }
}
