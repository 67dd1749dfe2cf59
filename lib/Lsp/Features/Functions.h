//===- Functions.h - Whose frame a place in a document is about -----------===//
#pragma once

#include "Lsp/AnalyzedUnit.h"

#include <string>
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

/// "80 bytes, 23 padding"
std::string frameSummary(const FunctionReport &F);

/// What stands behind words about frames that are not those of the text as it
/// is; empty: they are.
std::string keptMark(const DocumentView &Document);

} // namespace framewalk
