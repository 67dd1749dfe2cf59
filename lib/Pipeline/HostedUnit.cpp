//===- HostedUnit.cpp -----------------------------------------------------===//

#include "Pipeline/HostedUnit.h"

#include "Layout/DiagnosticFindings.h"
#include "Pipeline/UnitReport.h"

using namespace framewalk;

HostedUnit::HostedUnit(CompileCommand Command, ExplainOptions Options)
    : Command(std::move(Command)), Options(std::move(Options)) {}

void HostedUnit::parsed(clang::CompilerInstance &Instance,
                        clang::ASTContext &Context,
                        llvm::function_ref<void(clang::ASTConsumer &)> Replay,
                        SourceFacts &Facts) {
  findInParsed(Instance, Context, Replay, Options, Facts, Escapes);
  HasWarnings = !diagnosticFindings(Facts).empty();
}

void HostedUnit::listen() {
  Listening.emplace(Options.Syntax);
  Listening->keepObject();
}

llvm::Expected<ExplainResult> HostedUnit::finish(CompileResult Compiled) {
  if (!Listening)
    return explain(Command, Options);
  std::optional<llvm::Expected<ExplainResult>> Result;
  const std::string Crash = runSafely([&] {
    llvm::Expected<CapturedUnit> Code = Listening->finish();
    if (!Code) {
      Result.emplace(Code.takeError());
      return;
    }
    Compiled.Flags = Command.Flags;
    Result.emplace(
        reportUnit(Command, Options, Compiled, Escapes, std::move(*Code)));
  });
  Listening.reset();
  if (Crash.empty())
    return std::move(*Result);
  return llvm::createStringError("framewalk crashed: " + Crash);
}
