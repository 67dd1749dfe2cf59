//===- Commands.h - What the program does ---------------------------------===//
#pragma once

#include "Options.h"

#include "Frontend/CompileDatabase.h"
#include "Model/ReportDocument.h"

namespace framewalk {

/// Carries out \p O; the exit code. \p Document receives what was explained.
int runCommand(const Options &O, ReportDocument &Document);

/// `framewalk walk`.
int runWalk(const Options &O);

/// `framewalk maps --trace`.
int runTrace(const Options &O);

/// `framewalk report`.
int runReport(const Options &O);

/// `framewalk merge`.
int runMerge(const Options &O);

/// `framewalk diff`.
int runDiff(const Options &O);

/// `framewalk lsp`.
int runLsp(const Options &O);

/// The commands to compile \p File with; an error means that there is none.
llvm::Expected<std::vector<CompileCommand>>
commandsFor(const Options &O, CompileDatabases &Databases,
            const std::string &File);

/// --extra-arg and --extra-arg-before.
void addExtraArgs(const Options &O, CompileCommand &Command);

TextOptions textOptions(const Options &O);

/// Words for standard error: "framewalk: warning: ...".
void reportWarning(const std::string &Message);

/// Words for standard error: "framewalk: error: ...".
void reportError(const std::string &Message);

/// The exit codes of the contract.
enum ExitCode {
  ExitClean = 0,
  ExitFindings = 1,
  ExitUsage = 2,
  ExitNotCompiled = 3,
};

} // namespace framewalk
