//===- Explain.cpp - All stages, for one translation unit -----------------===//

#include "Pipeline/Explain.h"

#include "Escape/Escape.h"
#include "Frontend/FixFinder.h"
#include "Layout/AccessLinker.h"
#include "Layout/CodeExplainer.h"
#include "Layout/DiagnosticFindings.h"
#include "Layout/FileMap.h"
#include "Layout/FrameBuilder.h"
#include "Layout/HeapCallJoiner.h"
#include "Layout/LifetimeBuilder.h"
#include "Layout/MemoryPlaces.h"
#include "Layout/MemoryTracking.h"
#include "Layout/Returns.h"
#include "Layout/StackTracking.h"
#include "Layout/VariablePlaces.h"
#include "Pipeline/EscapeFindings.h"
#include "Pipeline/FactsIndex.h"
#include "Pipeline/FindingStages.h"
#include "Pipeline/FramesNeeded.h"
#include "Pipeline/FunctionFilter.h"
#include "Pipeline/Recovery.h"
#include "Pipeline/UnitReport.h"
#include "Simulation/AccessWalker.h"
#include "Simulation/ProgramRun.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"

#include <tuple>

using namespace framewalk;

namespace {

unsigned pointerSize(const CapturedUnit &Unit) {
  return Unit.Frames.empty() ? 8 : Unit.Frames.front().PointerSize;
}

/// Debug info names a file below this folder without it.
std::string directoryOf(const CompileCommand &Command) {
  llvm::SmallString<128> Here;
  if (!Command.Directory.empty() || llvm::sys::fs::current_path(Here))
    return Command.Directory;
  return std::string(Here);
}

/// The symbols whose entries of the global offset table the code reads.
std::vector<uint32_t> gotEntries(const CapturedUnit &Unit) {
  std::vector<uint32_t> Result;
  for (const CapturedFrame &Frame : Unit.Frames)
    for (const CapturedInstruction &I : Frame.Instructions)
      for (const SymbolReference *R : {&I.Memory.Symbol, &I.Target})
        if (R->Kind == ReferenceKind::GotEntry ||
            R->Kind == ReferenceKind::ThreadGotEntry)
          Result.push_back(R->Symbol);
  llvm::sort(Result);
  Result.erase(llvm::unique(Result), Result.end());
  return Result;
}

/// Where \p Frame calls other functions, or jumps to them.
std::vector<CallSite> callSites(const CapturedFrame &Frame) {
  std::vector<CallSite> Result;
  for (uint32_t I = 0; I < Frame.Instructions.size(); ++I) {
    const CapturedInstruction &Code = Frame.Instructions[I];
    bool IsTailCall = Code.Kind == InstructionKind::TailCall;
    if (Code.Kind != InstructionKind::Call && !IsTailCall)
      continue;
    if (readsInstructionPointer(Frame, Code))
      continue; // i386 learns its own address so
    CallSite Site = {.Instruction = InstructionId(I),
                     .Symbol = std::nullopt,
                     .IsTailCall = IsTailCall};
    if (Code.Target.Kind != ReferenceKind::None)
      Site.Symbol = Code.Target.Symbol;
    else if (Code.Memory.Symbol.Kind == ReferenceKind::GotEntry)
      Site.Symbol = Code.Memory.Symbol.Symbol; // call [f@GOTPCREL]
    Result.push_back(Site);
  }
  return Result;
}

/// Composes the stages for the functions of one compiled unit.
class UnitExplainer {
public:
  UnitExplainer(CompileResult &Compiled, CapturedUnit &Unit,
                const FunctionFilter &Filter, const ExplainOptions &Options,
                ExplainResult &Result)
      : Facts(Compiled.Facts), Unit(Unit), Filter(Filter), Result(Result),
        Places(Unit.DebugVariables),
        Walker(takeImage(), executableName(Result.Report.Source),
               pointerSize(Unit), Options.Simulation),
        Options(Options), Simulation(Options.Simulation),
        Image(Result.Report.Image), Index(Compiled.Facts) {}

  llvm::Error run(const std::string &Directory) {
    FileOfDebugFile = mapFiles(Unit.Files, Directory, Facts.Files);
    std::vector<uint32_t> FramesLeft = framesOfFacts();
    for (CapturedFrame &Frame : Unit.Frames) {
      if (const FunctionFacts *F = Index.find(Frame)) {
        function(*F, Frame);
        if (size_t I = indexOf(*F); --FramesLeft[I] == 0)
          release(Facts.Functions[I]);
      }
      release(Frame);
    }

    TranslationUnitReport &Report = Result.Report;
    llvm::sort(Report.Functions,
               [](const FunctionReport &A, const FunctionReport &B) {
                 return std::tie(A.Position, A.LinkageName) <
                        std::tie(B.Position, B.LinkageName);
               });
    llvm::sort(Result.AvailableFunctions);
    Result.AvailableFunctions.erase(llvm::unique(Result.AvailableFunctions),
                                    Result.AvailableFunctions.end());
    // What has no code for want of findings is not worth a note.
    if (!Options.FindingsOnly)
      noteMissingCode();
    if (llvm::is_contained(Report.Flags, "-mcmodel=kernel"))
      Report.Notes.push_back(
          "-mcmodel=kernel: this code runs in the kernel, at addresses of the "
          "upper 2 GiB and on a stack of the kernel's; the addresses and walks "
          "here are those that a program of a user would have");
    if (llvm::Error E = runProcess())
      return E;
    Report.Walks = Walker.takeWalks();
    Report.Files = std::move(Facts.Files);
    return llvm::Error::success();
  }

private:
  const ProgramImage &takeImage() {
    Result.Report.Image = Unit.Image;
    Result.Report.Image.GotEntries = gotEntries(Unit);
    return Result.Report.Image;
  }

  size_t indexOf(const FunctionFacts &F) const {
    return static_cast<size_t>(&F - Facts.Functions.data());
  }

  /// How many frames each function in the source has: constructors have up to
  /// three. Index for index Facts.Functions.
  std::vector<uint32_t> framesOfFacts() const {
    std::vector<uint32_t> Counts(Facts.Functions.size());
    for (const CapturedFrame &Frame : Unit.Frames)
      if (const FunctionFacts *F = Index.find(Frame))
        ++Counts[indexOf(*F)];
    return Counts;
  }

  /// What only a frame's own report needs makes room for those that follow.
  static void release(CapturedFrame &Frame) {
    Frame.Instructions = {};
    Frame.Texts = {};
    Frame.Code = {};
    Frame.Objects = {};
    Frame.Variables = {};
  }
  static void release(FunctionFacts &F) {
    F.Uses = {};
    F.ImplicitUses = {};
    F.HeapCalls = {};
  }

  void function(const FunctionFacts &F, const CapturedFrame &Frame) {
    Result.AvailableFunctions.push_back(F.Name);
    // A call path may lead through functions that are not to be shown.
    if (Simulation.CallPath.empty() && !Filter.matches(F.Name, Frame.Symbol))
      return;
    FunctionReport Report;
    Report.Name = F.Name;
    Report.Signature = F.Signature;
    Report.LinkageName = Frame.Symbol;
    Report.Position = F.Position;
    Report.Body = F.Body;

    std::vector<StackState> States = trackStack(Frame);
    llvm::Expected<BuiltFrame> Built = buildFrame(F, Frame, States);
    if (!Built) {
      Report.Notes.push_back("this frame cannot be explained: " +
                             llvm::toString(Built.takeError()));
      Result.Report.Functions.push_back(std::move(Report));
      return;
    }
    addVariablePlaces(Places.of(Frame.Symbol), F, *Built);
    settleInSlots(Frame, States, Places.of(Frame.Symbol), *Built);
    explainFunction(F, Frame, States, *Built, Report);
    Result.Report.Functions.push_back(std::move(Report));
  }

  void explainFunction(const FunctionFacts &F, const CapturedFrame &Frame,
                       const std::vector<StackState> &States, BuiltFrame &Built,
                       FunctionReport &Report) {
    ExplainedCode Code = explainCode(Frame, Built, States);
    Report.Accesses = linkAccesses(F, Frame, Built, States, FileOfDebugFile,
                                   Code.Instructions);
    Report.Returns = findReturns(F, Frame, Code.Instructions, Code.Epilogues);
    TrackedMemory Memory = trackMemory(Frame, Built, States, Image);
    Report.Memory = std::move(Memory.Touches);
    Report.HeapCalls = std::move(Memory.HeapCalls);
    joinHeapCalls(F, Frame, Built, Code.Instructions, Report.HeapCalls);
    Report.Lifetimes = buildLifetimes(F, Built, Code.Instructions);
    Report.Instructions = std::move(Code.Instructions);
    Report.Prologue = std::move(Code.Prologue);
    Report.Epilogues = std::move(Code.Epilogues);
    Report.Frame = std::move(Built.Layout);
    Report.Variables = std::move(Built.Variables);
    Report.Notes = std::move(Built.Notes);
    if (!Frame.Problem.empty())
      Report.Notes.push_back(Frame.Problem);
    for (std::string &Note : Code.Notes)
      if (!llvm::is_contained(Report.Notes, Note))
        Report.Notes.push_back(std::move(Note));
    Report.Calls = callSites(Frame);
    // On a call path the frames' places are only known when all are built.
    if (Simulation.CallPath.empty())
      Walker.walkFunction(Report);
  }

  /// The process as it is when the functions have run; on a call path it also
  /// says where their frames are.
  llvm::Error runProcess() {
    TranslationUnitReport &Report = Result.Report;
    SimulatedMachine Machine;
    bool HasPath = !Simulation.CallPath.empty();
    llvm::Expected<ProgramRun> Run =
        HasPath ? ProgramRun::create(Machine, Report, Simulation)
                : ProgramRun::createForAll(Machine, Report, Simulation);
    if (!Run)
      return Run.takeError();
    Report.Memory = Run->memory();
    if (!HasPath)
      return llvm::Error::success();
    llvm::erase_if(Report.Functions, [&](const FunctionReport &F) {
      return !Filter.matches(F.Name, F.LinkageName);
    });
    for (FunctionReport &F : Report.Functions) {
      auto Placed =
          llvm::find_if(Report.Memory.Frames, [&](const PlacedFrame &P) {
            return P.LinkageName == F.LinkageName;
          });
      if (Placed == Report.Memory.Frames.end())
        Walker.walkFunction(F);
      else
        Walker.walkFunction(
            F, placeFrame(F.Frame, Placed->Cfa, pointerSize(Unit)));
    }
    return llvm::Error::success();
  }

  /// The names of functions whose code went into others.
  llvm::StringSet<> inlinedNames() const {
    llvm::StringSet<> Names;
    for (const CapturedFrame &Frame : Unit.Frames)
      for (const std::string &Name : Frame.InlinedNames)
        Names.insert(Name);
    return Names;
  }

  /// Names the functions of the main file that have a body and no code.
  void noteMissingCode() {
    llvm::DenseSet<const FunctionFacts *> Emitted;
    for (const CapturedFrame &Frame : Unit.Frames)
      Emitted.insert(Index.find(Frame));
    llvm::StringSet<> InlinedSomewhere = inlinedNames();
    std::vector<std::string> Inlined, Unused;
    for (const FunctionFacts &F : Facts.Functions) {
      if (!F.InMainFile || F.IsImplicit || F.IsInstantiation ||
          Emitted.contains(&F))
        continue;
      bool IsInlined = InlinedSomewhere.contains(unqualified(F.Name));
      (IsInlined ? Inlined : Unused).push_back(F.Name);
      Result.FunctionsWithoutCode.push_back(F.Name);
    }
    if (!Inlined.empty())
      Result.Report.Notes.push_back(
          llvm::formatv("no frame of {0} own: {1}; clang inlined {2}",
                        Inlined.size() == 1 ? "its" : "their", someOf(Inlined),
                        Inlined.size() == 1 ? "it into its callers"
                                            : "them into their callers"));
    if (Unused.empty())
      return;
    std::string Them = Unused.size() == 1 ? "it" : "them";
    Result.Report.Notes.push_back(llvm::formatv(
        "no code, and so no frame: {0}; {1} {2}, so clang leaves {2} out "
        "(--unused explains {2} all the same)",
        someOf(Unused),
        Unit.OptimizationLevel ? "optimised code has no call left of"
                               : "nothing in this file uses",
        Them));
  }

  static std::string someOf(const std::vector<std::string> &Names) {
    constexpr size_t Shown = 5;
    std::string Text = llvm::join(
        Names.begin(), Names.begin() + std::min(Shown, Names.size()), ", ");
    if (Names.size() > Shown)
      Text += llvm::formatv(" and {0} more", Names.size() - Shown);
    return Text;
  }

  SourceFacts &Facts;
  CapturedUnit &Unit;
  const FunctionFilter &Filter;
  ExplainResult &Result;
  DebugVariableIndex Places;
  AccessWalker Walker;
  const ExplainOptions &Options;
  const SimulationOptions &Simulation;
  ImageIndex Image;
  std::vector<FileId> FileOfDebugFile;
  FactsIndex Index;
};

/// Where only some functions are asked for, so are findings.
void keepFindingsOf(TranslationUnitReport &Report) {
  for (std::vector<Finding> *List : {&Report.Findings, &Report.Suppressed})
    llvm::erase_if(*List, [&](const Finding &Each) {
      return llvm::none_of(Report.Functions, [&](const FunctionReport &F) {
        return F.Name == Each.Function;
      });
    });
}

/// The source is fine: what was asked for cannot be.
llvm::Error wrongOption(const std::string &Message) {
  return llvm::createStringError(
      std::make_error_code(std::errc::invalid_argument), Message);
}

/// No code without a finding, and of those functions whose frames are told of.
CodeWish codeForFindings(const SourceFacts &Facts,
                         const EscapeResult &Escapes) {
  CodeWish Wish;
  Wish.Any = !Escapes.Findings.empty() || !diagnosticFindings(Facts).empty();
  if (Wish.Any)
    Wish.LeftOut =
        framesNotNeeded(Escapes.Outline, Facts, ownersOf(Facts, Escapes));
  return Wish;
}

std::vector<CompilerError> errorsOf(const SourceFacts &Facts) {
  std::vector<CompilerError> Errors;
  for (const DiagnosticFact &D : Facts.Diagnostics)
    if (D.Severity >= DiagnosticFact::Level::Error)
      Errors.push_back({D.Position, D.Message});
  return Errors;
}

/// In ascending order.
std::vector<uint32_t> linesOf(const std::vector<Finding> &FromClang,
                              const EscapeResult &Escapes) {
  std::vector<uint32_t> Lines;
  for (const Finding &F : FromClang)
    Lines.push_back(F.Position.Line);
  for (const EscapeFinding &F : Escapes.Findings) {
    Lines.push_back(F.Position.Line);
    Lines.push_back(F.Declared.Line);
  }
  llvm::sort(Lines);
  return Lines;
}

llvm::Expected<ExplainResult> explainHere(const CompileCommand &Command,
                                          const ExplainOptions &Options) {
  // What cannot be is said before anything is compiled.
  if (llvm::Error E = FunctionFilter::create(Options.Functions).takeError())
    return std::move(E);

  Capture Listening(Options.Syntax);
  EscapeResult Escapes;
  CompileOptions Wanted = {.IncludeHeaders = Options.IncludeHeaders,
                           .KeepUnused = Options.KeepUnused,
                           .Recorder = Options.Recorder,
                           .Unsaved = Options.Unsaved,
                           .IsLast = Options.IsLast};
  if (Options.WantsFindings) {
    Wanted.LifetimeWarnings = true;
    Wanted.WhenParsed = [&](auto &Instance, auto &Context, auto Replay,
                            SourceFacts &Facts) {
      findInParsed(Instance, Context, Replay, Options, Facts, Escapes);
    };
  }
  if (Options.FindingsOnly)
    Wanted.WantsCode = [&](const SourceFacts &Facts) {
      return codeForFindings(Facts, Escapes);
    };
  llvm::Expected<CompileResult> Compiled = compile(Command, Wanted);
  if (!Compiled)
    return Compiled.takeError();
  std::optional<CapturedUnit> Code;
  if (Compiled->Compiled &&
      !(Options.FindingsOnly && Compiled->Object.empty())) {
    llvm::Expected<CapturedUnit> Captured =
        Listening.finish(std::move(Compiled->Object));
    if (!Captured)
      return Captured.takeError();
    Code = std::move(*Captured);
  }
  return reportUnit(Command, Options, *Compiled, Escapes, std::move(Code));
}

} // namespace

std::vector<std::string> framewalk::ownersOf(const SourceFacts &Facts,
                                             const EscapeResult &Escapes) {
  std::vector<Finding> FromClang = diagnosticFindings(Facts);
  std::vector<std::string> Owners;
  // Where only the place is known: functions with such a line, in any file.
  std::vector<uint32_t> Lines;
  for (const EscapeFinding &F : Escapes.Findings)
    if (F.OwnerSymbol.empty())
      Lines.push_back(F.Position.Line);
    else
      Owners.push_back(F.OwnerSymbol);
  for (const Finding &F : FromClang)
    Lines.push_back(F.Position.Line);
  llvm::sort(Lines);
  for (const FunctionFacts &F : Facts.Functions) {
    auto Within =
        llvm::lower_bound(Lines, std::min(F.Position.Line, F.Body.Begin.Line));
    if (Within != Lines.end() && *Within <= F.Body.End.Line)
      llvm::append_range(Owners, F.LinkageNames);
  }
  return Owners;
}

void framewalk::findInParsed(
    clang::CompilerInstance &Instance, clang::ASTContext &Context,
    llvm::function_ref<void(clang::ASTConsumer &)> Replay,
    const ExplainOptions &Options, SourceFacts &Facts, EscapeResult &Escapes) {
  EscapeRequest Request;
  auto Doubt = [&](const SourcePosition &P) {
    Request.Doubted.push_back({"", P.Line, P.Column});
  };
  std::vector<Finding> FromClang = diagnosticFindings(Facts);
  for (const Finding &F : FromClang) {
    Doubt(F.Position);
    for (const auto &Step : F.Trace)
      Doubt(Step.Position);
  }
  Request.WantsOutline = Options.FindingsOnly;
  findEscapes(Instance, Context, Replay, Request, Escapes);
  findFixes(Context, linesOf(FromClang, Escapes), Facts);
}

llvm::Expected<ExplainResult>
framewalk::reportUnit(const CompileCommand &Command,
                      const ExplainOptions &Options, CompileResult &Compiled,
                      const EscapeResult &Escapes,
                      std::optional<CapturedUnit> Code) {
  llvm::Expected<FunctionFilter> Filter =
      FunctionFilter::create(Options.Functions);
  if (!Filter)
    return Filter.takeError();
  ExplainResult Result;
  Result.Compiled = Compiled.Compiled;
  Result.Diagnostics = std::move(Compiled.RenderedDiagnostics);
  Result.IncludeFolders = std::move(Compiled.IncludeFolders);
  Result.Report.Source = Command.File;
  Result.Report.Target = Compiled.Target;
  Result.Report.Flags = Compiled.Flags;
  Result.Report.Notes = Compiled.Notes;
  llvm::append_range(Result.Report.Notes, Escapes.Notes);
  Result.Report.Errors = errorsOf(Compiled.Facts);
  // Before what the functions' frames are made of makes room.
  std::vector<Finding> FromClang = diagnosticFindings(Compiled.Facts);
  if (!Code) {
    // What the parser could tell is worth telling.
    Result.Report.Findings =
        joinFindings(std::move(FromClang), Escapes, Compiled.Facts,
                     directoryOf(Command), Compiled.Facts.Files);
    Result.Report.Files = std::move(Compiled.Facts.Files);
    finishFindings(Result.Report, Compiled.Facts, Result.Compiled,
                   Options.Unsaved);
    return Result;
  }
  if (std::string Problem = problemWith(Options.Simulation, pointerSize(*Code));
      !Problem.empty())
    return wrongOption(Problem);
  if (llvm::Error E = UnitExplainer(Compiled, *Code, *Filter, Options, Result)
                          .run(directoryOf(Command)))
    return wrongOption(llvm::toString(std::move(E)));
  if (Options.WantsFindings) {
    Result.Report.Findings =
        joinFindings(std::move(FromClang), Escapes, Compiled.Facts,
                     directoryOf(Command), Result.Report.Files);
    finishFindings(Result.Report, Compiled.Facts, /*HasCompiled=*/true,
                   Options.Unsaved);
    if (!Options.Functions.empty() && !Options.FindingsOnly)
      keepFindingsOf(Result.Report);
  }
  Result.Object = std::move(Code->Object);
  return Result;
}

llvm::Expected<ExplainResult>
framewalk::explain(const CompileCommand &Command,
                   const ExplainOptions &Options) {
  std::optional<llvm::Expected<ExplainResult>> Result;
  std::string Crash =
      runSafely([&] { Result.emplace(explainHere(Command, Options)); });
  if (Crash.empty())
    return std::move(*Result);
  if (Result && !*Result)
    llvm::consumeError(Result->takeError());
  return llvm::createStringError(
      llvm::formatv("clang crashed on '{0}' ({1}); this file is left out",
                    Command.File, Crash));
}
