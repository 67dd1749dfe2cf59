//===- Actions.h - Where clang meets the plugin ---------------------------===//
#pragma once

#include "Plugin/PluginOptions.h"

#include "clang/Frontend/FrontendPluginRegistry.h"

namespace framewalk::plugin {

/// Reads along and looks for what is wrong.
class ReaderAction final : public clang::PluginASTAction {
public:
  bool ParseArgs(const clang::CompilerInstance &Instance,
                 const std::vector<std::string> &Arguments) override;
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Instance,
                    llvm::StringRef File) override;
  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  PluginOptions Options;
};

/// Warns and writes the report, when there is code. Registered behind the
/// other.
class ReporterAction final : public clang::PluginASTAction {
public:
  bool ParseArgs(const clang::CompilerInstance &Instance,
                 const std::vector<std::string> &Arguments) override;
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Instance,
                    llvm::StringRef File) override;
  ActionType getActionType() override { return AddAfterMainAction; }
};

} // namespace framewalk::plugin
