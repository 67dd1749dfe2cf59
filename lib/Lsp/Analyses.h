//===- Analyses.h - When documents are analysed, and who answers ----------===//
//
// A document has a revision, which counts changes of its text and of what it is
// compiled with. An analysis of a revision that is no longer the last one is
// ended. Requests wait for that of theirs; frames of an older text answer only
// where the text does not compile, and say so.
//
// Nothing here waits or looks at a clock: callers say what time it is.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/AnalysisProcess.h"

#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/StringSet.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace framewalk {

using TimePoint = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

/// A client's, about one document.
struct DocumentRequest {
  llvm::json::Value Id = nullptr; ///< the client's, for cancellation
  std::string Method;
  llvm::json::Value Params = nullptr;
  /// Called once, with JSON.
  llvm::unique_function<void(llvm::Expected<std::string>)> Reply;
};

class Analyses {
public:
  /// Documents are known by a key that is the owner's.
  struct Owner {
    /// The last text of a document.
    std::function<AnalysisJob(const std::string &Key)> MakeJob;
    std::function<llvm::Expected<std::unique_ptr<AnalysisBackend>>(
        const AnalysisJob &)>
        Start;
    /// The analysis of the last revision is done; whether there are frames of
    /// an older one.
    std::function<void(const std::string &Key, const AnalysisOutcome &,
                       bool HasOlderFrames)>
        WhenAnalyzed;
    /// One takes long; one that did has ended.
    std::function<void(const std::string &Key)> WhenSlow;
    std::function<void(const std::string &Key)> WhenSlowEnds;
  };

  explicit Analyses(Owner Owner) : Hears(std::move(Owner)) {}

  /// The document has been opened, or has another text now.
  void textChanged(const std::string &Key, TimePoint Now);
  /// What it is compiled with has changed, but not its text.
  void inputsChanged(const std::string &Key, TimePoint Now);
  void allInputsChanged(TimePoint Now);
  /// A file is another one now: for those that were compiled with it.
  void fileChanged(const std::string &Path, const std::string &ExceptKey,
                   TimePoint Now);
  void closed(const std::string &Key);

  /// The document is open.
  void ask(const std::string &Key, DocumentRequest Request, TimePoint Now);
  /// Whether there was such a request.
  bool cancel(const llvm::json::Value &Id);

  /// Starts what is due, gives up what has waited too long.
  void tick(TimePoint Now);
  /// When tick() has something to do; unset: not without news.
  std::optional<TimePoint> nextTick() const;

  /// Nothing is analysed, or going to be.
  bool isIdle() const;

  /// The processes' descriptors, and whether they want to be written to.
  std::vector<std::pair<int, bool>> descriptors() const;
  /// There is something to receive, or room to send, at \p Descriptor.
  void service(int Descriptor, TimePoint Now);

private:
  struct Waiting {
    DocumentRequest Request;
    TimePoint Deadline;
  };
  struct Unit {
    uint64_t Revision = 0;
    uint64_t Analyzed = 0; ///< the last that an analysis has ended of
    std::optional<TimePoint> Due;
    std::unique_ptr<AnalysisBackend> Running; ///< of Revision
    TimePoint Started;
    bool IsSlow = false;
    std::optional<Milliseconds> Took; ///< the last one
    std::unique_ptr<AnalysisBackend> Frames;
    uint64_t FramesText = 0; ///< the revision whose text Frames has been told
    bool FramesAreOld = false;
    unsigned Deaths = 0; ///< of Frames, since the text has changed
    TimePoint LastUsed;
    std::vector<std::string> Files; ///< sorted
    std::vector<Waiting> Waits;
    std::map<int64_t, DocumentRequest> Asked; ///< of Frames
  };
  using Units = std::map<std::string, Unit>;

  void newRevision(Unit &U, TimePoint Now);
  void start(Units::value_type &Each, TimePoint Now);
  void stopRunning(Units::value_type &Each);
  void finished(Units::value_type &Each, AnalysisOutcome Outcome,
                TimePoint Now);
  void forward(Units::value_type &Each, DocumentRequest Request);
  void answerWaiting(Units::value_type &Each);
  void receiveFromRunning(Units::value_type &Each, TimePoint Now);
  void receiveFromFrames(Units::value_type &Each, TimePoint Now);
  void dropLeastUsed();
  size_t runningCount() const;

  Owner Hears;
  Units All;
  int64_t NextAsk = 1;
};

} // namespace framewalk
