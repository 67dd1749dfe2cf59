//===- Explain.h - All stages, for one translation unit -------------------===//
#pragma once

#include "Codegen/Capture.h"
#include "Frontend/Compile.h"
#include "Model/TranslationUnitReport.h"

namespace framewalk {

struct ExplainOptions {
  /// Names or globs; empty: all.
  std::vector<std::string> Functions;
  bool IncludeHeaders = false;
  AssemblySyntax Syntax = AssemblySyntax::Intel;
};

struct ExplainResult {
  TranslationUnitReport Report;
  /// clang's own words, for standard error.
  std::string Diagnostics;
  bool Compiled = false;
  /// All functions that there are, for "did you mean".
  std::vector<std::string> AvailableFunctions;
};

/// From a compile command to a report. An error is a sentence for people.
llvm::Expected<ExplainResult> explain(const CompileCommand &Command,
                                      const ExplainOptions &Options);

} // namespace framewalk
