//===- EscapeFindings.h - What clang and the analysis found, as one -------===//
#pragma once

#include "Escape/Escape.h"
#include "Model/Finding.h"

#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// \p FromClang and \p Escapes by position, each defect once: where both know
/// of one, clang's words and the analysis' way of the pointer. Files are added
/// to \p Files as mapFiles() does.
std::vector<Finding> joinFindings(std::vector<Finding> FromClang,
                                  const EscapeResult &Escapes,
                                  std::string_view Directory,
                                  std::vector<std::string> &Files);

} // namespace framewalk
