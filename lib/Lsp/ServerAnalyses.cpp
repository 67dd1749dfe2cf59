//===- ServerAnalyses.cpp - What the server does with analyses ------------===//

#include "Lsp/Server.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace framewalk;
using llvm::StringRef;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;
using llvm::lsp::MessageType;

namespace {

/// How often a document's files are looked at where the client does not tell of
/// changes.
constexpr std::chrono::seconds CheckInterval{1};

TimePoint now() { return std::chrono::steady_clock::now(); }

/// Other when one of \p Files has been written, made or taken away.
std::string stampOf(const std::vector<std::string> &Files,
                    const OpenDocuments &Documents) {
  std::string Stamp;
  for (const std::string &File : Files) {
    if (Documents.count(File))
      continue;
    llvm::sys::fs::file_status Status;
    if (llvm::sys::fs::status(File, Status))
      continue;
    auto Time = Status.getLastModificationTime().time_since_epoch().count();
    // What lies in a folder is not asked for.
    if (Status.type() == llvm::sys::fs::file_type::regular_file)
      Stamp += llvm::formatv("{0}:{1}:{2};", File, Time, Status.getSize());
  }
  return Stamp;
}

/// \p From is a URI that was made up for the compiler.
void replaceUri(Value &In, StringRef From, StringRef To) {
  if (In.getAsString() == From)
    In = To.str();
  else if (Array *List = In.getAsArray())
    for (Value &Each : *List)
      replaceUri(Each, From, To);
  else if (Object *Members = In.getAsObject())
    for (auto &Each : *Members)
      replaceUri(Each.second, From, To);
}

} // namespace

Analyses::Owner Server::owner() {
  return {.MakeJob = [this](const std::string &Key) { return makeJob(Key); },
          .Start =
              [this](const AnalysisJob &Job, llvm::ArrayRef<int> Inherited) {
                std::vector<int> Descriptors = Inherited.vec();
                Descriptors.push_back(Output);
                return startAnalysis(Job, Descriptors);
              },
          .WhenAnalyzed =
              [this](const std::string &Key, const AnalysisOutcome &Outcome,
                     bool HasOlderFrames) {
                analyzed(Key, Outcome, HasOlderFrames);
              },
          .WhenSlow = [this](const std::string &Key) { beginProgress(Key); },
          .WhenSlowEnds = [this](const std::string &Key) { endProgress(Key); }};
}

DocumentSettings Server::settingsOf(const OpenDocument &Document) {
  std::string Folder = Other.Folder.empty() ? "/" : Other.Folder;
  return Commands.find(Document.pathIn(Folder), Document.Language, Defaults,
                       ClientSettings);
}

AnalysisJob Server::makeJob(const std::string &Key) {
  const OpenDocument &Document = Documents.at(Key);
  DocumentSettings Found = settingsOf(Document);
  publishDotFile(Found);
  if (!Found.DatabaseProblem.empty())
    say(MessageType::Warning, Found.DatabaseProblem);
  if (!Found.DatabaseNote.empty())
    log(MessageType::Info, Found.DatabaseNote);
  AnalysisJob Job;
  Job.Command = std::move(Found.Command);
  Job.KeepUnused = Found.All.KeepUnused.value_or(false);
  Job.ShowsErrors = Options.Log != LogLevel::Nothing;
  Job.View.Encoding = Other.Encoding;
  Job.View.Options = Found.All.features();
  Job.View.Abilities = Other.Abilities;
  Job.Text = Document.Text.text();
  Job.Unsaved = textsOf(Documents);
  Job.Unsaved[Job.Command.File] = Job.Text;
  StringRef Uri = Document.Name.Uri;
  llvm::Expected<llvm::lsp::URIForFile> File =
      Document.Name.Path.empty()
          ? llvm::lsp::URIForFile::fromFile(Job.Command.File)
          : llvm::lsp::URIForFile::fromURI(Uri);
  if (File)
    Job.View.Uri = std::move(*File);
  else
    llvm::consumeError(File.takeError());
  Compiled[Key].MadeUpUri =
      Document.Name.Path.empty() ? Job.View.Uri.uri().str() : "";
  return Job;
}

void Server::analyzed(const std::string &Key, const AnalysisOutcome &Outcome,
                      bool HasOlderFrames) {
  const OpenDocument &Document = Documents.at(Key);
  Inputs &In = Compiled[Key];
  In.Files = Outcome.Files;
  In.Checked = now();
  In.Stamp = inputsStamp(Document, In);
  Array Diagnostics = Outcome.Diagnostics;
  publish(Document, std::move(Diagnostics));
  if (Outcome.NeedsUser)
    say(MessageType::Warning,
        llvm::formatv("{0}: {1}", llvm::sys::path::filename(Document.Name.Key),
                      Outcome.Message));
  if (Outcome.Compiled && Other.RefreshesHints)
    call("workspace/inlayHint/refresh", nullptr);
  if (Outcome.Compiled && Other.RefreshesLenses)
    call("workspace/codeLens/refresh", nullptr);
  if (!Other.WantsAnalyzed)
    return;
  Object Params{{"uri", Document.Name.Uri}, {"version", Document.Version}};
  Params["state"] =
      Outcome.Compiled ? "fresh" : (HasOlderFrames ? "kept" : "none");
  if (!Outcome.Message.empty())
    Params["message"] = Outcome.Message;
  notify("framewalk/analyzed", std::move(Params));
}

void Server::publish(const OpenDocument &Document, Array Diagnostics) {
  Value List = std::move(Diagnostics);
  if (const std::string &MadeUp = Compiled[Document.Name.Key].MadeUpUri;
      !MadeUp.empty())
    replaceUri(List, MadeUp, Document.Name.Uri);
  Object Params{{"uri", Document.Name.Uri}, {"diagnostics", std::move(List)}};
  if (Other.DiagnosticVersions)
    Params["version"] = Document.Version;
  notify("textDocument/publishDiagnostics", std::move(Params));
}

/// What is wrong in `.framewalk`, in that file.
void Server::publishDotFile(const DocumentSettings &Found) {
  if (Found.DotFile.empty())
    return;
  llvm::Expected<llvm::lsp::URIForFile> Uri =
      llvm::lsp::URIForFile::fromFile(Found.DotFile);
  if (!Uri) {
    llvm::consumeError(Uri.takeError());
    return;
  }
  Array Diagnostics;
  for (const SettingsProblem &P : Found.DotFileProblems) {
    say(MessageType::Warning,
        llvm::formatv("{0}:{1}: {2}", Found.DotFile, P.Line + 1, P.Message));
    llvm::lsp::Range Range({int(P.Line), int(P.BeginColumn)},
                           {int(P.Line), int(P.EndColumn)});
    Diagnostics.push_back(
        Object{{"range", toJSON(Range)},
               {"severity", int(llvm::lsp::DiagnosticSeverity::Warning)},
               {"source", "framewalk"},
               {"message", llvm::json::fixUTF8(P.Message)}});
  }
  bool IsBroken = !Diagnostics.empty();
  bool WasBroken = BrokenDotFiles.count(Found.DotFile);
  if (!IsBroken && !WasBroken)
    return;
  if (IsBroken)
    BrokenDotFiles.insert(Found.DotFile);
  else
    BrokenDotFiles.erase(Found.DotFile);
  notify("textDocument/publishDiagnostics",
         Object{{"uri", Uri->uri()}, {"diagnostics", std::move(Diagnostics)}});
}

//===--- Requests ---------------------------------------------------------===//

void Server::ask(OpenDocument &Document, DocumentRequest Request) {
  if (!Document.isCode())
    return Request.Reply(nothingFor(Request.Method).str());
  checkInputs(Document);
  Inputs &In = Compiled[Document.Name.Key];
  if (Document.Name.Path.empty()) {
    // In the process the document has a file's name.
    std::string Folder = Other.Folder.empty() ? "/" : Other.Folder;
    auto MadeUp = llvm::lsp::URIForFile::fromFile(Document.pathIn(Folder));
    if (!MadeUp)
      return Request.Reply(MadeUp.takeError());
    In.MadeUpUri = MadeUp->uri().str();
    replaceUri(Request.Params, Document.Name.Uri, In.MadeUpUri);
    Request.Reply =
        [Inner = std::move(Request.Reply), From = In.MadeUpUri,
         To = Document.Name.Uri](llvm::Expected<std::string> Result) mutable {
          if (!Result)
            return Inner(Result.takeError());
          Answer Parsed = llvm::json::parse(*Result);
          if (!Parsed)
            return Inner(Parsed.takeError());
          replaceUri(*Parsed, From, To);
          Inner(textOf(*Parsed));
        };
  }
  Work.ask(Document.Name.Key, std::move(Request), now());
}

std::string Server::inputsStamp(const OpenDocument &Document,
                                const Inputs &In) {
  DocumentSettings Found = settingsOf(Document);
  return Found.DotFile + ";" + Found.DatabaseFile + ";" +
         stampOf({Found.DotFile, Found.DatabaseFile}, {}) +
         stampOf(In.Files, Documents);
}

/// Not all clients tell of files that others have written.
void Server::checkInputs(const OpenDocument &Document) {
  auto It = Compiled.find(Document.Name.Key);
  if (It == Compiled.end() || It->second.Stamp.empty() ||
      now() < It->second.Checked + CheckInterval)
    return;
  Inputs &In = It->second;
  In.Checked = now();
  if (In.Stamp != inputsStamp(Document, In))
    Work.inputsChanged(Document.Name.Key, now());
}

//===--- Progress ---------------------------------------------------------===//

void Server::beginProgress(const std::string &Key) {
  if (!Other.ShowsProgress)
    return;
  int64_t Token = NextCall;
  Progress[Key] = Token;
  call("window/workDoneProgress/create", Object{{"token", Token}});
  StringRef File = llvm::sys::path::filename(Documents.at(Key).Name.Uri);
  notify("$/progress",
         Object{{"token", Token},
                {"value", Object{{"kind", "begin"},
                                 {"title", ("framewalk: " + File).str()}}}});
}

void Server::endProgress(const std::string &Key) {
  auto It = Progress.find(Key);
  if (It == Progress.end())
    return;
  notify("$/progress",
         Object{{"token", It->second}, {"value", Object{{"kind", "end"}}}});
  Progress.erase(It);
}
