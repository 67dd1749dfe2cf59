//===- PluginOptions.cpp --------------------------------------------------===//

#include "Plugin/PluginOptions.h"

#include "Model/Finding.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/GlobPattern.h"

using namespace framewalk;
using namespace framewalk::plugin;

namespace {

llvm::Error wrong(const std::string &Message) {
  return llvm::createStringError("framewalk: " + Message);
}

bool matches(llvm::StringRef Glob, llvm::StringRef Rule) {
  llvm::Expected<llvm::GlobPattern> Pattern = llvm::GlobPattern::create(Glob);
  if (!Pattern) {
    llvm::consumeError(Pattern.takeError());
    return false;
  }
  return Pattern->match(Rule);
}

llvm::Error readChecks(llvm::StringRef Value, PluginOptions &O) {
  O.Checks.clear();
  llvm::SmallVector<llvm::StringRef> Parts;
  Value.split(Parts, ',', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef Part : Parts) {
    Part = Part.trim();
    llvm::StringRef Glob = Part;
    Glob.consume_front("-");
    if (llvm::none_of(rules(), [&](const Rule &R) {
          return matches(Glob, llvm::StringRef(R.Id));
        }))
      return wrong(llvm::formatv("checks={0}: no rule is called '{1}'; "
                                 "`framewalk help check` lists them",
                                 Value, Glob));
    O.Checks.push_back(Part.str());
  }
  if (O.Checks.empty())
    return wrong("checks= needs the names of rules, or globs of names");
  return llvm::Error::success();
}

llvm::Error readFrameSize(llvm::StringRef Value, PluginOptions &O) {
  uint64_t Bytes = 0;
  if (Value.getAsInteger(10, Bytes))
    return wrong(
        llvm::formatv("frame-size={0}: a number of bytes is expected", Value));
  O.FrameSize = Bytes;
  return llvm::Error::success();
}

llvm::Error readOption(llvm::StringRef Argument, PluginOptions &O) {
  auto [Name, Value] = Argument.split('=');
  if (Argument == "all") {
    O.IncludeHeaders = true;
    return llvm::Error::success();
  }
  if (Argument == "debug-crash") {
    O.Crashes = true;
    return llvm::Error::success();
  }
  if (Name == "checks")
    return readChecks(Value, O);
  if (Name == "frame-size")
    return readFrameSize(Value, O);
  if (Name != "report")
    return wrong(llvm::formatv("no option is called '{0}'; there are "
                               "report=DIR, checks=GLOBS, frame-size=BYTES and "
                               "all",
                               Argument));
  if (Value.empty())
    return wrong("report= needs a folder");
  O.ReportFolder = Value.str();
  return llvm::Error::success();
}

} // namespace

bool PluginOptions::wants(llvm::StringRef Rule) const {
  bool Wanted = false;
  for (llvm::StringRef Glob : Checks) {
    const bool IsOff = Glob.consume_front("-");
    if (matches(Glob, Rule))
      Wanted = !IsOff;
  }
  return Wanted;
}

llvm::Expected<PluginOptions>
plugin::parsePluginOptions(const std::vector<std::string> &Arguments) {
  PluginOptions O;
  for (const std::string &Argument : Arguments)
    if (llvm::Error E = readOption(Argument, O))
      return std::move(E);
  return O;
}
