//===- ProjectSummary.h - What an index of many units is made of ----------===//
//
// A unit's report can be a hundred megabytes. Of each unit this is kept: what
// its frames cost, whom its functions call, and its findings. It goes into the
// project's index.json, from which shards are merged.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/FrameLayout.h"
#include "Model/TranslationUnitReport.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// The calls of one function by another; of several the deepest.
struct CallSummary {
  std::string Symbol; ///< empty: through a pointer
  uint32_t Line = 0;  ///< in the caller's file; 0: none is known
  uint32_t Column = 0;
  /// Bytes of the caller's frame that are in use at the call: where the
  /// callee's frame begins. Unset: only run time knows.
  std::optional<uint64_t> Depth;

  friend bool operator==(const CallSummary &, const CallSummary &) = default;
};

/// A variable's share of a frame, or that of what is no variable.
struct VariableCost {
  std::string Name; ///< empty: no variable
  std::string What; ///< what it is then: "outgoing arguments"
  std::string Type;
  uint64_t Size = 0;
  uint32_t Line = 0; ///< in the function's file; 0: elsewhere
  uint32_t Column = 0;

  friend bool operator==(const VariableCost &, const VariableCost &) = default;
};

struct FunctionSummary {
  std::string Name;        ///< qualified
  std::string LinkageName; ///< the symbol
  std::string Anchor;      ///< in its unit's page
  std::string File;
  uint32_t Line = 0;
  uint32_t Column = 0;
  /// Other symbols of the same code: constructors have two.
  std::vector<std::string> Aliases;
  bool IsLocal = false; ///< no other unit can call it by name
  /// A linker may take another unit's: inline functions, templates, and what
  /// says __attribute__((weak)).
  bool IsWeak = false;
  FrameSize Size;
  uint64_t Padding = 0;
  std::vector<VariableCost> Largest; ///< the largest first, not all
  std::vector<CallSummary> Calls;    ///< by symbol
  /// A NOLINT comment at its name hides framewalk-frame-size, -stack-depth.
  bool AcceptsFrame = false;
  bool AcceptsDepth = false;
};

struct UnitSummary {
  std::string Id;     ///< of its files in the folder of reports: "src/a.c"
  std::string Source; ///< relative to the project's root
  std::string Target;
  /// Why there is no report; empty where there is one.
  std::string Failure;
  std::vector<std::string> Notes;
  std::vector<FunctionSummary> Functions; ///< by source position
  /// Findings, with the names of their files and the lines that they quote.
  /// Nothing else of it is filled.
  TranslationUnitReport Findings;
};

/// The units in the order of their Ids.
using ProjectSummary = std::vector<UnitSummary>;

/// Which of several runs that share the work.
struct Shard {
  unsigned Index = 1; ///< from 1
  unsigned Count = 1;
  /// The same in all parts of one run, and another in those of other files or
  /// options. Empty: nobody knows yet.
  std::string Work = {};

  bool isWhole() const { return Count == 1; }
};

} // namespace framewalk
