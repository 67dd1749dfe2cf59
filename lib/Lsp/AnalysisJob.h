//===- AnalysisJob.h - What is analysed, and how that went ----------------===//
//
// A job goes to the process that does it, whose answer is an outcome.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Compile.h"
#include "Lsp/UnitAnswers.h"

#include "llvm/Support/JSON.h"

#include <string>
#include <vector>

namespace framewalk {

struct AnalysisJob {
  CompileCommand Command; ///< its file is absolute; of names and flags only
  bool KeepUnused = false;
  ClientView View;
  /// The document and the others that are open.
  UnsavedFiles Unsaved;

  /// The document's.
  const std::string &text() const { return Unsaved.at(Command.File); }
};

/// For a process of the same program; JSON could not carry every file's name.
std::string packed(const AnalysisJob &Job);
AnalysisJob unpackedJob(llvm::StringRef Bytes);

/// How an analysis went.
struct AnalysisOutcome {
  bool Compiled = false;
  /// Why there are no frames; empty otherwise.
  std::string Message;
  /// No edit of the text is going to help: the flags are wrong, clang crashes.
  bool NeedsUser = false;
  /// Ready to be published.
  llvm::json::Array Diagnostics;
  /// The files that the compilation asked for, absolute, whether they are there
  /// or not.
  std::vector<std::string> Files;
};
llvm::json::Value toJSON(const AnalysisOutcome &Outcome);
AnalysisOutcome readOutcome(const llvm::json::Object &Message);

} // namespace framewalk
