//===- HostedUnit.h - The stages in a compilation of another program ------===//
#pragma once

#include "Escape/Escape.h"
#include "Pipeline/Explain.h"

#include <optional>
#include <string>

namespace framewalk {

/// explain(), where clang compiles for its user and lets us read along: the
/// code is the user's, and is generated once.
class HostedUnit {
public:
  HostedUnit(CompileCommand Command, ExplainOptions Options);

  /// For CompileOptions::WhenParsed.
  void parsed(clang::CompilerInstance &Instance, clang::ASTContext &Context,
              llvm::function_ref<void(clang::ASTConsumer &)> Replay,
              SourceFacts &Facts);
  bool hasFindings() const { return !Escapes.Findings.empty() || HasWarnings; }

  /// From here on this thread's code generation is listened to.
  void listen();
  /// With what was heard, where listen() was called; otherwise with a
  /// compilation of its own.
  llvm::Expected<ExplainResult> finish(CompileResult Compiled);

private:
  CompileCommand Command;
  ExplainOptions Options;
  EscapeResult Escapes;
  bool HasWarnings = false; ///< of clang's, that are findings
  std::optional<Capture> Listening;
};

} // namespace framewalk
