//===- AnalysisProcess.h - One version of a document, in a process --------===//
//
// The process is forked from the server, explains a text, says how that went,
// and then answers requests until its server ends it (AnalysisChild.h). It has
// its own directory, and its output cannot get into the protocol's.
//
// A process that has just been forked meets each page of clang's for the first
// time, which takes longer than to parse some headers. So that nobody waits for
// it, one process stands ready for the next job.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/AnalysisJob.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <memory>
#include <string>
#include <vector>

namespace framewalk {

/// What an analysis says.
struct BackendMessage {
  /// {"analyzed": AnalysisOutcome}, once; {"id"} or {"id", "error"}.
  llvm::json::Object Head;
  /// The text of the answer, without an error: the server hands it on as it is.
  std::string Result;
};

/// The server's end of an analysis. What is sent are requests {"id", "method",
/// "params"}, {"cancel": id} and {"text"}: what the document
/// is now that does not compile.
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

/// Only for a process with one thread. \p Inherited are descriptors that a
/// child must not keep.
class AnalysisProcesses {
public:
  /// \p ShowsErrors: what the compiler prints may be seen on standard error.
  explicit AnalysisProcesses(bool ShowsErrors);
  ~AnalysisProcesses();

  llvm::Expected<std::unique_ptr<AnalysisBackend>>
  start(const AnalysisJob &Job, llvm::ArrayRef<int> Inherited);

  /// Whether the next job finds a process.
  bool hasSpare() const { return Spare != nullptr; }
  void makeSpare(llvm::ArrayRef<int> Inherited);

private:
  class Process;
  llvm::Expected<std::unique_ptr<Process>>
  makeProcess(bool IsSpare, llvm::ArrayRef<int> Inherited) const;

  const bool ShowsErrors;
  std::unique_ptr<Process> Spare;
};

} // namespace framewalk
