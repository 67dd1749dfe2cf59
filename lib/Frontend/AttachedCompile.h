//===- AttachedCompile.h - Reading along in clang's own run ---------------===//
//
// What compile() does with a compilation of its own, for one that is under way:
// clang runs it for its user and we are a plugin.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Compile.h"

#include <memory>

namespace framewalk {

class LateConsumer;

class AttachedCompile {
public:
  /// \p Options: WantsCode, Recorder and IsLast do not apply.
  /// \p Instance and \p Options must live as long. To be made before anything
  /// is parsed. clang says what it would have said: warnings that only we have
  /// asked for are kept from it.
  AttachedCompile(clang::CompilerInstance &Instance,
                  const CompileOptions &Options);
  ~AttachedCompile();

  /// Calls Options.WhenParsed. It goes before the action's own.
  std::unique_ptr<clang::ASTConsumer> takeConsumer();
  /// Tells \p To what the parser told, while the action goes on.
  void replay(clang::ASTConsumer &To) const;
  /// When all is parsed: the functions, without which there are no frames. They
  /// cost, and where there is nothing to tell nobody needs them.
  void collectFacts(clang::ASTContext &Context);

  /// What is known of the unit so far.
  const SourceFacts &facts() const { return Result.Facts; }
  /// Facts, target and notes; when the action's consumer is done, with all that
  /// clang has said. Flags are the user's business, the object clang's.
  CompileResult takeResult();

private:
  struct Listener;
  clang::CompilerInstance &Instance;
  const CompileOptions &Options;
  CompileResult Result;
  LateConsumer *Parsed = nullptr; ///< the action owns it
  Listener *Diagnostics;          ///< clang's consumer owns it
};

} // namespace framewalk
