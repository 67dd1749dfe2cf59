//===- UnitWork.cpp -------------------------------------------------------===//

#include "Project/UnitWork.h"

#include "Project/Packing.h"
#include "Project/StripRoot.h"
#include "Project/SummarizeUnit.h"
#include "Render/HtmlAnchors.h"
#include "Render/ProjectJson.h"
#include "Render/ProjectWords.h"
#include "Support/OutputFile.h"
#include "Support/Paths.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>

namespace framewalk {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

std::string pack(const UnitOutcome &O) {
  std::string Packed;
  for (const std::string *Part :
       {&O.Summary, &O.Failure, &O.Diagnostics, &O.WriteError, &O.CacheError})
    packText(Packed, *Part);
  return Packed;
}

std::optional<UnitOutcome> unpackOutcome(llvm::StringRef Packed) {
  UnitOutcome O;
  Unpacker Parts(Packed);
  for (std::string *Part :
       {&O.Summary, &O.Failure, &O.Diagnostics, &O.WriteError, &O.CacheError})
    *Part = Parts.text().str();
  if (!Parts.isGood())
    return std::nullopt;
  return O;
}

std::string unitPath(const std::string &OutputFolder, const std::string &Id) {
  llvm::SmallString<256> Path(OutputFolder);
  path::append(Path, UnitsFolder, unitFileName(Id));
  return std::string(Path);
}

static llvm::Error writeUnitFile(const std::string &Path,
                                 llvm::StringRef Content) {
  if (llvm::Error E = makeFolder(path::parent_path(Path).str()))
    return E;
  return writeOutput(Path, [&](llvm::raw_ostream &OS) { OS << Content; });
}

namespace {

class UnitWorker {
public:
  UnitWorker(const ProjectPlan &Plan, const PlannedUnit &Unit,
             const ProjectRunOptions &Options, const UnitCache *Cache)
      : Paths(Plan.Paths), Unit(Unit), Options(Options), Cache(Cache) {
    // Where reports go is seen from the folder that we are about to leave.
    OutputFolder = absolutePath(Options.OutputFolder);
  }

  UnitOutcome run() {
    // A date in the source must not make a report another one.
    setenv("SOURCE_DATE_EPOCH", "0", /*overwrite=*/0);
    if (std::error_code Error = fs::set_current_path(Unit.Command.Directory))
      return failed(llvm::formatv("its folder '{0}' cannot be entered: {1}",
                                  Paths.relative(Unit.Command.Directory, "/"),
                                  Error.message()));
    ExplainOptions Wanted;
    Wanted.IncludeHeaders = true;
    Wanted.KeepUnused = Options.KeepUnused;
    Wanted.Syntax = Options.Syntax;
    Wanted.IsLast = true;
    Wanted.WantsFindings = true;
    Wanted.Recorder = &Recorder;
    llvm::Expected<ExplainResult> Result = explain(Unit.Command, Wanted);
    if (!Result)
      return failed(llvm::toString(Result.takeError()));
    if (!Result->Compiled) {
      failed("it does not compile");
      Outcome.Diagnostics = Paths.strip(Result->Diagnostics);
      return Outcome;
    }
    Result->Report.Source = Unit.Source;
    nameFromRoot(Result->Report, Paths.withHeadersIn(Result->IncludeFolders),
                 Unit.Command.Directory);
    // Reports show lines of the sources, by their names from the root.
    if (std::error_code Error =
            fs::set_current_path(Paths.root().empty() ? "/" : Paths.root()))
      return failed(llvm::formatv("the root '{0}' cannot be entered: {1}",
                                  Paths.root(), Error.message()));
    write(std::move(Result->Report));
    return Outcome;
  }

private:
  UnitOutcome failed(std::string Why) {
    Outcome.Failure = Paths.strip(Why);
    UnitSummary Summary;
    Summary.Id = Unit.Id;
    Summary.Source = Summary.Findings.Source = Unit.Source;
    Summary.Failure = Outcome.Failure;
    keep(Summary);
    return Outcome;
  }

  void keep(const UnitSummary &Summary) {
    llvm::raw_string_ostream OS(Outcome.Summary);
    renderSummary(Summary, OS);
  }

  void write(TranslationUnitReport Report) {
    ReportDocument Document;
    Document.Target = Report.Target;
    Document.Units.push_back(std::move(Report));
    UnitSummary Summary = summarizeUnit(Document.Units.front(), Unit.Id);
    const UnitAnchors Anchors = std::move(makeAnchors(Document).front());
    for (size_t I = 0; I < Summary.Functions.size(); ++I)
      Summary.Functions[I].Anchor = Anchors.of(I);
    keep(Summary);
    std::vector<UnitFile> Files;
    for (const UnitFormat &Format : Options.Formats) {
      UnitFile &File = Files.emplace_back();
      File.Suffix = Format.Suffix;
      llvm::raw_string_ostream OS(File.Content);
      Format.Render(Document, OS);
      if (llvm::Error E = writeUnitFile(
              unitPath(OutputFolder, Unit.Id) + Format.Suffix, File.Content)) {
        Outcome.WriteError = llvm::toString(std::move(E));
        return;
      }
    }
    if (!Cache)
      return;
    if (llvm::Error E =
            Cache->store(Unit, Recorder.answers(), Outcome.Summary, Files))
      Outcome.CacheError = llvm::toString(std::move(E));
  }

  const RootPaths &Paths;
  const PlannedUnit &Unit;
  const ProjectRunOptions &Options;
  const UnitCache *Cache;
  std::string OutputFolder;
  FileRecorder Recorder;
  UnitOutcome Outcome;
};

} // namespace

UnitOutcome workOn(const ProjectPlan &Plan, const PlannedUnit &Unit,
                   const ProjectRunOptions &Options, const UnitCache *Cache) {
  return UnitWorker(Plan, Unit, Options, Cache).run();
}

static bool isThere(const std::string &Path, const CachedUnit::File &File) {
  uint64_t Size = 0;
  if (fs::file_size(Path, Size) || Size != File.Size)
    return false;
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  return Buffer && contentHash((*Buffer)->getBuffer()) == File.Hash;
}

llvm::Error restore(const CachedUnit &Cached, const PlannedUnit &Unit,
                    const ProjectRunOptions &Options, bool &IsDamaged) {
  IsDamaged = false;
  for (const CachedUnit::File &File : Cached.files()) {
    const std::string Path =
        unitPath(Options.OutputFolder, Unit.Id) + File.Suffix;
    if (isThere(Path, File))
      continue;
    llvm::Expected<std::string> Content = Cached.content(File);
    if (!Content) {
      llvm::consumeError(Content.takeError());
      IsDamaged = true;
      return llvm::Error::success();
    }
    if (llvm::Error E = writeUnitFile(Path, *Content))
      return E;
  }
  return llvm::Error::success();
}

} // namespace framewalk
