//===- UnlinkedUses.h - Uses that no touch of the frame carries out -------===//
//
// Private to lib/Layout.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/AccessIndex.h"
#include "Model/Access.h"

namespace framewalk {

/// Links the uses that are still without instructions to those that reach what
/// lives elsewhere (static storage, behind a pointer, a spill slot for a
/// while), or says why there are none. \p Accesses is index for index
/// Facts.Uses.
void explainUnlinked(const FunctionFacts &Facts, const CapturedFrame &Frame,
                     const BuiltFrame &Built,
                     const std::vector<StackState> &States,
                     const std::vector<Instruction> &Instructions,
                     AccessIndex &Index, std::vector<Access> &Accesses);

} // namespace framewalk
