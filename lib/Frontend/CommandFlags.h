//===- CommandFlags.h - The flags of a whole command line -----------------===//
#pragma once

#include <string>
#include <vector>

namespace llvm::opt {
class Arg;
class InputArgList;
class Option;
} // namespace llvm::opt

namespace framewalk {

/// Of a command line of clang's driver, without its name: what matters to the
/// code. Response files are read; inputs, outputs, plugins and what asks for
/// another product than an object are left out.
std::vector<std::string> explainedFlags(std::vector<std::string> Arguments);

/// Asks for another product than an object, or says where products go.
bool isAboutOutput(const llvm::opt::Option &O);

/// So many words of the command line are \p A.
unsigned wordCount(const llvm::opt::InputArgList &Args,
                   const llvm::opt::Arg &A);

} // namespace framewalk
