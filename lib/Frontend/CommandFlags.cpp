//===- CommandFlags.cpp ---------------------------------------------------===//
#include "Frontend/CommandFlags.h"

#include "clang/Options/Options.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace clang;

namespace framewalk {

static bool isAboutCode(const opt::Arg &A) {
  const opt::Option &O = A.getOption();
  for (unsigned Id :
       {unsigned(options::OPT_c), unsigned(options::OPT_S),
        unsigned(options::OPT_E), unsigned(options::OPT_o),
        unsigned(options::OPT_fsyntax_only), unsigned(options::OPT_emit_llvm),
        unsigned(options::OPT_M_Group), unsigned(options::OPT_save_temps),
        unsigned(options::OPT_save_temps_EQ), unsigned(options::OPT_flto),
        unsigned(options::OPT_flto_EQ), unsigned(options::OPT_fplugin_EQ),
        unsigned(options::OPT_fplugin_arg), unsigned(options::OPT_INPUT)})
    if (O.matches(Id))
      return false;
  return !O.hasFlag(options::LinkerInput);
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
    if (!isAboutCode(*A))
      continue;
    // As they were written, in one word or two.
    unsigned Next = Args.getNumInputArgStrings();
    for (const opt::Arg *Other : Args)
      if (Other->getIndex() > A->getIndex())
        Next = std::min(Next, Other->getIndex());
    for (unsigned I = A->getIndex(); I < Next; ++I)
      Flags.push_back(Args.getArgString(I));
  }
  return Flags;
}

} // namespace framewalk
