//===- FrameChecks.h - framewalk-frame-size, framewalk-large-object -------===//
#pragma once

#include "Tidy/ReportCheck.h"

namespace framewalk::tidy {

/// What is larger than a number of bytes that the user sets.
class ThresholdCheck : public ReportCheck {
public:
  ThresholdCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
                 uint64_t Default)
      : ReportCheck(Name, Context, {.Findings = false, .Frames = true}),
        Threshold(Options.get("Threshold", Default)) {}

  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Stored) override {
    Options.store(Stored, "Threshold", Threshold);
  }

protected:
  const uint64_t Threshold;
};

/// Functions whose frames are too large.
class FrameSizeCheck final : public ThresholdCheck {
public:
  FrameSizeCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context)
      : ThresholdCheck(Name, Context, 2048) {}

protected:
  void report(const TranslationUnitReport &Report,
              const Places &Place) override;
};

/// Variables that take too much of their function's frame.
class LargeObjectCheck final : public ThresholdCheck {
public:
  LargeObjectCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context)
      : ThresholdCheck(Name, Context, 1024) {}

protected:
  void report(const TranslationUnitReport &Report,
              const Places &Place) override;
};

} // namespace framewalk::tidy
