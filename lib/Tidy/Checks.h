//===- Checks.h - framewalk's checks for clang-tidy -----------------------===//
#pragma once

#include "clang-tidy/ClangTidyModule.h"

namespace framewalk::tidy {

/// One for each rule of `framewalk check` about pointers to dead objects, and
/// those about what frames cost.
void addChecks(clang::tidy::ClangTidyCheckFactories &Factories);

} // namespace framewalk::tidy
