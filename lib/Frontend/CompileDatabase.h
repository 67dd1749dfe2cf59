//===- CompileDatabase.h - How the build compiles a file ------------------===//
#pragma once

#include "Frontend/Compile.h"

#include "llvm/Support/Error.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace clang::tooling {
class CompilationDatabase;
}

namespace framewalk {

/// What a compilation database knows of a file.
struct DatabaseAnswer {
  /// More than one where the build compiles the file more than once; none where
  /// there is no database.
  std::vector<CompileCommand> Commands;
  /// The database does not have the file, so the command of one that includes
  /// it (in a unity build), or a neighbour's, is used: says so. Empty
  /// otherwise.
  std::string Warning;
  /// The same of clang's own tools, which take a neighbour's in both cases.
  std::string WarningOfTools;
};

/// Looks files up in compile_commands.json (or compile_flags.txt). Each
/// database is read once.
class CompileDatabases {
public:
  /// \p BuildFolder: where the database is (`-p`); empty: it is looked for in
  /// the folder of each file and upwards.
  explicit CompileDatabases(std::string BuildFolder);
  ~CompileDatabases();
  CompileDatabases(const CompileDatabases &) = delete;
  CompileDatabases &operator=(const CompileDatabases &) = delete;

  /// The nearest folder, from \p Folder upwards, that has a database, readable
  /// or not; empty: none has.
  static std::string nearest(llvm::StringRef Folder);

  /// An error where `-p` names no database, or one cannot be read.
  llvm::Expected<DatabaseAnswer> find(const std::string &File);

  /// Every command of the database that `-p` names, in its order, each with the
  /// file as the build spells it and the folder that it is run in.
  llvm::Expected<std::vector<CompileCommand>> all();

  /// Whether clang takes \p Command for C, C++ or Objective-C, by the file's
  /// name or -x; builds assemble and translate other things, too.
  static bool isAboutC(const CompileCommand &Command);

private:
  llvm::Expected<clang::tooling::CompilationDatabase *>
  load(const std::string &Folder);
  llvm::Expected<clang::tooling::CompilationDatabase *>
  databaseFor(const std::string &AbsoluteFile);

  std::string BuildFolder;
  /// By folder.
  std::map<std::string, std::unique_ptr<clang::tooling::CompilationDatabase>>
      Loaded;
};

} // namespace framewalk
