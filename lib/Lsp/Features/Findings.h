//===- Findings.h - Findings in a client's words --------------------------===//
//
// Private to Features.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/Features/Features.h"

namespace framewalk {

/// A finding, and the file that it is in.
struct PlacedDiagnostic {
  llvm::lsp::URIForFile File;
  protocol::Diagnostic Diagnostic;
};
/// Unset: it is on a line that has changed since.
std::optional<PlacedDiagnostic> diagnosticOf(const DocumentView &Document,
                                             const Finding &F,
                                             const ClientAbilities &Client);

/// Comments out \p F: an edit after which a NOLINT comment hides it. Unset:
/// where there is no good place for one.
std::optional<llvm::lsp::TextEdit> suppressionOf(const DocumentView &Document,
                                                 const Finding &F);

} // namespace framewalk
