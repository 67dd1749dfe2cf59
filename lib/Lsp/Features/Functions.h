//===- Functions.h - Whose frame a place in a document is about -----------===//
#pragma once

#include "Lsp/AnalyzedUnit.h"

#include <vector>

namespace framewalk {

/// The functions that one place in the source makes: several where a template
/// is instantiated, or where a constructor has a variant for base classes.
struct FunctionGroup {
  SourcePosition Position;
  std::vector<const FunctionReport *> Functions; ///< never empty
};

/// Those of the document, by position.
std::vector<FunctionGroup> functionsOf(const DocumentView &Document);

/// From the name's begin to behind the body's closing brace.
SourceRange extentOf(const FunctionReport &F);

/// Its name or body is around \p P; of several the innermost (a lambda within a
/// function). Null: none.
const FunctionGroup *groupAround(const std::vector<FunctionGroup> &Groups,
                                 const SourcePosition &P);

} // namespace framewalk
