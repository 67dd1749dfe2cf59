//===- PluginRun.h - One unit of the user's build -------------------------===//
//
// clang lets a plugin add consumers of the AST before the code generator and
// behind it. The first reads along, looks for what is wrong, and sets up the
// capture of the code that is generated next; the second has the frames, warns
// and writes the report. In between clang's IR can be seen before its first
// pass: where it shows that nothing is wrong, which is cheap, the first has
// nothing to do.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/AttachedCompile.h"
#include "Frontend/Places.h"
#include "Pipeline/HostedUnit.h"
#include "Plugin/PluginOptions.h"

#include <functional>

namespace framewalk::plugin {

class PluginRun {
public:
  PluginRun(clang::CompilerInstance &Instance, PluginOptions Options);

  /// To be told what the parser tells.
  std::unique_ptr<clang::ASTConsumer> takeReader();

  /// All is parsed. \p Read is what the reader does then: a crash in it is
  /// survived.
  void beforeCode(clang::ASTContext &Context, std::function<void()> Read);
  /// All code is there.
  void afterCode(clang::ASTContext &Context);

private:
  /// Whether clang's IR can tell that there is nothing to look for.
  bool asksCodeFirst() const;
  void look(clang::ASTContext &Context, const std::function<void()> &Read);
  void seeCode(llvm::Module &Code);
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
  std::function<void()> Look; ///< what waits for the code to tell
  bool IsOver = false;        ///< a crash, or errors: nothing more is said
};

} // namespace framewalk::plugin
