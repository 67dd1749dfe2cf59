//===- ReturnPlaces.h - The return statement of a closing brace -----------===//
#pragma once

#include "Escape/Escape.h"

namespace clang {
class ASTContext;
}

namespace framewalk::escape {

/// Debug information places a return at the closing brace where there is
/// something to clean up. Moves the findings there to the return statement that
/// names their variable, or to the last one.
void placeAtReturns(clang::ASTContext &Context,
                    std::vector<EscapeFinding> &Findings);

} // namespace framewalk::escape
