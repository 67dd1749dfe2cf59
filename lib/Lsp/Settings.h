//===- Settings.h - What a user wants, and where that is written ----------===//
//
// The keys are the same in a project's `.framewalk` (YAML) and in the client's
// section "framewalk" (JSON); lib/Lsp/README.md lists them. The client's count
// over the project's.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/Features/FeatureOptions.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

#include <optional>
#include <string>
#include <vector>

namespace framewalk {

struct Settings {
  /// "-O2": in place of the level that the command has.
  std::optional<std::string> Optimization;
  std::vector<std::string> Flags; ///< behind the command's
  /// Flags of the command that are left out; globs.
  std::vector<std::string> RemovedFlags;
  /// Folder of compile_commands.json, or the file itself.
  std::optional<std::string> Database;
  std::optional<bool> KeepUnused;
  std::optional<bool> InlayHints;
  std::optional<bool> CodeLenses;
  std::optional<bool> Findings;
  std::optional<bool> Walks;

  FeatureOptions features() const;
  friend bool operator==(const Settings &, const Settings &) = default;
};

/// \p Upper where it says something, \p Lower otherwise; flags of both.
Settings merge(const Settings &Lower, const Settings &Upper);

/// Something that was not understood; the rest counts.
struct SettingsProblem {
  unsigned Line = 0; ///< from 0
  unsigned BeginColumn = 0;
  unsigned EndColumn = 0;
  std::string Message;
};

/// \p Folder is what a relative database path is relative to.
Settings readSettings(const llvm::json::Value &Section, llvm::StringRef Folder,
                      std::vector<SettingsProblem> &Problems);
Settings readDotFile(llvm::StringRef Yaml, llvm::StringRef Folder,
                     std::vector<SettingsProblem> &Problems);

/// The nearest of the files \p Names, in \p Folder or above; empty: none.
std::string findUpwards(llvm::StringRef Folder,
                        llvm::ArrayRef<llvm::StringRef> Names);

} // namespace framewalk
