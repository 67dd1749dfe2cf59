//===- Server.cpp - Messages, life cycle, documents -----------------------===//

#include "Lsp/Server.h"

#include "Support/Paths.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/LSP/Logging.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

using namespace framewalk;
using llvm::StringRef;
using llvm::lsp::ErrorCode;
using llvm::lsp::Logger;
using llvm::lsp::LSPError;
using llvm::lsp::MessageHandler;
using llvm::lsp::MessageType;

namespace {

llvm::Error errorOf(ErrorCode Code, const std::string &Message) {
  return llvm::make_error<LSPError>(Message, Code);
}

/// Until then the client may have more to say.
constexpr Milliseconds SpareAfter{3};

/// For poll(); -1: until something comes.
int timeoutUntil(std::optional<TimePoint> Time) {
  if (!Time)
    return -1;
  auto Left = std::chrono::ceil<Milliseconds>(*Time - now()).count();
  return static_cast<int>(std::clamp<int64_t>(Left, 0, 60'000));
}

bool isDocumentRequest(StringRef Method) {
  return llvm::StringSwitch<bool>(Method)
      .Cases({"textDocument/hover", "textDocument/inlayHint",
              "textDocument/codeLens", "textDocument/documentSymbol",
              "textDocument/codeAction", "framewalk/frame"},
             true)
      .Default(false);
}

} // namespace

Server::Server(int Output, const ServerOptions &Options)
    : Output(Output), Options(Options), Stream(Output, /*shouldClose=*/true),
      Transport(std::unique_ptr<llvm::lsp::JSONTransportInput>(), Stream),
      Processes(/*ShowsErrors=*/Options.Log != LogLevel::Nothing),
      Work(owner()) {
  if (!Options.BuildFolder.empty())
    Defaults.Database = absolutePath(Options.BuildFolder);
}

int Server::run(int Input) {
  char Buffer[1 << 16];
  while (Now != State::Exited) {
    Work.tick(now());
    std::vector<pollfd> Polled = {
        {.fd = Input, .events = POLLIN, .revents = 0}};
    for (auto [Descriptor, HasUnsent] : Work.descriptors())
      Polled.push_back({.fd = Descriptor,
                        .events = short(POLLIN | (HasUnsent ? POLLOUT : 0)),
                        .revents = 0});
    std::optional<TimePoint> Next = Work.nextTick();
    const bool LacksSpare =
        Now == State::Running && Work.isIdle() && !Processes.hasSpare();
    if (LacksSpare) // when the client is served
      Next = now() + SpareAfter;
    const int Ready = poll(Polled.data(), Polled.size(), timeoutUntil(Next));
    if (Ready == 0 && LacksSpare)
      Processes.makeSpare(notForProcesses());
    if (Ready < 0)
      continue;
    for (const pollfd &P : llvm::drop_begin(Polled))
      if (P.revents)
        Work.service(P.fd, now());
    if (!Polled.front().revents)
      continue;
    ssize_t Count = read(Input, Buffer, sizeof Buffer);
    if (Count < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (Count <= 0)
      break; // the client went away without a word
    Reader.feed(StringRef(Buffer, Count));
    while (Now != State::Exited)
      if (std::optional<MessageReader::Message> M = Reader.next())
        handle(std::move(*M));
      else
        break;
  }
  return ExitCode;
}

//===--- Messages ---------------------------------------------------------===//

void Server::handle(MessageReader::Message Message) {
  if (!Message.Problem.empty()) {
    Logger::error("{0}", Message.Problem);
    return reply(nullptr, errorOf(ErrorCode::ParseError, Message.Problem));
  }
  Logger::debug("<<< {0}\n", Message.Value);
  Object *Members = Message.Value.getAsObject();
  if (!Members)
    return reply(nullptr, errorOf(ErrorCode::InvalidRequest,
                                  "a message must be an object"));
  Value *Id = Members->get("id");
  std::optional<StringRef> Method = Members->getString("method");
  if (!Method && Id && (Members->get("result") || Members->get("error")))
    return handleReply(*Members);
  if (!Method)
    return reply(nullptr, errorOf(ErrorCode::InvalidRequest,
                                  "a message must have a method"));
  Value *Given = Members->get("params");
  Value Params = Given ? std::move(*Given) : Value(nullptr);
  std::string Name = Method->str();
  if (!Id)
    return handleNotification(Name, Params);
  if (Id->kind() != Value::String && !Id->getAsInteger())
    return reply(nullptr, errorOf(ErrorCode::InvalidRequest,
                                  "an id must be a number or a string"));
  handleRequest(Name, std::move(Params), std::move(*Id));
}

void Server::handleRequest(StringRef Method, Value Params, Value Id) {
  Logger::info("<-- {0}({1})", Method, Id);
  if (Method == "initialize")
    return reply(std::move(Id), initialize(Params));
  if (Now == State::New)
    return reply(std::move(Id), errorOf(ErrorCode::ServerNotInitialized,
                                        "initialize comes first"));
  if (Now == State::ShutDown)
    return reply(std::move(Id), errorOf(ErrorCode::InvalidRequest,
                                        "the server has been shut down"));
  if (Method == "shutdown") {
    Now = State::ShutDown;
    ExitCode = 0;
    return reply(std::move(Id), nullptr);
  }
  if (isDocumentRequest(Method))
    return askDocument(Method, std::move(Params), std::move(Id));
  if (Method == "workspace/executeCommand")
    return executeCommand(Params, std::move(Id));
  if (Method == "framewalk/text")
    return reply(std::move(Id), documentText(Params));
  reply(std::move(Id),
        errorOf(ErrorCode::MethodNotFound, "no such request: " + Method.str()));
}

void Server::handleNotification(StringRef Method, const Value &Params) {
  Logger::info("<-- {0}", Method);
  if (Method == "exit") {
    Now = State::Exited;
    return;
  }
  if (Now != State::Running)
    return;
  auto With = [&]<typename P>(void (Server::*Handler)(const P &)) {
    llvm::Expected<P> Read =
        MessageHandler::parse<P>(Params, Method, "notification");
    if (Read)
      (this->*Handler)(*Read);
    else
      Logger::error("{0}", llvm::toString(Read.takeError()));
  };
  if (Method == "initialized")
    initialized();
  else if (Method == "textDocument/didOpen")
    With(&Server::didOpen);
  else if (Method == "textDocument/didChange")
    With(&Server::didChange);
  else if (Method == "textDocument/didClose")
    With(&Server::didClose);
  else if (Method == "textDocument/didSave")
    With(&Server::didSave);
  else if (Method == "workspace/didChangeWatchedFiles")
    filesChanged(Params);
  else if (Method == "workspace/didChangeConfiguration")
    configurationChanged(Params);
  else if (Method == "$/cancelRequest")
    if (const Object *Members = Params.getAsObject())
      if (const Value *Id = Members->get("id"))
        Work.cancel(*Id);
}

void Server::handleReply(const Object &Message) {
  std::optional<int64_t> Id = Message.getInteger("id");
  auto It = Id ? Calls.find(*Id) : Calls.end();
  if (It == Calls.end())
    return;
  std::function<void(const Value &)> Then = std::move(It->second);
  Calls.erase(It);
  if (const Value *Result = Message.get("result"))
    Then(*Result);
}

void Server::reply(Value Id, Answer Result) {
  Transport.reply(std::move(Id), std::move(Result));
}

void Server::replyText(const Value &Id, llvm::Expected<std::string> Result) {
  if (!Result)
    return reply(Id, Result.takeError());
  Stream << framedText("{\"jsonrpc\":\"2.0\",\"id\":" + textOf(Id) +
                       ",\"result\":" + *Result + "}");
  Stream.flush();
}

void Server::notify(StringRef Method, Value Params) {
  Transport.notify(Method, std::move(Params));
}

void Server::call(StringRef Method, Value Params,
                  std::function<void(const Value &)> Then) {
  int64_t Id = NextCall++;
  if (Then)
    Calls[Id] = std::move(Then);
  Transport.call(Method, std::move(Params), Id);
}

void Server::tell(StringRef Method, MessageType Type, const std::string &Text) {
  if (Said.insert(Text).second)
    notify(Method,
           Object{{"type", int(Type)},
                  {"message", llvm::json::fixUTF8("framewalk: " + Text)}});
}

void Server::say(const std::string &Warning) {
  tell("window/showMessage", MessageType::Warning, Warning);
}

void Server::log(const std::string &Text) {
  tell("window/logMessage", MessageType::Info, Text);
}

//===--- Life -------------------------------------------------------------===//

Server::Answer Server::initialize(const Value &Params) {
  if (Now != State::New)
    return errorOf(ErrorCode::InvalidRequest, "initialize comes once");
  const Object *Members = Params.getAsObject();
  if (!Members)
    return errorOf(ErrorCode::InvalidParams,
                   "initialize needs an object of parameters");
  Now = State::Running;
  Other = readClient(*Members);
  if (const Value *Options = Members->get("initializationOptions"))
    settingsFrom(*Options);
  return Object{{"capabilities", serverCapabilities(Other)},
                {"serverInfo",
                 Object{{"name", "framewalk"}, {"version", Options.Version}}}};
}

void Server::initialized() {
  llvm::json::Array Registrations = registrations(Other);
  if (!Registrations.empty())
    call("client/registerCapability",
         Object{{"registrations", std::move(Registrations)}});
  askConfiguration();
}

void Server::askConfiguration() {
  if (!Other.HasConfiguration)
    return;
  call("workspace/configuration",
       Object{{"items", llvm::json::Array{Object{{"section", "framewalk"}}}}},
       [this](const Value &Result) {
         const llvm::json::Array *Sections = Result.getAsArray();
         if (Sections && !Sections->empty() && Sections->front().getAsObject())
           settingsFrom(Sections->front());
       });
}

void Server::configurationChanged(const Value &Params) {
  // Clients that answer questions send null, or anything.
  if (Other.HasConfiguration)
    return askConfiguration();
  if (const Object *Members = Params.getAsObject())
    if (const Value *Given = Members->get("settings"))
      settingsFrom(*Given);
}

void Server::settingsFrom(const Value &Given) {
  const Object *Members = Given.getAsObject();
  const Value *Inner = Members ? Members->get("framewalk") : nullptr;
  std::vector<SettingsProblem> Problems;
  Settings Read = readSettings(Inner ? *Inner : Given, Other.Folder, Problems);
  for (const SettingsProblem &P : Problems)
    say("in the editor's settings: " + P.Message);
  if (Read == ClientSettings)
    return;
  ClientSettings = std::move(Read);
  Work.allInputsChanged(now());
}

//===--- Documents --------------------------------------------------------===//

OpenDocument *Server::findOpen(const std::string &Uri) {
  llvm::Expected<DocumentName> Name = readDocumentUri(Uri);
  if (!Name) {
    Logger::error("{0}", llvm::toString(Name.takeError()));
    return nullptr;
  }
  auto It = Documents.find(Name->Key);
  if (It != Documents.end())
    return &It->second;
  Logger::error("{0} is not open", Uri);
  return nullptr;
}

/// For it and for those that include it.
void Server::changed(const OpenDocument &Document) {
  Lists.changed(Document.Name.Key);
  if (Document.isCode())
    Work.textChanged(Document.Name.Key, now());
  if (!Document.Name.Path.empty())
    fileChanged(Document.Name.Path, Document.Name.Key);
}

void Server::fileChanged(const std::string &Path,
                         const std::string &ExceptKey) {
  for (auto &[Key, In] : Compiled)
    if (Key != ExceptKey)
      In.Changed.insert(Path);
  Work.fileChanged(Path, ExceptKey, now());
}

void Server::didOpen(const OpenParams &P) {
  llvm::Expected<DocumentName> Name = readDocumentUri(P.Uri);
  if (!Name) {
    Logger::error("{0}", llvm::toString(Name.takeError()));
    return;
  }
  // A second time: the client knows what the text is.
  std::string Key = Name->Key;
  OpenDocument &Document = Documents[Key];
  Document = {.Name = std::move(*Name),
              .Language = P.Language,
              .Version = P.Version,
              .Text = TextDocument(P.Text)};
  changed(Document);
}

void Server::didChange(const ChangeParams &P) {
  OpenDocument *Document = findOpen(P.Uri);
  if (!Document)
    return;
  if (P.Version && *P.Version < Document->Version)
    Logger::error("the version of {0} goes back", P.Uri);
  Document->Version = P.Version.value_or(Document->Version + 1);
  for (const TextChange &Change : P.Changes)
    Document->Text.apply(Change, Other.Encoding);
  if (!P.Changes.empty())
    changed(*Document);
}

void Server::didClose(const UriParams &P) {
  OpenDocument *Document = findOpen(P.Uri);
  if (!Document)
    return;
  const DocumentName Name = Document->Name;
  endProgress(Name.Key);
  Work.closed(Name.Key);
  Compiled.erase(Name.Key);
  Lists.closed(Name.Key);
  publish(Name.Key); // as long as its URI is known
  Documents.erase(Name.Key);
  publishNews();
  // Its users now see what is on the disk.
  if (!Name.Path.empty())
    fileChanged(Name.Path, "");
}

void Server::didSave(const UriParams &P) {
  if (const OpenDocument *Document = findOpen(P.Uri))
    fileWritten(Document->Name.Path);
}

void Server::filesChanged(const Value &Params) {
  const Object *Members = Params.getAsObject();
  const llvm::json::Array *Changes =
      Members ? Members->getArray("changes") : nullptr;
  if (!Changes)
    return;
  for (const Value &Change : *Changes) {
    const Object *Each = Change.getAsObject();
    std::optional<StringRef> Uri = Each ? Each->getString("uri") : std::nullopt;
    llvm::Expected<DocumentName> Name = readDocumentUri(Uri.value_or(""));
    if (Name)
      fileWritten(Name->Path);
    else
      llvm::consumeError(Name.takeError());
  }
}

void Server::fileWritten(const std::string &Path) {
  if (Path.empty())
    return;
  StringRef File = llvm::sys::path::filename(Path);
  if (File == ".framewalk" || File.starts_with("compile_"))
    Work.allInputsChanged(now());
  // Those that are open count as they are in the editor.
  else if (!Documents.count(Path))
    fileChanged(Path, "");
}

//===--- Requests ---------------------------------------------------------===//

void Server::askDocument(StringRef Method, Value Params, Value Id) {
  llvm::Expected<UriParams> P =
      MessageHandler::parse<UriParams>(Params, Method, "request");
  if (!P)
    return reply(std::move(Id), P.takeError());
  OpenDocument *Document = findOpen(P->Uri);
  if (!Document)
    return reply(std::move(Id),
                 errorOf(ErrorCode::InvalidParams, P->Uri + " is not open"));
  DocumentRequest Request;
  Request.Id = Id;
  Request.Method = Method.str();
  Request.Params = std::move(Params);
  (*Request.Params.getAsObject())["version"] = Document->Version;
  Request.Reply = [this, Id](llvm::Expected<std::string> Result) {
    replyText(Id, std::move(Result));
  };
  ask(*Document, std::move(Request));
}

void Server::executeCommand(const Value &Params, Value Id) {
  const Object *Members = Params.getAsObject();
  std::optional<StringRef> Command =
      Members ? Members->getString("command") : std::nullopt;
  if (!Command || *Command != "framewalk.openReport")
    return reply(std::move(Id),
                 errorOf(ErrorCode::InvalidParams, "no such command"));
  const llvm::json::Array *Arguments = Members->getArray("arguments");
  if (!Arguments || Arguments->empty())
    return reply(std::move(Id), errorOf(ErrorCode::InvalidParams,
                                        "the command needs an argument"));
  openReport(Arguments->front(), std::move(Id));
}

void Server::openReport(const Value &Argument, Value Id) {
  const Object *Members = Argument.getAsObject();
  std::optional<StringRef> Uri =
      Members ? Members->getString("uri") : std::nullopt;
  OpenDocument *Document = Uri ? findOpen(Uri->str()) : nullptr;
  if (!Document)
    return reply(std::move(Id),
                 errorOf(ErrorCode::InvalidParams,
                         "the argument must name an open document"));
  bool Shows =
      Other.ShowsDocuments && Members->getBoolean("show").value_or(true);
  DocumentRequest Request;
  Request.Id = Id;
  Request.Method = "framewalk.openReport";
  Request.Params = Argument;
  Request.Reply = [this, Id, Shows](llvm::Expected<std::string> Result) {
    Answer Report = Result ? llvm::json::parse(*Result) : Result.takeError();
    if (Shows && Report)
      if (const Object *Members = Report->getAsObject())
        call("window/showDocument",
             Object{{"uri", Members->getString("uri").value_or("")},
                    {"external", true}});
    reply(Id, std::move(Report));
  };
  ask(*Document, std::move(Request));
}

Server::Answer Server::documentText(const Value &Params) {
  llvm::Expected<UriParams> P =
      MessageHandler::parse<UriParams>(Params, "framewalk/text", "request");
  if (!P)
    return P.takeError();
  const OpenDocument *Document = findOpen(P->Uri);
  if (!Document)
    return errorOf(ErrorCode::InvalidParams, P->Uri + " is not open");
  return Object{{"text", llvm::json::fixUTF8(Document->Text.text())},
                {"version", Document->Version}};
}
