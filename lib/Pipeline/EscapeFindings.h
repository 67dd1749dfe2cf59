//===- EscapeFindings.h - What clang and the analysis found, as one -------===//
#pragma once

#include "Escape/Escape.h"
#include "Frontend/SourceFacts.h"
#include "Model/Finding.h"

#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// \p FromClang and \p Escapes by position, each defect once: where both know
/// of one, clang's words and the analysis' way of the pointer. Files are added
/// to \p Files as mapFiles() does.
/// What the analysis says of a line that does not compile is left out: the code
/// there is clang's guess.
std::vector<Finding> joinFindings(std::vector<Finding> FromClang,
                                  const EscapeResult &Escapes,
                                  const SourceFacts &Facts,
                                  std::string_view Directory,
                                  std::vector<std::string> &Files);

} // namespace framewalk
