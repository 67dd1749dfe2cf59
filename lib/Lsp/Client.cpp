//===- Client.cpp ---------------------------------------------------------===//

#include "Lsp/Client.h"

#include "Lsp/Documents.h"

#include "llvm/ADT/STLExtras.h"

using namespace framewalk;
using llvm::StringRef;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

namespace {

/// A member of a member; null: it is not there.
const Value *find(const Object &From, std::initializer_list<StringRef> Path) {
  const Object *Here = &From;
  const Value *Found = nullptr;
  for (StringRef Name : Path) {
    Found = Here ? Here->get(Name) : nullptr;
    Here = Found ? Found->getAsObject() : nullptr;
  }
  return Found;
}

bool flag(const Object &From, std::initializer_list<StringRef> Path) {
  const Value *Found = find(From, Path);
  return Found && Found->getAsBoolean().value_or(false);
}

bool lists(const Object &From, std::initializer_list<StringRef> Path,
           StringRef Word) {
  const Value *Found = find(From, Path);
  const Array *List = Found ? Found->getAsArray() : nullptr;
  return List && llvm::any_of(*List, [&](const Value &Each) {
           return Each.getAsString() == Word;
         });
}

/// The path of a URI; empty: it is no file's.
std::string pathOf(const Value *Uri) {
  std::optional<StringRef> Text = Uri ? Uri->getAsString() : std::nullopt;
  if (!Text)
    return "";
  llvm::Expected<DocumentName> Name = readDocumentUri(*Text);
  if (!Name) {
    llvm::consumeError(Name.takeError());
    return "";
  }
  return Name->Path;
}

std::string workspaceFolder(const Object &Params) {
  if (const Array *Folders = Params.getArray("workspaceFolders"))
    for (const Value &Folder : *Folders)
      if (const Object *Members = Folder.getAsObject())
        if (std::string Path = pathOf(Members->get("uri")); !Path.empty())
          return Path;
  return pathOf(Params.get("rootUri"));
}

} // namespace

Client framewalk::readClient(const Object &P) {
  Client C;
  // UTF-8 costs nothing here, and every client knows UTF-16.
  if (lists(P, {"capabilities", "general", "positionEncodings"}, "utf-8"))
    C.Encoding = PositionEncoding::Utf8;
  if (lists(P, {"capabilities", "textDocument", "hover", "contentFormat"},
            "markdown"))
    C.Abilities.HoverFormat = llvm::lsp::MarkupKind::Markdown;
  C.Abilities.RelatedInformation =
      flag(P, {"capabilities", "textDocument", "publishDiagnostics",
               "relatedInformation"});
  C.Abilities.HierarchicalSymbols =
      flag(P, {"capabilities", "textDocument", "documentSymbol",
               "hierarchicalDocumentSymbolSupport"});
  C.Abilities.CodeActionLiterals =
      find(P, {"capabilities", "textDocument", "codeAction",
               "codeActionLiteralSupport"}) != nullptr;
  C.DiagnosticVersions = flag(P, {"capabilities", "textDocument",
                                  "publishDiagnostics", "versionSupport"});
  C.HasConfiguration = flag(P, {"capabilities", "workspace", "configuration"});
  C.RegistersConfiguration =
      flag(P, {"capabilities", "workspace", "didChangeConfiguration",
               "dynamicRegistration"});
  C.RegistersWatchers =
      flag(P, {"capabilities", "workspace", "didChangeWatchedFiles",
               "dynamicRegistration"});
  C.RefreshesHints =
      flag(P, {"capabilities", "workspace", "inlayHint", "refreshSupport"});
  C.RefreshesLenses =
      flag(P, {"capabilities", "workspace", "codeLens", "refreshSupport"});
  C.ShowsProgress = flag(P, {"capabilities", "window", "workDoneProgress"});
  C.ShowsDocuments =
      flag(P, {"capabilities", "window", "showDocument", "support"});
  C.WantsAnalyzed = flag(P, {"initializationOptions", "analyzedNotification"});
  C.Folder = workspaceFolder(P);
  return C;
}

Object framewalk::serverCapabilities(const Client &C) {
  return Object{
      {"positionEncoding",
       C.Encoding == PositionEncoding::Utf8 ? "utf-8" : "utf-16"},
      {"textDocumentSync",
       Object{{"openClose", true},
              {"change", int(llvm::lsp::TextDocumentSyncKind::Incremental)},
              {"save", Object{{"includeText", false}}}}},
      {"hoverProvider", true},
      {"inlayHintProvider", true},
      {"codeLensProvider", Object{{"resolveProvider", false}}},
      {"documentSymbolProvider", Object{{"label", "framewalk"}}},
      {"codeActionProvider",
       C.Abilities.CodeActionLiterals
           ? Value(Object{{"codeActionKinds", Array{"quickfix"}}})
           : Value(false)},
      {"executeCommandProvider",
       Object{{"commands", Array{"framewalk.openReport"}}}}};
}

Array framewalk::registrations(const Client &C) {
  Array Result;
  if (C.RegistersWatchers) {
    Array Watchers;
    for (StringRef Glob :
         {"**/compile_commands.json", "**/compile_flags.txt", "**/.framewalk",
          "**/*.{c,cc,cpp,cxx,h,hh,hpp,hxx,inc,def}"})
      Watchers.push_back(Object{{"globPattern", Glob}});
    Result.push_back(
        Object{{"id", "framewalk-files"},
               {"method", "workspace/didChangeWatchedFiles"},
               {"registerOptions", Object{{"watchers", std::move(Watchers)}}}});
  }
  if (C.RegistersConfiguration)
    Result.push_back(
        Object{{"id", "framewalk-settings"},
               {"method", "workspace/didChangeConfiguration"},
               {"registerOptions", Object{{"section", "framewalk"}}}});
  return Result;
}
