//===- FeatureOptions.h - What a user and a client want to see ------------===//
#pragma once

#include "llvm/Support/LSP/Protocol.h"

namespace framewalk {

/// A user's choices.
struct FeatureOptions {
  bool InlayHints = true;
  bool CodeLenses = true;
  /// Rules' warnings at the places that they are about.
  bool Findings = true;
  /// Hovers tell the page walk of the access under the cursor.
  bool Walks = true;
};

/// What a client said that it can show.
struct ClientAbilities {
  llvm::lsp::MarkupKind HoverFormat = llvm::lsp::MarkupKind::PlainText;
  bool RelatedInformation = false;
  bool HierarchicalSymbols = false;
  /// Code actions that have an edit; others take commands only.
  bool CodeActionLiterals = false;
};

} // namespace framewalk
