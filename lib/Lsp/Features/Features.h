//===- Features.h - What the language server answers ----------------------===//
//
// Functions from a document and a question to an answer in the protocol's
// words; they neither wait nor keep anything, and may run on any thread.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/AnalyzedUnit.h"
#include "Lsp/Features/FeatureOptions.h"
#include "Lsp/ProtocolAdditions.h"

#include <optional>
#include <vector>

namespace framewalk {

/// Unset: framewalk has nothing to say about the place.
std::optional<llvm::lsp::Hover> hoverAt(const DocumentView &Document,
                                        llvm::lsp::Position Cursor,
                                        const FeatureOptions &Options,
                                        const ClientAbilities &Client);

/// Behind the names of the locals declared in \p Visible.
std::vector<protocol::InlayHint> inlayHints(const DocumentView &Document,
                                            llvm::lsp::Range Visible,
                                            const FeatureOptions &Options);

/// One above each function.
std::vector<protocol::CodeLens> codeLenses(const DocumentView &Document,
                                           const FeatureOptions &Options);

/// Functions with their locals.
std::vector<llvm::lsp::DocumentSymbol>
documentSymbols(const DocumentView &Document);
/// The same for clients without ClientAbilities::HierarchicalSymbols.
std::vector<protocol::SymbolInformation>
flatSymbols(const DocumentView &Document);

/// The document's own first, if there are any or not; then those in headers.
std::vector<protocol::PublishDiagnosticsParams>
diagnostics(const DocumentView &Document, const FeatureOptions &Options,
            const ClientAbilities &Client);

/// What can be done about the findings in \p Selection; \p Only as in
/// protocol::CodeActionParams.
std::vector<protocol::CodeAction>
codeActions(const DocumentView &Document, llvm::lsp::Range Selection,
            const std::vector<std::string> &Only, const FeatureOptions &Options,
            const ClientAbilities &Client);

} // namespace framewalk
