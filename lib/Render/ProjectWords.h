//===- ProjectWords.h - What an index says, for people --------------------===//
#pragma once

#include "Model/ProjectIndex.h"

#include <string>

namespace framewalk {

/// "144", "at least 144", "from 80 to 144".
std::string sizeWords(FrameSize Size);
/// "144", "at least 144".
std::string depthWords(const StackDepth &Depth);
/// Why it is only "at least": "recursion: f -> g -> f; calls through pointers
/// in run, sort and 3 more". Empty where there is no doubt.
std::string doubtWords(const ProjectIndex &Index, const StackDepth &Depth);
/// The same without names: "recursion, calls through pointers".
std::string doubtNames(const DepthDoubts &Doubts);
/// The name of a unit's report less its suffix, in the folder of reports:
/// sources outside the root have absolute names.
std::string unitFileName(const std::string &Id);
/// "src/a.c:12".
std::string placeWords(const FunctionSummary &F);

const FunctionSummary &functionAt(const ProjectIndex &Index, FunctionRef F);
const FunctionSummary &functionAt(const ProjectIndex &Index, uint32_t Listed);

/// "12 units, 3 of them without a report, ...".
std::string totalWords(const ProjectTotals &Totals);

} // namespace framewalk
