//===- AnalysisProcess.h - One version of a document, in a process --------===//
//
// The process is forked from the server, explains its text, says how that went,
// and then answers requests until its server ends it. It has its own directory,
// and its output cannot get into the protocol's.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Compile.h"
#include "Lsp/MessageReader.h"
#include "Lsp/UnitAnswers.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <memory>
#include <vector>

namespace framewalk {

struct AnalysisJob {
  CompileCommand Command; ///< its file is absolute
  bool KeepUnused = false;
  /// What the compiler prints may be seen on standard error.
  bool ShowsErrors = false;
  ClientView View;
  std::string Text;
  /// The document and the others that are open.
  UnsavedFiles Unsaved;
};

/// What an analysis says.
struct BackendMessage {
  /// {"analyzed": AnalysisOutcome}, once; {"id"} or {"id", "error"}.
  llvm::json::Object Head;
  /// The text of the answer, without an error: the server hands it on as it is.
  std::string Result;
};

/// The server's end of an analysis. What is sent are requests {"id", "method",
/// "params"}, {"cancel": id} and {"text", "kept"}.
class AnalysisBackend {
public:
  virtual ~AnalysisBackend() = default;
  /// Readable when there is something to receive.
  virtual int descriptor() const = 0;
  /// Does not wait: what the other side has no room for yet goes with flush().
  virtual void send(const llvm::json::Value &Message) = 0;
  virtual bool hasUnsent() const = 0;
  virtual void flush() = 0;
  /// Does not wait. \p HasEnded is set where there will be no more.
  virtual std::vector<BackendMessage> receive(bool &HasEnded) = 0;
};

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

/// Only for a process with one thread. \p Inherited are descriptors that the
/// child must not keep.
llvm::Expected<std::unique_ptr<AnalysisBackend>>
startAnalysis(const AnalysisJob &Job, llvm::ArrayRef<int> Inherited);

} // namespace framewalk
