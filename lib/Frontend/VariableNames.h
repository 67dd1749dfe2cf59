//===- VariableNames.h - Whose memory is whose in optimised code ----------===//
#pragma once

namespace clang {
class CompilerInstance;
}

namespace framewalk {

/// Before there is code, which has debug information: has memory of locals
/// named after them where clang would discard such names. Of a local whose
/// value the optimiser knows, its memory has nothing else that tells. The code
/// is the same.
void nameVariables(clang::CompilerInstance &Instance);

} // namespace framewalk
