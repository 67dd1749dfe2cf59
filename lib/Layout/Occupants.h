//===- Occupants.h - Which variable lives in which slot -------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"
#include "Layout/FrameBuilder.h"
#include "Model/FrameLayout.h"

#include <utility>
#include <vector>

namespace framewalk {

/// Puts the variables of the frame objects \p Objects (index, first byte within
/// the slot) into \p Slot. \p Matches is matchVariables() of the two.
void addOccupants(const FunctionFacts &Facts, const CapturedFrame &Frame,
                  const std::vector<std::optional<VariableId>> &Matches,
                  const std::vector<std::pair<int, int64_t>> &Objects,
                  FrameSlot &Slot);

/// What only the code tells: fills Built.Variables, finds the temporaries'
/// slots, and says in which register each parameter arrives and what a spill
/// slot keeps.
void completeOccupants(const FunctionFacts &Facts, const CapturedFrame &Frame,
                       const std::vector<StackState> &States,
                       BuiltFrame &Built);

} // namespace framewalk
