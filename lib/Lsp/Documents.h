//===- Documents.h - What an editor has open ------------------------------===//
#pragma once

#include "Lsp/TextDocument.h"
#include "Support/UnsavedFiles.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/LSP/Protocol.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// What a URI means.
struct DocumentName {
  std::string Uri; ///< as the client writes it
  /// One document, whatever way its URI is escaped: its path, or its URI.
  std::string Key;
  /// Absolute; empty: it is no file ("untitled:").
  std::string Path;
};
/// An error: that is no URI.
llvm::Expected<DocumentName> readDocumentUri(llvm::StringRef Uri);

struct OpenDocument {
  DocumentName Name;
  std::string Language; ///< the client's word
  int64_t Version = 0;
  TextDocument Text;

  /// C or C++, and nothing that an editor makes up, like an older version.
  bool isCode() const;
  /// Where the compiler is told that the text is: a name in \p Folder where the
  /// document is no file.
  std::string pathIn(llvm::StringRef Folder) const;
};

using OpenDocuments = std::map<std::string, OpenDocument>; ///< by key

/// Of those that are files.
UnsavedFiles textsOf(const OpenDocuments &Documents);

/// The parameters of textDocument/didOpen and so on. LLVM's refuse the URIs of
/// what is no file.
struct OpenParams {
  std::string Uri;
  std::string Language;
  int64_t Version = 0;
  std::string Text;
};
struct ChangeParams {
  std::string Uri;
  std::optional<int64_t> Version;
  std::vector<TextChange> Changes;
};
struct UriParams {
  std::string Uri;
};
bool fromJSON(const llvm::json::Value &V, OpenParams &P, llvm::json::Path Path);
bool fromJSON(const llvm::json::Value &V, ChangeParams &P,
              llvm::json::Path Path);
bool fromJSON(const llvm::json::Value &V, UriParams &P, llvm::json::Path Path);
bool fromJSON(const llvm::json::Value &V, TextChange &C, llvm::json::Path Path);

} // namespace framewalk
