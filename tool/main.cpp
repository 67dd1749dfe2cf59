//===- main.cpp - framewalk -----------------------------------------------===//

#include "Commands.h"
#include "Manual.h"
#include "Options.h"

#include "Pipeline/Explain.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

static int printHelp(const Options &O) {
  llvm::StringRef Topic = O.Topic;
  if (Topic == "--man") {
    llvm::outs() << manualPage();
    return ExitClean;
  }
  if (Topic.consume_front("--completion=")) {
    std::optional<std::string> Script = completionScript(Topic);
    if (!Script) {
      reportError(O.Topic + ": choose one of bash, zsh, fish");
      return ExitUsage;
    }
    llvm::outs() << *Script;
    return ExitClean;
  }
  if (!O.IsMissingFile) {
    llvm::outs() << helpText(O.Topic);
    return ExitClean;
  }
  llvm::errs() << shortHelp(O.Topic);
  return ExitUsage;
}

static int printVersion() {
  llvm::outs() << "framewalk " FRAMEWALK_VERSION
                  " with clang " LLVM_VERSION_STRING "\n";
  return ExitClean;
}

int main(int Count, char **Arguments) {
  llvm::Expected<Options> Parsed =
      parseOptions(std::vector<std::string>(Arguments + 1, Arguments + Count));
  if (!Parsed) {
    reportError(llvm::toString(Parsed.takeError()));
    return ExitUsage;
  }
  switch (Parsed->Verb) {
  case Command::Help:
    return printHelp(*Parsed);
  case Command::Version:
    return printVersion();
  case Command::Walk:
    return runWalk(*Parsed);
  case Command::Maps:
    if (!Parsed->TraceFile.empty())
      return runTrace(*Parsed);
    break;
  case Command::Report:
    enableCrashRecovery();
    return runReport(*Parsed);
  case Command::Merge:
    return runMerge(*Parsed);
  case Command::Diff:
    enableCrashRecovery();
    return runDiff(*Parsed);
  case Command::Lsp:
    return runLsp(*Parsed);
  case Command::Explain:
  case Command::Check:
    break;
  }
  enableCrashRecovery();
  ReportDocument Document;
  int Code = runCommand(*Parsed, Document);
#ifdef NDEBUG
  // All is written. A large report has some million pieces, and freeing each
  // before the process ends takes 2 % of its time.
  llvm::sys::Process::Exit(Code, /*NoCleanup=*/true);
#endif
  return Code;
}
