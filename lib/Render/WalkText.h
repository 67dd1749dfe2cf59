//===- WalkText.h - Page walks as text ------------------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Support/Markup.h"

#include <optional>

namespace framewalk {

/// The walks of the unit, level by level; after \p Most the rest is counted.
void addWalks(Markup &M, const TranslationUnitReport &Unit, size_t Most);

/// One walk, one row per level: which bits of the address choose which entry of
/// which table; and the fault on the way. With \p Address the last row is that
/// of its offset in the page.
void addWalkSteps(Markup &M, const PageWalk &W,
                  std::optional<VirtualAddress> Address, unsigned Indent);

/// "PML4": the SDM's names, Vol. 3A section 5.1, by how many tables lie below.
const char *tableName(unsigned Level, bool IsLongMode);

/// The bits of a page fault's error code, SDM Vol. 3A, figure 4-12:
/// "no page present, write access, user mode".
std::string errorText(uint32_t Code);

} // namespace framewalk
