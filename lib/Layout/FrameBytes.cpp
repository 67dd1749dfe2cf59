//===- FrameBytes.cpp - What a range of a frame is used for ---------------===//

#include "Layout/FrameBytes.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace framewalk {

namespace {

/// A kind's part of a sum, in the order in which sums name them.
struct Share {
  SlotKind Kind;
  std::string_view Words;
  /// Where nothing is added to it.
  std::string_view WordsAlone = Words;
};

constexpr std::array Shares = {
    Share{SlotKind::CalleeSaved, "of saved registers"},
    Share{SlotKind::SavedFramePointer, "of the saved frame pointer"},
    Share{SlotKind::StackProtector, "of the canary"},
    Share{SlotKind::Variable, "of locals"},
    Share{SlotKind::Temporary, "of temporaries"},
    Share{SlotKind::ByvalCopy, "of by-value copies"},
    Share{SlotKind::RegisterSaveArea, "of the register save area"},
    Share{SlotKind::SavedStackPointer, "of the saved stack pointer"},
    Share{SlotKind::Spill, "of spills"},
    Share{SlotKind::OutgoingArgument, "of outgoing arguments"},
    Share{SlotKind::Unattributed, "unattributed"},
    Share{SlotKind::Padding, "padding", "of padding"},
};

using Reach = llvm::function_ref<std::optional<std::pair<int64_t, int64_t>>(
    const FrameSlot &)>;

/// \p RangeOf gives a slot's bytes in the same measure as \p Begin and \p End.
std::optional<std::string> describe(const FrameLayout &Layout, int64_t Begin,
                                    int64_t End, Reach RangeOf) {
  std::array<int64_t, Shares.size()> Bytes{};
  int64_t Sum = 0;
  for (const FrameSlot &Slot : Layout.slots()) {
    const auto Range = RangeOf(Slot);
    if (!Range)
      continue;
    const int64_t Common =
        std::min(End, Range->second) - std::max(Begin, Range->first);
    if (Common <= 0)
      continue;
    const auto *It =
        std::find_if(Shares.begin(), Shares.end(),
                     [&](const Share &S) { return S.Kind == Slot.Kind; });
    if (It == Shares.end())
      return std::nullopt;
    Bytes[static_cast<size_t>(It - Shares.begin())] += Common;
    Sum += Common;
  }
  if (Sum != End - Begin)
    return std::nullopt;
  std::string Text;
  size_t Parts = 0;
  for (size_t I = 0; I < Shares.size(); ++I) {
    if (Bytes[I] == 0)
      continue;
    Text += fmt::format("{}{} {}", Parts == 0 ? "" : " + ", Bytes[I],
                        Shares[I].Words);
    if (++Parts == 1 && Bytes[I] == Sum)
      return fmt::format("{} bytes {}", Sum, Shares[I].WordsAlone);
  }
  return fmt::format("{} bytes: {}", Sum, Text);
}

} // namespace

std::optional<std::string> describeCfaRange(const FrameLayout &Layout,
                                            int64_t Begin, int64_t End) {
  return describe(
      Layout, Begin, End,
      [](const FrameSlot &S) -> std::optional<std::pair<int64_t, int64_t>> {
        if (!S.CfaOffset)
          return std::nullopt;
        const int64_t Low = S.CfaOffset->Value;
        return std::pair(Low, Low + static_cast<int64_t>(S.Size));
      });
}

std::optional<std::string> describeAlignedRange(const FrameLayout &Layout,
                                                std::string_view Base,
                                                int64_t Begin, int64_t End) {
  return describe(
      Layout, Begin, End,
      [&](const FrameSlot &S) -> std::optional<std::pair<int64_t, int64_t>> {
        if (S.CfaOffset || S.MaxSize || S.Base != Base ||
            S.Kind == SlotKind::Dynamic)
          return std::nullopt;
        return std::pair(S.Displacement,
                         S.Displacement + static_cast<int64_t>(S.Size));
      });
}

std::string cfaPlace(int64_t CfaOffset) {
  return CfaOffset < 0 ? fmt::format("CFA-{}", -CfaOffset)
                       : fmt::format("CFA+{}", CfaOffset);
}

} // namespace framewalk
