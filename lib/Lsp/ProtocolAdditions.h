//===- ProtocolAdditions.h - What LLVM's protocol lacks -------------------===//
//
// Structs of the Language Server Protocol 3.17 that llvm/Support/LSP/Protocol.h
// has not, or not with all members that are wanted here. As there, members have
// the protocol's names.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/Support/JSON.h"
#include "llvm/Support/LSP/Protocol.h"

#include <optional>
#include <string>
#include <vector>

// NOLINTBEGIN(readability-identifier-naming)
namespace framewalk::protocol {

struct Command {
  std::string title;
  std::string command;
  llvm::json::Array arguments;
};
llvm::json::Value toJSON(const Command &C);

struct CodeLens {
  llvm::lsp::Range range;
  Command command;
};
llvm::json::Value toJSON(const CodeLens &L);

/// With a rule's identifier.
struct Diagnostic : llvm::lsp::Diagnostic {
  std::string code; ///< empty: none
};
llvm::json::Value toJSON(const Diagnostic &D);

struct PublishDiagnosticsParams {
  llvm::lsp::URIForFile uri;
  std::vector<Diagnostic> diagnostics;
};
llvm::json::Value toJSON(const PublishDiagnosticsParams &P);

struct CodeAction {
  std::string title;
  std::string kind;
  std::vector<Diagnostic> diagnostics;
  bool isPreferred = false;
  std::optional<llvm::lsp::WorkspaceEdit> edit;
};
llvm::json::Value toJSON(const CodeAction &A);

/// The client's own diagnostics are not read: servers mark them as they like.
struct CodeActionParams {
  llvm::lsp::TextDocumentIdentifier textDocument;
  llvm::lsp::Range range;
  /// Kinds that are wanted; empty: all.
  std::vector<std::string> only;
};
bool fromJSON(const llvm::json::Value &V, CodeActionParams &P,
              llvm::json::Path Path);

/// Neither a type nor a parameter's name; with a tooltip.
struct InlayHint {
  llvm::lsp::Position position;
  std::string label;
  llvm::lsp::MarkupContent tooltip;
  bool paddingLeft = false;
};
llvm::json::Value toJSON(const InlayHint &H);

/// For clients that know no hierarchy.
struct SymbolInformation {
  std::string name;
  llvm::lsp::SymbolKind kind = llvm::lsp::SymbolKind::Function;
  llvm::lsp::Location location;
  std::string containerName;
};
llvm::json::Value toJSON(const SymbolInformation &S);

} // namespace framewalk::protocol
// NOLINTEND(readability-identifier-naming)
