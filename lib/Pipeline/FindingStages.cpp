//===- FindingStages.cpp --------------------------------------------------===//

#include "Pipeline/FindingStages.h"

#include "Layout/FindingFrames.h"
#include "Layout/FixHints.h"
#include "Model/Fingerprint.h"
#include "Pipeline/Suppressions.h"
#include "Support/SourceLines.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <map>
#include <set>
#include <tuple>

using namespace framewalk;

namespace {

auto orderOf(const Finding &F) {
  return std::tie(F.Position, F.RuleId, F.Message, F.Variable);
}

void sortAndDropRepeated(std::vector<Finding> &Findings) {
  llvm::sort(Findings, [](const Finding &A, const Finding &B) {
    return orderOf(A) < orderOf(B);
  });
  // A template's instantiations repeat what is said of its pattern.
  Findings.erase(llvm::unique(Findings,
                              [](const Finding &A, const Finding &B) {
                                return orderOf(A) == orderOf(B);
                              }),
                 Findings.end());
}

bool isCPlusPlus(llvm::StringRef File) { return !File.ends_with(".c"); }

class Suppressor {
public:
  Suppressor(TranslationUnitReport &Unit, SourceLines &Lines)
      : Unit(Unit), Lines(Lines) {}

  /// Moves what is hidden out of the way.
  void hide() {
    std::vector<Finding> Kept;
    for (Finding &F : Unit.Findings)
      (isHidden(F) ? Unit.Suppressed : Kept).push_back(std::move(F));
    Unit.Findings = std::move(Kept);
  }

  std::vector<Finding> unused(const std::vector<SourceRange> &Skipped) {
    std::optional<FileId> Main = mainFile();
    return Main ? commentsOf(*Main).unused(Skipped) : std::vector<Finding>();
  }

private:
  bool isHidden(const Finding &F) {
    return F.Position.isValid() && F.Position.File.Value < Unit.Files.size() &&
           commentsOf(F.Position.File).hides(F.RuleId, F.Position.Line);
  }

  std::optional<FileId> mainFile() const {
    for (uint32_t I = 0; I < Unit.Files.size(); ++I)
      if (Unit.Files[I] == Unit.Source)
        return FileId(I);
    return std::nullopt;
  }

  Suppressions &commentsOf(FileId File) {
    auto It = ByFile.find(File);
    if (It != ByFile.end())
      return It->second;
    const std::string &Name = Unit.Files[File.Value];
    return ByFile
        .try_emplace(File, readSuppressions(Lines.text(Name), File,
                                            isCPlusPlus(Unit.Source)))
        .first->second;
  }

  TranslationUnitReport &Unit;
  SourceLines &Lines;
  std::map<FileId, Suppressions> ByFile;
};

} // namespace

void framewalk::finishFindings(TranslationUnitReport &Unit,
                               const SourceFacts &Facts, bool HasCompiled,
                               const UnsavedFiles *Unsaved) {
  SourceLines Lines(Unsaved);
  sortAndDropRepeated(Unit.Findings);
  addFrames(Unit);
  addFixes(Unit.Findings, Facts);
  auto LineOf = [&](const SourcePosition &P) {
    return P.File.Value < Unit.Files.size()
               ? Lines.line(Unit.Files[P.File.Value], P.Line)
               : std::string_view();
  };
  // Those that are hidden count, too: hiding one does not rename the next.
  addFingerprints(Unit.Findings, Unit.Files, LineOf);
  Suppressor Comments(Unit, Lines);
  Comments.hide();
  std::vector<Finding> Unused;
  if (HasCompiled)
    Unused = Comments.unused(Facts.Skipped);
  addFingerprints(Unused, Unit.Files, LineOf);
  llvm::append_range(Unit.Findings, std::move(Unused));
  sortAndDropRepeated(Unit.Findings);
}

void framewalk::deduplicateFindings(ReportDocument &Document) {
  std::set<std::tuple<std::string, uint32_t, uint32_t, std::string_view,
                      std::string, std::string>>
      Seen;
  for (TranslationUnitReport &U : Document.Units)
    for (std::vector<Finding> *List : {&U.Findings, &U.Suppressed})
      llvm::erase_if(*List, [&](const Finding &F) {
        if (!F.Position.isValid() || F.Position.File.Value >= U.Files.size())
          return false;
        return !Seen.emplace(U.Files[F.Position.File.Value], F.Position.Line,
                             F.Position.Column, F.RuleId, F.Message, F.Variable)
                    .second;
      });
}
