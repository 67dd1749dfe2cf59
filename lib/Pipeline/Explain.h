//===- Explain.h - All stages, for one translation unit -------------------===//
#pragma once

#include "Codegen/Capture.h"
#include "Frontend/Compile.h"
#include "Model/TranslationUnitReport.h"
#include "Pipeline/Recovery.h"
#include "Simulation/SimulationOptions.h"

namespace framewalk {

struct ExplainOptions {
  /// Names or globs; empty: all.
  std::vector<std::string> Functions;
  bool IncludeHeaders = false;
  /// CompileOptions::KeepUnused.
  bool KeepUnused = false;
  /// CompileOptions::IsLast.
  bool IsLast = false;
  AssemblySyntax Syntax = AssemblySyntax::Intel;
  /// Look for pointers to dead locals.
  bool WantsFindings = true;
  /// Frames are made only where there is a finding.
  bool FindingsOnly = false;
  /// CompileOptions::Recorder.
  FileRecorder *Recorder = nullptr;
  /// CompileOptions::Unsaved.
  const UnsavedFiles *Unsaved = nullptr;
  /// Where the frames lie, the stack's limit, the TLB.
  SimulationOptions Simulation;
};

struct ExplainResult {
  TranslationUnitReport Report;
  /// clang's own words, for standard error.
  std::string Diagnostics;
  bool Compiled = false;
  /// All functions that there are, for "did you mean".
  std::vector<std::string> AvailableFunctions;
  /// Those with a body, but without code: inlined or not used.
  std::vector<std::string> FunctionsWithoutCode;
  /// Where headers were looked for, absolute.
  std::vector<std::string> IncludeFolders;
  /// The object file, for debugging; empty where the source did not compile.
  std::string Object;
};

/// From a compile command to a report. An error is a sentence for people; its
/// code is errc::invalid_argument where Options.Simulation cannot be. Runs
/// on a thread of its own, with a stack for deeply nested sources; where clang
/// crashes, the error says so and the caller can go on.
llvm::Expected<ExplainResult> explain(const CompileCommand &Command,
                                      const ExplainOptions &Options);

} // namespace framewalk
