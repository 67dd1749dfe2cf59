//===- UnitReport.h - The stages around a compilation ---------------------===//
//
// Private to lib/Pipeline: explain() runs a compilation of its own between
// these two, HostedUnit listens to one that another program runs.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Escape/Escape.h"
#include "Pipeline/Explain.h"

namespace framewalk {

/// When all is parsed (CompileOptions::WhenParsed): looks for escapes, and for
/// what could be done about them.
void findInParsed(clang::CompilerInstance &Instance, clang::ASTContext &Context,
                  llvm::function_ref<void(clang::ASTConsumer &)> Replay,
                  const ExplainOptions &Options, SourceFacts &Facts,
                  EscapeResult &Escapes);

/// The functions that had the dead locals of what was found, by their symbols.
std::vector<std::string> ownersOf(const SourceFacts &Facts,
                                  const EscapeResult &Escapes);

/// When all is compiled. \p Code is unset where there is none: the source did
/// not compile, or no finding needs it.
llvm::Expected<ExplainResult> reportUnit(const CompileCommand &Command,
                                         const ExplainOptions &Options,
                                         CompileResult &Compiled,
                                         const EscapeResult &Escapes,
                                         std::optional<CapturedUnit> Code);

} // namespace framewalk
