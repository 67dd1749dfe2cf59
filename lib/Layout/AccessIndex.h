//===- AccessIndex.h - Places in the source, touches and slots by lookup --===//
//
// Private to lib/Layout. What linking a use to its instructions looks up: where
// each variable's bytes are, which touches a place in the source has, which
// instructions.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"
#include "Layout/FrameBuilder.h"
#include "Layout/FrameTouches.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <tuple>

namespace framewalk {

/// File, line and column in one number. Debug info has 16 bits for a column and
/// says 0 where they do not suffice.
class PositionKeys {
public:
  explicit PositionKeys(const CapturedFrame &Frame) {
    for (const CapturedInstruction &I : Frame.Instructions)
      HasColumns |= I.Position.Column != 0;
  }

  uint64_t operator()(const SourcePosition &P) const {
    if (!P.isValid())
      return 0;
    uint64_t Column = HasColumns && P.Column < 0x10000 ? P.Column : 0;
    return uint64_t(P.File.Value) << 48 | uint64_t(P.Line & 0xffffffff) << 16 |
           Column;
  }

private:
  bool HasColumns = false; ///< not with -gno-column-info
};

/// Where a variable's bytes are: a part of a slot.
struct VariableHome {
  uint32_t Slot = 0;
  int64_t Offset = 0;
  uint64_t Size = 0; ///< 0: unknown
  /// The slot holds not the variable but its address.
  bool IsPointer = false;
};

/// A touch as it can be found by slot and place.
struct TouchEntry {
  uint32_t Slot = 0;
  uint32_t Touch = 0;
  uint64_t Key = 0;
  /// The instruction has no line; the key is the next one's.
  bool IsInherited = false;

  friend bool operator<(const TouchEntry &A, const TouchEntry &B) {
    return std::tie(A.Slot, A.Key, A.IsInherited, A.Touch) <
           std::tie(B.Slot, B.Key, B.IsInherited, B.Touch);
  }
};

/// Of one function. Refers to all that it is made from.
class AccessIndex {
public:
  /// Sets the instructions' Position on the way.
  AccessIndex(const FunctionFacts &Facts, const CapturedFrame &Frame,
              const BuiltFrame &Built, const std::vector<StackState> &States,
              const std::vector<FileId> &FileOfDebugFile,
              std::vector<Instruction> &Instructions);

  PositionKeys Key;
  std::vector<ResolvedTouch> Touches;
  std::vector<TouchOrigin> Origins; ///< index for index Touches
  std::vector<llvm::SmallVector<VariableHome, 1>> Homes; ///< by variable
  std::vector<uint64_t> Effective;                       ///< effectiveKeys()
  /// Touches that may carry out a use.
  std::vector<TouchEntry> Entries;
  /// Places that some instruction carries, and lines that some carries: filled
  /// when the first unlinked use asks.
  llvm::DenseMap<uint64_t, uint32_t> InstructionAt;
  llvm::DenseSet<uint64_t> CodeLines;
  std::vector<uint32_t> Blocks; ///< by instruction: straight-line pieces

  /// `this` and the like: one load at the entry is all there is.
  bool isLoadedOnce(VariableId V) const;
  /// The touches of a slot by instructions of a place.
  llvm::ArrayRef<TouchEntry> entriesAt(uint32_t Slot, uint64_t At) const;
  bool isAmongCandidates(uint64_t At, const UseFact &Use) const;
  /// Fills InstructionAt, CodeLines and Blocks, if it has not been done.
  void gatherPlaces();
  /// The first instruction with the use's place.
  std::optional<uint32_t> codeOf(const UseFact &Use) const;
  bool hasCodeOnItsLines(const UseFact &Use) const;

private:
  const FunctionFacts &Facts;
  const CapturedFrame &Frame;
  const BuiltFrame &Built;
  const std::vector<FileId> &FileOfDebugFile;
  std::vector<Instruction> &Instructions;
  /// Slots that hold a variable's address (CapturedVariable::IsIndirect).
  llvm::SmallVector<uint32_t, 4> PointerSlots;
  /// Spill slots that keep such an address, or `this`.
  llvm::SmallVector<uint32_t, 4> CopySlots;
  bool HasPlaces = false;

  SourcePosition positionOf(const CapturedInstruction &I) const;
  void setPositions();
  void findHomes();
  void addCopies();
  int64_t offsetBehind(VariableId V, uint32_t Slot) const;
  bool isPointer(VariableId V, uint32_t Slot) const;
  VariableHome partOf(VariableHome Whole, const VariableFact &Binding) const;
  void buildEntries();
  std::vector<uint64_t> effectiveKeys() const;
  void numberBlocks();
};

inline bool isStackRegister(llvm::StringRef Register) {
  return Register == "rsp" || Register == "rbp" || Register == "esp" ||
         Register == "ebp";
}

} // namespace framewalk
