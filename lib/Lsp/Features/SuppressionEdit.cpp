//===- SuppressionEdit.cpp - Where a NOLINT comment goes ------------------===//
//
// A line may end in a comment, in the middle of a string or with a backslash;
// so each way of writing it is tried, by reading the comments of the text that
// it makes.
//
//===----------------------------------------------------------------------===//

#include "Frontend/SuppressionComments.h"
#include "Lsp/Features/Findings.h"
#include "Pipeline/Suppressions.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

/// An insertion into one line.
struct Insertion {
  SourcePosition At;
  std::string Text;
  /// Lines that it puts above the finding's.
  uint32_t LinesAbove = 0;
};

size_t offsetOf(const DocumentView &Document, const SourcePosition &P) {
  const std::string_view Line = Document.line(P.Line);
  return size_t(Line.data() - Document.unit().Text.data()) + P.Column - 1;
}

bool hides(const DocumentView &Document, const Finding &F,
           const Insertion &New) {
  std::string Text = Document.unit().Text;
  Text.insert(offsetOf(Document, New.At), New.Text);
  Suppressions All(
      readSuppressions(Text, F.Position.File, /*IsCPlusPlus=*/true));
  return All.hides(F.RuleId, F.Position.Line + New.LinesAbove);
}

SourcePosition at(const Finding &F, size_t Column) {
  SourcePosition P = F.Position;
  P.Column = uint32_t(Column);
  return P;
}

/// Into the list of a NOLINT that the line has.
std::optional<Insertion> intoList(const DocumentView &Document,
                                  const Finding &F) {
  const std::string_view Line = Document.line(F.Position.Line);
  const size_t Word = Line.find("NOLINT(");
  const size_t Close = Word == Line.npos ? Word : Line.find(')', Word);
  if (Close == Line.npos)
    return std::nullopt;
  return Insertion{.At = at(F, Close + 1),
                   .Text = fmt::format(",{}", F.RuleId)};
}

std::optional<Insertion> behindLine(const DocumentView &Document,
                                    const Finding &F) {
  const std::string_view Line = Document.line(F.Position.Line);
  if (Line.ends_with("\\"))
    return std::nullopt;
  return Insertion{.At = at(F, Line.size() + 1),
                   .Text = fmt::format(" // NOLINT({})", F.RuleId)};
}

std::optional<Insertion> aboveLine(const DocumentView &Document,
                                   const Finding &F) {
  if (F.Position.Line > 1 && Document.line(F.Position.Line - 1).ends_with("\\"))
    return std::nullopt;
  const std::string_view Line = Document.line(F.Position.Line);
  const std::string_view Indent =
      Line.substr(0, std::min(Line.find_first_not_of(" \t"), Line.size()));
  return Insertion{
      .At = at(F, 1),
      .Text = fmt::format("{}// NOLINTNEXTLINE({})\n", Indent, F.RuleId),
      .LinesAbove = 1};
}

} // namespace

std::optional<llvm::lsp::TextEdit>
framewalk::suppressionOf(const DocumentView &Document, const Finding &F) {
  if (!Document.isHere(F.Position) ||
      F.RuleId == "framewalk-unused-suppression")
    return std::nullopt;
  for (auto *Write : {intoList, behindLine, aboveLine}) {
    std::optional<Insertion> New = Write(Document, F);
    if (!New || !hides(Document, F, *New))
      continue;
    if (std::optional<llvm::lsp::Position> At = Document.toClient(New->At))
      return llvm::lsp::TextEdit{.range = {*At, *At},
                                 .newText = std::move(New->Text)};
  }
  return std::nullopt;
}
