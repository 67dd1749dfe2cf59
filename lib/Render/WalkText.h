//===- WalkText.h - Page walks as text ------------------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Support/Markup.h"

namespace framewalk {

/// The walks of the unit, level by level; after \p Most the rest is counted.
void addWalks(Markup &M, const TranslationUnitReport &Unit, size_t Most);

/// "PML4": the SDM's names, Vol. 3A section 5.1, by how many tables lie below.
const char *tableName(unsigned Level, bool IsLongMode);

/// The bits of a page fault's error code, SDM Vol. 3A, figure 4-12:
/// "no page present, write access, user mode".
std::string errorText(uint32_t Code);

} // namespace framewalk
