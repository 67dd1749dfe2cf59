//===- CommandFinder.cpp --------------------------------------------------===//

#include "Lsp/CommandFinder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace framewalk;
using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

constexpr StringRef DatabaseNames[] = {"compile_commands.json",
                                       "build/compile_commands.json",
                                       "compile_flags.txt"};

/// A setting names the folder or the file.
std::string databaseIn(const std::string &Named) {
  if (!fs::is_directory(Named))
    return Named;
  for (StringRef Name : DatabaseNames)
    if (std::string File = Named + "/" + Name.str(); fs::exists(File))
      return File;
  return Named + "/compile_commands.json";
}

bool isLevel(StringRef Flag) {
  return Flag.starts_with("-O") && !Flag.starts_with("-Objc");
}

void removeFlags(const std::vector<std::string> &Patterns,
                 std::vector<std::string> &Flags) {
  for (const std::string &Text : Patterns) {
    llvm::Expected<llvm::GlobPattern> Pattern = llvm::GlobPattern::create(Text);
    if (Pattern)
      llvm::erase_if(Flags, [&](StringRef F) { return Pattern->match(F); });
    else
      llvm::consumeError(Pattern.takeError());
  }
}

void adapt(const Settings &Wanted, std::vector<std::string> &Flags) {
  removeFlags(Wanted.RemovedFlags, Flags);
  llvm::append_range(Flags, Wanted.Flags);
  if (!Wanted.Optimization)
    return;
  llvm::erase_if(Flags, isLevel);
  Flags.push_back(*Wanted.Optimization);
}

/// On its own, nothing uses what it defines.
bool isHeader(StringRef File) {
  return llvm::StringSwitch<bool>(path::extension(File))
      .Cases({".h", ".hh", ".hpp", ".hxx", ".H", ".h++"}, true)
      .Default(false);
}

/// What a file without a C or C++ name is told clang to be; empty: its name
/// says enough.
StringRef languageFlag(StringRef File, StringRef Language) {
  bool IsSource = llvm::StringSwitch<bool>(path::extension(File))
                      .Cases({".c", ".cc", ".cpp", ".cxx", ".c++", ".C"}, true)
                      .Default(false);
  if (IsSource || isHeader(File))
    return "";
  return Language == "c" ? "-xc" : "-xc++";
}

} // namespace

std::string framewalk::stampOf(const std::string &File) {
  fs::file_status Status;
  if (fs::status(File, Status) || Status.type() != fs::file_type::regular_file)
    return "";
  auto Time = Status.getLastModificationTime().time_since_epoch().count();
  return llvm::formatv("{0}:{1}:{2}:{3};", File, Time, Status.getSize(),
                       Status.getUniqueID().getFile());
}

DocumentSettings CommandFinder::find(const std::string &File,
                                     StringRef Language,
                                     const Settings &Defaults,
                                     const Settings &Client) {
  DocumentSettings Result;
  readDotFile(File, Result);
  Result.All = merge(merge(Defaults, Result.All), Client);
  if (!Result.All.KeepUnused)
    Result.All.KeepUnused = isHeader(File);
  Result.Command.File = File;
  Result.Command.Directory = path::parent_path(File).str();
  Result.Command.Flags = {"-O0", "-g"};
  askDatabase(File, Result);
  adapt(Result.All, Result.Command.Flags);
  bool HasLanguage = llvm::any_of(Result.Command.Flags, [](StringRef Flag) {
    return Flag.starts_with("-x");
  });
  if (StringRef Flag = languageFlag(File, Language);
      !Flag.empty() && !HasLanguage)
    Result.Command.Flags.push_back(Flag.str());
  return Result;
}

void CommandFinder::readDotFile(const std::string &File,
                                DocumentSettings &Result) const {
  StringRef Folder = path::parent_path(File);
  Result.DotFile = findUpwards(Folder, {".framewalk"});
  if (Result.DotFile.empty())
    return;
  auto Text = llvm::MemoryBuffer::getFile(Result.DotFile);
  if (Text)
    Result.All = framewalk::readDotFile((*Text)->getBuffer(),
                                        path::parent_path(Result.DotFile),
                                        Result.DotFileProblems);
}

void CommandFinder::askDatabase(const std::string &File,
                                DocumentSettings &Result) {
  std::string Where = Result.All.Database
                          ? databaseIn(*Result.All.Database)
                          : findUpwards(path::parent_path(File), DatabaseNames);
  if (Where.empty())
    return;
  Result.DatabaseFile = Where;
  Database &Known = Databases[Where];
  std::string Stamp = stampOf(Where);
  if (!Known.Commands || Known.Stamp != Stamp) {
    Known.Stamp = Stamp;
    Known.Commands =
        std::make_unique<CompileDatabases>(path::parent_path(Where).str());
  }
  llvm::Expected<DatabaseAnswer> Answer = Known.Commands->find(File);
  if (!Answer) {
    Result.DatabaseProblem = llvm::toString(Answer.takeError());
    return;
  }
  Result.DatabaseNote = Answer->Warning;
  if (Answer->Commands.empty())
    return;
  Result.Command = Answer->Commands.front();
  Result.Command.File = File;
}
