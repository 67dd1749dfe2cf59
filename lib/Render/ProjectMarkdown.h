//===- ProjectMarkdown.h - A project's index for a review comment ---------===//
#pragma once

#include "Model/ProjectIndex.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

void renderProjectMarkdown(const ProjectIndex &Index, llvm::raw_ostream &OS);

} // namespace framewalk
