//===- Functions.cpp ------------------------------------------------------===//

#include "Lsp/Features/Functions.h"

#include "Render/FrameWords.h"

#include <fmt/format.h>

#include <algorithm>

using namespace framewalk;

std::vector<FunctionGroup>
framewalk::functionsOf(const DocumentView &Document) {
  std::vector<FunctionGroup> Groups;
  for (const FunctionReport &F : Document.report().Functions) {
    if (!Document.isHere(F.Position))
      continue;
    // The report has them by position.
    if (Groups.empty() || Groups.back().Position != F.Position)
      Groups.push_back({.Position = F.Position});
    Groups.back().Functions.push_back(&F);
  }
  return Groups;
}

SourceRange framewalk::extentOf(const FunctionReport &F) {
  SourceRange Extent{.Begin = F.Position, .End = F.Position};
  if (F.Body.Begin.isValid() && F.Body.End.File == F.Position.File) {
    Extent.Begin = std::min(F.Position, F.Body.Begin);
    Extent.End = std::max(F.Position, F.Body.End);
    ++Extent.End.Column;
  }
  return Extent;
}

const FunctionGroup *
framewalk::groupAround(const std::vector<FunctionGroup> &Groups,
                       const SourcePosition &P) {
  const FunctionGroup *Innermost = nullptr;
  for (const FunctionGroup &G : Groups)
    if (extentOf(*G.Functions.front()).contains(P) &&
        (!Innermost || Innermost->Position < G.Position))
      Innermost = &G;
  return Innermost;
}

std::string framewalk::frameSummary(const FunctionReport &F) {
  std::string Text = sizeText(F.Frame.size());
  if (uint64_t Padding = F.Frame.bytesOf(SlotKind::Padding))
    Text += fmt::format(", {} padding", Padding);
  return Text;
}

std::string framewalk::keptMark(const DocumentView &Document) {
  return Document.isKept() ? " (as of the last version that compiled)" : "";
}
