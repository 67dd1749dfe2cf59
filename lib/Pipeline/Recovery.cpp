//===- Recovery.cpp - A crash of clang ends one unit, not the process -----===//

#include "Pipeline/Recovery.h"

#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/thread.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <signal.h>
#include <unistd.h>
#include <vector>

using namespace framewalk;

namespace {

/// A translation unit's stack: clang recurses over the source, and what would
/// take 8 MiB in an hour is generated in a second. Only touched pages count.
constexpr unsigned StackBytes = 256u << 20;

/// "segmentation fault" and the like, from what the recovery recorded.
std::string crashName(int Code, const std::string &FatalMessage) {
  if (!FatalMessage.empty())
    return FatalMessage;
  switch (Code - 128) {
  case SIGSEGV:
    return "segmentation fault";
  case SIGABRT:
    return "abort";
  case SIGILL:
    return "illegal instruction";
  case SIGFPE:
    return "arithmetic exception";
  case SIGBUS:
    return "bus error";
  default:
    return llvm::formatv("code {0}", Code);
  }
}

/// The signals that CrashRecoveryContext answers.
constexpr int CrashSignals[] = {SIGABRT, SIGBUS,  SIGFPE,
                                SIGILL,  SIGSEGV, SIGTRAP};

/// Where the stack itself has run out, a signal's handler needs another one.
class SignalStack {
public:
  SignalStack() {
    Memory.resize(64 << 10);
    stack_t New = {};
    New.ss_sp = Memory.data();
    New.ss_size = Memory.size();
    sigaltstack(&New, &Old);
  }
  ~SignalStack() { sigaltstack(&Old, nullptr); }
  SignalStack(const SignalStack &) = delete;
  SignalStack &operator=(const SignalStack &) = delete;

private:
  std::vector<char> Memory;
  stack_t Old = {};
};

/// What LLVM's fatal error handler was told on this thread.
thread_local std::string *FatalMessageHere = nullptr;

/// LLVM would exit the process; the recovery takes it from here.
void onFatalError(void *, const char *Reason, bool) {
  if (FatalMessageHere)
    *FatalMessageHere = Reason;
  if (llvm::CrashRecoveryContext *Recovery =
          llvm::CrashRecoveryContext::GetCurrent())
    Recovery->HandleExit(70); // as clang exits after a fatal error
}

} // namespace

void framewalk::enableCrashRecovery() {
  llvm::CrashRecoveryContext::Enable();
  for (int Signal : CrashSignals) {
    struct sigaction Action;
    if (sigaction(Signal, nullptr, &Action) == 0) {
      Action.sa_flags |= SA_ONSTACK;
      sigaction(Signal, &Action, nullptr);
    }
  }
  llvm::remove_fatal_error_handler();
  llvm::install_fatal_error_handler(onFatalError);
}

namespace {

/// What the thread that works tells the one that waits.
struct Outcome {
  std::mutex Guard;
  std::condition_variable Changed;
  bool IsOver = false;
  bool HasCrashed = false;
  int Code = 0;
  std::string FatalMessage;

  void tell() {
    std::lock_guard Lock(Guard);
    IsOver = true;
    Changed.notify_one();
  }
  void await() {
    std::unique_lock Lock(Guard);
    Changed.wait(Lock, [&] { return IsOver; });
  }
};

/// On the thread that works.
void work(llvm::function_ref<void()> Work, Outcome &Result) {
  SignalStack Alternate;
  llvm::CrashRecoveryContext Recovery;
  FatalMessageHere = &Result.FatalMessage;
  Result.HasCrashed = !Recovery.RunSafely(Work);
  Result.Code = Recovery.RetCode;
  FatalMessageHere = nullptr;
  Result.tell();
  // What was under way lies on this stack, and LLVM has pointers to it (its
  // timers, which it goes through when the program ends): it stays.
  while (Result.HasCrashed)
    pause();
}

} // namespace

std::string framewalk::runSafely(llvm::function_ref<void()> Work) {
  llvm::CrashRecoveryContext::Enable(); // where a host has not
  auto Result = std::make_unique<Outcome>();
  llvm::thread Worker(std::optional<unsigned>(StackBytes),
                      [&] { work(Work, *Result); });
  Result->await();
  if (!Result->HasCrashed) {
    Worker.join();
    return "";
  }
  Worker.detach();
  Outcome &Left = *Result.release(); // the thread looks at it
  return crashName(Left.Code, Left.FatalMessage);
}
