//===- UnitAnswers.cpp ----------------------------------------------------===//

#include "Lsp/UnitAnswers.h"

#include "Lsp/Features/Features.h"
#include "Lsp/Features/Functions.h"
#include "Render/Html.h"
#include "Render/HtmlAnchors.h"
#include "Render/Json.h"
#include "Support/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/LSP/Transport.h"
#include "llvm/Support/Path.h"

using namespace framewalk;
using llvm::StringRef;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;
namespace lsp = llvm::lsp;

namespace {

template <typename T>
llvm::Expected<T> parse(const Value &Params, StringRef Method) {
  return lsp::MessageHandler::parse<T>(Params, Method, "request");
}

/// \p V with texts of its own: LLVM's protocol makes JSON of URIs without
/// copying them.
Value owned(Value V) {
  if (std::optional<StringRef> Text = V.getAsString())
    return Text->str();
  if (Array *List = V.getAsArray())
    for (Value &Each : *List)
      Each = owned(std::move(Each));
  else if (Object *Members = V.getAsObject())
    for (auto &Each : *Members)
      Each.second = owned(std::move(Each.second));
  return V;
}

template <typename T> Array arrayOf(const std::vector<T> &Values) {
  Array Result;
  Result.reserve(Values.size());
  for (const T &Each : Values)
    Result.push_back(owned(toJSON(Each)));
  return Result;
}

/// A place in one function's frame.
struct FramePlace {
  const FunctionReport *Function = nullptr;
  std::optional<SlotId> Slot;
};

/// The slot of the variable that is written at the client's \p Cursor.
std::optional<SlotId> slotAt(const DocumentView &Document,
                             const FunctionReport &F, lsp::Position Cursor) {
  auto IsThere = [&](const SourcePosition &P) {
    std::optional<lsp::Range> Token =
        Document.isHere(P) ? Document.tokenAt(P) : std::nullopt;
    return Token && Token->start <= Cursor && Cursor <= Token->end;
  };
  for (const Access &A : F.Accesses)
    if (A.Slot && IsThere(A.Position))
      return A.Slot;
  for (const LocalVariable &V : F.Variables)
    if (!V.Slots.empty() && IsThere(V.Declared))
      return V.Slots.front();
  return std::nullopt;
}

FramePlace placeAt(const DocumentView &Document, lsp::Position Cursor) {
  FramePlace Place;
  std::optional<SourcePosition> P = Document.fromClient(Cursor);
  if (!P)
    return Place;
  std::vector<FunctionGroup> Groups = functionsOf(Document);
  const FunctionGroup *Group = groupAround(Groups, *P);
  if (!Group)
    return Place;
  Place.Function = Group->Functions.front();
  Place.Slot = slotAt(Document, *Place.Function, Cursor);
  return Place;
}

/// One page for each document; the next time it is written over.
std::string reportPath(StringRef File) {
  llvm::SmallString<256> Path;
  if (!llvm::sys::path::cache_directory(Path))
    llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, Path);
  llvm::sys::path::append(Path, "framewalk", "reports");
  std::string Hash = llvm::toHex(
      llvm::BLAKE3::hash<8>(llvm::arrayRefFromStringRef(File)), true);
  llvm::sys::path::append(Path, llvm::sys::path::filename(File) + "-" + Hash +
                                    ".html");
  return std::string(Path);
}

} // namespace

bool framewalk::isForCursor(StringRef Method) {
  return Method == "textDocument/hover" || Method == "framewalk/frame";
}

StringRef framewalk::nothingFor(StringRef Method) {
  return llvm::StringSwitch<StringRef>(Method)
      .Cases({"textDocument/inlayHint", "textDocument/codeLens",
              "textDocument/documentSymbol", "textDocument/codeAction"},
             "[]")
      .Default("null");
}

UnitAnswers::UnitAnswers(std::shared_ptr<const AnalyzedUnit> TheUnit,
                         ClientView TheView, const UnsavedFiles &Unsaved)
    : Unit(std::move(TheUnit)), View(std::move(TheView)), Unsaved(Unsaved),
      Document(Unit, View.Uri, Unit->Text, View.Encoding) {}

void UnitAnswers::setText(std::string_view Text) {
  Document = DocumentView(Unit, View.Uri, Text, View.Encoding, Freshness::Kept);
}

Array UnitAnswers::diagnosticsNow() const {
  return arrayOf(diagnostics(Document, View.Options, View.Abilities));
}

llvm::Expected<Value> UnitAnswers::answer(StringRef Method,
                                          const Value &Params) const {
  if (Method == "textDocument/hover")
    return hover(Params);
  if (Method == "textDocument/inlayHint")
    return hints(Params);
  if (Method == "textDocument/codeAction")
    return actions(Params);
  if (Method == "textDocument/codeLens")
    return lenses();
  if (Method == "textDocument/documentSymbol")
    return symbols();
  if (Method == "framewalk/frame")
    return frame(Params);
  if (Method == "framewalk.openReport")
    return openReport(Params);
  return llvm::make_error<lsp::LSPError>("no such request: " + Method.str(),
                                         lsp::ErrorCode::MethodNotFound);
}

llvm::Expected<Value> UnitAnswers::hover(const Value &Params) const {
  auto P = parse<lsp::TextDocumentPositionParams>(Params, "hover");
  if (!P)
    return P.takeError();
  std::optional<lsp::Hover> Found =
      hoverAt(Document, P->position, View.Options, View.Abilities);
  return Found ? owned(toJSON(*Found)) : Value(nullptr);
}

llvm::Expected<Value> UnitAnswers::hints(const Value &Params) const {
  auto P = parse<lsp::InlayHintsParams>(Params, "inlayHint");
  if (!P)
    return P.takeError();
  return arrayOf(inlayHints(Document, P->range, View.Options));
}

llvm::Expected<Value> UnitAnswers::actions(const Value &Params) const {
  auto P = parse<protocol::CodeActionParams>(Params, "codeAction");
  if (!P)
    return P.takeError();
  return arrayOf(
      codeActions(Document, P->range, P->only, View.Options, View.Abilities));
}

Value UnitAnswers::lenses() const {
  return arrayOf(codeLenses(Document, View.Options));
}

Value UnitAnswers::symbols() const {
  return View.Abilities.HierarchicalSymbols ? arrayOf(documentSymbols(Document))
                                            : arrayOf(flatSymbols(Document));
}

llvm::Expected<Value> UnitAnswers::frame(const Value &Params) const {
  auto P = parse<lsp::TextDocumentPositionParams>(Params, "frame");
  if (!P)
    return P.takeError();
  FramePlace Place = placeAt(Document, P->position);
  if (!Place.Function)
    return nullptr;
  std::string Json;
  llvm::raw_string_ostream OS(Json);
  renderFunctionJson(Unit->Report, *Place.Function, OS);
  llvm::Expected<Value> Function = llvm::json::parse(Json);
  if (!Function)
    return Function.takeError();
  SourceRange Extent = extentOf(*Place.Function);
  std::optional<lsp::Range> Range = Document.toClient(Extent.Begin, Extent.End);
  const Value *Version = Params.getAsObject()->get("version");
  return Object{
      {"version", Version ? *Version : Value(nullptr)},
      {"kept", Document.isKept()},
      {"target", Unit->Report.Target},
      {"flags", Array(Unit->Report.Flags)},
      {"function", std::move(*Function)},
      {"slot", Place.Slot ? Value(int64_t(Place.Slot->Value)) : Value(nullptr)},
      {"range", Range ? toJSON(*Range) : Value(nullptr)}};
}

/// \p Params: the command's argument.
llvm::Expected<Value> UnitAnswers::openReport(const Value &Params) const {
  std::string Path = reportPath(Unit->File);
  ReportDocument Report;
  Report.Target = Unit->Report.Target;
  Report.Units.push_back(Unit->Report);
  std::string Folder(llvm::sys::path::parent_path(Path));
  if (llvm::Error E = makeFolder(Folder))
    return E;
  if (llvm::Error E = writeOutput(Path, [&](llvm::raw_ostream &OS) {
        renderHtml(Report, OS, {.ExternalAssets = false, .Unsaved = &Unsaved});
      }))
    return E;

  std::string Anchor;
  const Value *Where =
      Params.getAsObject() ? Params.getAsObject()->get("position") : nullptr;
  lsp::Position Cursor;
  llvm::json::Path::Root Root;
  if (Where && fromJSON(*Where, Cursor, Root)) {
    FramePlace Place = placeAt(Document, Cursor);
    if (Place.Function) {
      Anchor = makeAnchors(Report).front().of(Place.Function->LinkageName,
                                              Place.Function->Name);
      if (Place.Slot)
        Anchor += llvm::formatv("/slot{0}", Place.Slot->Value);
    }
  }
  llvm::Expected<lsp::URIForFile> Uri = lsp::URIForFile::fromFile(Path);
  if (!Uri)
    return Uri.takeError();
  std::string Link = Uri->uri().str();
  if (!Anchor.empty())
    Link += "#" + Anchor;
  return Object{{"uri", Link}, {"path", Path}, {"anchor", Anchor}};
}
