//===- CodeEffects.h - What an instruction does to the frame, in words ----===//
//
// Private to lib/Layout.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/CodeRoles.h"

#include <string>

namespace framewalk {

/// What instruction \p Index does, in plain words with the frame's numbers;
/// empty for the body.
std::string effectOf(const CodeView &Code, const std::vector<CodeRole> &Roles,
                     size_t Index);

} // namespace framewalk
