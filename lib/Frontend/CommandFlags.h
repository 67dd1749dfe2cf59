//===- CommandFlags.h - The flags of a whole command line -----------------===//
#pragma once

#include <string>
#include <vector>

namespace framewalk {

/// Of a command line of clang's driver, without its name: what matters to the
/// code. Response files are read; inputs, outputs, plugins and what asks for
/// another product than an object are left out.
std::vector<std::string> explainedFlags(std::vector<std::string> Arguments);

} // namespace framewalk
