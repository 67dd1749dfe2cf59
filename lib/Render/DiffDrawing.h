//===- DiffDrawing.h - Two frames of a function, side by side -------------===//
#pragma once

#include "Model/FrameDiff.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// What the drawings of a page refer to; once, before the first.
void writeDiffPatterns(llvm::raw_ostream &OS);

/// Both frames as SVG, the highest address on top, to one scale, with a ribbon
/// from where something was to where it is. Nothing where there is no frame.
void writeDiffDrawing(const FunctionDiff &Diff, llvm::raw_ostream &OS);

} // namespace framewalk
