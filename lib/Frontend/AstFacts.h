//===- AstFacts.h - From clang's AST to plain facts -----------------------===//
#pragma once

#include "Frontend/Compile.h"

namespace clang {
class ASTContext;
}

namespace framewalk {

/// Fills \p Facts.Functions (and Files) from a translation unit without errors,
/// in one pass over the functions with a body.
void collectSourceFacts(clang::ASTContext &Context,
                        const CompileOptions &Options, SourceFacts &Facts);

} // namespace framewalk
