//===- FixFinder.h - Edits of the source that would be sound --------------===//
//
// What a fix must not do can only be seen in the AST: break the program, or
// change what it computes. So the edits are made here, for the functions that
// have findings, and Layout/FixHints.h says which finding each of them ends.
// Templates' instantiations, code in macros and files with #line get none.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/SourceFacts.h"

namespace clang {
class ASTContext;
}

namespace framewalk {

/// Adds to \p Facts.Fixes what could be changed in the functions of the main
/// file that have one of \p Lines, which are sorted.
void findFixes(clang::ASTContext &Context, const std::vector<uint32_t> &Lines,
               SourceFacts &Facts);

} // namespace framewalk
