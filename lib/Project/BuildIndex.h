//===- BuildIndex.h - From the units to the index -------------------------===//
#pragma once

#include "Model/ProjectIndex.h"

namespace framewalk {

/// \p Units in any order. Functions of headers are listed once, findings in
/// headers stay with the first unit that has them; with \p StackBudget not 0,
/// frames and call chains above it are findings.
ProjectIndex buildIndex(ProjectSummary Units, uint64_t StackBudget);

} // namespace framewalk
