//===- PluginOptions.h - -fplugin-arg-framewalk-... -----------------------===//
#pragma once

#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace framewalk::plugin {

struct PluginOptions {
  /// The folder that the reports go to; empty: none is wanted.
  std::string ReportFolder;
  /// Globs of rules, later ones win; with a - in front: not these.
  std::vector<std::string> Checks = {"*"};
  /// Frames above so many bytes are warned of.
  std::optional<uint64_t> FrameSize;
  /// Functions in headers are reported, too.
  bool IncludeHeaders = false;
  /// For tests: the analysis crashes.
  bool Crashes = false;

  bool wants(llvm::StringRef Rule) const;
};

/// As clang hands them over: "report=DIR", "all". An error is a sentence.
llvm::Expected<PluginOptions>
parsePluginOptions(const std::vector<std::string> &Arguments);

} // namespace framewalk::plugin
