//===- DanglingCheck.h - framewalk-dangling-* -----------------------------===//
#pragma once

#include "Tidy/ReportCheck.h"

namespace framewalk::tidy {

/// The findings of one rule, which is the check's name.
class DanglingCheck final : public ReportCheck {
public:
  DanglingCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context)
      : ReportCheck(Name, Context, {.Findings = true, .Frames = false}) {}

protected:
  void report(const TranslationUnitReport &Report,
              const Places &Place) override;
};

} // namespace framewalk::tidy
