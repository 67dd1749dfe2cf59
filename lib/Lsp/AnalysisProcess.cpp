//===- AnalysisProcess.cpp ------------------------------------------------===//

#include "Lsp/AnalysisProcess.h"

#include "Lsp/AnalysisChild.h"
#include "Lsp/MessageReader.h"
#include "Support/FreeMemory.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace framewalk;
using llvm::StringRef;
using llvm::json::Object;
using llvm::json::Value;

namespace {

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

llvm::Error systemError(const char *What) {
  return llvm::createStringError(std::string(What) + ": " +
                                 std::strerror(errno));
}

} // namespace

class AnalysisProcesses::Process final : public AnalysisBackend {
public:
  Process(pid_t Id, int Socket) : Id(Id), Socket(Socket) {}
  // Nobody waits for it: its server ignores SIGCHLD.
  ~Process() override {
    kill(Id, SIGKILL);
    close(Socket);
  }

  int descriptor() const override { return Socket; }
  bool isAlive() const {
    char Byte = 0;
    return recv(Socket, &Byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
  }

  // Both sides waiting for the other one to read would wait for ever.
  void send(const Value &Message) override { sendText(framed(Message)); }
  void sendText(std::string Framed) {
    if (hasUnsent())
      Unsent += Framed;
    else
      Unsent = std::move(Framed);
    flush();
  }
  bool hasUnsent() const override { return !Unsent.empty(); }
  void flush() override {
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
    if (Sent < Unsent.size())
      return;
    Unsent = {};
    Sent = 0;
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
  size_t Sent = 0; ///< of that, what has gone
};

AnalysisProcesses::AnalysisProcesses(bool ShowsErrors)
    : ShowsErrors(ShowsErrors) {}
AnalysisProcesses::~AnalysisProcesses() = default;

llvm::Expected<std::unique_ptr<AnalysisProcesses::Process>>
AnalysisProcesses::makeProcess(bool IsSpare,
                               llvm::ArrayRef<int> Inherited) const {
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
    leaveProtocol(Inherited, ShowsErrors);
    if (IsSpare)
      AnalysisChild::warmUp();
    AnalysisChild(Ends[1]).run();
    _exit(0);
  }
  close(Ends[1]);
  return std::make_unique<Process>(Id, Ends[0]);
}

llvm::Expected<std::unique_ptr<AnalysisBackend>>
AnalysisProcesses::start(const AnalysisJob &Job,
                         llvm::ArrayRef<int> Inherited) {
  std::unique_ptr<Process> Chosen = std::move(Spare);
  if (!Chosen || !Chosen->isAlive()) {
    auto Made = makeProcess(/*IsSpare=*/false, Inherited);
    if (!Made)
      return Made.takeError();
    Chosen = std::move(*Made);
  }
  Chosen->sendText(framedText(packed(Job)));
  return Chosen;
}

void AnalysisProcesses::makeSpare(llvm::ArrayRef<int> Inherited) {
  giveFreeMemoryBack(); // or two have it
  if (auto Made = makeProcess(/*IsSpare=*/true, Inherited))
    Spare = std::move(*Made);
  else // there is none, then
    llvm::consumeError(Made.takeError());
}
