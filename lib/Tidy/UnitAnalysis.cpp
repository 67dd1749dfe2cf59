//===- UnitAnalysis.cpp ---------------------------------------------------===//

#include "Tidy/UnitAnalysis.h"

#include "Tidy/GuessedCommand.h"

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "llvm/Support/Path.h"

#include <mutex>

using namespace framewalk;
using namespace framewalk::tidy;

namespace {

/// Checks have nothing else in common that lives as long as a unit.
thread_local std::weak_ptr<UnitAnalysis> Current;

/// clang shows every action's compiler to the plugins that ask for it; checks
/// never see it. Adds nothing to the action.
class CompilerWatcher final : public clang::PluginASTAction {
public:
  bool ParseArgs(const clang::CompilerInstance &,
                 const std::vector<std::string> &) override {
    return UnitAnalysis::current() != nullptr;
  }

  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Instance,
                    llvm::StringRef) override {
    if (std::shared_ptr<UnitAnalysis> Analysis = UnitAnalysis::current())
      Analysis->adopt(Instance);
    return std::make_unique<clang::ASTConsumer>();
  }

  ActionType getActionType() override { return AddBeforeMainAction; }
};

const clang::FrontendPluginRegistry::Add<CompilerWatcher>
    Registered("framewalk-tidy", "gives framewalk's checks the compilation");

} // namespace

std::shared_ptr<UnitAnalysis> UnitAnalysis::current() { return Current.lock(); }

std::shared_ptr<UnitAnalysis> UnitAnalysis::ofThisUnit() {
  std::shared_ptr<UnitAnalysis> Known = current();
  if (!Known) {
    Known = std::make_shared<UnitAnalysis>();
    Current = Known;
  }
  return Known;
}

void UnitAnalysis::want(const Wishes &More) {
  Wanted.Findings |= More.Findings;
  Wanted.Frames |= More.Frames;
}

void UnitAnalysis::adopt(clang::CompilerInstance &Instance) {
  if (Instance.getFrontendOpts().Inputs.empty())
    return;
  Command.File = Instance.getFrontendOpts().Inputs.front().getFile().str();
  Command.Ready = Instance.getInvocationPtr();
  Command.Files = Instance.getVirtualFileSystemPtr();
  if (auto Directory = Command.Files->getCurrentWorkingDirectory())
    Command.Directory = *Directory;
}

const ExplainResult *UnitAnalysis::result() {
  if (!HasRun)
    run();
  HasRun = true;
  return Result ? &*Result : nullptr;
}

void UnitAnalysis::run() {
  if (!Command.Ready) {
    Problem = "clang-tidy has not shown how the file is compiled: nothing is "
              "known of its frames";
    return;
  }
  llvm::SmallString<256> Path(Command.File);
  llvm::sys::path::make_absolute(Command.Directory, Path);
  Guess = commandGuess(std::string(Path));
  static std::once_flag Once;
  std::call_once(Once, enableCrashRecovery);
  ExplainOptions Options;
  Options.IncludeHeaders = Wanted.Frames;
  Options.WantsFindings = Wanted.Findings;
  Options.FindingsOnly = !Wanted.Frames;
  llvm::Expected<ExplainResult> Made = explain(Command, Options);
  if (!Made) {
    Problem = llvm::toString(Made.takeError());
    return;
  }
  if (!Made->Compiled) {
    Problem = "no object can be made of " + Command.File +
              ", so it has no frames; clang says: " + Made->Diagnostics;
    return;
  }
  Result = std::move(*Made);
}
