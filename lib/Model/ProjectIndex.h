//===- ProjectIndex.h - A project at a glance -----------------------------===//
#pragma once

#include "Model/ProjectSummary.h"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace framewalk {

/// ProjectIndex::Units[Unit].Functions[Function].
struct FunctionRef {
  uint32_t Unit = 0;
  uint32_t Function = 0;

  friend auto operator<=>(const FunctionRef &, const FunctionRef &) = default;
};

/// A frame of a chain of calls.
struct ChainLink {
  FunctionRef Function;
  /// What of its frame is in use at the call of the next; all of the last one.
  uint64_t Bytes = 0;
  /// In the function's file; 0 for the last one, and where none is known.
  uint32_t CallLine = 0;
  uint32_t CallColumn = 0;
};

/// Why the stack may grow deeper than the bytes say.
struct DepthDoubts {
  bool Recursion = false;
  bool DynamicFrame = false;
  bool IndirectCall = false;
  bool UnknownCallee = false;

  /// No limit can be known.
  bool isUnbounded() const { return Recursion || DynamicFrame; }
  bool any() const { return isUnbounded() || IndirectCall || UnknownCallee; }

  DepthDoubts &operator|=(const DepthDoubts &Other) {
    Recursion |= Other.Recursion;
    DynamicFrame |= Other.DynamicFrame;
    IndirectCall |= Other.IndirectCall;
    UnknownCallee |= Other.UnknownCallee;
    return *this;
  }
  friend bool operator==(const DepthDoubts &, const DepthDoubts &) = default;
};

/// The deepest chain of calls that begins with a function.
struct StackDepth {
  /// From the first function's CFA down to the lowest byte of the chain: the
  /// most that it can be without doubts, else at least that. A realigned frame
  /// counts with the most that its gap can have.
  uint64_t Bytes = 0;
  DepthDoubts Doubts; ///< of all that it can reach
  std::vector<ChainLink> Chain;
  /// For Recursion: a cycle that it can reach, the first function again at the
  /// end.
  std::vector<FunctionRef> Cycle;
  /// For IndirectCall: who makes one; for UnknownCallee: who is unknown. By
  /// name.
  std::vector<std::string> IndirectCallers;
  std::vector<std::string> UnknownCallees;
  /// For DynamicFrame.
  std::vector<std::string> DynamicFrames;
};

/// A function as the index lists it: that of a header once, however many units
/// have it.
struct IndexedFunction {
  /// Where its frame is the largest: flags make a difference.
  FunctionRef Shown;
  /// Where the deepest chain begins.
  FunctionRef Deepest;
  uint32_t UnitCount = 1;
  /// Over all units that have it.
  FrameSize Smallest, Largest;
  /// Of Deepest, with the doubts of all.
  StackDepth Depth;
};

struct ProjectTotals {
  uint64_t Units = 0;
  uint64_t Failed = 0;
  uint64_t Functions = 0; ///< each once
  uint64_t FrameBytes = 0;
  uint64_t PaddingBytes = 0;
  uint64_t DynamicFrames = 0;
  uint64_t Findings = 0;
  uint64_t Suppressed = 0;
};

struct ProjectIndex {
  /// Which part of the project this is about.
  Shard Part;
  ProjectSummary Units;
  ProjectTotals Totals;
  /// By name, file and line. The chains are only there where they are among the
  /// deepest.
  std::vector<IndexedFunction> Functions;
  // Indices into Functions, the largest first, not all.
  std::vector<uint32_t> LargestFrames;
  std::vector<uint32_t> MostPadding;
  /// Of those that nobody calls.
  std::vector<uint32_t> DeepestChains;
};

} // namespace framewalk
