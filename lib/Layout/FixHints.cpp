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

/// Where the finding itself, its trace or its object is in \p Where.
bool touches(const Finding &F, const SourceRange &Where) {
  return Where.contains(F.Position) || Where.contains(F.Declared) ||
         llvm::any_of(F.Trace, [&](const TraceStep &Step) {
           return Where.contains(Step.Position);
         });
}

/// All that is done with the pointers to the object after its death.
bool coversUses(const std::vector<Finding> &Findings, const Finding &Of,
                const SourceRange &Where) {
  return llvm::all_of(Findings, [&](const Finding &F) {
    if (F.Declared != Of.Declared || F.Variable != Of.Variable)
      return true;
    return F.End.Cause == DeathCause::Scope && Where.contains(F.Position) &&
           llvm::all_of(F.Trace, [&](const TraceStep &Step) {
             return Step.Role != StepRole::Used ||
                    Where.contains(Step.Position);
           });
  });
}

bool ends(const FixFact &Fix, const Finding &F,
          const std::vector<Finding> &All) {
  const bool IsAboutSubject = F.Declared == Fix.Subject && !F.Variable.empty();
  switch (Fix.Kind) {
  case FixKind::WidenScope:
    return IsAboutSubject && coversUses(All, F, Fix.Where);
  case FixKind::CaptureByValue:
    return IsAboutSubject && touches(F, Fix.Where);
  case FixKind::NameTemporary:
    return F.Variable.empty() && touches(F, Fix.Where) &&
           (F.RuleId == "framewalk-dangling-temporary" ||
            F.RuleId == "framewalk-dangling-view");
  case FixKind::Allocate:
    return IsAboutSubject && F.RuleId == "framewalk-dangling-return";
  case FixKind::Reset:
    return IsAboutSubject && F.End.Cause == DeathCause::Return &&
           F.RuleId != "framewalk-dangling-return" && touches(F, Fix.Where);
  }
  return false;
}

/// The first of each kind: the narrowest block that will do.
void addFromSource(Finding &F, const std::vector<Finding> &All,
                   const SourceFacts &Facts) {
  std::vector<FixKind> Had;
  for (const FixFact &Fix : Facts.Fixes)
    if (!llvm::is_contained(Had, Fix.Kind) && ends(Fix, F, All)) {
      F.Fixes.push_back(Fix.Hint);
      Had.push_back(Fix.Kind);
    }
}

} // namespace

void framewalk::addFixes(std::vector<Finding> &Findings,
                         const SourceFacts &Facts) {
  Subjects Known = subjectsOf(Findings, Facts);
  std::vector<FixHint> Offered;
  for (Finding &F : Findings) {
    addFromSource(F, Findings, Facts);
    if (auto It = Known.find({F.Declared, F.Variable});
        It != Known.end() && It->second.Variable) {
      addReturnByValue(F, It->second);
      addStatic(F, It->second);
    }
    llvm::erase_if(F.Fixes, [&](const FixHint &Fix) {
      return llvm::is_contained(Offered, Fix);
    });
    llvm::append_range(Offered, F.Fixes);
  }
}
