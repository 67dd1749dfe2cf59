//===- FrameDiff.h - Two reports of the same functions, side by side ------===//
#pragma once

#include "Model/FrameLayout.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

enum class ChangeKind : uint8_t {
  Appeared, ///< in the frame now
  Vanished, ///< out of the frame
  Moved,    ///< another distance from the CFA
  Resized,
  Shared, ///< where it was, but with others now, or no more
};
std::string_view name(ChangeKind Kind);

/// Where something is in one of the frames.
struct FramePlace {
  std::optional<FrameOffset> CfaOffset;
  std::string Base;
  int64_t Displacement = 0;
  uint64_t Size = 0;
};

struct FrameChange {
  ChangeKind Kind = ChangeKind::Moved;
  std::string Name; ///< "buf", "saved rbx", "3 spill slots"
  std::string Type; ///< of a variable
  std::optional<FramePlace> Before;
  std::optional<FramePlace> After;
  std::string Why; ///< for people; empty: it follows from the other changes
};

/// A slot, for drawings.
struct FrameBand {
  SlotKind Kind = SlotKind::Unattributed;
  std::string Name;
  uint64_t Size = 0;
  std::optional<FrameOffset> CfaOffset; ///< of its lowest byte
};

/// Bytes of one kind of slot.
struct ByteChange {
  SlotKind Kind = SlotKind::Padding;
  std::string Name; ///< as summaries call the kind: "in locals"
  uint64_t Before = 0;
  uint64_t After = 0;
};

struct FunctionDiff {
  std::string Name;
  std::string LinkageName;
  std::string Place;               ///< "sum.c:4", where it is after
  std::optional<FrameSize> Before; ///< unset: it is not there
  std::optional<FrameSize> After;
  /// Why it is not there, or what else there is to know.
  std::string Note;
  std::vector<ByteChange> Bytes;    ///< of kinds that differ
  std::vector<FrameChange> Changes; ///< by place in the frame
  /// Both frames whole, the highest address first.
  std::vector<FrameBand> BeforeFrame, AfterFrame;
  size_t Unchanged = 0; ///< variables that are where they were

  bool isSame() const {
    return Before && After && Changes.empty() && Bytes.empty() && Note.empty();
  }
};

struct DiffReport {
  std::string BeforeName; ///< "sum.c -O0"
  std::string AfterName;
  /// Those that differ, in the order of the source; then those that are gone.
  std::vector<FunctionDiff> Functions;
  size_t Same = 0;
};

} // namespace framewalk
