//===- Client.h - What the client on the other side can do ----------------===//
#pragma once

#include "Lsp/Features/FeatureOptions.h"
#include "Lsp/Features/TextLines.h"

#include "llvm/Support/JSON.h"

#include <string>

namespace framewalk {

/// From the parameters of `initialize`; what is not there is not offered.
struct Client {
  PositionEncoding Encoding = PositionEncoding::Utf16;
  ClientAbilities Abilities;
  std::string Folder; ///< the first of the workspace; empty: none
  bool HasConfiguration = false;
  bool RegistersConfiguration = false;
  bool RegistersWatchers = false;
  bool RefreshesHints = false;
  bool RefreshesLenses = false;
  bool ShowsProgress = false;
  bool ShowsDocuments = false;
  bool DiagnosticVersions = false;
  /// initializationOptions.analyzedNotification.
  bool WantsAnalyzed = false;
};

Client readClient(const llvm::json::Object &InitializeParams);

/// The answer to `initialize`.
llvm::json::Object serverCapabilities(const Client &C);

/// What is to be registered when the client is ready; empty: nothing.
llvm::json::Array registrations(const Client &C);

} // namespace framewalk
