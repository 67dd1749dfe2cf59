//===- PluginRun.h - One unit of the user's build -------------------------===//
//
// clang lets a plugin add consumers of the AST before the code generator and
// behind it. The first reads along, looks for what is wrong, and sets up the
// capture of the code that is generated next; the second has the frames, warns
// and writes the report.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/AttachedCompile.h"
#include "Frontend/Places.h"
#include "Pipeline/HostedUnit.h"
#include "Plugin/PluginOptions.h"

namespace framewalk::plugin {

class PluginRun {
public:
  PluginRun(clang::CompilerInstance &Instance, PluginOptions Options);

  /// To be told what the parser tells.
  std::unique_ptr<clang::ASTConsumer> takeReader();

  /// All is parsed. \p Read is what the reader does then: a crash in it is
  /// survived.
  void beforeCode(clang::ASTContext &Context, llvm::function_ref<void()> Read);
  /// All code is there.
  void afterCode(clang::ASTContext &Context);

private:
  bool wantsCode() const;
  /// Whether the code that the user has asked for is one with frames to read.
  bool makesObject() const;
  bool hasDebugInfo() const;
  void warn(const TranslationUnitReport &Report);
  void warn(const Finding &F, const Places &Place);
  void write(ExplainResult Result);
  std::string reportFile() const;

  clang::CompilerInstance &Instance;
  PluginOptions Options;
  ExplainOptions Wanted;
  CompileOptions Compiling;
  HostedUnit Unit;
  AttachedCompile Attached;
  bool IsOver = false; ///< a crash, or errors: nothing more is said
};

} // namespace framewalk::plugin
