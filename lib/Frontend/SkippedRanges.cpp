//===- SkippedRanges.cpp --------------------------------------------------===//

#include "Frontend/SkippedRanges.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"

namespace framewalk {

namespace {

class SkippedRangeReader final : public clang::PPCallbacks {
public:
  SkippedRangeReader(const clang::SourceManager &Sources, SourceFacts &Facts)
      : Sources(Sources), Facts(Facts) {}

  void SourceRangeSkipped(clang::SourceRange Range,
                          clang::SourceLocation) override {
    if (Sources.isInMainFile(Range.getBegin()))
      Facts.Skipped.push_back(
          {position(Range.getBegin()), position(Range.getEnd())});
  }

private:
  SourcePosition position(clang::SourceLocation Location) const {
    return {.File = FileId(0),
            .Line = Sources.getSpellingLineNumber(Location),
            .Column = Sources.getSpellingColumnNumber(Location)};
  }

  const clang::SourceManager &Sources;
  SourceFacts &Facts;
};

} // namespace

void collectSkippedRanges(clang::CompilerInstance &Instance,
                          SourceFacts &Facts) {
  Instance.getPreprocessor().addPPCallbacks(
      std::make_unique<SkippedRangeReader>(Instance.getSourceManager(), Facts));
}

} // namespace framewalk
