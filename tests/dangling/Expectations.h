//===- Expectations.h - What a program's comments say of it ---------------===//
//
// testdata/dangling/README.md has the words. A comment that is alone on its
// line speaks of the next line of code.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <string>
#include <vector>

namespace framewalk {

struct Expectation {
  enum class Kind : uint8_t {
    Expect,  ///< must be found
    Also,    ///< may be found: a use of what is expected elsewhere
    Missing, ///< should be found and is not, yet
    Instead, ///< has been found under this rule, and the right one is missing
    FalseAlarm, ///< should not be found and is, yet
    Trace,      ///< a step that some finding must tell
    Untold,     ///< a step that should be told and is not, yet
  };
  Kind What = Kind::Expect;
  unsigned Line = 0;
  unsigned Order = 0; ///< of a step, among the program's
  std::string Text;   ///< the rule's identifier, or a part of the step's words
};

struct Program {
  std::vector<Expectation> Expectations;
  std::vector<std::string> Flags; ///< "// flags:"
  /// Words that look like an expectation and are none.
  std::vector<std::string> Mistakes;
};

Program readProgram(const std::string &File);

} // namespace framewalk
