//===- ProjectCommands.cpp - framewalk report and merge -------------------===//

#include "Commands.h"

#include "Project/BuildIndex.h"
#include "Project/ProjectRun.h"
#include "Project/UnitCache.h"
#include "Render/Html.h"
#include "Render/Json.h"
#include "Render/ProjectHtml.h"
#include "Render/ProjectJson.h"
#include "Render/ProjectMarkdown.h"
#include "Render/Sarif.h"
#include "Support/OutputFile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/raw_ostream.h"

#include <atomic>
#include <csignal>

using namespace framewalk;

namespace {

/// As a shell reports a process that an interrupt ended.
constexpr int ExitInterrupted = 128 + SIGINT;

constexpr const char *PageSuffix = ".html";

constexpr const char *IndexPage = "index.html";
constexpr const char *IndexMarkdown = "index.md";
constexpr const char *FindingsLog = "findings.sarif";
constexpr const char *IndexFiles[] = {IndexFile, IndexPage, IndexMarkdown,
                                      FindingsLog};

std::atomic<bool> IsInterrupted = false;
void onInterrupt() { IsInterrupted = true; }

/// A line on a terminal that is drawn over; nothing elsewhere.
class ProgressBar {
public:
  ProgressBar() : IsShown(llvm::sys::Process::StandardErrIsDisplayed()) {}
  ~ProgressBar() { clear(); }

  void show(size_t Done, size_t All, llvm::StringRef Name) {
    if (!IsShown)
      return;
    constexpr size_t Width = 24;
    const size_t Filled = All ? Done * Width / All : Width;
    clear();
    llvm::errs() << '[' << std::string(Filled, '#')
                 << std::string(Width - Filled, '.') << "] " << Done << '/'
                 << All << ' ' << Name.take_back(40);
    IsDrawn = true;
  }
  /// Before anything else is printed.
  void clear() {
    if (IsDrawn)
      llvm::errs() << "\r\033[K";
    IsDrawn = false;
  }

private:
  bool IsShown;
  bool IsDrawn = false;
};

/// Another build of this program may say something else: its version, and a
/// hash of its code.
std::string programName() {
  std::string Name =
      "framewalk " FRAMEWALK_VERSION " clang " LLVM_VERSION_STRING;
  std::string Self = llvm::sys::fs::getMainExecutable(nullptr, nullptr);
  if (auto Buffer = llvm::MemoryBuffer::getFile(
          Self, /*IsText=*/false, /*RequiresNullTerminator=*/false))
    Name += " " + contentHash((*Buffer)->getBuffer());
  return Name;
}

std::vector<UnitFormat> unitFormats() {
  return {{.Suffix = ".json", .Render = renderJson},
          {.Suffix = PageSuffix,
           .Render = [](const ReportDocument &Document, llvm::raw_ostream &OS) {
             renderHtml(Document, OS, {});
           }}};
}

/// Of an earlier run: it would be about reports that are no longer there.
void removeIndex(const std::string &Folder) {
  for (const char *Name : IndexFiles) {
    llvm::SmallString<256> Path(Folder);
    llvm::sys::path::append(Path, Name);
    llvm::sys::fs::remove(Path);
  }
}

/// Writes the files that are about all units.
llvm::Error writeIndex(const Options &O, ProjectSummary Units,
                       Shard Part = {}) {
  ProjectIndex Index = buildIndex(std::move(Units), O.StackBudget);
  Index.Part = Part;
  auto Write = [&](llvm::StringRef Name, auto Render) -> llvm::Error {
    llvm::SmallString<256> Path(O.OutputFile);
    llvm::sys::path::append(Path, Name);
    return writeOutput(std::string(Path), Render);
  };
  if (llvm::Error E = Write(IndexPage, [&](llvm::raw_ostream &OS) {
        renderProjectHtml(
            Index, {.UnitsFolder = UnitsFolder, .UnitSuffix = PageSuffix}, OS);
      }))
    return E;
  if (llvm::Error E = Write(IndexMarkdown, [&](llvm::raw_ostream &OS) {
        renderProjectMarkdown(Index, OS);
      }))
    return E;
  ReportDocument Findings;
  std::vector<std::string> Failures;
  for (const UnitSummary &U : Index.Units) {
    Findings.Units.push_back(U.Findings);
    if (!U.Failure.empty())
      Failures.push_back(U.Id + ": " + U.Failure);
  }
  if (llvm::Error E = Write(FindingsLog, [&](llvm::raw_ostream &OS) {
        renderSarif(Findings, OS,
                    {.ToolVersion = FRAMEWALK_VERSION,
                     .Root = "",
                     .Failures = Failures});
      }))
    return E;
  // Last: where it is, all is.
  return Write(IndexFile,
               [&](llvm::raw_ostream &OS) { renderProjectJson(Index, OS); });
}

int fail(llvm::Error Error) {
  reportError(llvm::toString(std::move(Error)));
  return ExitUsage;
}

int exitCodeOf(const ProjectSummary &Units) {
  for (const UnitSummary &U : Units)
    if (!U.Failure.empty())
      return ExitNotCompiled;
  return ExitClean;
}

} // namespace

int framewalk::runReport(const Options &O) {
  llvm::Expected<ProjectPlan> Plan =
      planProject(O.BuildFolder.empty() ? "." : O.BuildFolder, O.Root);
  if (!Plan)
    return fail(Plan.takeError());
  for (PlannedUnit &U : Plan->Units)
    addExtraArgs(O, U.Command);
  if (!Plan->OtherLanguages.empty())
    reportWarning(llvm::formatv(
        "{0} in the build {1} not C or C++ and {1} not looked at: {2}{3}",
        Plan->OtherLanguages.size() == 1
            ? "a file"
            : llvm::formatv("{0} files", Plan->OtherLanguages.size()).str(),
        Plan->OtherLanguages.size() == 1 ? "is" : "are",
        llvm::join(llvm::ArrayRef(Plan->OtherLanguages).take_front(5), ", "),
        Plan->OtherLanguages.size() > 5 ? ", ..." : ""));
  if (llvm::Error E = makeFolder(O.OutputFile))
    return fail(std::move(E));

  removeIndex(O.OutputFile);

  llvm::sys::SetInterruptFunction(onInterrupt);
  ProgressBar Bar;
  ProjectRunOptions Run;
  Run.OutputFolder = O.OutputFile;
  Run.Jobs =
      O.Jobs ? O.Jobs : llvm::hardware_concurrency().compute_thread_count();
  Run.Limit = std::chrono::seconds(O.TimeoutSeconds);
  Run.Part = O.Part;
  Run.CacheFolder = O.NoCache               ? ""
                    : O.CacheFolder.empty() ? defaultCacheFolder()
                                            : O.CacheFolder;
  Run.MostCacheBytes = O.CacheBytes;
  Run.Program = programName();
  Run.Formats = unitFormats();
  Run.KeepUnused = O.KeepUnused;
  Run.Syntax = O.Syntax;
  Run.Warn = [&](llvm::StringRef Message) {
    Bar.clear();
    reportWarning(Message.str());
  };
  Run.ShowDiagnostics = [&](llvm::StringRef Text) {
    Bar.clear();
    llvm::errs() << Text;
  };
  Run.Progress = [&](size_t Done, size_t All, llvm::StringRef Name) {
    Bar.show(Done, All, Name);
  };
  Run.ShouldStop = [] { return IsInterrupted.load(); };
  llvm::Expected<ProjectRunResult> Result = runProject(*Plan, Run);
  Bar.clear();
  if (!Result)
    return fail(Result.takeError());
  if (Result->WasStopped) {
    reportError(O.NoCache
                    ? "interrupted: there is no index"
                    : "interrupted: there is no index; what was done is "
                      "in the cache, and the next run goes on from there");
    return ExitInterrupted;
  }
  const int Code = exitCodeOf(Result->Units);
  if (llvm::Error E = writeIndex(O, std::move(Result->Units), Result->Part))
    return fail(std::move(E));
  return Code;
}

int framewalk::runMerge(const Options &O) {
  llvm::Expected<ProjectSummary> Units =
      mergeProjects(O.Files, O.OutputFile, unitFormats());
  if (!Units)
    return fail(Units.takeError());
  if (llvm::Error E = makeFolder(O.OutputFile))
    return fail(std::move(E));
  const int Code = exitCodeOf(*Units);
  if (llvm::Error E = writeIndex(O, std::move(*Units)))
    return fail(std::move(E));
  return Code;
}
