//===- ProjectRun.cpp -----------------------------------------------------===//

#include "Project/ProjectRun.h"

#include "Project/Packing.h"
#include "Project/UnitCache.h"
#include "Project/UnitWork.h"
#include "Project/Workers.h"
#include "Render/ProjectJson.h"
#include "Support/OutputFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <set>

namespace framewalk {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

class ProjectRunner {
public:
  ProjectRunner(const ProjectPlan &Plan, const ProjectRunOptions &Options)
      : Plan(Plan), Options(Options), Mine(unitsOf(Plan, Options.Part)),
        Pool(Options.Jobs, Options.Limit) {
    if (!Options.CacheFolder.empty())
      Cache.emplace(Options.CacheFolder, programKey(Options), Plan.Paths);
    Result.Units.resize(Mine.size());
    Result.Part = Options.Part;
    if (!Options.Part.isWhole())
      Result.Part.Work = workOfAll();
  }

  llvm::Expected<ProjectRunResult> run() {
    for (size_t Job = 0; Job < Mine.size() && !isStopped(); ++Job)
      if (llvm::Error E = begin(Job))
        return std::move(E);
    while (!Pool.isIdle() && !isStopped())
      if (llvm::Error E = finishOne())
        return std::move(E);
    if (Cache && HasMade)
      Cache->prune(Options.MostCacheBytes);
    Result.WasStopped = isStopped();
    return std::move(Result);
  }

private:
  /// What of the options a unit's report depends on.
  static std::string reportKey(const ProjectRunOptions &Options) {
    std::string Key;
    for (const UnitFormat &F : Options.Formats)
      Key += " " + F.Suffix;
    Key += Options.KeepUnused ? " unused" : "";
    Key += Options.Syntax == AssemblySyntax::Att ? " att" : "";
    return Key;
  }

  /// Shard::Work: the units and their flags as reports name them, since parts
  /// may be made on several machines.
  std::string workOfAll() const {
    std::string Key;
    packText(Key, reportKey(Options));
    for (const PlannedUnit &Unit : Plan.Units) {
      packText(Key, Unit.Id);
      packNumber(Key, Unit.Command.Flags.size());
      for (const std::string &Flag : Unit.Command.Flags)
        packText(Key, Plan.Paths.stripFlag(Flag));
    }
    return contentHash(Key);
  }

  /// What makes a report another one although the unit is the same.
  static std::string programKey(const ProjectRunOptions &Options) {
    std::string Key = Options.Program + reportKey(Options);
    // Clang reads these.
    for (const char *Name :
         {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "SOURCE_DATE_EPOCH",
          "GCC_INSTALL_PREFIX", "CCC_OVERRIDE_OPTIONS"})
      if (const char *Value = std::getenv(Name))
        Key += llvm::formatv("\n{0}={1}", Name, Value).str();
    return Key;
  }

  bool isStopped() const { return Options.ShouldStop(); }

  llvm::Error begin(size_t Job) {
    bool IsDone = false;
    if (Cache)
      if (llvm::Error E = takeFromCache(Job, IsDone))
        return E;
    if (IsDone)
      return llvm::Error::success();
    while (Pool.isFull() && !isStopped())
      if (llvm::Error E = finishOne())
        return E;
    if (isStopped())
      return llvm::Error::success();
    std::optional<std::string> Problem = Pool.start(Job, [&] {
      return pack(workOn(Plan, Mine[Job], Options, Cache ? &*Cache : nullptr));
    });
    if (Problem)
      fail(Job, *Problem);
    return llvm::Error::success();
  }

  llvm::Error takeFromCache(size_t Job, bool &IsDone) {
    const PlannedUnit &Unit = Mine[Job];
    bool IsDamaged = false;
    std::optional<CachedUnit> Cached = Cache->find(Unit, IsDamaged);
    std::optional<UnitSummary> Summary;
    if (Cached) {
      if (llvm::Error E = restore(*Cached, Unit, Options, IsDamaged))
        return E;
      Summary = llvm::expectedToOptional(readSummary(Cached->summary()));
      IsDamaged |= !Summary;
    }
    if (IsDamaged)
      Options.Warn(llvm::formatv("the cache's entry for '{0}' is damaged and "
                                 "is made anew",
                                 Unit.Id)
                       .str());
    if (!Summary || IsDamaged)
      return llvm::Error::success();
    Result.Units[Job] = std::move(*Summary);
    IsDone = true;
    progress(Job);
    return llvm::Error::success();
  }

  llvm::Error finishOne() {
    HasMade = true;
    std::optional<Workers::Result> Done =
        Pool.wait([&] { return isStopped(); });
    if (!Done)
      return llvm::Error::success();
    std::optional<UnitOutcome> Outcome;
    if (Done->Answer)
      Outcome = unpackOutcome(*Done->Answer);
    if (!Outcome) {
      // Interrupted with us: the whole run ends, and that is said once.
      if (!isStopped())
        fail(Done->Job, Done->Why);
      return llvm::Error::success();
    }
    if (!Outcome->WriteError.empty())
      return llvm::createStringError(Outcome->WriteError);
    if (!Outcome->CacheError.empty() && !HasCacheError) {
      HasCacheError = true;
      Options.Warn("nothing is kept in the cache: " + Outcome->CacheError);
    }
    if (!Outcome->Diagnostics.empty())
      Options.ShowDiagnostics(Outcome->Diagnostics);
    if (!Outcome->Failure.empty())
      tellFailure(Done->Job, Outcome->Failure);
    llvm::Expected<UnitSummary> Summary = readSummary(Outcome->Summary);
    if (!Summary) {
      fail(Done->Job, llvm::toString(Summary.takeError()));
      return llvm::Error::success();
    }
    Result.Units[Done->Job] = std::move(*Summary);
    progress(Done->Job);
    return llvm::Error::success();
  }

  void tellFailure(size_t Job, const std::string &Why) {
    Options.Warn(
        llvm::formatv("'{0}' is left out: {1}", Mine[Job].Id, Why).str());
  }

  void fail(size_t Job, const std::string &Why) {
    tellFailure(Job, Why);
    UnitSummary &Unit = Result.Units[Job];
    Unit.Id = Mine[Job].Id;
    Unit.Source = Unit.Findings.Source = Mine[Job].Source;
    Unit.Failure = Why;
    progress(Job);
  }

  void progress(size_t Job) {
    Options.Progress(++DoneCount, Mine.size(), Mine[Job].Id);
  }

  const ProjectPlan &Plan;
  const ProjectRunOptions &Options;
  std::vector<PlannedUnit> Mine;
  std::optional<UnitCache> Cache;
  Workers Pool;
  ProjectRunResult Result;
  size_t DoneCount = 0;
  bool HasMade = false; ///< something that was not in the cache
  bool HasCacheError = false;
};

/// Copies a unit's report. \p From and \p To: unitPath().
llvm::Error copyUnit(const std::string &From, const std::string &To,
                     const std::vector<UnitFormat> &Formats) {
  if (llvm::Error E = makeFolder(path::parent_path(To).str()))
    return E;
  for (const UnitFormat &Format : Formats) {
    auto Content =
        llvm::MemoryBuffer::getFile(From + Format.Suffix, /*IsText=*/false);
    if (!Content)
      return llvm::createStringError(
          llvm::formatv("cannot read '{0}{1}': {2}", From, Format.Suffix,
                        Content.getError().message()));
    if (llvm::Error E =
            writeOutput(To + Format.Suffix, [&](llvm::raw_ostream &OS) {
              OS << (*Content)->getBuffer();
            }))
      return E;
  }
  return llvm::Error::success();
}

/// Whether the folders to merge are all parts of one run: less would look like
/// the whole project.
class Parts {
public:
  void add(const std::string &Folder, const Shard &Part) {
    if (Part.isWhole())
      return;
    if (Found.empty()) {
      First = Part;
      FirstFolder = Folder;
    }
    if (Problem.empty() && Part.Count != First.Count)
      Problem = llvm::formatv("'{0}' is a part of {1}, others are parts of {2}",
                              Folder, Part.Count, First.Count);
    else if (Problem.empty() && Part.Work != First.Work)
      Problem = llvm::formatv("'{0}' and '{1}' are parts of different runs: "
                              "their files, flags or options are not the same",
                              FirstFolder, Folder);
    Found.insert(Part.Index);
  }

  llvm::Error check() const {
    if (!Problem.empty())
      return llvm::createStringError(Problem);
    if (Found.empty()) // each is whole
      return llvm::Error::success();
    for (unsigned I = 1; I <= First.Count; ++I)
      if (!Found.count(I))
        return llvm::createStringError(llvm::formatv(
            "the report of --shard={0}/{1} is missing", I, First.Count));
    return llvm::Error::success();
  }

private:
  Shard First;
  std::string FirstFolder;
  std::set<unsigned> Found;
  std::string Problem;
};

llvm::Expected<SavedProject> readIndex(const std::string &Folder) {
  llvm::SmallString<256> Path(Folder);
  path::append(Path, IndexFile);
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  if (!Buffer)
    return llvm::createStringError(llvm::formatv(
        "'{0}' is no finished report: its index cannot be read ({1})", Folder,
        Buffer.getError().message()));
  llvm::Expected<SavedProject> Saved = readProject((*Buffer)->getBuffer());
  if (!Saved)
    return llvm::createStringError(
        llvm::formatv("'{0}': {1}", Path, llvm::toString(Saved.takeError())));
  return Saved;
}

/// Only a part of a run may be given twice: what two reports say of one file
/// is not the same.
llvm::Error checkOnce(const std::vector<std::string> &Folders,
                      const std::vector<SavedProject> &Indices) {
  llvm::StringMap<size_t> Known;
  for (size_t I = 0; I < Indices.size(); ++I)
    for (const UnitSummary &Unit : Indices[I].Units) {
      auto [First, IsNew] = Known.try_emplace(Unit.Id, I);
      const Shard &Part = Indices[I].Part;
      const bool IsSamePart =
          !Part.isWhole() && Part.Index == Indices[First->second].Part.Index;
      if (!IsNew && !IsSamePart)
        return llvm::createStringError(llvm::formatv(
            "'{0}' and '{1}' both have '{2}': parts of one run can be merged, "
            "and reports that have no file in common ('framewalk diff' "
            "compares two)",
            Folders[First->second], Folders[I], Unit.Id));
    }
  return llvm::Error::success();
}

} // namespace

llvm::Expected<ProjectRunResult> runProject(const ProjectPlan &Plan,
                                            const ProjectRunOptions &Options) {
  return ProjectRunner(Plan, Options).run();
}

llvm::Expected<ProjectSummary>
mergeProjects(const std::vector<std::string> &Folders,
              const std::string &OutputFolder,
              const std::vector<UnitFormat> &Formats) {
  // Before anything is written.
  std::vector<SavedProject> Indices;
  Parts Given;
  for (const std::string &Folder : Folders) {
    llvm::Expected<SavedProject> Saved = readIndex(Folder);
    if (!Saved)
      return Saved.takeError();
    Given.add(Folder, Saved->Part);
    Indices.push_back(std::move(*Saved));
  }
  if (llvm::Error E = Given.check())
    return std::move(E);
  if (llvm::Error E = checkOnce(Folders, Indices))
    return std::move(E);

  ProjectSummary All;
  llvm::StringSet<> Known;
  for (const auto &[Folder, Saved] : llvm::zip_equal(Folders, Indices))
    for (UnitSummary &Unit : Saved.Units) {
      if (!Known.insert(Unit.Id).second)
        continue; // the same part, given twice
      if (Unit.Failure.empty() && Folder != OutputFolder)
        if (llvm::Error E = copyUnit(unitPath(Folder, Unit.Id),
                                     unitPath(OutputFolder, Unit.Id), Formats))
          return std::move(E);
      All.push_back(std::move(Unit));
    }
  return All;
}

} // namespace framewalk
