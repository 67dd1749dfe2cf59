//===- SuppressionComments.h - NOLINT comments, as clang-tidy has them ----===//
#pragma once

#include "Model/SourceRange.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace framewalk {

enum class SuppressionKind : uint8_t {
  Line,     ///< NOLINT
  NextLine, ///< NOLINTNEXTLINE
  Begin,    ///< NOLINTBEGIN
  End,      ///< NOLINTEND
};

struct SuppressionComment {
  SuppressionKind Kind = SuppressionKind::Line;
  SourcePosition Position; ///< of the word
  /// The word has no list of checks: all are meant.
  bool IsBare = false;
  /// What stands between the brackets, without blanks.
  std::string Checks;

  /// Whether a glob of the list matches. As clang-tidy has it: `*` stands for
  /// any text, and a glob with a minus is ignored.
  bool matches(llvm::StringRef RuleId) const;
  /// Whether a glob of the list can only be meant for framewalk's rules.
  bool namesFramewalk() const;
};

/// The NOLINT comments of \p Code, in their order: words in comments only, not
/// in string literals. Nothing is preprocessed: those in code that an #if
/// leaves out are there, too.
std::vector<SuppressionComment> readSuppressions(llvm::StringRef Code,
                                                 FileId File, bool IsCPlusPlus);

} // namespace framewalk
