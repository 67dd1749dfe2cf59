//===- Findings.h - Findings in a client's words --------------------------===//
//
// Private to Features.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/Features/Features.h"

namespace framewalk {

/// Unset: not in this document, or on a line that has changed since.
std::optional<protocol::Diagnostic> diagnosticOf(const DocumentView &Document,
                                                 const Finding &F,
                                                 const ClientAbilities &Client);

/// Comments out \p F: an edit after which a NOLINT comment hides it. Unset:
/// where there is no good place for one.
std::optional<llvm::lsp::TextEdit> suppressionOf(const DocumentView &Document,
                                                 const Finding &F);

} // namespace framewalk
