//===- FactsOf.h - Source facts of a piece of code, by marked points ------===//
//
//   FactsOf F = FactsOf::cxx("int f(int a) { return $use[[a]]; }");
//   F.use("use").Kind
//
// `$name[[text]]` marks text; the markers are not part of the code.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/SourceFacts.h"

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

inline std::ostream &operator<<(std::ostream &Out, const SourcePosition &P) {
  return Out << P.Line << ':' << P.Column;
}

class FactsOf {
public:
  static FactsOf c(std::string_view Marked, std::vector<std::string> Args = {});
  static FactsOf cxx(std::string_view Marked,
                     std::vector<std::string> Args = {});

  /// The first character of the marked text, and the last one.
  SourcePosition begin(const std::string &Mark) const;
  SourcePosition end(const std::string &Mark) const;
  /// The place behind the marked text.
  SourcePosition behind(const std::string &Mark) const;

  const FunctionFacts &function(std::string_view Name = "f") const;
  bool hasFunction(std::string_view Name) const;
  const VariableFact &variable(std::string_view Name,
                               std::string_view Function = "f") const;
  /// The variable (or temporary) whose Declared is the marked point.
  const VariableFact &variableAt(const std::string &Mark,
                                 std::string_view Function = "f") const;
  size_t count(VariableKind Kind, std::string_view Function = "f") const;
  /// The use at the marked point, in any function.
  const UseFact &use(const std::string &Mark) const;
  size_t usesAt(const std::string &Mark) const;
  /// The name of the variable that is used at the marked point.
  std::string used(const std::string &Mark) const;
  const ImplicitUseFact *implicit(TouchOrigin Origin, std::string_view Variable,
                                  std::string_view Function = "f") const;

  SourceFacts Facts;

private:
  static FactsOf parse(std::string_view Marked, std::vector<std::string> Args,
                       const char *File);

  struct Mark {
    SourcePosition Begin, End, Behind;
  };
  std::map<std::string, Mark> Marks;
};

} // namespace framewalk
