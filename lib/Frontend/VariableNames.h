//===- VariableNames.h - Whose memory is whose in optimised code ----------===//
#pragma once

namespace llvm {
class Module;
}

namespace framewalk {

/// Names the memory of locals in \p Code, which has debug information, after
/// them: clang discards such names. Of a local whose value the optimiser will
/// know, its memory has nothing else that tells. The object is the same.
void nameVariables(llvm::Module &Code);

} // namespace framewalk
