//===- Commands.cpp - What the program does -------------------------------===//

#include "Commands.h"

#include "Support/OutputFile.h"

#include "Frontend/CompileDatabase.h"
#include "Pipeline/Baseline.h"
#include "Pipeline/Explain.h"
#include "Pipeline/FindingStages.h"
#include "Pipeline/FunctionFilter.h"
#include "Pipeline/Maps.h"
#include "Project/StackBudget.h"
#include "Project/SummarizeUnit.h"
#include "Render/AddressWalk.h"
#include "Render/Html.h"
#include "Render/Json.h"
#include "Render/Maps.h"
#include "Render/Markdown.h"
#include "Render/Sarif.h"
#include "Render/Text.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>

using namespace framewalk;

namespace {

/// Names that an unmatched --function lists.
constexpr size_t MostNames = 10;

bool wantsColor(const Options &O) {
  if (O.Color != ColorMode::Auto)
    return O.Color == ColorMode::Always;
  // https://no-color.org: set and not empty.
  const char *NoColor = std::getenv("NO_COLOR");
  return (!NoColor || !*NoColor) && O.OutputFile == "-" &&
         llvm::sys::Process::StandardOutHasColors();
}

} // namespace

TextOptions framewalk::textOptions(const Options &O) {
  TextOptions Options;
  Options.Color = wantsColor(O);
  Options.Sections = O.Sections;
  Options.Accesses = O.Accesses;
  Options.Memory =
      O.Accesses == AccessDetail::All ? MemoryDetail::All : O.Memory;
  return Options;
}

namespace {

/// Writes where the user wants it; the exit code.
int writeReport(const Options &O,
                const std::function<void(llvm::raw_ostream &)> &Write) {
  if (llvm::Error E = writeOutput(O.OutputFile, Write)) {
    reportError(llvm::toString(std::move(E)));
    return ExitUsage;
  }
  return ExitClean;
}

/// Runs the stages on each file and keeps what came.
class Run {
public:
  Run(const Options &O, ReportDocument &Document)
      : O(O), Databases(O.BuildFolder), Document(Document) {}

  int go() {
    if (!readKnown())
      return ExitUsage;
    for (const std::string &File : O.Files)
      explainFile(File);
    checkFunctionNames();
    if (O.Verb == Command::Maps)
      return maps();
    if (O.StackBudget)
      checkBudget();
    deduplicateFindings(Document);
    if (!O.NewBaselineFile.empty())
      write(O.NewBaselineFile,
            [&](llvm::raw_ostream &OS) { writeBaseline(Document, OS); });
    dropKnown(Document, Known);
    if (!O.ObjectFile.empty() && !Object.empty())
      write(O.ObjectFile, [&](llvm::raw_ostream &OS) { OS << Object; });
    if (!Document.Units.empty())
      Document.Target = Document.Units.front().Target;
    // JSON is a document even where nothing could be explained.
    if (O.Output != Format::Text || (!Document.Units.empty() && !NoFunction))
      writeDocument();
    return exitCode();
  }

private:
  //===--- Reading --------------------------------------------------------===//

  void explainFile(const std::string &File) {
    llvm::Expected<std::vector<CompileCommand>> Commands =
        commandsFor(O, Databases, File);
    if (!Commands) {
      fail(llvm::toString(Commands.takeError()));
      return;
    }
    for (const CompileCommand &C : *Commands)
      explainUnit(C, File, &C == &Commands->back() && &File == &O.Files.back());
  }

  void explainUnit(const CompileCommand &C, const std::string &File,
                   bool IsLast) {
    ExplainOptions Wanted;
    Wanted.Functions = O.Functions;
    Wanted.IncludeHeaders = O.IncludeHeaders;
    Wanted.KeepUnused = O.KeepUnused;
    Wanted.IsLast = IsLast;
    Wanted.Syntax = O.Syntax;
    // A budget is about frames, of headers' functions as well.
    const bool IsCheck = O.Verb == Command::Check;
    Wanted.IncludeHeaders |= IsCheck && O.StackBudget;
    Wanted.FindingsOnly = IsCheck && !O.StackBudget;
    Wanted.WantsFindings = wantsFindings();
    Wanted.Simulation = O.Simulation;
    llvm::Expected<ExplainResult> Result = explain(C, Wanted);
    if (!Result)
      return fail(Result.takeError());
    if (saysDiagnostics(*Result))
      llvm::errs() << Result->Diagnostics;
    if (!Result->Compiled) {
      fail(llvm::formatv("{0} does not compile, so {1}", File,
                         O.Verb == Command::Check
                             ? "only functions without errors are checked, and "
                               "no finding has a frame"
                             : "it has no frames"));
      if (O.Verb != Command::Check)
        return;
    }
    AnyCompiled = AnyCompiled || Result->Compiled;
    llvm::append_range(Available, Result->AvailableFunctions);
    llvm::append_range(WithoutCode, Result->FunctionsWithoutCode);
    AnyFunction = AnyFunction || !Result->Report.Functions.empty();
    Result->Report.Source = File;
    warnWithoutFramePointer(Result->Report);
    Object = std::move(Result->Object);
    Document.Units.push_back(std::move(Result->Report));
  }

  /// `check` says what clang's warnings say, with more facts, and its SARIF has
  /// the errors, too: both streams may end in one file.
  bool saysDiagnostics(const ExplainResult &Result) const {
    if (O.Verb != Command::Check)
      return true;
    return !Result.Compiled && O.Output != Format::Sarif;
  }

  bool wantsFindings() const {
    if (O.Verb != Command::Explain)
      return O.Verb == Command::Check;
    return O.Output != Format::Text || textOptions(O).shows(Section::Findings);
  }

  void fail(const std::string &Message) {
    reportError(Message);
    Failures.push_back(Message);
    HasFailed = true;
  }

  /// False: there is a baseline that cannot be used.
  bool readKnown() {
    if (O.BaselineFile.empty())
      return true;
    llvm::Expected<llvm::StringSet<>> Read = readBaseline(O.BaselineFile);
    if (!Read) {
      reportError(llvm::toString(Read.takeError()));
      return false;
    }
    Known = std::move(*Read);
    return true;
  }

  /// What the options ask for cannot be (errc::invalid_argument), or the source
  /// cannot be explained.
  void fail(llvm::Error Error) {
    llvm::handleAllErrors(
        std::move(Error),
        [&](const llvm::StringError &E) {
          reportError(E.getMessage());
          bool IsUsage = E.convertToErrorCode() ==
                         std::make_error_code(std::errc::invalid_argument);
          (IsUsage ? HasWrongUsage : HasFailed) = true;
        },
        [&](const llvm::ErrorInfoBase &E) { fail(E.message()); });
  }

  /// --rbp is a frame pointer, and optimised functions keep none.
  void warnWithoutFramePointer(const TranslationUnitReport &Unit) {
    if (!O.Simulation.Rbp)
      return;
    for (const FunctionReport &F : Unit.Functions) {
      bool IsPlaced =
          O.Simulation.CallPath.empty() || O.Simulation.CallPath[0] == F.Name;
      if (IsPlaced && !F.Frame.framePointer()) {
        reportWarning("'" + F.Name +
                      "' keeps no frame pointer: --rbp only says where its "
                      "frame lies (CFA = RBP + two words), as if it did");
        return;
      }
    }
  }

  //===--- --function that matches nothing --------------------------------===//

  void checkFunctionNames() {
    if (O.Functions.empty() || AnyFunction || !AnyCompiled)
      return;
    NoFunction = true;
    if (std::optional<std::string> Name = wantedWithoutCode()) {
      reportError("'" + *Name +
                  "' has no code, and so no frame: clang inlined it into its "
                  "callers, or nothing uses it (--unused)");
      return;
    }
    std::string Wanted = O.Functions.front();
    for (size_t I = 1; I < O.Functions.size(); ++I)
      Wanted += "' or '" + O.Functions[I];
    std::string Message = llvm::formatv("no function is called '{0}'", Wanted);
    std::vector<std::string> Names =
        nearestNames(O.Functions.front(), Available, MostNames + 1);
    if (Names.empty()) {
      reportError(Message + "; no function has a body there");
      return;
    }
    bool HasMore = Names.size() > MostNames;
    Names.resize(std::min(Names.size(), MostNames));
    reportError(Message + "; there " + (Names.size() == 1 ? "is " : "are ") +
                llvm::join(Names, ", ") + (HasMore ? " and others" : ""));
  }

  /// A function that is there, but that clang made no code of.
  std::optional<std::string> wantedWithoutCode() const {
    llvm::Expected<FunctionFilter> Filter = FunctionFilter::create(O.Functions);
    if (!Filter) {
      llvm::consumeError(Filter.takeError());
      return std::nullopt;
    }
    for (const std::string &Name : WithoutCode)
      if (Filter->matches(Name, ""))
        return Name;
    return std::nullopt;
  }

  /// Over all files of this run: a chain of calls leads through several.
  void checkBudget() {
    ProjectSummary Units;
    std::vector<TranslationUnitReport *> Reports;
    for (TranslationUnitReport &U : Document.Units) {
      Units.push_back(summarizeUnit(U, U.Source));
      Reports.push_back(&U);
    }
    addBudgetFindings(CallGraph(Units), O.StackBudget, Reports);
  }

  //===--- maps -----------------------------------------------------------===//

  /// A process for each unit that compiled; none where the wish was wrong.
  int maps() {
    if (HasWrongUsage || NoFunction || Document.Units.empty())
      return exitCode();
    llvm::Expected<MapsReport> Report =
        mapProcesses(Document.Units, O.Simulation);
    if (!Report) {
      reportError(llvm::toString(Report.takeError()));
      return ExitUsage;
    }
    write(O.OutputFile, [&](llvm::raw_ostream &OS) {
      if (O.Output == Format::Json)
        return renderMapsJson(*Report, OS);
      renderMapsText(*Report, OS, textOptions(O));
    });
    return exitCode();
  }

  //===--- Writing --------------------------------------------------------===//

  void writeDocument() {
    if (O.HtmlFolder.empty())
      return write(O.OutputFile, [&](llvm::raw_ostream &OS) { render(OS); });
    if (llvm::Error E = makeFolder(O.HtmlFolder)) {
      reportError(llvm::toString(std::move(E)));
      CannotWrite = true;
      return;
    }
    // The page last: where it is, what it needs is.
    for (const HtmlAsset &Asset : htmlAssets())
      write(O.HtmlFolder + "/" + std::string(Asset.Name),
            [&](llvm::raw_ostream &OS) { OS << Asset.Text; });
    write(O.HtmlFolder + "/index.html",
          [&](llvm::raw_ostream &OS) { render(OS); });
  }

  void renderAsSarif(llvm::raw_ostream &OS) const {
    llvm::SmallString<128> Here;
    llvm::sys::fs::current_path(Here);
    renderSarif(Document, OS,
                {.ToolVersion = FRAMEWALK_VERSION,
                 .Root = std::string(Here),
                 .Failures = Failures});
  }

  void render(llvm::raw_ostream &OS) {
    if (O.Output == Format::Sarif)
      return renderAsSarif(OS);
    if (O.Verb == Command::Check)
      for (TranslationUnitReport &U : Document.Units) {
        U.Functions.clear();
        U.Walks.clear();
      }
    if (O.Output == Format::Json)
      return renderJson(Document, OS);
    if (O.Output == Format::Markdown)
      return renderMarkdown(
          Document, OS,
          {.MostBytes = O.IsComment ? GithubCommentBytes : SIZE_MAX});
    if (O.Output == Format::Html)
      return renderHtml(Document, OS,
                        {.ExternalAssets = !O.HtmlFolder.empty()});
    TextOptions Options = textOptions(O);
    if (O.Verb == Command::Explain)
      return renderText(Document, OS, Options);
    for (const TranslationUnitReport &U : Document.Units)
      renderFindings(U, OS, Options);
  }

  void write(const std::string &Path,
             const std::function<void(llvm::raw_ostream &)> &Write) {
    if (llvm::Error E = writeOutput(Path, Write)) {
      reportError(llvm::toString(std::move(E)));
      CannotWrite = true;
    }
  }

  int exitCode() const {
    if (CannotWrite || NoFunction || HasWrongUsage)
      return ExitUsage;
    if (HasFailed)
      return ExitNotCompiled;
    if (!O.NewBaselineFile.empty())
      return ExitClean;
    bool HasFindings =
        llvm::any_of(Document.Units, [&](const TranslationUnitReport &U) {
          return llvm::any_of(
              U.Findings, [&](const Finding &F) { return O.Failing.fails(F); });
        });
    return O.Verb == Command::Check && HasFindings ? ExitFindings : ExitClean;
  }

  const Options &O;
  CompileDatabases Databases;
  ReportDocument &Document;
  llvm::StringSet<> Known;
  std::vector<std::string> Failures;
  std::string Object;
  std::vector<std::string> Available;
  std::vector<std::string> WithoutCode;
  bool AnyCompiled = false;
  bool AnyFunction = false;
  bool HasFailed = false;
  bool HasWrongUsage = false;
  bool NoFunction = false;
  bool CannotWrite = false;
};

} // namespace

llvm::Expected<std::vector<CompileCommand>>
framewalk::commandsFor(const Options &O, CompileDatabases &Databases,
                       const std::string &File) {
  std::vector<CompileCommand> Commands;
  if (!O.Flags) {
    llvm::Expected<DatabaseAnswer> Answer = Databases.find(File);
    if (!Answer)
      return Answer.takeError();
    if (!Answer->Warning.empty())
      reportWarning(Answer->Warning);
    Commands = std::move(Answer->Commands);
  }
  if (Commands.empty()) {
    CompileCommand &Plain = Commands.emplace_back();
    Plain.File = File;
    Plain.Flags = O.Flags.value_or(std::vector<std::string>{"-O0", "-g"});
  }
  for (CompileCommand &C : Commands)
    addExtraArgs(O, C);
  return Commands;
}

void framewalk::addExtraArgs(const Options &O, CompileCommand &Command) {
  std::vector<std::string> &Flags = Command.Flags;
  Flags.insert(Flags.begin(), O.ExtraArgsBefore.begin(),
               O.ExtraArgsBefore.end());
  llvm::append_range(Flags, O.ExtraArgs);
}

void framewalk::reportWarning(const std::string &Message) {
  llvm::errs() << "framewalk: warning: " << Message << '\n';
}

void framewalk::reportError(const std::string &Message) {
  llvm::errs() << "framewalk: error: " << Message << '\n';
}

int framewalk::runWalk(const Options &O) {
  llvm::Expected<std::vector<WalkAnswer>> Answers =
      answerWalks(O.Walk, O.Addresses);
  if (!Answers) {
    reportError(llvm::toString(Answers.takeError()));
    return ExitUsage;
  }
  WalkReport Report = toReport(O.Walk, *Answers);
  return writeReport(O, [&](llvm::raw_ostream &OS) {
    if (O.Output == Format::Json)
      return renderWalkJson(Report, OS);
    renderWalkText(Report, OS, textOptions(O));
  });
}

/// Says on a terminal how far a long trace is.
static std::function<void(uint64_t)> traceProgress(bool &HasPrinted) {
  if (!llvm::sys::Process::StandardErrIsDisplayed())
    return {};
  return [&HasPrinted](uint64_t Accesses) {
    llvm::errs() << '\r' << (Accesses >> 20) << " million accesses read";
    HasPrinted = true;
  };
}

int framewalk::runTrace(const Options &O) {
  bool HasPrinted = false;
  llvm::Expected<TraceReport> Report =
      mapTrace(O.TraceFile, O.Simulation.Tlb, traceProgress(HasPrinted));
  if (HasPrinted)
    llvm::errs() << "\r\033[K";
  if (!Report) {
    reportError(llvm::toString(Report.takeError()));
    return ExitUsage;
  }
  int Code = writeReport(O, [&](llvm::raw_ostream &OS) {
    if (O.Output == Format::Json)
      return renderTraceJson(*Report, OS);
    renderTraceText(*Report, OS, textOptions(O));
  });
  if (Report->ReadError.empty())
    return Code;
  // What there is has been printed, but it is not all.
  reportError("reading the trace broke off: " + Report->ReadError);
  return ExitUsage;
}

int framewalk::runCommand(const Options &O, ReportDocument &Document) {
  return Run(O, Document).go();
}
