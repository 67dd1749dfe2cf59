//===- Actions.cpp - Where clang meets the plugin -------------------------===//

#include "Plugin/Actions.h"

#include "Plugin/PluginRun.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/MultiplexConsumer.h"

using namespace framewalk;
using namespace framewalk::plugin;

namespace {

/// clang makes both consumers one after the other, and gives them nothing in
/// common: of the unit that is being set up on this thread.
thread_local std::shared_ptr<PluginRun> SettingUp;

using Consumers = std::vector<std::unique_ptr<clang::ASTConsumer>>;

Consumers listOf(std::unique_ptr<clang::ASTConsumer> One) {
  Consumers List;
  List.push_back(std::move(One));
  return List;
}

/// Passes on what the parser tells.
class Reader final : public clang::MultiplexConsumer {
public:
  explicit Reader(std::shared_ptr<PluginRun> Given)
      : MultiplexConsumer(listOf(Given->takeReader())), Run(std::move(Given)) {}

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    Run->beforeCode(Context, [this, &Context] {
      MultiplexConsumer::HandleTranslationUnit(Context);
    });
  }

private:
  std::shared_ptr<PluginRun> Run;
};

class Reporter final : public clang::ASTConsumer {
public:
  explicit Reporter(std::shared_ptr<PluginRun> Run) : Run(std::move(Run)) {}
  void HandleTranslationUnit(clang::ASTContext &Context) override {
    Run->afterCode(Context);
  }

private:
  std::shared_ptr<PluginRun> Run;
};

} // namespace

/// Modules and precompiled headers are no units of their own.
static bool compilesUnit(const clang::CompilerInstance &Instance) {
  switch (Instance.getFrontendOpts().ProgramAction) {
  case clang::frontend::EmitObj:
  case clang::frontend::EmitAssembly:
  case clang::frontend::EmitBC:
  case clang::frontend::EmitLLVM:
  case clang::frontend::ParseSyntaxOnly:
    return true;
  default:
    return false;
  }
}

bool ReaderAction::ParseArgs(const clang::CompilerInstance &Instance,
                             const std::vector<std::string> &Arguments) {
  // A compilation of our own, within clang's process, is not read along.
  if (Instance.getFrontendOpts().Plugins.empty() || !compilesUnit(Instance))
    return false;
  llvm::Expected<PluginOptions> Parsed = parsePluginOptions(Arguments);
  if (!Parsed) {
    clang::DiagnosticsEngine &Engine = Instance.getDiagnostics();
    Engine.Report(Engine.getCustomDiagID(clang::DiagnosticsEngine::Error, "%0"))
        << llvm::toString(Parsed.takeError());
    return false;
  }
  Options = std::move(*Parsed);
  return true;
}

std::unique_ptr<clang::ASTConsumer>
ReaderAction::CreateASTConsumer(clang::CompilerInstance &Instance,
                                llvm::StringRef) {
  SettingUp = std::make_shared<PluginRun>(Instance, Options);
  return std::make_unique<Reader>(SettingUp);
}

bool ReporterAction::ParseArgs(const clang::CompilerInstance &,
                               const std::vector<std::string> &) {
  return SettingUp != nullptr;
}

std::unique_ptr<clang::ASTConsumer>
ReporterAction::CreateASTConsumer(clang::CompilerInstance &, llvm::StringRef) {
  return std::make_unique<Reporter>(std::move(SettingUp));
}
