//===- SkippedRanges.h - What the preprocessor leaves out -----------------===//
#pragma once

#include "Frontend/SourceFacts.h"

namespace clang {
class CompilerInstance;
}

namespace framewalk {

/// Fills SourceFacts::Skipped while \p Instance preprocesses its main file.
void collectSkippedRanges(clang::CompilerInstance &Instance,
                          SourceFacts &Facts);

} // namespace framewalk
