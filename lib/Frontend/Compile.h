//===- Compile.h - One run of clang, in this process ----------------------===//
#pragma once

#include "Frontend/SourceFacts.h"
#include "Support/UnsavedFiles.h"

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace clang {
class ASTConsumer;
class ASTContext;
class CompilerInstance;
class CompilerInvocation;
} // namespace clang

namespace framewalk {

class FileRecorder;

/// A compile command as a user or a compile_commands.json has it.
struct CompileCommand {
  std::string Directory; ///< empty: the current one
  std::string File;
  /// After the compiler's name, without the file: "-O2", "-Iinclude" ...
  std::vector<std::string> Flags;
  /// The compiler's name, which decides C or C++ where the file does not.
  std::string Compiler = "clang";
  /// Written by a build system for a compiler that may not be clang: flags that
  /// clang does not know are left out with a note instead of refused.
  bool FromDatabase = false;
  /// What a program that we are a part of (clang-tidy, clang) has made of the
  /// flags; the frames are those of this, whatever Flags and Compiler say.
  std::shared_ptr<const clang::CompilerInvocation> Ready;
  /// What that program sees of the file system, in Directory; null: the disk.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files;
};

/// What code is to be generated.
struct CodeWish {
  bool Any = true;
  /// Symbols of functions that are only declared in the object. Without
  /// optimisation only: the others' code is what it would have been.
  llvm::StringSet<> LeftOut;
};

struct CompileOptions {
  /// Facts for functions in headers, too.
  bool IncludeHeaders = false;
  /// Code for the main file's functions that nothing uses, too: clang leaves
  /// out static and inline ones. The object then is not the one that the
  /// user's build makes. Headers on their own are always explained so.
  bool KeepUnused = false;
  /// clang's warnings about lifetimes, all of them, whatever the flags say; as
  /// facts only.
  bool LifetimeWarnings = false;
  /// Called when all is parsed, with errors or without, before there is code.
  /// The function given tells a consumer everything that the parser told; the
  /// facts have the diagnostics so far, and may be added to.
  std::function<void(clang::CompilerInstance &, clang::ASTContext &,
                     llvm::function_ref<void(clang::ASTConsumer &)>,
                     SourceFacts &)>
      WhenParsed;
  /// Asked after WhenParsed, where both are set.
  std::function<CodeWish(const SourceFacts &)> WantsCode;
  /// Hears of every file that clang asks for; null: nobody wants to know.
  FileRecorder *Recorder = nullptr;
  /// Null: there are none.
  const UnsavedFiles *Unsaved = nullptr;
  /// The process ends after this one: what clang allocated is left to its end,
  /// as clang does itself (-disable-free).
  bool IsLast = false;
};

struct CompileResult {
  SourceFacts Facts;
  std::string Target;             ///< triple
  std::vector<std::string> Flags; ///< as used, additions included
  /// The object file; empty where the source did not compile.
  std::string Object;
  /// clang's diagnostics as it prints them, for standard error.
  std::string RenderedDiagnostics;
  /// Additions and omissions: "-g was added", "-fno-tree-vrp is gcc's ...".
  std::vector<std::string> Notes;
  /// Where headers were looked for, absolute.
  std::vector<std::string> IncludeFolders;
  bool Compiled = false;
};

/// Runs clang's own driver and code generation on \p Command. An error means
/// that clang could not be run at all (no such file, an unsupported target);
/// a source with errors gives a result that says so. Safe on several threads.
llvm::Expected<CompileResult> compile(const CompileCommand &Command,
                                      const CompileOptions &Options);

} // namespace framewalk
