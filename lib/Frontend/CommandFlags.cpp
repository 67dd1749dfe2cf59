//===- CommandFlags.cpp ---------------------------------------------------===//
#include "Frontend/CommandFlags.h"

#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace clang;

namespace framewalk {

static bool matchesAny(const opt::Option &O, ArrayRef<options::ID> Ids) {
  return any_of(Ids, [&](options::ID Id) { return O.matches(Id); });
}

bool isAboutOutput(const opt::Option &O) {
  using namespace options;
  return matchesAny(O, {OPT_c, OPT_S, OPT_E, OPT_o, OPT_fsyntax_only,
                        OPT_emit_llvm, OPT_M_Group, OPT_save_temps,
                        OPT_save_temps_EQ});
}

unsigned wordCount(const opt::InputArgList &Args, const opt::Arg &A) {
  unsigned Next = Args.getNumInputArgStrings();
  for (const opt::Arg *Other : Args)
    if (Other->getIndex() > A.getIndex())
      Next = std::min(Next, Other->getIndex());
  return Next - A.getIndex();
}

static bool isAboutCode(const opt::Option &O) {
  using namespace options;
  return !isAboutOutput(O) && !O.hasFlag(LinkerInput) &&
         !matchesAny(O, {OPT_flto, OPT_flto_EQ, OPT_fplugin_EQ, OPT_fplugin_arg,
                         OPT_INPUT});
}

std::vector<std::string> explainedFlags(std::vector<std::string> Arguments) {
  BumpPtrAllocator Allocator;
  SmallVector<const char *, 64> Pointers;
  for (const std::string &A : Arguments)
    Pointers.push_back(A.c_str());
  cl::ExpansionContext Expansion(Allocator, cl::TokenizeGNUCommandLine);
  consumeError(Expansion.expandResponseFiles(Pointers));
  unsigned MissingIndex = 0, MissingCount = 0;
  opt::InputArgList Args =
      getDriverOptTable().ParseArgs(Pointers, MissingIndex, MissingCount,
                                    opt::Visibility(options::ClangOption));
  std::vector<std::string> Flags;
  for (const opt::Arg *A : Args) {
    if (!isAboutCode(A->getOption()))
      continue;
    // As they were written, in one word or two.
    for (unsigned I = 0; I < wordCount(Args, *A); ++I)
      Flags.push_back(Args.getArgString(A->getIndex() + I));
  }
  return Flags;
}

} // namespace framewalk
