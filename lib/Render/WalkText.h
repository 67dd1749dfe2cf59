//===- WalkText.h - Page walks as text ------------------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Support/Markup.h"

namespace framewalk {

/// The walks of the unit, level by level; after \p Most the rest is counted.
void addWalks(Markup &M, const TranslationUnitReport &Unit, size_t Most);

} // namespace framewalk
