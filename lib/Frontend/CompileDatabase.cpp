//===- CompileDatabase.cpp - How the build compiles a file ----------------===//

#include "Frontend/CompileDatabase.h"

#include "Frontend/DatabaseProblem.h"
#include "Support/Paths.h"

#include "clang/Driver/Types.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <tuple>

using namespace framewalk;
using clang::tooling::CompilationDatabase;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

const char *const Names[] = {"compile_commands.json", "compile_flags.txt"};

/// As seen from \p Directory; empty: from the current folder.
std::string absolute(llvm::StringRef File, llvm::StringRef Directory) {
  return Directory.empty() ? absolutePath(File) : absoluteIn(File, Directory);
}

bool isTheFile(llvm::StringRef Argument,
               const clang::tooling::CompileCommand &Command) {
  return Argument == Command.Filename ||
         (!Argument.starts_with("-") &&
          absolute(Argument, Command.Directory) ==
              absolute(Command.Filename, Command.Directory));
}

/// Whether \p Source, which a build system wrote, includes \p File.
bool includes(const std::string &Source, llvm::StringRef File) {
  auto Text = llvm::MemoryBuffer::getFile(Source);
  if (!Text)
    return false;
  for (llvm::StringRef Rest = (*Text)->getBuffer(), Line; !Rest.empty();) {
    std::tie(Line, Rest) = Rest.split('\n');
    if (Line.consume_front("#include") &&
        absolute(Line.split('"').second.split('"').first,
                 path::parent_path(Source)) == File)
      return true;
  }
  return false;
}

/// A unity build compiles many sources as one that includes them, which has
/// "unity" in its name (CMake, Meson). The one with \p File; empty: there is
/// none.
std::string unitySourceOf(const CompilationDatabase &Database,
                          llvm::StringRef File) {
  for (const std::string &Source : Database.getAllFiles())
    if (path::filename(Source).contains("unity") && includes(Source, File))
      return Source;
  return "";
}

/// \p File as it is spelled from the command's own folder.
CompileCommand convert(const clang::tooling::CompileCommand &Command,
                       std::string File) {
  CompileCommand Result;
  Result.FromDatabase = true;
  Result.Directory = Command.Directory;
  Result.File = std::move(File);
  if (Command.CommandLine.empty())
    return Result;
  Result.Compiler = Command.CommandLine.front();
  for (size_t I = 1; I < Command.CommandLine.size(); ++I) {
    const std::string &Argument = Command.CommandLine[I];
    // What follows a `--` is the file.
    if (Argument == "--")
      break;
    if (!isTheFile(Argument, Command))
      Result.Flags.push_back(Argument);
  }
  return Result;
}

} // namespace

CompileDatabases::CompileDatabases(std::string BuildFolder)
    : BuildFolder(std::move(BuildFolder)) {}

CompileDatabases::~CompileDatabases() = default;

std::string CompileDatabases::nearest(llvm::StringRef Folder) {
  for (; !Folder.empty(); Folder = path::parent_path(Folder))
    for (const char *Name : Names)
      if (fs::exists(Folder + "/" + Name))
        return Folder.str();
  return "";
}

/// Why there is no database in \p Folder; empty: there may be one.
static std::string problemIn(const std::string &Folder) {
  const std::string Path = Folder + "/" + Names[0];
  auto Text = llvm::MemoryBuffer::getFile(Path);
  if (Text)
    return problemOfDatabase((*Text)->getBuffer());
  if (Text.getError() == std::errc::no_such_file_or_directory)
    return fs::exists(Folder + "/" + Names[1])
               ? ""
               : std::string("it has no ") + Names[0];
  return llvm::formatv("{0}: {1}", Names[0], Text.getError().message());
}

llvm::Expected<CompilationDatabase *>
CompileDatabases::load(const std::string &Folder) {
  auto [Found, IsNew] = Loaded.try_emplace(Folder);
  if (IsNew) {
    std::string Why = problemIn(Folder);
    if (Why.empty())
      Found->second = CompilationDatabase::loadFromDirectory(Folder, Why);
    if (!Found->second) {
      Loaded.erase(Found);
      return llvm::createStringError(
          llvm::formatv("no compilation database can be read in '{0}': {1}",
                        Folder, llvm::StringRef(Why).split('\n').first));
    }
  }
  return Found->second.get();
}

llvm::Expected<CompilationDatabase *>
CompileDatabases::databaseFor(const std::string &AbsoluteFile) {
  if (!BuildFolder.empty())
    return load(BuildFolder);
  std::string Folder = nearest(path::parent_path(AbsoluteFile));
  if (Folder.empty())
    return nullptr;
  return load(Folder);
}

llvm::Expected<DatabaseAnswer> CompileDatabases::find(const std::string &File) {
  std::string Absolute = absolutePath(File);
  llvm::Expected<CompilationDatabase *> Database = databaseFor(Absolute);
  if (!Database)
    return Database.takeError();
  DatabaseAnswer Answer;
  if (!*Database)
    return Answer;
  auto Known = (*Database)->getCompileCommands(Absolute);
  if (!Known.empty() && !Known.front().Heuristic.empty()) {
    Answer.Warning = Answer.WarningOfTools =
        llvm::formatv("the compilation database does not have '{0}'; its "
                      "flags are {1}: frames may differ from the build's",
                      File, Known.front().Heuristic);
    std::string Unity = unitySourceOf(**Database, Absolute);
    if (!Unity.empty()) {
      Known = (*Database)->getCompileCommands(Unity);
      Answer.Warning =
          llvm::formatv("the build compiles '{0}' as a part of '{1}', with the "
                        "same flags: frames may differ from the build's",
                        File, Unity);
    }
  }
  for (const auto &Command : Known) {
    // As the user spells it where that means the same file from over there.
    bool IsSame = absolutePath(File) == absolute(File, Command.Directory);
    Answer.Commands.push_back(convert(Command, IsSame ? File : Absolute));
  }
  return Answer;
}

llvm::Expected<std::vector<CompileCommand>> CompileDatabases::all() {
  llvm::Expected<CompilationDatabase *> Database = load(BuildFolder);
  if (!Database)
    return Database.takeError();
  std::vector<CompileCommand> All;
  for (const auto &Command : (*Database)->getAllCompileCommands()) {
    CompileCommand &Added =
        All.emplace_back(convert(Command, Command.Filename));
    Added.Directory = absolute(Command.Directory, absolutePath(BuildFolder));
  }
  return All;
}

bool CompileDatabases::isAboutC(const CompileCommand &Command) {
  llvm::StringRef Language;
  for (size_t I = 0; I < Command.Flags.size(); ++I) {
    llvm::StringRef Flag = Command.Flags[I];
    if (Flag == "-x" && I + 1 < Command.Flags.size())
      Language = Command.Flags[I + 1];
    else if (Flag.consume_front("-x"))
      Language = Flag;
  }
  namespace types = clang::driver::types;
  const types::ID Type =
      Language.empty() || Language == "none"
          ? types::lookupTypeForExtension(
                path::extension(Command.File).drop_front())
          : types::lookupTypeForTypeSpecifier(Language.str().c_str());
  switch (Type) {
  case types::TY_INVALID: // nobody knows: clang says so
  case types::TY_C:
  case types::TY_PP_C:
  case types::TY_CHeader:
  case types::TY_CXX:
  case types::TY_PP_CXX:
  case types::TY_CXXHeader:
  case types::TY_CXXModule:
  case types::TY_ObjC:
  case types::TY_ObjCXX:
    return true;
  default:
    return false;
  }
}
