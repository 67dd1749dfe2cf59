//===- DriverFlags.cpp ----------------------------------------------------===//

#include "Plugin/DriverFlags.h"

#include "Frontend/CommandFlags.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/MemoryBuffer.h"

#include <unistd.h>

using namespace framewalk;

namespace {

std::vector<std::string> commandLineOf(const std::string &Process) {
  std::vector<std::string> Arguments;
  auto Read =
      llvm::MemoryBuffer::getFileAsStream("/proc/" + Process + "/cmdline");
  if (!Read)
    return Arguments;
  llvm::SmallVector<llvm::StringRef> Parts;
  llvm::StringRef Text = (*Read)->getBuffer();
  Text.consume_back(llvm::StringRef("\0", 1));
  Text.split(Parts, '\0');
  for (llvm::StringRef Part : Parts)
    Arguments.push_back(Part.str());
  return Arguments;
}

bool isCompiler(const std::vector<std::string> &Arguments) {
  return Arguments.size() > 1 && Arguments[1] == "-cc1";
}

} // namespace

std::vector<std::string> plugin::driverFlags() {
  std::vector<std::string> Arguments = commandLineOf("self");
  if (isCompiler(Arguments))
    Arguments = commandLineOf(std::to_string(getppid()));
  if (Arguments.empty() || isCompiler(Arguments))
    return {};
  Arguments.erase(Arguments.begin());
  return explainedFlags(std::move(Arguments));
}
