//===- FixHints.cpp -------------------------------------------------------===//

#include "Layout/FixHints.h"

#include "llvm/ADT/STLExtras.h"

using namespace framewalk;

namespace {

struct Subject {
  const FunctionFacts *Function = nullptr;
  const VariableFact *Variable = nullptr;
};

/// A declaration is where it is: no two variables share one.
std::optional<Subject> subjectOf(const Finding &F, const SourceFacts &Facts) {
  if (F.Variable.empty() || !F.Declared.isValid())
    return std::nullopt;
  for (const FunctionFacts &Function : Facts.Functions) {
    if (Function.IsInstantiation)
      continue;
    for (const VariableFact &V : Function.Variables)
      if (V.Declared == F.Declared && V.Name == F.Variable)
        return Subject{.Function = &Function, .Variable = &V};
  }
  return std::nullopt;
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
  std::vector<FixHint> Offered;
  for (Finding &F : Findings)
    if (std::optional<Subject> S = subjectOf(F, Facts)) {
      addReturnByValue(F, *S);
      addStatic(F, *S);
      llvm::erase_if(F.Fixes, [&](const FixHint &Fix) {
        return llvm::is_contained(Offered, Fix);
      });
      llvm::append_range(Offered, F.Fixes);
    }
}
