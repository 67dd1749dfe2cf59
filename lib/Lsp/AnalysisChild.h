//===- AnalysisChild.h - What the process of an analysis does -------------===//
#pragma once

#include "Lsp/AnalysisJob.h"
#include "Lsp/MessageReader.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace framewalk {

/// Reads a job from its server, explains the text, says how that went, and
/// answers requests until the server ends the process.
class AnalysisChild {
public:
  explicit AnalysisChild(int Socket) : Socket(Socket) {}

  /// What clang and LLVM make once in a process, and the pages that this takes,
  /// before there is a job.
  static void warmUp();

  void run();

private:
  using Object = llvm::json::Object;

  bool receive();
  bool receiveJob();
  bool analyse();
  void serve();
  void giveMemoryBackIfIdle() const;
  void handle(Object Message);
  void answer(Object &Message);

  void answerLists();
  void cancel(int64_t Id);
  void setText(std::string NewText);

  /// Waits where there is no room. False: nobody reads any more.
  bool write(llvm::StringRef Text);

  const int Socket;
  AnalysisJob Job;
  MessageReader Reader;
  std::string Text; ///< what Answers looks at
  /// For both threads; what changes is the text.
  std::optional<UnitAnswers> Answers;
  std::mutex Writing;

  /// A hover does not wait for the symbols of a large file: lists are made one
  /// after the other on a thread of their own.
  std::deque<Object> Lists;
  std::mutex ListsGuard;
  std::condition_variable ListsChanged;
  std::mutex MakingList; ///< the text stays as it is meanwhile
  bool HasListMaker = false;
};

} // namespace framewalk
