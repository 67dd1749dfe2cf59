//===- ServerAnalyses.cpp - What the server does with analyses ------------===//

#include "Lsp/Server.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace framewalk;
using llvm::StringRef;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

namespace {

/// How often a document's files are looked at where the client does not tell of
/// changes.
constexpr std::chrono::seconds CheckInterval{1};

/// One of them is made up for the compiler.
void replaceUri(Value &In, StringRef From, StringRef To) {
  if (In.getAsString() == From) {
    In = To.str();
  } else if (Array *List = In.getAsArray()) {
    for (Value &Each : *List)
      replaceUri(Each, From, To);
  } else if (Object *Members = In.getAsObject()) {
    for (auto &Each : *Members)
      replaceUri(Each.second, From, To);
    // What is to be changed stands behind its name.
    if (auto Own = Members->find(From); Own != Members->end()) {
      Value Changes = std::move(Own->second);
      Members->erase(Own);
      (*Members)[To.str()] = std::move(Changes);
    }
  }
}

} // namespace

Analyses::Owner Server::owner() {
  return {.MakeJob = [this](const std::string &Key) { return makeJob(Key); },
          .Start =
              [this](const AnalysisJob &Job) {
                return Processes.start(Job, notForProcesses());
              },
          .WhenAnalyzed =
              [this](const std::string &Key, const AnalysisOutcome &Outcome,
                     bool HasOlderFrames) {
                analyzed(Key, Outcome, HasOlderFrames);
              },
          .WhenSlow = [this](const std::string &Key) { beginProgress(Key); },
          .WhenSlowEnds = [this](const std::string &Key) { endProgress(Key); }};
}

/// Descriptors that a process of an analysis must not keep.
std::vector<int> Server::notForProcesses() const {
  std::vector<int> Result = {Output};
  for (auto [Descriptor, HasUnsent] : Work.descriptors())
    Result.push_back(Descriptor);
  return Result;
}

std::string Server::pathOf(const OpenDocument &Document) const {
  return Document.pathIn(Other.Folder.empty() ? "/" : Other.Folder);
}

DocumentSettings Server::settingsOf(const OpenDocument &Document) {
  return Commands.find(pathOf(Document), Document.Language, Defaults,
                       ClientSettings);
}

/// What the document is called there: one that is no file has a made-up name.
llvm::Expected<llvm::lsp::URIForFile>
Server::uriInProcess(const OpenDocument &Document) const {
  return Document.Name.Path.empty()
             ? llvm::lsp::URIForFile::fromFile(pathOf(Document))
             : llvm::lsp::URIForFile::fromURI(Document.Name.Uri);
}

AnalysisJob Server::makeJob(const std::string &Key) {
  const OpenDocument &Document = Documents.at(Key);
  DocumentSettings Found = settingsOf(Document);
  publishProblems(Found);
  if (!Found.DatabaseProblem.empty())
    say(Found.DatabaseProblem);
  if (!Found.DatabaseNote.empty())
    log(Found.DatabaseNote);
  AnalysisJob Job;
  Job.Command = std::move(Found.Command);
  Job.KeepUnused = Found.All.KeepUnused.value_or(false);
  Job.View.Encoding = Other.Encoding;
  Job.View.Options = Found.All.features();
  Job.View.Abilities = Other.Abilities;
  Job.Unsaved = textsOf(Documents);
  Job.Unsaved[Job.Command.File] = Document.Text.text();
  if (llvm::Expected<llvm::lsp::URIForFile> Uri = uriInProcess(Document))
    Job.View.Uri = std::move(*Uri);
  else
    llvm::consumeError(Uri.takeError());
  Compiled[Key].Changed.clear();
  return Job;
}

void Server::analyzed(const std::string &Key, const AnalysisOutcome &Outcome,
                      bool HasOlderFrames) {
  const OpenDocument &Document = Documents.at(Key);
  Inputs &In = Compiled[Key];
  // In the middle of a first analysis nobody knows what it is compiled with.
  if (llvm::any_of(Outcome.Files, [&](const std::string &File) {
        return In.Changed.count(File);
      }))
    return Work.inputsChanged(Key, now());
  Lists.analyzed(Key, listsOf(Document, Outcome));
  publish(Key);
  publishNews();
  In.Files = Outcome.Files;
  In.Checked = now();
  In.Stamp = inputsStamp(Document, In);
  if (Outcome.NeedsUser)
    say(llvm::formatv("{0}: {1}", llvm::sys::path::filename(Document.Name.Key),
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

/// By the keys of the files that they are in.
DiagnosticLists::ByFile Server::listsOf(const OpenDocument &Document,
                                        const AnalysisOutcome &Outcome) {
  Value All = Array(Outcome.Diagnostics);
  if (llvm::Expected<llvm::lsp::URIForFile> Uri = uriInProcess(Document))
    replaceUri(All, Uri->uri(), Document.Name.Uri);
  else
    llvm::consumeError(Uri.takeError());
  DiagnosticLists::ByFile Lists;
  for (Value &Each : *All.getAsArray()) {
    llvm::Expected<DocumentName> File =
        readDocumentUri(Each.getAsObject()->getString("uri").value_or(""));
    if (File)
      Lists[File->Key] = *Each.getAsObject()->getArray("diagnostics");
    else
      llvm::consumeError(File.takeError());
  }
  return Lists;
}

void Server::publish(const std::string &File) {
  Object Params{{"diagnostics", Lists.take(File)}};
  auto Open = Documents.find(File);
  if (Open != Documents.end()) {
    Params["uri"] = Open->second.Name.Uri;
    if (Other.DiagnosticVersions)
      Params["version"] = Open->second.Version;
  } else if (auto Uri = llvm::lsp::URIForFile::fromFile(File)) {
    Params["uri"] = Uri->uri().str();
  } else {
    return llvm::consumeError(Uri.takeError());
  }
  notify("textDocument/publishDiagnostics", std::move(Params));
}

void Server::publishNews() {
  for (const std::string &File : Lists.news())
    publish(File);
}

/// What is wrong in `.framewalk`, in that file.
void Server::publishProblems(const DocumentSettings &Found) {
  if (Found.DotFile.empty())
    return;
  Array Diagnostics;
  for (const SettingsProblem &P : Found.DotFileProblems) {
    say(llvm::formatv("{0}:{1}: {2}", Found.DotFile, P.Line + 1, P.Message));
    llvm::lsp::Range Range({int(P.Line), int(P.BeginColumn)},
                           {int(P.Line), int(P.EndColumn)});
    Diagnostics.push_back(
        Object{{"range", toJSON(Range)},
               {"severity", int(llvm::lsp::DiagnosticSeverity::Warning)},
               {"source", "framewalk"},
               {"message", llvm::json::fixUTF8(P.Message)}});
  }
  Lists.analyzed(Found.DotFile, {{Found.DotFile, std::move(Diagnostics)}});
  publishNews();
}

//===--- Requests ---------------------------------------------------------===//

void Server::ask(OpenDocument &Document, DocumentRequest Request) {
  if (!Document.isCode())
    return Request.Reply(nothingFor(Request.Method).str());
  checkInputs(Document);
  if (Document.Name.Path.empty()) {
    llvm::Expected<llvm::lsp::URIForFile> MadeUp = uriInProcess(Document);
    if (!MadeUp)
      return Request.Reply(MadeUp.takeError());
    replaceUri(Request.Params, Document.Name.Uri, MadeUp->uri());
    Request.Reply =
        [Inner = std::move(Request.Reply), From = MadeUp->uri().str(),
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
  std::string Stamp = Found.DotFile + ";" + Found.DatabaseFile + ";" +
                      stampOf(Found.DotFile) + stampOf(Found.DatabaseFile);
  for (const std::string &File : In.Files)
    if (!Documents.count(File)) // those count as they are in the editor
      Stamp += stampOf(File);
  return Stamp;
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
