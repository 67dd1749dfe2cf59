//===- ProjectPlan.h - What a project is made of, and who does what -------===//
#pragma once

#include "Frontend/Compile.h"
#include "Model/ProjectSummary.h"
#include "Project/RootPaths.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace framewalk {

struct PlannedUnit {
  /// "src/a.c"; "src/a.c~2" for the second way that the build compiles it.
  std::string Id;
  std::string Source; ///< as RootPaths::relative() has it
  CompileCommand Command;
};

struct ProjectPlan {
  RootPaths Paths{""};
  std::vector<PlannedUnit> Units; ///< by Source, then as the build has them
  /// Files of the build that are not C or C++, as it spells them.
  std::vector<std::string> OtherLanguages;
};

/// From the compile_commands.json in \p BuildFolder. \p Root: the folder that
/// names are counted from; empty: the deepest that all sources are in. Commands
/// that say the same of the same file are one. An error is a sentence.
llvm::Expected<ProjectPlan> planProject(const std::string &BuildFolder,
                                        const std::string &Root);

/// The units of \p Part: every Count-th.
std::vector<PlannedUnit> unitsOf(const ProjectPlan &Plan, Shard Part);

} // namespace framewalk
