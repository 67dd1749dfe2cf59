//===- Documents.cpp ------------------------------------------------------===//

#include "Lsp/Documents.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace framewalk;
using llvm::StringRef;
using llvm::json::ObjectMapper;
using llvm::json::Value;
namespace path = llvm::sys::path;

llvm::Expected<DocumentName> framewalk::readDocumentUri(StringRef Uri) {
  DocumentName Name = {.Uri = Uri.str(), .Key = Uri.str(), .Path = ""};
  size_t Colon = Uri.find(':');
  if (Colon == Uri.npos || Colon == 0)
    return llvm::make_error<llvm::lsp::LSPError>(
        "a document's URI has no scheme", llvm::lsp::ErrorCode::InvalidParams);
  if (Uri.take_front(Colon) != "file")
    return Name;
  llvm::Expected<llvm::lsp::URIForFile> File =
      llvm::lsp::URIForFile::fromURI(Uri);
  if (!File)
    return llvm::make_error<llvm::lsp::LSPError>(
        llvm::toString(File.takeError()), llvm::lsp::ErrorCode::InvalidParams);
  llvm::SmallString<256> Path(File->file());
  path::remove_dots(Path, /*remove_dot_dot=*/true);
  if (StringRef(Path).contains('\0'))
    return llvm::make_error<llvm::lsp::LSPError>(
        "a document's path has a zero", llvm::lsp::ErrorCode::InvalidParams);
  Name.Path = std::string(Path);
  Name.Key = Name.Path;
  return Name;
}

bool OpenDocument::isCode() const {
  if (Name.Path.empty() && !StringRef(Name.Uri).starts_with("untitled:"))
    return false;
  return llvm::StringSwitch<bool>(Language)
      .Cases({"c", "cpp", "c++"}, true)
      .Default(false);
}

std::string OpenDocument::pathIn(StringRef Folder) const {
  if (!Name.Path.empty())
    return Name.Path;
  std::string File;
  for (char C : StringRef(Name.Uri).split(':').second)
    File += llvm::isAlnum(C) || C == '.' || C == '-' ? C : '_';
  llvm::SmallString<256> Path(Folder);
  path::append(Path, File + (Language == "c" ? ".c" : ".cpp"));
  return std::string(Path);
}

UnsavedFiles framewalk::textsOf(const OpenDocuments &Documents) {
  UnsavedFiles Texts;
  for (const auto &[Key, Document] : Documents)
    if (!Document.Name.Path.empty())
      Texts[Document.Name.Path] = Document.Text.text();
  return Texts;
}

static bool mapDocument(const Value &V, llvm::json::Path Path,
                        llvm::function_ref<bool(ObjectMapper &)> Read) {
  ObjectMapper Whole(V, Path);
  if (!Whole)
    return false;
  const Value *Document = V.getAsObject()->get("textDocument");
  if (!Document) {
    Path.field("textDocument").report("missing value");
    return false;
  }
  ObjectMapper Members(*Document, Path.field("textDocument"));
  return Members && Read(Members);
}

bool framewalk::fromJSON(const Value &V, OpenParams &P, llvm::json::Path Path) {
  return mapDocument(V, Path, [&](ObjectMapper &M) {
    return M.map("uri", P.Uri) && M.mapOptional("languageId", P.Language) &&
           M.mapOptional("version", P.Version) && M.map("text", P.Text);
  });
}

bool framewalk::fromJSON(const Value &V, ChangeParams &P,
                         llvm::json::Path Path) {
  ObjectMapper Whole(V, Path);
  return Whole && Whole.map("contentChanges", P.Changes) &&
         mapDocument(V, Path, [&](ObjectMapper &M) {
           return M.map("uri", P.Uri) && M.map("version", P.Version);
         });
}

bool framewalk::fromJSON(const Value &V, UriParams &P, llvm::json::Path Path) {
  return mapDocument(V, Path,
                     [&](ObjectMapper &M) { return M.map("uri", P.Uri); });
}

bool framewalk::fromJSON(const Value &V, TextChange &C, llvm::json::Path Path) {
  ObjectMapper M(V, Path);
  return M && M.map("range", C.Range) && M.map("text", C.Text);
}
