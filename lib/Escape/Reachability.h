//===- Reachability.h - Statements that never run -------------------------===//
#pragma once

#include "Escape/Escape.h"

namespace clang {
class ASTContext;
}

namespace framewalk::escape {

/// Those of \p Places (lines and columns of the main file) that lie in a
/// statement that control never comes to, by the function's control flow:
/// after a call that does not return, behind `if (0)`.
std::vector<EscapePosition>
unreachablePlaces(clang::ASTContext &Context,
                  const std::vector<EscapePosition> &Places);

} // namespace framewalk::escape
