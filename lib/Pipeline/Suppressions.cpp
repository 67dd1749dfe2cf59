//===- Suppressions.cpp ---------------------------------------------------===//

#include "Pipeline/Suppressions.h"

#include "Pipeline/FrameCosts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

using namespace framewalk;

static constexpr std::string_view UnusedRule = "framewalk-unused-suppression";

static const char *wordOf(SuppressionKind Kind) {
  switch (Kind) {
  case SuppressionKind::Line:
    return "NOLINT";
  case SuppressionKind::NextLine:
    return "NOLINTNEXTLINE";
  case SuppressionKind::Begin:
    return "NOLINTBEGIN";
  case SuppressionKind::End:
    return "NOLINTEND";
  }
  return "NOLINT";
}

Suppressions::Suppressions(std::vector<SuppressionComment> Comments) {
  for (SuppressionComment &C : Comments) {
    Entry E = {.Comment = std::move(C)};
    uint32_t Line = E.Comment.Position.Line;
    switch (E.Comment.Kind) {
    case SuppressionKind::Line:
      E.FirstLine = E.LastLine = Line;
      break;
    case SuppressionKind::NextLine:
      E.FirstLine = E.LastLine = Line + 1;
      break;
    case SuppressionKind::Begin:
      E.IsUnmatched = true;
      break;
    case SuppressionKind::End:
      closeBlock(E);
      break;
    }
    Entries.push_back(std::move(E));
  }
}

/// The last open block with the same list ends here.
void Suppressions::closeBlock(Entry &End) {
  for (Entry &E : llvm::reverse(Entries))
    if (E.Comment.Kind == SuppressionKind::Begin && E.IsUnmatched &&
        E.Comment.IsBare == End.Comment.IsBare &&
        E.Comment.Checks == End.Comment.Checks) {
      E.IsUnmatched = false;
      E.FirstLine = E.Comment.Position.Line;
      E.LastLine = End.Comment.Position.Line;
      return;
    }
  End.IsUnmatched = true;
}

bool Suppressions::hides(std::string_view RuleId, uint32_t Line) {
  bool IsHidden = false;
  for (Entry &E : Entries)
    if (E.FirstLine <= Line && Line <= E.LastLine &&
        E.Comment.matches(RuleId)) {
      E.IsUsed = true;
      IsHidden = true;
    }
  return IsHidden;
}

/// Only the rule's whole name: with `framewalk-*` no comment could ever be told
/// to be unused.
static bool namesUnused(const SuppressionComment &C) {
  llvm::SmallVector<llvm::StringRef> Names;
  llvm::StringRef(C.Checks).split(Names, ',');
  return llvm::is_contained(Names, llvm::StringRef(UnusedRule));
}

/// What these rules say depends on --stack-budget and on other files: nobody
/// can tell here whether their comments hide anything.
static bool namesBudget(const SuppressionComment &C) {
  llvm::SmallVector<llvm::StringRef> Names;
  llvm::StringRef(C.Checks).split(Names, ',');
  return llvm::is_contained(Names, llvm::StringRef(FrameSizeRule)) ||
         llvm::is_contained(Names, llvm::StringRef(StackDepthRule));
}

bool Suppressions::acceptsUnused(uint32_t Line) const {
  return llvm::any_of(Entries, [&](const Entry &E) {
    return E.FirstLine <= Line && Line <= E.LastLine && namesUnused(E.Comment);
  });
}

std::vector<Finding>
Suppressions::unused(const std::vector<SourceRange> &Skipped) const {
  std::vector<Finding> Result;
  for (const Entry &E : Entries) {
    const SuppressionComment &C = E.Comment;
    bool IsEnd = C.Kind == SuppressionKind::End;
    if (E.IsUsed || !C.namesFramewalk() || namesUnused(C) || namesBudget(C) ||
        (IsEnd && !E.IsUnmatched) || acceptsUnused(C.Position.Line))
      continue;
    if (llvm::any_of(Skipped, [&](const SourceRange &R) {
          return R.Begin.Line <= C.Position.Line &&
                 C.Position.Line <= R.End.Line;
        }))
      continue;
    Finding F;
    F.RuleId = findRule(UnusedRule)->Id;
    F.Position = C.Position;
    if (E.IsUnmatched)
      F.Message = fmt::format(
          "this {} has no {} with the same list, so it suppresses nothing",
          wordOf(C.Kind),
          wordOf(IsEnd ? SuppressionKind::Begin : SuppressionKind::End));
    else
      F.Message = fmt::format("this {}({}) suppresses nothing", wordOf(C.Kind),
                              C.Checks);
    Result.push_back(std::move(F));
  }
  return Result;
}
