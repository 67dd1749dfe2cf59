//===- FrameLayout.h - The ledger of a frame ------------------------------===//
//
// Every byte of a frame has one owner. A FrameLayout can only be had from
// FrameLayout::create, which refuses slots that overlap or leave a gap.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/SourceRange.h"
#include "Support/Units.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

enum class SlotKind {
  Variable,
  Parameter, ///< passed on the stack: lies in the caller's frame
  ReturnAddress,
  SavedFramePointer,
  CalleeSaved,
  Spill,
  Temporary,
  StackProtector,
  RegisterSaveArea,
  SavedStackPointer,
  Dynamic, ///< VLA and alloca: below everything fixed, size from run time
  OutgoingArgument,
  ByvalCopy,
  Padding,
  RedZone, ///< the unused rest of the 128 bytes below RSP
  Unattributed,
};

/// The kind's name in the JSON contract, "savedFramePointer".
std::string_view name(SlotKind Kind);

/// Where a statement about a slot comes from.
enum class Evidence {
  Compiler, ///< the code generator's own frame objects
  Decoded,  ///< read off the instructions that it emitted
  Dwarf,
};
std::string_view name(Evidence E);

/// A variable, or a part of one, that lives in a slot.
struct Occupant {
  std::string Name;
  std::string Type;
  bool Parameter = false;
  SourcePosition Declared;
  /// Bytes from the slot's lowest address.
  int64_t Offset = 0;
  uint64_t Size = 0;
  std::optional<VariableId> Variable;
  /// What else to know: "part of [a, b]", "inlined from max at 12:3" ...
  std::string Note;
};

struct FrameSlot {
  SlotKind Kind = SlotKind::Unattributed;
  /// Lowest byte, from the CFA; unset below a realigned stack pointer.
  std::optional<FrameOffset> CfaOffset;
  uint64_t Size = 0;
  /// Larger than Size where the bytes depend on the activation (the gap that
  /// realignment leaves); unset: no limit (dynamic).
  std::optional<uint64_t> MaxSize;
  uint64_t Align = 1;
  /// The register that the code uses to reach it, and the distance in bytes.
  std::string Base;
  int64_t Displacement = 0;
  /// What it is where no variable says so: "saved rbx", "stack protector".
  std::string Title;
  std::vector<Occupant> Occupants;
  /// Why it is here, for people.
  std::string Reason;
  Evidence Source = Evidence::Compiler;
};

/// The bytes from the CFA down to the lowest byte used.
struct FrameSize {
  uint64_t Min = 0;
  std::optional<uint64_t> Max; ///< unset: grows at run time
};

class FrameLayout {
public:
  FrameLayout() = default;

  /// \p Slots go from the highest address to the lowest. They must follow one
  /// another without gap or overlap within the part that hangs on the CFA and
  /// within the part that hangs on a realigned stack pointer, and sum to
  /// \p Size (parameters lie above the CFA and the red zone below the frame;
  /// neither counts).
  static llvm::Expected<FrameLayout>
  create(std::optional<std::string> FramePointer, FrameSize Size,
         std::vector<FrameSlot> Slots);

  const std::optional<std::string> &framePointer() const {
    return FramePointerName;
  }
  FrameSize size() const { return TotalSize; }
  /// Highest address first.
  const std::vector<FrameSlot> &slots() const { return Ledger; }
  const FrameSlot &slot(SlotId Slot) const { return Ledger[Slot.Value]; }
  /// What is learned later than the places: neither changes the ledger.
  void setReason(SlotId Slot, std::string Reason) {
    Ledger[Slot.Value].Reason = std::move(Reason);
  }
  /// \p Inhabitant must lie within the slot.
  void addOccupant(SlotId Slot, Occupant Inhabitant) {
    Ledger[Slot.Value].Occupants.push_back(std::move(Inhabitant));
  }
  /// Calls \p Edit with each text that only people read.
  void editTexts(llvm::function_ref<void(std::string &)> Edit);
  /// The bytes inside the frame that are of \p Kind.
  uint64_t bytesOf(SlotKind Kind) const;

private:
  std::optional<std::string> FramePointerName;
  FrameSize TotalSize;
  std::vector<FrameSlot> Ledger;
};

} // namespace framewalk
