//===- Maps.cpp - The memory of processes ---------------------------------===//

#include "Pipeline/Maps.h"

#include "Simulation/ProgramRun.h"
#include "Simulation/TraceMemory.h"
#include "Support/Words.h"

#include "llvm/Support/FormatVariadic.h"

using namespace framewalk;

llvm::Expected<MapsReport>
framewalk::mapProcesses(const std::vector<TranslationUnitReport> &Units,
                        const SimulationOptions &Options) {
  SimulatedMachine Machine;
  std::vector<ProgramRun> Runs;
  for (const TranslationUnitReport &Unit : Units) {
    llvm::Expected<ProgramRun> Run = ProgramRun::create(Machine, Unit, Options);
    if (!Run)
      return Run.takeError();
    Runs.push_back(std::move(*Run));
  }
  return compareProcesses(Runs);
}

static std::string nameOf(const std::string &File) {
  return File == "-" ? "standard input" : "'" + File + "'";
}

static std::vector<std::string> notesOn(const TraceSummary &Summary) {
  std::vector<std::string> Notes;
  if (!Summary.Error.empty())
    Notes.push_back("the trace could not be read to its end: " + Summary.Error);
  else if (Summary.IsCut)
    Notes.push_back("the trace is cut off in the middle of a line; its last "
                    "access is left out");
  if (Summary.StrangeLines)
    Notes.push_back(llvm::formatv(
        "{0} of the trace {1} neither an access nor valgrind's own, and left "
        "out",
        counted(Summary.StrangeLines, "line"),
        Summary.StrangeLines == 1 ? "is" : "are"));
  if (Summary.Refused)
    Notes.push_back(llvm::formatv(
        "{0} access{1} to addresses that no program has: not canonical, or "
        "the kernel's",
        Summary.Refused, Summary.Refused == 1 ? "" : "es"));
  return Notes;
}

llvm::Expected<TraceReport>
framewalk::mapTrace(const std::string &File, const MmuGeometry &Tlb,
                    const std::function<void(uint64_t)> &Progress) {
  llvm::Expected<LackeyReader> Reader = LackeyReader::open(File);
  if (!Reader)
    return Reader.takeError();
  TraceSummary Summary = runTrace(*Reader, Tlb, Progress);
  if (Summary.Accesses == 0) {
    if (!Summary.Error.empty())
      return llvm::createStringError(
          llvm::formatv("cannot read {0}: {1}", nameOf(File), Summary.Error));
    return llvm::createStringError(llvm::formatv(
        "{0} holds no access: a trace has lines like ' L 1ffefffe78,8', as "
        "valgrind --tool=lackey --trace-mem=yes writes them",
        nameOf(File)));
  }
  TraceReport Report = {.File = File,
                        .Accesses = Summary.Accesses,
                        .CrossedPages = Summary.CrossedPages,
                        .TlbHits = Summary.Mmu.TlbHits,
                        .SecondLevelHits = Summary.Mmu.SecondLevelHits,
                        .Walks = Summary.Mmu.Walks,
                        .EntriesRead = Summary.Mmu.EntriesRead,
                        .PageFaults = Summary.PageFaults,
                        .Refused = Summary.Refused,
                        .Notes = notesOn(Summary),
                        .ReadError = Summary.Error};
  for (const TouchedRange &R : Summary.Ranges)
    Report.Ranges.push_back({.Begin = R.Begin,
                             .Pages = R.Pages,
                             .WasRead = R.WasRead,
                             .WasWritten = R.WasWritten,
                             .WasExecuted = R.WasExecuted});
  return Report;
}
