//===- ProjectPlan.cpp ----------------------------------------------------===//

#include "Project/ProjectPlan.h"

#include "Frontend/CompileDatabase.h"
#include "Support/Paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"

#include <map>
#include <set>
#include <tuple>

namespace framewalk {

namespace fs = llvm::sys::fs;

/// Without what says where the build puts its products.
static std::vector<std::string>
withoutOutputs(const std::vector<std::string> &Flags) {
  std::vector<std::string> Kept;
  for (size_t I = 0; I < Flags.size(); ++I) {
    enum Role { Flag, Alone, WithValue };
    Role R = llvm::StringSwitch<Role>(Flags[I])
                 .Cases({"-c", "-MD", "-MMD", "-MP"}, Alone)
                 .Cases({"-o", "-MF", "-MT", "-MQ"}, WithValue)
                 .Default(Flag);
    if (R == Flag)
      Kept.push_back(Flags[I]);
    else if (R == WithValue)
      ++I;
  }
  return Kept;
}

static bool isSame(const CompileCommand &A, const CompileCommand &B) {
  return std::tie(A.Directory, A.Compiler, A.Flags) ==
         std::tie(B.Directory, B.Compiler, B.Flags);
}

static llvm::Expected<std::string>
rootOf(const std::string &Wanted, const std::vector<CompileCommand> &Commands) {
  if (Wanted.empty()) {
    std::vector<std::string> Sources;
    for (const CompileCommand &C : Commands)
      Sources.push_back(absoluteIn(C.File, C.Directory));
    return commonFolder(Sources);
  }
  llvm::SmallString<256> Here;
  fs::current_path(Here);
  std::string Root = absoluteIn(Wanted, Here);
  if (!fs::is_directory(Root))
    return llvm::createStringError(
        llvm::formatv("--root={0}: there is no such folder", Wanted));
  return Root;
}

llvm::Expected<ProjectPlan> planProject(const std::string &BuildFolder,
                                        const std::string &Root) {
  llvm::Expected<std::vector<CompileCommand>> Commands =
      CompileDatabases(BuildFolder).all();
  if (!Commands)
    return Commands.takeError();
  std::set<std::string> OtherFiles;
  llvm::erase_if(*Commands, [&](const CompileCommand &C) {
    if (CompileDatabases::isAboutC(C))
      return false;
    OtherFiles.insert(C.File);
    return true;
  });
  if (Commands->empty())
    return llvm::createStringError(
        llvm::formatv("the compilation database in '{0}' names no file in C or "
                      "C++; a report needs a compile_commands.json",
                      BuildFolder));
  llvm::Expected<std::string> Folder = rootOf(Root, *Commands);
  if (!Folder)
    return Folder.takeError();

  ProjectPlan Plan;
  Plan.OtherLanguages = {OtherFiles.begin(), OtherFiles.end()};
  Plan.Paths = RootPaths(*Folder);
  std::map<std::string, std::vector<CompileCommand>> BySource;
  for (CompileCommand &C : *Commands) {
    C.Flags = withoutOutputs(C.Flags);
    std::vector<CompileCommand> &Ways =
        BySource[Plan.Paths.relative(C.File, C.Directory)];
    if (llvm::none_of(Ways, [&](const auto &W) { return isSame(W, C); }))
      Ways.push_back(std::move(C));
  }
  for (auto &[Source, Ways] : BySource)
    for (size_t I = 0; I < Ways.size(); ++I)
      Plan.Units.push_back(
          {.Id = I ? llvm::formatv("{0}~{1}", Source, I + 1).str() : Source,
           .Source = Source,
           .Command = std::move(Ways[I])});
  return Plan;
}

std::vector<PlannedUnit> unitsOf(const ProjectPlan &Plan, Shard Part) {
  std::vector<PlannedUnit> Mine;
  for (size_t I = Part.Index - 1; I < Plan.Units.size(); I += Part.Count)
    Mine.push_back(Plan.Units[I]);
  return Mine;
}

} // namespace framewalk
