//===- Options.h - The command line ---------------------------------------===//
//
// LLVM's own libraries register some thousand cl::opts in every process that
// links them, `-color` and `-stats` among them, so ours would clash and theirs
// would show up in --help. The few options here are parsed by a table instead;
// response files and quoting are LLVM's.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/Capture.h"
#include "Lsp/RunServer.h"
#include "Model/Finding.h"
#include "Project/ProjectPlan.h"
#include "Render/Text.h"
#include "Simulation/OptionWords.h"
#include "Simulation/WalkQuery.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace framewalk {

enum class Command {
  Explain,
  Check,
  Walk,
  Maps,
  Report,
  Merge,
  Diff,
  Lsp,
  Help,
  Version
};
enum class Format { Text, Json, Sarif, Markdown, Html };

/// Which findings make `check` fail.
struct FailOn {
  bool Warnings = true;
  /// Or those of these rules, whatever their severity.
  std::vector<std::string> Rules;

  bool fails(const Finding &F) const;
};

enum class ColorMode { Auto, Always, Never };

struct Options {
  Command Verb = Command::Explain;
  /// For Help: the command to explain; empty: the program.
  std::string Topic;
  /// Help was not asked for, but there was no file or address.
  bool IsMissingFile = false;
  std::vector<std::string> Files;
  /// What follows `--`; unset: there was none, a database or defaults decide.
  std::optional<std::vector<std::string>> Flags;
  std::vector<std::string> ExtraArgs;
  std::vector<std::string> ExtraArgsBefore;
  std::string BuildFolder; ///< -p
  std::vector<std::string> Functions;
  bool IncludeHeaders = false;
  bool KeepUnused = false;
  AssemblySyntax Syntax = AssemblySyntax::Intel;
  Format Output = Format::Text;
  std::string OutputFile = "-";
  std::string HtmlFolder; ///< --html-dir; empty: none
  ColorMode Color = ColorMode::Auto;
  AccessDetail Accesses = AccessDetail::Auto;
  MemoryDetail Memory = MemoryDetail::Auto;
  unsigned Sections = ~0u;
  std::string ObjectFile; ///< --dump-object
  FailOn Failing;
  std::string BaselineFile;    ///< findings that are known
  std::string NewBaselineFile; ///< --write-baseline
  /// explain, check, report and merge: frames and chains of calls above that
  /// many bytes are findings; 0: none is.
  uint64_t StackBudget = 0;
  // report.
  unsigned TimeoutSeconds = 1800; ///< for one file of a project
  unsigned Jobs = 0;              ///< 0: as many as there are processors
  Shard Part;
  std::string Root;
  std::string CacheFolder; ///< empty: the user's
  bool NoCache = false;
  bool IsComment = false; ///< Markdown that fits into one on GitHub
  uint64_t CacheBytes = uint64_t(4) << 30;
  /// diff: what each side is compiled with; none: as otherwise.
  std::vector<std::vector<std::string>> SideFlags;
  LogLevel Log = LogLevel::Nothing; ///< lsp
  /// explain and maps.
  SimulationOptions Simulation;
  /// maps: a trace in place of files.
  std::string TraceFile;
  /// walk. SMEP and SMAP are off until they are asked for, so that rights are
  /// about the page tables first.
  WalkRequest Walk = {.Smep = false, .Smap = false};
  std::vector<VirtualAddress> Addresses;
  /// The names of the options given.
  std::vector<std::string> Given;
};

/// diff: a document that `framewalk explain --format=json` wrote, no source.
bool isSavedReport(llvm::StringRef File);

/// \p Arguments without the program's name. An error is a sentence that says
/// what was wrong and what would be right.
llvm::Expected<Options> parseOptions(const std::vector<std::string> &Arguments);

/// The words of --help for \p Topic: a command; anything else: the program.
std::string helpText(const std::string &Topic);

/// What the command says without a file or an address: ten lines.
std::string shortHelp(const std::string &Topic);

} // namespace framewalk
