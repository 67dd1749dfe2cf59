//===- FrameCosts.h - What a frame's bytes are spent on -------------------===//
#pragma once

#include "Model/ProjectSummary.h"

#include <optional>

namespace framewalk {

/// The variables, and what else takes the most of \p F's frame, the largest
/// first, not all: a few make a frame large, the others cost little.
std::vector<VariableCost> largestVariables(const FunctionReport &F);

/// That \p F's frame is larger than \p Threshold, with what it is spent on.
std::optional<Finding> largeFrame(const FunctionReport &F, uint64_t Threshold);

} // namespace framewalk
