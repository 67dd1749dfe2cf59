//===- Workers.cpp --------------------------------------------------------===//

#include "Project/Workers.h"

#include "Support/HeldSignals.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace framewalk {

/// How long a wait is at most before the question whether to stop is asked.
static constexpr int PollMilliseconds = 200;

Workers::~Workers() {
  // By a signal that lets them take away what they have half written.
  for (const Worker &W : Running)
    kill(W.Process, SIGTERM);
  for (const Worker &W : Running) {
    close(W.Pipe);
    while (waitpid(W.Process, nullptr, 0) < 0 && errno == EINTR)
      ;
  }
}

static bool writeAll(int Pipe, llvm::StringRef Text) {
  while (!Text.empty()) {
    ssize_t Count = write(Pipe, Text.data(), Text.size());
    if (Count < 0 && errno != EINTR)
      return false;
    Text = Text.drop_front(std::max<ssize_t>(Count, 0));
  }
  return true;
}

std::optional<std::string>
Workers::start(size_t Job, llvm::function_ref<std::string()> Work) {
  int Ends[2];
  if (pipe(Ends) != 0)
    return std::string("no pipe for a process: ") + std::strerror(errno);
  llvm::outs().flush();
  const pid_t Parent = getpid();
  // A signal must not meet the new process with the parent's answer to it.
  std::optional<HeldSignals> Held(std::in_place);
  const pid_t Process = fork();
  if (Process < 0) {
    close(Ends[0]);
    close(Ends[1]);
    return std::string("no process: ") + std::strerror(errno);
  }
  if (Process == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != Parent)
      _exit(1);
    close(Ends[0]);
    for (const Worker &W : Running)
      close(W.Pipe);
    // An interrupt ends this process; the parent decides what that means.
    llvm::sys::SetInterruptFunction(nullptr);
    Held.reset();
    _exit(writeAll(Ends[1], Work()) ? 0 : 1);
  }
  close(Ends[1]);
  Running.push_back({.Process = Process,
                     .Pipe = Ends[0],
                     .Job = Job,
                     .Answer = {},
                     .End = std::chrono::steady_clock::now() + Limit});
  return std::nullopt;
}

std::optional<Workers::Result> Workers::wait(llvm::function_ref<bool()> Stop) {
  while (!Running.empty() && !Stop()) {
    if (std::optional<Result> Late = endLate())
      return Late;
    llvm::SmallVector<pollfd, 16> Pipes;
    for (const Worker &W : Running)
      Pipes.push_back({.fd = W.Pipe, .events = POLLIN, .revents = 0});
    if (poll(Pipes.data(), Pipes.size(), PollMilliseconds) <= 0)
      continue;
    for (size_t I = 0; I < Pipes.size(); ++I) {
      if (!Pipes[I].revents)
        continue;
      char Buffer[1 << 16];
      ssize_t Count = read(Pipes[I].fd, Buffer, sizeof Buffer);
      if (Count > 0)
        Running[I].Answer.append(Buffer, Count);
      else if (Count == 0 || errno != EINTR)
        return finish(I);
    }
  }
  return std::nullopt;
}

std::optional<Workers::Result> Workers::endLate() {
  const auto Now = std::chrono::steady_clock::now();
  for (size_t I = 0; I < Running.size(); ++I) {
    if (Running[I].End > Now)
      continue;
    kill(Running[I].Process, SIGKILL);
    Result R = finish(I);
    R.Answer = std::nullopt;
    R.Why = llvm::formatv("it takes more than {0} seconds (--timeout)",
                          Limit.count());
    return R;
  }
  return std::nullopt;
}

Workers::Result Workers::finish(size_t Index) {
  Worker W = std::move(Running[Index]);
  Running.erase(Running.begin() + Index);
  close(W.Pipe);
  int Status = 0;
  while (waitpid(W.Process, &Status, 0) < 0 && errno == EINTR)
    ;
  Result R = {.Job = W.Job, .Answer = std::nullopt, .Why = ""};
  if (WIFEXITED(Status) && WEXITSTATUS(Status) == 0)
    R.Answer = std::move(W.Answer);
  else if (WIFSIGNALED(Status))
    R.Why = llvm::formatv("its process was ended by signal {0} ({1})",
                          WTERMSIG(Status), strsignal(WTERMSIG(Status)));
  else
    R.Why =
        llvm::formatv("its process ended with code {0}", WEXITSTATUS(Status));
  return R;
}

} // namespace framewalk
