//===- FixHints.cpp -------------------------------------------------------===//

#include "Layout/FixHints.h"

#include "llvm/ADT/STLExtras.h"

#include <map>
#include <string_view>
#include <utility>

using namespace framewalk;

namespace {

struct Subject {
  const FunctionFacts *Function = nullptr;
  const VariableFact *Variable = nullptr;
};

/// A declaration is where it is: no two variables share one.
using Subjects = std::map<std::pair<SourcePosition, std::string_view>, Subject>;

Subjects subjectsOf(const std::vector<Finding> &Findings,
                    const SourceFacts &Facts) {
  Subjects Found;
  for (const Finding &F : Findings)
    if (!F.Variable.empty() && F.Declared.isValid())
      Found.try_emplace({F.Declared, F.Variable});
  if (Found.empty())
    return Found;
  for (const FunctionFacts &Function : Facts.Functions) {
    if (Function.IsInstantiation)
      continue;
    for (const VariableFact &V : Function.Variables)
      if (auto It = Found.find({V.Declared, V.Name});
          It != Found.end() && !It->second.Variable)
        It->second = {.Function = &Function, .Variable = &V};
  }
  return Found;
}

void addReturnByValue(Finding &F, const Subject &S) {
  const SourcePosition &At = S.Function->ReturnSigil;
  if (F.RuleId != "framewalk-dangling-return" || !At.isValid() ||
      S.Variable->IsReference || S.Variable->Kind != VariableKind::Local)
    return;
  SourcePosition Behind = At;
  ++Behind.Column;
  F.Fixes.push_back(
      {.Title = "return the object, not a reference to it",
       .Edits = {{.Begin = At, .End = Behind, .Replacement = ""}}});
}

void addStatic(Finding &F, const Subject &S) {
  const SourcePosition &At = S.Variable->StaticPlace;
  if (F.End.Cause != DeathCause::Return || !At.isValid() ||
      S.Variable->Kind != VariableKind::Local)
    return;
  F.Fixes.push_back(
      {.Title = "make '" + F.Variable +
                "' static: there is one then, which all calls share",
       .Edits = {{.Begin = At, .End = At, .Replacement = "static "}}});
}

} // namespace

void framewalk::addFixes(std::vector<Finding> &Findings,
                         const SourceFacts &Facts) {
  Subjects Known = subjectsOf(Findings, Facts);
  std::vector<FixHint> Offered;
  for (Finding &F : Findings)
    if (auto It = Known.find({F.Declared, F.Variable});
        It != Known.end() && It->second.Variable) {
      addReturnByValue(F, It->second);
      addStatic(F, It->second);
      llvm::erase_if(F.Fixes, [&](const FixHint &Fix) {
        return llvm::is_contained(Offered, Fix);
      });
      llvm::append_range(Offered, F.Fixes);
    }
}
