//===- MapsText.cpp - A process's memory as text --------------------------===//

#include "Render/Maps.h"

#include "Support/Markup.h"
#include "Support/Words.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <algorithm>

using namespace framewalk;

namespace {

/// Contents of one area that are listed before the rest is counted.
constexpr size_t MostContents = 24;
/// Events, and pages of several processes, that are listed.
constexpr size_t MostEvents = 24;
constexpr size_t MostPages = 40;
/// Names in one line of a summary.
constexpr size_t MostNames = 6;
/// Ranges of a trace that are listed; a browser has some thousand.
constexpr size_t MostRanges = 200;

std::string hex(VirtualAddress A) { return fmt::format("{:#x}", A.Value); }

/// How many of \p Count are listed: one line more is no shorter than saying
/// that there is one more.
size_t shownOf(size_t Count, size_t Most) {
  return Count <= Most + 1 ? Count : Most;
}

void addRest(Markup &M, size_t Count) {
  if (Count)
    M.paragraph(
        StyledText(fmt::format("and {} more; --format=json has all", Count),
                   Style::Dim),
        2);
}

//===----------------------------------------------------------------------===//
// pmap -x
//===----------------------------------------------------------------------===//

/// Its columns, as procps writes them. A column of its own, Swap, only where
/// something is swapped out.
class PmapTable {
public:
  explicit PmapTable(const ProgramMemory &P) : Process(P) {
    for (const MemoryArea &A : P.Areas)
      HasSwap = HasSwap || A.SwappedBytes != 0;
  }

  void addTo(Markup &M) {
    T.row({StyledText(line("Address", "Kbytes", "RSS", "Dirty", "Swap") +
                          " Mode  Mapping",
                      Style::Dim)});
    MemoryArea Total;
    for (const MemoryArea &A : Process.Areas) {
      add(A);
      Total.Bytes += A.Bytes;
      Total.ResidentBytes += A.ResidentBytes;
      Total.DirtyBytes += A.DirtyBytes;
      Total.SwappedBytes += A.SwappedBytes;
    }
    T.row({StyledText(
        line("----------------", "-------", "-------", "-------", "-------"),
        Style::Dim)});
    T.row({StyledText(numbers("total kB", Total))});
    M.table(std::move(T));
  }

private:
  std::string line(std::string_view Address, std::string_view Kbytes,
                   std::string_view Rss, std::string_view Dirty,
                   std::string_view Swap) const {
    std::string Text =
        fmt::format("{:<16} {:>7} {:>7} {:>7}", Address, Kbytes, Rss, Dirty);
    if (HasSwap)
      Text += fmt::format(" {:>7}", Swap);
    return Text;
  }
  std::string numbers(std::string_view Address, const MemoryArea &A) const {
    auto KiB = [](uint64_t Bytes) { return fmt::format("{}", Bytes >> 10); };
    return line(Address, KiB(A.Bytes), KiB(A.ResidentBytes), KiB(A.DirtyBytes),
                KiB(A.SwappedBytes));
  }
  void add(const MemoryArea &A) {
    // Two blanks more where it is no file: so does pmap.
    bool IsFile = !A.Mapping.starts_with("[");
    T.row({StyledText(fmt::format(
        "{} {} {}{}", numbers(fmt::format("{:016x}", A.Begin.Value), A), A.Mode,
        IsFile ? "" : "  ", A.Mapping))});
  }

  const ProgramMemory &Process;
  bool HasSwap = false;
  Table T{{Column{}}, 0};
};

//===----------------------------------------------------------------------===//
// The frames
//===----------------------------------------------------------------------===//

void addFrames(Markup &M, const ProgramMemory &P) {
  if (P.Frames.empty())
    return;
  M.gap();
  M.heading(StyledText(P.Frames.size() == 1 ? "the frame on the stack"
                                            : "the frames on the stack",
                       Style::Strong));
  std::vector<Column> Columns(5);
  const char *Titles[] = {"", "CFA", "down to", "bytes", "return address"};
  for (size_t C = 0; C < Columns.size(); ++C)
    Columns[C].Title = Titles[C];
  Columns[3].Side = Align::Right;
  Table T(std::move(Columns));
  for (const PlacedFrame &F : P.Frames)
    T.row({StyledText(F.Function, Style::Name),
           StyledText(hex(F.Cfa), Style::Address),
           StyledText(hex(F.Lowest), Style::Address),
           StyledText(fmt::format("{}", F.Cfa - F.Lowest)),
           F.ReturnAddress.Value
               ? StyledText(hex(F.ReturnAddress), Style::Address)
               : StyledText("the caller's, not shown", Style::Dim)});
  M.table(std::move(T));
}

//===----------------------------------------------------------------------===//
// Areas against variables
//===----------------------------------------------------------------------===//

StyledText areaText(const MemoryArea &A) {
  return StyledText(fmt::format("{} {}", A.Mode.substr(0, 3), A.Purpose));
}

void addContents(Markup &M, const ProgramMemory &P) {
  bool HasContents =
      std::any_of(P.Areas.begin(), P.Areas.end(),
                  [](const MemoryArea &A) { return !A.Contents.empty(); });
  if (!HasContents)
    return;
  M.gap();
  M.heading(StyledText("what the operating system knows, and what it does not",
                       Style::Strong));
  std::vector<Column> Columns(6);
  const char *Titles[] = {"it knows", "", "it does not", "bytes", "", ""};
  for (size_t C = 0; C < Columns.size(); ++C)
    Columns[C].Title = Titles[C];
  Columns[3].Side = Align::Right;
  Columns[4].MaxWidth = 40;
  Table T(std::move(Columns));
  for (const MemoryArea &A : P.Areas) {
    std::vector<StyledText> Cells = {StyledText(hex(A.Begin), Style::Address),
                                     areaText(A)};
    size_t Count = A.Contents.size();
    size_t Shown = shownOf(Count, MostContents);
    if (Count == 0)
      T.row(std::move(Cells));
    for (size_t I = 0; I < Shown; ++I) {
      const AreaContent &C = A.Contents[I];
      if (I != 0)
        Cells = {"", ""};
      Cells.emplace_back(hex(C.Begin), Style::Address);
      Cells.emplace_back(C.Size ? fmt::format("{}", C.Size) : "");
      Cells.emplace_back(C.Name, Style::Name);
      Cells.emplace_back(C.Kind, Style::Dim);
      T.row(std::move(Cells));
      Cells.clear();
    }
    if (Shown < Count)
      T.row(
          {"", "",
           StyledText(fmt::format("and {} more", Count - Shown), Style::Dim)});
  }
  M.table(std::move(T));
}

void addEvents(Markup &M, const ProgramMemory &P) {
  if (P.Events.empty())
    return;
  M.gap();
  M.heading(StyledText("what happened", Style::Strong));
  size_t Shown = shownOf(P.Events.size(), MostEvents);
  for (size_t I = 0; I < Shown; ++I)
    M.paragraph(stopped(P.Events[I]), 2);
  addRest(M, P.Events.size() - Shown);
}

//===----------------------------------------------------------------------===//
// Several processes
//===----------------------------------------------------------------------===//

void addIsolation(Markup &M, const MapsReport &Report) {
  if (Report.Processes.size() < 2)
    return;
  M.gap();
  M.heading(
      StyledText("isolation: the same address in each process", Style::Strong));
  if (Report.Isolation.empty()) {
    M.paragraph("no page is present in two of them", 2);
    return;
  }
  std::vector<Column> Columns(1);
  Columns[0].Title = "page";
  for (const ProgramMemory &P : Report.Processes)
    Columns.emplace_back().Title = P.Name;
  Columns.emplace_back().Wrap = true;
  Table T(std::move(Columns));
  size_t Shown = shownOf(Report.Isolation.size(), MostPages);
  for (size_t I = 0; I < Shown; ++I) {
    const ComparedPage &C = Report.Isolation[I];
    std::vector<StyledText> Cells = {StyledText(hex(C.Page), Style::Address)};
    for (const std::optional<PhysicalAddress> &F : C.Frames)
      Cells.push_back(
          F ? StyledText(fmt::format("frame {:#x}", F->Value), Style::Address)
            : StyledText("not present", Style::Dim));
    Cells.emplace_back(C.Note, Style::Dim);
    T.row(std::move(Cells));
  }
  M.table(std::move(T));
  addRest(M, Report.Isolation.size() - Shown);
}

//===----------------------------------------------------------------------===//
// Traces
//===----------------------------------------------------------------------===//

std::string grouped(uint64_t Value) {
  std::string Text = fmt::format("{}", Value);
  for (size_t At = Text.size(); At > 3;)
    Text.insert(At -= 3, ",");
  return Text;
}

std::string share(uint64_t Part, uint64_t Whole) {
  return Whole ? fmt::format("{:.2f} %", 100.0 * double(Part) / double(Whole))
               : "";
}

void addRanges(Markup &M, const TraceReport &R) {
  Table T({Column{}}, 0);
  T.row({StyledText(
      fmt::format("{:<16} {:>7} {:>7}  Mode", "Address", "Kbytes", "pages"),
      Style::Dim)});
  uint64_t Pages = 0;
  size_t Shown = shownOf(R.Ranges.size(), MostRanges);
  for (size_t I = 0; I < R.Ranges.size(); ++I) {
    const TracedRange &Range = R.Ranges[I];
    Pages += Range.Pages;
    if (I < Shown)
      T.row({StyledText(fmt::format(
          "{:016x} {:>7} {:>7}  {}{}{}", Range.Begin.Value, Range.Pages * 4,
          Range.Pages, Range.WasRead ? 'r' : '-', Range.WasWritten ? 'w' : '-',
          Range.WasExecuted ? 'x' : '-'))});
  }
  if (Shown < R.Ranges.size())
    T.row({StyledText(fmt::format("and {} ranges more; --format=json has all",
                                  R.Ranges.size() - Shown),
                      Style::Dim)});
  T.row({StyledText("---------------- ------- -------", Style::Dim)});
  T.row({StyledText(
      fmt::format("{:<16} {:>7} {:>7}", "total kB", Pages * 4, Pages))});
  M.table(std::move(T));
}

void addStatistics(Markup &M, const TraceReport &R) {
  M.gap();
  uint64_t Translations = R.TlbHits + R.Walks;
  Column Name, Value, Share, Note;
  Value.Side = Share.Side = Align::Right;
  Table T({Name, Value, Share, Note}, 0);
  auto Row = [&](const char *Name, uint64_t Value, std::string Share = "",
                 std::string Note = "") {
    T.row({StyledText(Name), StyledText(grouped(Value)),
           StyledText(std::move(Share)),
           StyledText(std::move(Note), Style::Dim)});
  };
  Row("accesses", R.Accesses, "",
      R.CrossedPages
          ? fmt::format("{} of them lie on two pages", grouped(R.CrossedPages))
          : "");
  Row("translations", Translations);
  Row("  TLB hits", R.TlbHits, share(R.TlbHits, Translations),
      R.SecondLevelHits ? fmt::format("{} of them in the second level",
                                      grouped(R.SecondLevelHits))
                        : "");
  Row("  walks", R.Walks, share(R.Walks, Translations),
      fmt::format("{} entries read from page tables", grouped(R.EntriesRead)));
  Row("page faults", R.PageFaults, "", "first touches");
  M.table(std::move(T));
}

//===----------------------------------------------------------------------===//
// The summary of one line per area
//===----------------------------------------------------------------------===//

/// "counter, table, and 3 more", or how many of each kind where there are many.
std::string summaryOf(const MemoryArea &A) {
  std::string Text;
  if (A.Contents.size() <= MostNames) {
    for (const AreaContent &C : A.Contents)
      Text += (Text.empty() ? "" : ", ") + C.Name;
    return Text;
  }
  std::vector<std::pair<std::string, uint64_t>> Kinds;
  for (const AreaContent &C : A.Contents) {
    auto Known = std::find_if(Kinds.begin(), Kinds.end(),
                              [&](const auto &K) { return K.first == C.Kind; });
    if (Known == Kinds.end())
      Kinds.emplace_back(C.Kind, 1);
    else
      ++Known->second;
  }
  for (const auto &[Kind, Count] : Kinds)
    Text += (Text.empty() ? "" : ", ") + counted(Count, Kind);
  return Text;
}

/// The thread control block and the canary are in every program.
bool holdsSomethingOfItsOwn(const MemoryArea &A) {
  return std::any_of(A.Contents.begin(), A.Contents.end(),
                     [](const AreaContent &C) {
                       return C.Kind != "its own address" && C.Kind != "canary";
                     });
}

} // namespace

void framewalk::addAreaSummary(Markup &M, const ProgramMemory &P) {
  std::vector<Column> Columns(5);
  const char *Titles[] = {"address", "Kbytes", "", "the kernel's area",
                          "what it does not know: there lies"};
  for (size_t C = 0; C < Columns.size(); ++C)
    Columns[C].Title = Titles[C];
  Columns[1].Side = Align::Right;
  Columns[4].Wrap = true;
  Table T(std::move(Columns));
  size_t Rows = 0;
  for (const MemoryArea &A : P.Areas) {
    if (!holdsSomethingOfItsOwn(A))
      continue;
    ++Rows;
    T.row({StyledText(hex(A.Begin), Style::Address),
           StyledText(fmt::format("{}", A.Bytes >> 10)),
           StyledText(A.Mode.substr(0, 3)), StyledText(A.Purpose),
           StyledText(summaryOf(A), Style::Name)});
  }
  // That there is code goes without saying.
  if (Rows < 2)
    return;
  M.heading(
      StyledText("the process's memory", Style::Strong)
          .add("  (simulated; framewalk maps shows it whole)", Style::Dim));
  M.table(std::move(T));
}

void framewalk::renderMapsText(const MapsReport &Report, llvm::raw_ostream &OS,
                               const TextOptions &Options) {
  Markup M;
  for (const ProgramMemory &P : Report.Processes) {
    M.gap();
    M.heading(StyledText(P.Name, Style::Strong)
                  .add("  (simulated: a process after its run)", Style::Dim));
    PmapTable(P).addTo(M);
    addFrames(M, P);
    addContents(M, P);
    addEvents(M, P);
  }
  addIsolation(M, Report);
  M.print(OS, {.Width = Options.Width, .Color = Options.Color});
}

void framewalk::renderTraceText(const TraceReport &Report,
                                llvm::raw_ostream &OS,
                                const TextOptions &Options) {
  Markup M;
  for (const std::string &Note : Report.Notes)
    M.paragraph(StyledText("note: ", Style::Note).add(Note));
  M.heading(StyledText(Report.File == "-" ? "standard input" : Report.File,
                       Style::Strong)
                .add("  (the pages that the trace touched)", Style::Dim));
  addRanges(M, Report);
  addStatistics(M, Report);
  M.print(OS, {.Width = Options.Width, .Color = Options.Color});
}
