//===- StackBudget.h - Frames and chains of calls that are too large ------===//
#pragma once

#include "Project/CallGraph.h"

#include <vector>

namespace framewalk {

/// Adds to each of \p Reports, one for each unit of \p Graph, what is above
/// \p Budget bytes: frames, and the deepest chain of each function that nobody
/// calls. Where no limit can be known, a note says so: recursion, frames that
/// grow at run time.
void addBudgetFindings(const CallGraph &Graph, uint64_t Budget,
                       const std::vector<TranslationUnitReport *> &Reports);

/// Takes out what addBudgetFindings() added.
void dropBudgetFindings(TranslationUnitReport &Report);

} // namespace framewalk
