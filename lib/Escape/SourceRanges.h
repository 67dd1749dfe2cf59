//===- SourceRanges.h - The expressions at the places of findings ---------===//
#pragma once

#include "Escape/Escape.h"

namespace clang {
class ASTContext;
}

namespace framewalk::escape {

/// Debug information has the place of `=` for an assignment and that of the
/// name for a declaration. Moves findings and steps to the expression whose
/// value is meant, and says where that ends.
void addRanges(clang::ASTContext &Context,
               std::vector<EscapeFinding> &Findings);

} // namespace framewalk::escape
