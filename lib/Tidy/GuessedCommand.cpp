//===- GuessedCommand.cpp -------------------------------------------------===//

#include "Tidy/GuessedCommand.h"

#include "Frontend/CompileDatabase.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
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

} // namespace

std::string tidy::commandGuess(const std::string &File) {
  auto Read = llvm::MemoryBuffer::getFileAsStream("/proc/self/cmdline");
  if (!Read)
    return "";
  llvm::SmallVector<llvm::StringRef> Arguments;
  (*Read)->getBuffer().split(Arguments, '\0');
  if (llvm::is_contained(Arguments, "--"))
    return "";
  CompileDatabases Databases(buildFolder(Arguments).str());
  llvm::Expected<DatabaseAnswer> Answer = Databases.find(File);
  if (!Answer) {
    llvm::consumeError(Answer.takeError());
    return "";
  }
  if (!Answer->Commands.empty())
    return Answer->Warning;
  return llvm::formatv("there is no compilation database for '{0}': its frames "
                       "are those of a compilation without any flags",
                       File);
}
