//===- CodeText.h - Prologue and epilogues as text ------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Support/Markup.h"

namespace framewalk {

void addPrologueAndEpilogues(Markup &M, const FunctionReport &F);

} // namespace framewalk
