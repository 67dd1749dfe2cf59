//===- FrameCosts.h - What a frame's bytes are spent on -------------------===//
#pragma once

#include "Model/ProjectSummary.h"

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// What these rules say depends on a limit that the user gives.
inline constexpr std::string_view FrameSizeRule = "framewalk-frame-size";
inline constexpr std::string_view StackDepthRule = "framewalk-stack-depth";

/// The most; of a frame that grows at run time what it has before that.
inline uint64_t mostKnown(FrameSize Size) {
  return Size.Max.value_or(Size.Min);
}

/// The variables, and what else takes the most of \p F's frame, the largest
/// first, not all: a few make a frame large, the others cost little.
std::vector<VariableCost> largestVariables(const FunctionReport &F);

/// A frame, and what is known of its costs: of a function that was just
/// compiled, or of one in a project's summary.
struct FrameCost {
  std::string Function;
  SourcePosition Position; ///< of the function's name
  FrameSize Size;
  std::vector<VariableCost> Largest; ///< the largest first
};

/// How large frames may be, and what the user knows that number as.
struct FrameLimit {
  uint64_t Bytes = 0;
  std::string_view Name; ///< "budget"
};

/// That the frame is larger than \p Limit, with what it is spent on.
std::optional<Finding> largeFrame(const FrameCost &F, FrameLimit Limit);
/// The same of a function that was just compiled.
std::optional<Finding> largeFrame(const FunctionReport &F, uint64_t Threshold);

/// That no limit is sure to hold a frame that grows at run time.
Finding growingFrame(const FrameCost &F);

/// Those of \p Largest that a frame of \p Bytes would be much smaller without;
/// the first is always one.
llvm::ArrayRef<VariableCost> dearest(llvm::ArrayRef<VariableCost> Largest,
                                     uint64_t Bytes);

/// "'buf' (char[4096])", "outgoing arguments".
std::string costName(const VariableCost &V);

} // namespace framewalk
