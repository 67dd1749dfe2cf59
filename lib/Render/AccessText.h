//===- AccessText.h - Accesses as text ------------------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Render/Text.h"
#include "Support/Markup.h"

namespace framewalk {

void addAccesses(Markup &M, const FunctionReport &F, AccessDetail Detail);

} // namespace framewalk
