//===- SourceHints.h - What only the source can say -----------------------===//
#pragma once

#include "Escape/Escape.h"

#include <set>
#include <utility>

namespace clang {
class ASTContext;
}

namespace framewalk::escape {

struct SourceHints {
  /// Locals that std::move() gives away, by name and line: what pointed into
  /// them may live on elsewhere.
  std::set<std::pair<std::string, unsigned>> Moved;
  /// References bound to what a function without a body returns, where it got
  /// a temporary that the result may be, or be a part of.
  std::vector<EscapeFinding> Possible;
};

/// Reads the main file's functions. C has neither.
SourceHints readSourceHints(clang::ASTContext &Context);

} // namespace framewalk::escape
