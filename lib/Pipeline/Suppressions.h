//===- Suppressions.h - Which findings NOLINT comments hide ---------------===//
#pragma once

#include "Frontend/SuppressionComments.h"
#include "Model/Finding.h"

namespace framewalk {

/// The comments of one file, and which of them were of use.
class Suppressions {
public:
  explicit Suppressions(std::vector<SuppressionComment> Comments);

  /// Whether a comment hides \p RuleId in \p Line; remembers those that do.
  bool hides(std::string_view RuleId, uint32_t Line);

  /// A finding for each comment that names a framewalk rule and hid nothing,
  /// unless it is inside of \p Skipped.
  std::vector<Finding> unused(const std::vector<SourceRange> &Skipped) const;

private:
  struct Entry {
    SuppressionComment Comment;
    uint32_t FirstLine = 0;
    uint32_t LastLine = 0;
    bool IsUnmatched = false;
    bool IsUsed = false;
  };
  void closeBlock(Entry &End);
  bool acceptsUnused(uint32_t Line) const;

  std::vector<Entry> Entries;
};

} // namespace framewalk
