//===- HostedUnit.h - The stages in a compilation of another program ------===//
#pragma once

#include "Codegen/CodeWitness.h"
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

  /// From here on this thread's code generation, with debug information, is
  /// listened to.
  void listen();
  /// The same without debug information: for findings alone. Their frames are
  /// those of code that finish() has generated again, as far as it is the same.
  void watch();
  /// With what was heard or watched. Otherwise without frames, where only
  /// findings are wanted, or else with a compilation of its own.
  llvm::Expected<ExplainResult>
  finish(CompileResult Compiled, clang::ASTContext &Context,
         llvm::function_ref<void(clang::ASTConsumer &)> Replay);

private:
  llvm::Expected<ExplainResult>
  finishHere(CompileResult &Compiled, clang::ASTContext &Context,
             llvm::function_ref<void(clang::ASTConsumer &)> Replay);
  llvm::Expected<std::optional<CapturedUnit>>
  codeAgain(const SourceFacts &Facts, clang::ASTContext &Context,
            llvm::function_ref<void(clang::ASTConsumer &)> Replay);

  void tellWhyNoPlace(std::vector<Finding> &Findings) const;

  CompileCommand Command;
  ExplainOptions Options;
  EscapeResult Escapes;
  bool HasWarnings = false; ///< of clang's, that are findings
  std::optional<Capture> Listening;
  std::optional<CodeWitness> Watching;
  /// Functions whose code, generated again, is not that of the object.
  llvm::StringSet<> Unlike;
};

} // namespace framewalk
