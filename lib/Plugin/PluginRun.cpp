//===- PluginRun.cpp ------------------------------------------------------===//

#include "Plugin/PluginRun.h"

#include "Escape/CompiledCode.h"
#include "Frontend/Invocation.h"
#include "Frontend/PipelineStart.h"
#include "Frontend/VariableNames.h"
#include "Layout/DiagnosticFindings.h"
#include "Pipeline/FindingStages.h"
#include "Pipeline/FrameCosts.h"
#include "Plugin/DriverFlags.h"
#include "Render/FindingWords.h"
#include "Render/Json.h"
#include "Support/OutputFile.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Support/Path.h"

using namespace framewalk;
using namespace framewalk::plugin;
using clang::DiagnosticsEngine;

namespace {

/// To standard error, past -Werror: it is not the program's fault.
void complain(const std::string &Message) {
  llvm::errs() << "framewalk: warning: " << Message << '\n';
}

CompileCommand commandOf(clang::CompilerInstance &Instance) {
  CompileCommand Command;
  Command.File = Instance.getFrontendOpts().Inputs.front().getFile().str();
  Command.Flags = driverFlags();
  auto Ready =
      std::make_shared<clang::CompilerInvocation>(Instance.getInvocation());
  Ready->getFrontendOpts().LLVMArgs.clear(); // clang has set them
  Command.Ready = std::move(Ready);
  Command.Files = Instance.getVirtualFileSystemPtr();
  return Command;
}

ExplainOptions explainOptions(const PluginOptions &Options) {
  ExplainOptions Wanted;
  Wanted.IncludeHeaders = Options.IncludeHeaders;
  Wanted.FindingsOnly = Options.ReportFolder.empty() && !Options.FrameSize;
  return Wanted;
}

bool isTemporary(llvm::StringRef Object) {
  llvm::SmallString<128> Folder;
  llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, Folder);
  return llvm::sys::path::parent_path(Object) == Folder;
}

/// \p Path, as one below a folder.
std::string below(llvm::StringRef Path) {
  llvm::SmallString<256> Result;
  for (llvm::StringRef Part : llvm::make_range(llvm::sys::path::begin(Path),
                                               llvm::sys::path::end(Path)))
    if (Part != "." && Part != "/")
      llvm::sys::path::append(Result, Part == ".." ? "up" : Part);
  return std::string(Result);
}

} // namespace

PluginRun::PluginRun(clang::CompilerInstance &Instance, PluginOptions Given)
    : Instance(Instance), Options(std::move(Given)),
      Wanted(explainOptions(Options)),
      Compiling({.IncludeHeaders = Options.IncludeHeaders,
                 .LifetimeWarnings = true,
                 .WhenParsed =
                     [this](auto &Compiler, auto &Context, auto Replay,
                            SourceFacts &Facts) {
                       Unit.parsed(Compiler, Context, Replay, Facts);
                     }}),
      Unit(commandOf(Instance), Wanted), Attached(Instance, Compiling) {
  if (makesObject())
    atPipelineStart(Instance, [this](llvm::Module &Code) { seeCode(Code); });
}

std::unique_ptr<clang::ASTConsumer> PluginRun::takeReader() {
  return Attached.takeConsumer();
}

bool PluginRun::wantsCode() const {
  return !Options.ReportFolder.empty() || Options.FrameSize ||
         Unit.hasFindings();
}

bool PluginRun::makesObject() const {
  return makesExplainableObject(Instance.getInvocation());
}

bool PluginRun::hasDebugInfo() const {
  return framewalk::hasDebugInfo(Instance.getInvocation());
}

bool PluginRun::asksCodeFirst() const {
  return Wanted.FindingsOnly && makesObject() && makesTellingCode(Instance) &&
         diagnosticFindings(Attached.facts()).empty();
}

void PluginRun::beforeCode(clang::ASTContext &Context,
                           std::function<void()> Read) {
  IsOver = Instance.getDiagnostics().hasErrorOccurred();
  if (IsOver)
    return;
  if (!asksCodeFirst())
    return look(Context, Read);
  Look = [this, &Context, Read = std::move(Read)] { look(Context, Read); };
}

void PluginRun::seeCode(llvm::Module &Code) {
  if (Look) {
    bool HasNothing = false;
    // A crash will come again, and is told then.
    (void)runSafely(
        [&] { HasNothing = hasNoEscapes(Instance.getASTContext(), Code); });
    if (!HasNothing)
      Look();
    Look = nullptr;
  }
  if (wantsCode() && hasDebugInfo() &&
      Instance.getCodeGenOpts().OptimizationLevel > 0)
    nameVariables(Code);
}

void PluginRun::look(clang::ASTContext &Context,
                     const std::function<void()> &Read) {
  std::string Crash = runSafely([&] {
    Read();
    if (Options.Crashes)
      LLVM_BUILTIN_TRAP;
    if (wantsCode() && makesObject())
      Attached.collectFacts(Context);
  });
  if (!Crash.empty()) {
    complain("a crash while looking at " +
             Instance.getFrontendOpts().Inputs.front().getFile().str() + " (" +
             Crash +
             "): nothing is said of it, and the object is clang's all the "
             "same; please report it, with the preprocessed file (-E), and "
             "leave -fplugin= out for this file until then");
    IsOver = true;
    return;
  }
  if (!wantsCode() || !makesObject())
    return;
  if (hasDebugInfo())
    Unit.listen();
  else if (Wanted.FindingsOnly)
    Unit.watch();
}

void PluginRun::afterCode(clang::ASTContext &Context) {
  if (IsOver || !wantsCode() || Instance.getDiagnostics().hasErrorOccurred())
    return;
  llvm::Expected<ExplainResult> Result =
      Unit.finish(Attached.takeResult(), Context,
                  [this](clang::ASTConsumer &To) { Attached.replay(To); });
  if (!Result)
    return complain(llvm::toString(Result.takeError()));
  warn(Result->Report);
  if (!Options.ReportFolder.empty())
    write(std::move(*Result));
}

void PluginRun::warn(const TranslationUnitReport &Report) {
  const Places Place(Instance.getSourceManager(), Report.Files);
  for (const Finding &F : Report.Findings)
    if (Options.wants(F.RuleId))
      warn(F, Place);
  if (Options.FrameSize)
    for (const FunctionReport &F : Report.Functions)
      if (std::optional<Finding> Large = largeFrame(F, *Options.FrameSize))
        warn(*Large, Place);
}

/// clang maps warnings that it does not know to nothing: what its own would
/// become is decided here.
static std::optional<DiagnosticsEngine::Level>
levelOf(const Finding &F, const DiagnosticsEngine &Engine) {
  if (Engine.getIgnoreAllWarnings()) // -w
    return std::nullopt;
  if (F.Level == Severity::Note)
    return DiagnosticsEngine::Remark;
  return Engine.getWarningsAsErrors() ? DiagnosticsEngine::Error
                                      : DiagnosticsEngine::Warning;
}

void PluginRun::warn(const Finding &F, const Places &Place) {
  DiagnosticsEngine &Engine = Instance.getDiagnostics();
  const clang::SourceLocation At = Place(F.Position);
  const auto Level = levelOf(F, Engine);
  const bool IsHidden = Engine.getSuppressSystemWarnings() && At.isValid() &&
                        Instance.getSourceManager().isInSystemHeader(At);
  if (!Level || IsHidden)
    return;
  const unsigned Note = Engine.getCustomDiagID(DiagnosticsEngine::Note, "%0");
  const bool IsError = *Level == DiagnosticsEngine::Error;
  Engine.Report(At, Engine.getDiagnosticIDs()->getCustomDiagID(
                        static_cast<clang::DiagnosticIDs::Level>(*Level),
                        IsError ? "%0 [-Werror,%1]" : "%0 [%1]"))
      << F.Message << llvm::StringRef(F.RuleId);
  for (const Sentence &S : sentencesOf(F))
    Engine.Report(Place(S.Position), Note) << S.Text;
  for (const FixHint &Fix : F.Fixes) {
    if (Fix.Edits.empty())
      continue;
    clang::DiagnosticBuilder Builder =
        Engine.Report(Place(Fix.Edits.front().Begin), Note);
    Builder << "fix: " + Fix.Title;
    Place.addEdits(Fix, Builder);
  }
}

std::string PluginRun::reportFile() const {
  const clang::FrontendOptions &Frontend = Instance.getFrontendOpts();
  llvm::StringRef Name = Frontend.OutputFile;
  // Where clang links at once, the object has another name each time.
  if (Name.empty() || Name == "-" || isTemporary(Name))
    Name = Frontend.Inputs.front().getFile();
  llvm::SmallString<256> Path(Options.ReportFolder);
  llvm::sys::path::append(Path, below(Name) + ".json");
  return std::string(Path);
}

void PluginRun::write(ExplainResult Result) {
  const std::string File = reportFile();
  ReportDocument Document;
  Document.Target = Result.Report.Target;
  Document.Units.push_back(std::move(Result.Report));
  deduplicateFindings(Document);
  llvm::Error Failed = makeFolder(llvm::sys::path::parent_path(File).str());
  if (!Failed)
    Failed = writeOutput(
        File, [&](llvm::raw_ostream &OS) { renderJson(Document, OS); });
  if (Failed)
    complain(llvm::toString(std::move(Failed)));
}
