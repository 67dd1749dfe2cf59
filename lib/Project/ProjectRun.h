//===- ProjectRun.h - Reports of all units of a project -------------------===//
#pragma once

#include "Model/ProjectIndex.h"
#include "Model/ReportDocument.h"
#include "Pipeline/Explain.h"
#include "Project/ProjectPlan.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// A kind of report that each unit gets.
struct UnitFormat {
  std::string Suffix; ///< ".json"
  std::function<void(const ReportDocument &, llvm::raw_ostream &)> Render;
};

struct ProjectRunOptions {
  std::string OutputFolder;
  unsigned Jobs = 1;
  /// A unit that takes longer is given up.
  std::chrono::seconds Limit = std::chrono::hours(1);
  Shard Part;
  /// Empty: none.
  std::string CacheFolder;
  uint64_t MostCacheBytes = 0; ///< after the run
  /// Everything about this program that its reports depend on.
  std::string Program;
  std::vector<UnitFormat> Formats;
  bool KeepUnused = false;
  AssemblySyntax Syntax = AssemblySyntax::Intel;
  /// For people, at once: what went wrong with one file or with the cache, and
  /// clang's words for a file that does not compile.
  std::function<void(llvm::StringRef)> Warn;
  std::function<void(llvm::StringRef Diagnostics)> ShowDiagnostics;
  /// Units done, and of how many.
  std::function<void(size_t Done, size_t All, llvm::StringRef Name)> Progress;
  /// Asked now and then.
  std::function<bool()> ShouldStop;
};

struct ProjectRunResult {
  /// Those that failed among them.
  ProjectSummary Units;
  Shard Part; ///< of Options, with its Work
  bool WasStopped = false;
};

/// The folder of the units' reports below the project's.
inline constexpr const char *UnitsFolder = "units";

/// Writes the reports of the units of \p Options.Part below
/// OutputFolder/units. One that fails is told of and does not stop the others;
/// an error means that the reports cannot be written.
llvm::Expected<ProjectRunResult> runProject(const ProjectPlan &Plan,
                                            const ProjectRunOptions &Options);

/// Puts the units of other reports' folders together: reads their indices and
/// copies their files. An error is a sentence.
llvm::Expected<ProjectSummary>
mergeProjects(const std::vector<std::string> &Folders,
              const std::string &OutputFolder,
              const std::vector<UnitFormat> &Formats);

/// The name of the index that is read again.
inline constexpr const char *IndexFile = "index.json";

} // namespace framewalk
