//===- WalkText.h - Page walks as text ------------------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Support/Markup.h"

namespace framewalk {

/// Each walk of the unit, level by level.
void addWalks(Markup &M, const TranslationUnitReport &Unit);

} // namespace framewalk
