//===- LlvmOptions.cpp ----------------------------------------------------===//
#include "Frontend/LlvmOptions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <mutex>

using namespace llvm;

namespace framewalk {

namespace {

/// --help, --version and the like: LLVM would answer and end the process.
bool endsProcess(StringRef Argument) {
  StringRef Name = Argument.ltrim('-').split('=').first;
  auto &Known = cl::getRegisteredOptions();
  auto Found = Known.find(Name);
  return Found != Known.end() &&
         any_of(Found->second->Categories, [](const cl::OptionCategory *C) {
           return C->getName() == "Generic Options";
         });
}

Error parse(const std::vector<std::string> &Options) {
  std::vector<const char *> Arguments = {"-mllvm"};
  for (const std::string &Option : Options) {
    if (endsProcess(Option))
      return createStringError(formatv("-mllvm {0} makes no object", Option));
    Arguments.push_back(Option.c_str());
  }
  std::string Told;
  raw_string_ostream Stream(Told);
  if (cl::ParseCommandLineOptions(Arguments.size(), Arguments.data(), "",
                                  &Stream))
    return Error::success();
  StringRef Why = StringRef(Told).split(".  Try").first;
  Why.consume_front("-mllvm: ");
  // What is wrong with a value has been told on standard error.
  return createStringError(formatv("LLVM refuses -mllvm {0}{1}{2}",
                                   join(Options, " -mllvm "),
                                   Why.empty() ? "" : ": ", Why));
}

} // namespace

Error setLlvmOptions(const std::vector<std::string> &Options) {
  static std::mutex Guard;
  static std::vector<cl::Option *> Ours; // since the last call
  std::lock_guard Lock(Guard);
  for (cl::Option *Each : Ours)
    Each->reset();
  Ours.clear();
  if (Options.empty())
    return Error::success();
  for (auto &Each : cl::getRegisteredOptions())
    if (Each.second->getNumOccurrences() == 0)
      Ours.push_back(Each.second);
  Error Refused = parse(Options);
  erase_if(Ours, [](cl::Option *O) { return O->getNumOccurrences() == 0; });
  return Refused;
}

} // namespace framewalk
