//===- AnalysisChild.cpp --------------------------------------------------===//

#include "Lsp/AnalysisChild.h"

#include "Frontend/FileRecorder.h"
#include "Pipeline/Explain.h"
#include "Support/FreeMemory.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/LSP/Transport.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <cstdlib>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace framewalk;
using llvm::StringRef;
using llvm::json::Object;
using llvm::json::Value;

void AnalysisChild::warmUp() {
  const std::string File = "/framewalk-warm-up.c";
  UnsavedFiles Unsaved = {{File, "int main(void) { char c = 0; return c; }\n"}};
  ExplainOptions Options;
  Options.Unsaved = &Unsaved;
  CompileCommand Command;
  Command.File = File;
  llvm::consumeError(explain(Command, Options).takeError());
  // Room for a file of some size, which malloc keeps: a fifteenth of an
  // analysis would be the kernel's, for a page after the other.
  constexpr size_t Size = 8 << 20, Page = 4096;
  char *Room = static_cast<char *>(std::malloc(Size));
  for (size_t I = 0; Room && I < Size; I += Page)
    static_cast<volatile char *>(Room)[I] = 1;
  std::free(Room);
}

void AnalysisChild::run() {
  if (receiveJob() && analyse())
    serve();
}

bool AnalysisChild::write(StringRef Text) {
  std::lock_guard Lock(Writing);
  while (!Text.empty()) {
    ssize_t Count = ::send(Socket, Text.data(), Text.size(), MSG_NOSIGNAL);
    if (Count < 0 && errno != EINTR)
      return false;
    Text = Text.drop_front(std::max<ssize_t>(Count, 0));
  }
  return true;
}

/// What is there now. False: the server has gone.
bool AnalysisChild::receive() {
  char Buffer[1 << 16];
  ssize_t Count = 0;
  do
    Count = recv(Socket, Buffer, sizeof Buffer, 0);
  while (Count < 0 && errno == EINTR);
  if (Count <= 0)
    return false;
  Reader.feed(StringRef(Buffer, Count));
  return true;
}

bool AnalysisChild::receiveJob() {
  std::optional<std::string> Bytes;
  while (!(Bytes = Reader.nextText()))
    if (!receive())
      return false;
  Job = unpackedJob(*Bytes);
  if (!Job.Command.Directory.empty())
    (void)chdir(Job.Command.Directory.c_str());
  return true;
}

//===--- The analysis -----------------------------------------------------===//

static void explainFailure(const TranslationUnitReport &Report,
                           AnalysisOutcome &Outcome) {
  Outcome.Message = "this version does not compile";
  if (Report.Errors.empty())
    return;
  const CompilerError &First = Report.Errors.front();
  Outcome.Message += ": " + First.Message;
  Outcome.NeedsUser = !First.Position.isValid();
}

/// Whether there is something to ask for.
bool AnalysisChild::analyse() {
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
    Unit->Text = Job.text();
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
  return write(framed(Object{{"analyzed", toJSON(Outcome)}})) &&
         Outcome.Compiled;
}

//===--- Requests ---------------------------------------------------------===//

void AnalysisChild::serve() {
  do {
    while (std::optional<MessageReader::Message> M = Reader.next())
      if (Object *Message = M->Value.getAsObject())
        handle(std::move(*Message));
    giveMemoryBackIfIdle();
  } while (receive());
}

/// What the analysis has freed, where nobody asks for a while: there are as
/// many processes as documents.
void AnalysisChild::giveMemoryBackIfIdle() const {
  constexpr int While = 1000; // milliseconds
  pollfd Asked = {.fd = Socket, .events = POLLIN, .revents = 0};
  if (poll(&Asked, 1, While) == 0)
    giveFreeMemoryBack();
}

void AnalysisChild::handle(Object Message) {
  if (std::optional<int64_t> Id = Message.getInteger("cancel"))
    return cancel(*Id);
  if (std::optional<StringRef> NewText = Message.getString("text"))
    return setText(NewText->str());
  if (isForCursor(Message.getString("method").value_or("")))
    return answer(Message);
  std::lock_guard Lock(ListsGuard);
  Lists.push_back(std::move(Message));
  ListsChanged.notify_one();
  if (!std::exchange(HasListMaker, true))
    std::thread([this] { answerLists(); }).detach(); // ends with the process
}

void AnalysisChild::answerLists() {
  while (true) {
    Object Next;
    {
      std::unique_lock Lock(ListsGuard);
      ListsChanged.wait(Lock, [this] { return !Lists.empty(); });
      Next = std::move(Lists.front());
      Lists.pop_front();
    }
    std::lock_guard Lock(MakingList);
    answer(Next);
  }
}

void AnalysisChild::cancel(int64_t Id) {
  std::lock_guard Lock(ListsGuard);
  llvm::erase_if(
      Lists, [&](const Object &Each) { return Each.getInteger("id") == Id; });
}

void AnalysisChild::setText(std::string NewText) {
  std::lock_guard Lock(MakingList);
  Text = std::move(NewText);
  Answers->setText(Text);
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

void AnalysisChild::answer(Object &Message) {
  Object Head{{"id", Message.getInteger("id").value_or(0)}};
  Value Params = nullptr;
  if (Value *Given = Message.get("params"))
    Params = std::move(*Given);
  llvm::Expected<Value> Answer =
      Answers->answer(Message.getString("method").value_or(""), Params);
  if (Answer) {
    (void)write(framed(std::move(Head)) + framed(*Answer));
    return;
  }
  Head["error"] = errorObject(Answer.takeError());
  (void)write(framed(std::move(Head)));
}
