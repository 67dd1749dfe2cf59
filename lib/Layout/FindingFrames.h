//===- FindingFrames.h - What the frame adds to a finding -----------------===//
#pragma once

#include "Model/TranslationUnitReport.h"

namespace framewalk {

/// Completes each finding of \p Unit, in place, from the functions' reports:
/// the slot that held the object, its page and frame, the instruction that gave
/// the bytes back, and the heir. A finding without a frame (the unit did not
/// compile, the object lives in a register) stays as it is.
///
/// Used of a finding: Position, Variable, Declared, OwnerSymbol, and End.Cause,
/// which the rule decides where it is unknown.
void addFrames(TranslationUnitReport &Unit);

} // namespace framewalk
