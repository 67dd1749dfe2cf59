//===- Server.h - The language server -------------------------------------===//
#pragma once

#include "Lsp/Analyses.h"
#include "Lsp/Client.h"
#include "Lsp/CommandFinder.h"
#include "Lsp/DiagnosticLists.h"
#include "Lsp/Documents.h"
#include "Lsp/MessageReader.h"
#include "Lsp/RunServer.h"

#include "llvm/Support/LSP/Transport.h"
#include "llvm/Support/raw_ostream.h"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace framewalk {

inline TimePoint now() { return std::chrono::steady_clock::now(); }

class Server {
public:
  /// Writes to \p Output, from which its processes are kept away.
  Server(int Output, const ServerOptions &Options);

  /// Reads \p Input until the client says `exit` or closes it; the exit code: 0
  /// after `shutdown`, 1 without. Only for a process with one thread.
  int run(int Input);

private:
  enum class State { New, Running, ShutDown, Exited };
  using Value = llvm::json::Value;
  using Object = llvm::json::Object;
  using Answer = llvm::Expected<Value>;

  //===--- Messages -------------------------------------------------------===//
  void handle(MessageReader::Message Message);
  void handleRequest(llvm::StringRef Method, Value Params, Value Id);
  void handleNotification(llvm::StringRef Method, const Value &Params);
  void handleReply(const Object &Message);
  void reply(Value Id, Answer Result);
  /// \p Result is JSON already.
  void replyText(const Value &Id, llvm::Expected<std::string> Result);
  void notify(llvm::StringRef Method, Value Params);
  /// \p Then hears the result; not of errors.
  void call(llvm::StringRef Method, Value Params,
            std::function<void(const Value &)> Then = {});
  /// In a window; each text once.
  void say(const std::string &Warning);
  /// To the log that the client keeps; each text once.
  void log(const std::string &Text);
  void tell(llvm::StringRef Method, llvm::lsp::MessageType Type,
            const std::string &Text);

  //===--- Life -----------------------------------------------------------===//
  Answer initialize(const Value &Params);
  void initialized();
  void askConfiguration();
  void configurationChanged(const Value &Params);
  void settingsFrom(const Value &Section);

  //===--- Documents ------------------------------------------------------===//
  void didOpen(const OpenParams &P);
  void didChange(const ChangeParams &P);
  void didClose(const UriParams &P);
  void didSave(const UriParams &P);
  void filesChanged(const Value &Params);
  void fileWritten(const std::string &Path);
  /// A file is another one now: for those that are compiled with it.
  void fileChanged(const std::string &Path, const std::string &ExceptKey);
  /// Null, and a word for the log: it is not open.
  OpenDocument *findOpen(const std::string &Uri);
  void changed(const OpenDocument &Document);

  //===--- Requests -------------------------------------------------------===//
  void askDocument(llvm::StringRef Method, Value Params, Value Id);
  void executeCommand(const Value &Params, Value Id);
  void openReport(const Value &Argument, Value Id);
  void ask(OpenDocument &Document, DocumentRequest Request);
  Answer documentText(const Value &Params);
  void checkInputs(const OpenDocument &Document);

  //===--- Analyses -------------------------------------------------------===//
  Analyses::Owner owner();
  std::vector<int> notForProcesses() const;
  AnalysisJob makeJob(const std::string &Key);
  void analyzed(const std::string &Key, const AnalysisOutcome &Outcome,
                bool HasOlderFrames);
  DiagnosticLists::ByFile listsOf(const OpenDocument &Document,
                                  const AnalysisOutcome &Outcome);
  /// What is known of a file now, by its key.
  void publish(const std::string &File);
  void publishNews();
  void publishProblems(const DocumentSettings &Found);
  DocumentSettings settingsOf(const OpenDocument &Document);
  std::string pathOf(const OpenDocument &Document) const;
  llvm::Expected<llvm::lsp::URIForFile>
  uriInProcess(const OpenDocument &Document) const;
  void beginProgress(const std::string &Key);
  void endProgress(const std::string &Key);

  int Output;
  ServerOptions Options;
  llvm::raw_fd_ostream Stream;
  llvm::lsp::JSONTransport Transport;
  MessageReader Reader;
  State Now = State::New;
  int ExitCode = 1;

  Client Other;
  Settings Defaults; ///< below what a `.framewalk` says
  Settings ClientSettings;
  CommandFinder Commands;
  OpenDocuments Documents;
  /// What a document was compiled with, by key.
  struct Inputs {
    std::vector<std::string> Files;
    std::string Stamp; ///< empty: it has not been compiled
    TimePoint Checked;
    /// Files that have changed since its analysis began.
    std::set<std::string> Changed;
  };
  std::string inputsStamp(const OpenDocument &Document, const Inputs &In);
  std::map<std::string, Inputs> Compiled;
  DiagnosticLists Lists;
  std::set<std::string> Said;
  std::map<std::string, int64_t> Progress; ///< tokens, by key
  AnalysisProcesses Processes;
  Analyses Work;

  int64_t NextCall = 1;
  std::map<int64_t, std::function<void(const Value &)>> Calls;
};

} // namespace framewalk
