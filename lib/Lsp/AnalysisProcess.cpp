//===- AnalysisProcess.cpp ------------------------------------------------===//

#include "Lsp/AnalysisProcess.h"

#include "Frontend/FileRecorder.h"
#include "Pipeline/Explain.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/LSP/Transport.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace framewalk;
using llvm::StringRef;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

namespace {

/// Waits where there is no room. False: nobody reads any more.
bool writeAll(int Descriptor, StringRef Text) {
  while (!Text.empty()) {
    ssize_t Count = ::send(Descriptor, Text.data(), Text.size(), MSG_NOSIGNAL);
    if (Count < 0 && errno != EINTR)
      return false;
    Text = Text.drop_front(std::max<ssize_t>(Count, 0));
  }
  return true;
}

//===--- In the child
//-------------------------------------------------------===//

class Child {
public:
  Child(int Socket, const AnalysisJob &Job) : Socket(Socket), Job(Job) {}

  void run() {
    if (analyse())
      serve();
  }

private:
  /// Whether there is something to ask for.
  bool analyse() {
    FileRecorder Recorder;
    ExplainOptions Options;
    Options.KeepUnused = Job.KeepUnused;
    Options.Recorder = &Recorder;
    Options.Unsaved = &Job.Unsaved;
    llvm::Expected<ExplainResult> Result = explain(Job.Command, Options);
    AnalysisOutcome Outcome;
    if (Result) {
      auto Unit = std::make_shared<AnalyzedUnit>();
      Unit->Report = std::move(Result->Report);
      Unit->File = Job.Command.File;
      Unit->Directory = Job.Command.Directory;
      Unit->Text = Job.Text;
      Answers.emplace(std::move(Unit), Job.View, Job.Unsaved);
      Outcome.Compiled = Result->Compiled;
      Outcome.Diagnostics = Answers->diagnosticsNow();
      if (!Outcome.Compiled)
        explainFailure(Answers->report(), Outcome);
    } else {
      Outcome.Message = llvm::toString(Result.takeError());
      Outcome.NeedsUser = true;
    }
    for (const auto &[Name, Answer] : Recorder.answers()) {
      llvm::SmallString<256> Path(Name); // as an editor writes it
      llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
      Outcome.Files.push_back(std::string(Path));
    }
    return writeAll(Socket, framed(Object{{"analyzed", toJSON(Outcome)}})) &&
           Outcome.Compiled;
  }

  static void explainFailure(const TranslationUnitReport &Report,
                             AnalysisOutcome &Outcome) {
    Outcome.Message = "this version does not compile";
    if (Report.Errors.empty())
      return;
    const CompilerError &First = Report.Errors.front();
    Outcome.Message += ": " + First.Message;
    Outcome.NeedsUser = !First.Position.isValid();
  }

  void serve() {
    while (receive(Pending.empty() ? 0 : MSG_DONTWAIT)) {
      if (Pending.empty())
        continue;
      Object Next = std::move(Pending.front());
      Pending.pop_front();
      handle(Next);
    }
  }

  /// All that is there. False: the server has gone.
  bool receive(int Flags) {
    char Buffer[1 << 16];
    while (true) {
      ssize_t Count = recv(Socket, Buffer, sizeof Buffer, Flags);
      if (Count < 0 && errno == EINTR)
        continue;
      if (Count < 0 && errno == EAGAIN)
        return true;
      if (Count <= 0)
        return false;
      Reader.feed(StringRef(Buffer, Count));
      while (std::optional<MessageReader::Message> M = Reader.next())
        if (Object *Message = M->Value.getAsObject())
          enqueue(std::move(*Message));
      Flags = MSG_DONTWAIT;
    }
  }

  /// A hover does not wait for the symbols of a large file, if they have not
  /// begun.
  void enqueue(Object Message) {
    if (std::optional<int64_t> Id = Message.getInteger("cancel")) {
      llvm::erase_if(Pending, [&](const Object &Each) {
        return Each.getInteger("id") == Id;
      });
      return;
    }
    auto At = Pending.end();
    if (isForCursor(Message.getString("method").value_or("")))
      while (At != Pending.begin() && isForLater(*std::prev(At)))
        --At;
    Pending.insert(At, std::move(Message));
  }
  static bool isForLater(const Object &Message) {
    std::optional<StringRef> Method = Message.getString("method");
    return Method && !isForCursor(*Method);
  }

  void handle(Object &Message) {
    if (std::optional<StringRef> NewText = Message.getString("text")) {
      Text = NewText->str();
      bool IsKept = Message.getBoolean("kept").value_or(true);
      Answers->setText(Text, IsKept ? Freshness::Kept : Freshness::Fresh);
      return;
    }
    Object Head{{"id", Message.getInteger("id").value_or(0)}};
    Value Params = nullptr;
    if (Value *Given = Message.get("params"))
      Params = std::move(*Given);
    llvm::Expected<Value> Answer =
        Answers->answer(Message.getString("method").value_or(""), Params);
    if (!Answer) {
      Head["error"] = errorObject(Answer.takeError());
      (void)writeAll(Socket, framed(std::move(Head)));
      return;
    }
    (void)writeAll(Socket, framed(std::move(Head)) + framed(*Answer));
  }

  static Object errorObject(llvm::Error E) {
    int64_t Code = int64_t(llvm::lsp::ErrorCode::InternalError);
    std::string Words;
    llvm::handleAllErrors(
        std::move(E),
        [&](const llvm::lsp::LSPError &Known) {
          Code = int64_t(Known.code);
          Words = Known.message;
        },
        [&](const llvm::ErrorInfoBase &Other) { Words = Other.message(); });
    return Object{{"code", Code}, {"message", llvm::json::fixUTF8(Words)}};
  }

  int Socket;
  const AnalysisJob &Job;
  MessageReader Reader;
  std::deque<Object> Pending;
  std::string Text; ///< what Answers looks at
  std::optional<UnitAnswers> Answers;
};

/// Nothing that the compiler prints may reach the client.
void leaveProtocol(llvm::ArrayRef<int> Inherited, bool ShowsErrors) {
  for (int Descriptor : Inherited)
    close(Descriptor);
  int Nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(Nothing, STDIN_FILENO);
  dup2(Nothing, STDOUT_FILENO);
  if (!ShowsErrors)
    dup2(Nothing, STDERR_FILENO);
}

//===--- In the server
//------------------------------------------------------===//

class Process final : public AnalysisBackend {
public:
  Process(pid_t Id, int Socket) : Id(Id), Socket(Socket) {}
  // Nobody waits for it: its server ignores SIGCHLD.
  ~Process() override {
    kill(Id, SIGKILL);
    close(Socket);
  }

  int descriptor() const override { return Socket; }

  // Both sides waiting for the other one to read would wait for ever.
  void send(const Value &Message) override {
    Unsent += framed(Message);
    flush();
  }
  bool hasUnsent() const override { return !Unsent.empty(); }
  void flush() override {
    size_t Sent = 0;
    while (Sent < Unsent.size()) {
      ssize_t Count = ::send(Socket, Unsent.data() + Sent, Unsent.size() - Sent,
                             MSG_NOSIGNAL | MSG_DONTWAIT);
      if (Count < 0 && errno == EINTR)
        continue;
      if (Count < 0 && errno != EAGAIN)
        Sent = Unsent.size(); // it is gone; receive() will say so
      if (Count <= 0)
        break;
      Sent += Count;
    }
    Unsent.erase(0, Sent);
  }

  std::vector<BackendMessage> receive(bool &HasEnded) override {
    std::vector<BackendMessage> Messages;
    char Buffer[1 << 16];
    ssize_t Count = recv(Socket, Buffer, sizeof Buffer, MSG_DONTWAIT);
    HasEnded = Count == 0 || (Count < 0 && errno != EAGAIN && errno != EINTR);
    if (Count > 0)
      Reader.feed(StringRef(Buffer, Count));
    while (std::optional<std::string> Text = Reader.nextText()) {
      if (Head) { // this is its result
        Messages.push_back({std::move(*Head), std::move(*Text)});
        Head.reset();
        continue;
      }
      llvm::Expected<Value> Parsed = llvm::json::parse(*Text);
      if (!Parsed || !Parsed->getAsObject()) {
        llvm::consumeError(Parsed.takeError());
        continue;
      }
      Object &Members = *Parsed->getAsObject();
      if (Members.get("id") && !Members.get("error"))
        Head = std::move(Members);
      else
        Messages.push_back({std::move(Members), ""});
    }
    return Messages;
  }

private:
  pid_t Id;
  int Socket;
  MessageReader Reader;
  std::optional<Object> Head; ///< of an answer whose result is yet to come
  std::string Unsent;
};

llvm::Error systemError(const char *What) {
  return llvm::createStringError(std::string(What) + ": " +
                                 std::strerror(errno));
}

} // namespace

Value framewalk::toJSON(const AnalysisOutcome &Outcome) {
  Array Files;
  for (const std::string &File : Outcome.Files)
    Files.push_back(llvm::json::fixUTF8(File));
  return Object{{"compiled", Outcome.Compiled},
                {"message", llvm::json::fixUTF8(Outcome.Message)},
                {"needsUser", Outcome.NeedsUser},
                {"diagnostics", Array(Outcome.Diagnostics)},
                {"files", std::move(Files)}};
}

AnalysisOutcome framewalk::readOutcome(const Object &Message) {
  AnalysisOutcome Result;
  Result.Compiled = Message.getBoolean("compiled").value_or(false);
  Result.Message = Message.getString("message").value_or("").str();
  Result.NeedsUser = Message.getBoolean("needsUser").value_or(false);
  if (const Array *Diagnostics = Message.getArray("diagnostics"))
    Result.Diagnostics = *Diagnostics;
  if (const Array *Files = Message.getArray("files"))
    for (const Value &File : *Files)
      Result.Files.push_back(File.getAsString().value_or("").str());
  return Result;
}

llvm::Expected<std::unique_ptr<AnalysisBackend>>
framewalk::startAnalysis(const AnalysisJob &Job,
                         llvm::ArrayRef<int> Inherited) {
  int Ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Ends) != 0)
    return systemError("no connection to a process");
  const pid_t Parent = getpid();
  const pid_t Id = fork();
  if (Id < 0) {
    close(Ends[0]);
    close(Ends[1]);
    return systemError("no process");
  }
  if (Id == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != Parent)
      _exit(1);
    close(Ends[0]);
    leaveProtocol(Inherited, Job.ShowsErrors);
    if (!Job.Command.Directory.empty())
      (void)chdir(Job.Command.Directory.c_str());
    Child(Ends[1], Job).run();
    _exit(0);
  }
  close(Ends[1]);
  return std::make_unique<Process>(Id, Ends[0]);
}
