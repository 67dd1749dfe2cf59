//===- RunServer.cpp ------------------------------------------------------===//

#include "Lsp/RunServer.h"

#include "Lsp/Server.h"
#include "Pipeline/Explain.h"

#include "llvm/Support/LSP/Logging.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

using namespace framewalk;
using llvm::lsp::Logger;

static Logger::Level levelOf(LogLevel Level) {
  switch (Level) {
  case LogLevel::Nothing: // above all that there is
    return static_cast<Logger::Level>(int(Logger::Level::Error) + 1);
  case LogLevel::Errors:
    return Logger::Level::Error;
  case LogLevel::Messages:
    return Logger::Level::Info;
  case LogLevel::Everything:
    return Logger::Level::Debug;
  }
  return Logger::Level::Error;
}

int framewalk::runLanguageServer(const ServerOptions &Options) {
  Logger::setLogLevel(levelOf(Options.Log));
  enableCrashRecovery();
  // Nobody waits for analyses that have ended.
  signal(SIGCHLD, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  // Whatever prints to standard output does not get into the protocol.
  int Output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (Output < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
    return 1;
  return Server(Output, Options).run(STDIN_FILENO);
}
