//===- MemoryText.h - What the instructions touch, as text ----------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Render/Text.h"
#include "Support/Markup.h"

namespace framewalk {

/// How much memory the function touches, and where; the pages of a large frame;
/// the calls of heap functions.
void addMemory(Markup &M, const FunctionReport &F, const ProgramImage &Image,
               MemoryDetail Detail);

} // namespace framewalk
