//===- GuessedCommand.cpp -------------------------------------------------===//

#include "Tidy/GuessedCommand.h"

#include "Frontend/CompileDatabase.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace framewalk;

namespace {

/// The value of -p in \p Arguments; empty: it is not there.
llvm::StringRef buildFolder(llvm::ArrayRef<llvm::StringRef> Arguments) {
  for (size_t I = 1; I < Arguments.size(); ++I) {
    llvm::StringRef Argument = Arguments[I];
    if (!Argument.consume_front("--p") && !Argument.consume_front("-p"))
      continue;
    if (Argument.consume_front("="))
      return Argument;
    if (Argument.empty() && I + 1 < Arguments.size())
      return Arguments[I + 1];
  }
  return "";
}

/// That of -p, or the nearest one above it that has a database, as clang-tidy
/// looks for it.
std::string databaseFolder(llvm::StringRef Named) {
  llvm::SmallString<256> Folder(Named);
  if (Named.empty() || llvm::sys::fs::make_absolute(Folder))
    return Named.str();
  std::string Nearest = CompileDatabases::nearest(Folder);
  return Nearest.empty() ? Named.str() : Nearest;
}

} // namespace

std::string tidy::commandGuess(const std::string &File) {
  auto Read = llvm::MemoryBuffer::getFileAsStream("/proc/self/cmdline");
  if (!Read)
    return "";
  llvm::SmallVector<llvm::StringRef> Arguments;
  (*Read)->getBuffer().split(Arguments, '\0');
  if (llvm::is_contained(Arguments, "--"))
    return "";
  CompileDatabases Databases(databaseFolder(buildFolder(Arguments)));
  llvm::Expected<DatabaseAnswer> Answer = Databases.find(File);
  if (Answer && !Answer->Commands.empty())
    return Answer->WarningOfTools;
  std::string Why = "there is no compilation database";
  if (!Answer)
    Why = llvm::toString(Answer.takeError());
  return llvm::formatv("{0}: the frames of '{1}' are those of a compilation "
                       "without any flags",
                       Why, File);
}
