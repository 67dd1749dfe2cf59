//===- HarmlessPlaces.h - Where clang's diagnostics see too little --------===//
#pragma once

#include "Escape/Escape.h"

namespace clang {
class ASTContext;
}

namespace framewalk::escape {

/// Those of \p Places (lines and columns of the main file) where the pointer
/// comes from an owner that the function moves away or releases, so that what
/// it points to lives on; or where the address of an otherwise unused local is
/// returned as a number.
std::vector<EscapePosition>
harmlessPlaces(clang::ASTContext &Context,
               const std::vector<EscapePosition> &Places);

} // namespace framewalk::escape
