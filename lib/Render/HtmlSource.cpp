//===- HtmlSource.cpp -----------------------------------------------------===//

#include "Render/HtmlSource.h"

#include "llvm/Support/Path.h"

#include <algorithm>

using namespace framewalk;

namespace {

/// So many lines above a function are not worth folding.
constexpr uint32_t FewLines = 12;
/// A comment above a function is shown up to this length.
constexpr uint32_t MostComment = 60;

bool isBlank(std::string_view Line) {
  return Line.find_first_not_of(" \t\r\f\v") == Line.npos;
}

} // namespace

LineRange framewalk::linesOf(const FunctionReport &F) {
  LineRange Lines = {F.Position.Line, F.Position.Line + 1};
  if (F.Body.Begin.isValid() && F.Body.Begin.File == F.Position.File)
    Lines.Begin = std::min(Lines.Begin, F.Body.Begin.Line);
  if (F.Body.End.File == F.Position.File)
    Lines.End = std::max(Lines.End, F.Body.End.Line + 1);
  return Lines;
}

FileId framewalk::mainFile(const TranslationUnitReport &Unit) {
  namespace path = llvm::sys::path;
  auto Find = [&](auto IsIt) {
    auto Found = std::find_if(Unit.Files.begin(), Unit.Files.end(), IsIt);
    return static_cast<uint32_t>(Found - Unit.Files.begin());
  };
  uint32_t File =
      Find([&](const std::string &Name) { return Name == Unit.Source; });
  // A compilation database may spell it in another way.
  if (File == Unit.Files.size())
    File = Find([&](const std::string &Name) {
      return path::filename(Name) == path::filename(Unit.Source);
    });
  return FileId(File);
}

uint32_t SourceDivider::lineCount(const std::string &File) {
  auto [It, IsNew] = Counts.try_emplace(File, 0);
  if (IsNew) {
    std::string_view Text = Lines.text(File);
    It->second = std::count(Text.begin(), Text.end(), '\n') +
                 (!Text.empty() && Text.back() != '\n');
  }
  return It->second;
}

SourceParts SourceDivider::next(const FunctionReport &F, bool IsLastOfUnit) {
  SourceParts Parts = {.File = F.Position.File};
  const std::string &File = Unit.fileName(F.Position.File);
  const uint32_t Count = lineCount(File);
  if (!F.Position.isValid() || F.Position.Line > Count)
    return Parts; // unreadable, or #line names another
  Parts.Shown = linesOf(F);
  Parts.Shown.End = std::min(Parts.Shown.End, Count + 1);
  const uint32_t First = Parts.Shown.Begin;

  const bool IsMainFile = F.Position.File == Main;
  uint32_t &Free = Next.try_emplace(F.Position.File.Value, 1).first->second;
  // In a header little but the function itself is of interest.
  const uint32_t Above = IsMainFile || First < MostComment
                             ? Free
                             : std::max(Free, First - MostComment);
  if (Above < First) {
    uint32_t Comment = First;
    while (Comment > Above && First - Comment < MostComment &&
           !isBlank(Lines.line(File, Comment - 1)))
      --Comment;
    const bool IsFoldable = IsMainFile && Comment - Above > FewLines;
    Parts.Shown.Begin = IsFoldable || !IsMainFile ? Comment : Above;
    if (IsFoldable)
      Parts.Folded = {Above, Comment};
  }
  Free = std::max(Free, Parts.Shown.End);
  if (IsLastOfUnit && IsMainFile)
    Parts.After = {Free, Count + 1};
  return Parts;
}
