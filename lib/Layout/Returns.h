//===- Returns.h - Which epilogue a return statement comes to -------------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"
#include "Model/TranslationUnitReport.h"

namespace framewalk {

/// \p Instructions have their source positions. Debug info says which of them a
/// statement made; from there the code is followed to an epilogue.
std::vector<ReturnSite>
findReturns(const FunctionFacts &Facts, const CapturedFrame &Frame,
            const std::vector<Instruction> &Instructions,
            const std::vector<InstructionRange> &Epilogues);

} // namespace framewalk
