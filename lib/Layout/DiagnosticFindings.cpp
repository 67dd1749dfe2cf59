//===- DiagnosticFindings.cpp - Findings among clang's own warnings -------===//

#include "Layout/DiagnosticFindings.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"

#include <tuple>

using namespace framewalk;

namespace {

struct Kind {
  llvm::StringRef RuleId;
  DeathCause Cause = DeathCause::Return;
};

/// The rule for one of clang's flags; an empty one: not a finding.
Kind kindOf(llvm::StringRef Flag) {
  return llvm::StringSwitch<Kind>(Flag)
      .Cases({"return-stack-address", "return-local-addr"},
             {"framewalk-dangling-return", DeathCause::Return})
      .Case("dangling-field", {"framewalk-dangling-field", DeathCause::Return})
      .Case("dangling-capture",
            {"framewalk-dangling-capture", DeathCause::FullExpression})
      .Cases({"dangling-gsl", "dangling-assignment-gsl"},
             {"framewalk-dangling-view", DeathCause::FullExpression})
      .Cases({"dangling", "dangling-assignment", "dangling-initializer-list"},
             {"framewalk-dangling-temporary", DeathCause::FullExpression})
      .Cases({"experimental-lifetime-safety-permissive",
              "experimental-lifetime-safety-strict"},
             {"framewalk-dangling-use-after-scope", DeathCause::Return})
      .Default({});
}

/// The identifier of the registry, which outlives every report.
std::string_view registered(llvm::StringRef RuleId) {
  for (const Rule &R : rules())
    if (R.Id == std::string_view(RuleId))
      return R.Id;
  return "";
}

/// "c" of "address of stack memory associated with local variable 'c'
/// returned": the quoted word behind one of clang's nouns.
std::string variableIn(llvm::StringRef Message) {
  for (llvm::StringRef Noun :
       {"local variable '", "parameter '", "local binding '"}) {
    size_t At = Message.find(Noun);
    if (At != Message.npos)
      return Message.substr(At + Noun.size()).split('\'').first.str();
  }
  return "";
}

bool mayHoldDiagnostic(const SourceRange &Body, const SourcePosition &Name,
                       const SourcePosition &P) {
  // A constructor's initialisers stand between its name and its body.
  SourceRange All = Body;
  if (Name.isValid() && Name.File == Body.Begin.File && Name < Body.Begin)
    All.Begin = Name;
  return All.contains(P);
}

/// The innermost function around \p P.
template <typename Function>
const Function *enclosing(const std::vector<Function> &Functions,
                          const SourcePosition &P) {
  const Function *Best = nullptr;
  for (const Function &F : Functions)
    if (mayHoldDiagnostic(F.Body, F.Position, P) &&
        (!Best || Best->Body.Begin < F.Body.Begin))
      Best = &F;
  return Best;
}

/// The local whose name stands at \p P.
std::string variableAt(const FunctionFacts &In, const SourcePosition &P) {
  for (const UseFact &U : In.Uses)
    if (U.Position == P)
      return In.Variables[U.Variable.Value].Name;
  return "";
}

/// clang's lifetime safety analysis reports where the address is taken and
/// notes where the object dies and where it is used; the defect is the use.
void turnAround(Finding &F, const DiagnosticFact &D, const FunctionFacts *In) {
  if (In)
    F.Variable = variableAt(*In, D.Position);
  F.Role = StepRole::Used;
  F.End.Cause = DeathCause::Scope;
  for (const DiagnosticFact &Note : D.Notes) {
    bool IsReturn = llvm::StringRef(Note.Message).contains("returned");
    bool IsUse = llvm::StringRef(Note.Message).contains("used");
    if (!Note.Position.isValid())
      continue;
    if (IsReturn) {
      F.RuleId = registered("framewalk-dangling-return");
      F.Role = StepRole::Returned;
      F.End.Cause = DeathCause::Return;
    }
    if (IsReturn || IsUse)
      F.Position = Note.Position;
    else if (llvm::StringRef(Note.Message).contains("destroyed"))
      F.End.Position = Note.Position;
    else
      F.Trace.push_back({Note.Position, Note.Message});
  }
  if (F.Position != D.Position)
    F.Trace.insert(F.Trace.begin(), {D.Position, "its address is taken here",
                                     StepRole::AddressTaken});
  std::string Name =
      F.Variable.empty() ? "a temporary" : "'" + F.Variable + "'";
  std::string Again = F.Variable.empty() ? "it" : Name;
  F.Message = "pointer, reference or view of " + Name +
              (F.Role == StepRole::Returned
                   ? " is returned, and " + Again + " dies with the function"
                   : " is used after " + Again + " has died");
}

/// clang's newer analysis.
bool isLifetimeSafety(const DiagnosticFact &D) {
  return llvm::StringRef(D.Flag).starts_with("experimental-lifetime-safety");
}

/// A lambda took the variable along.
bool isCapture(const DiagnosticFact &D) {
  return llvm::any_of(D.Notes, [](const DiagnosticFact &Note) {
    llvm::StringRef Message = Note.Message;
    return Message.contains("captured by reference") ||
           Message.contains("lambda capture");
  });
}

std::optional<Finding> findingOf(const DiagnosticFact &D,
                                 const SourceFacts &Facts) {
  Kind K = kindOf(D.Flag);
  if (K.RuleId.empty() || D.Severity == DiagnosticFact::Level::Remark)
    return std::nullopt;
  Finding F;
  F.RuleId = registered(K.RuleId);
  F.Position = D.Position;
  F.Message = D.Message;
  F.Variable = variableIn(D.Message);
  F.End.Cause = K.Cause;
  const FunctionFacts *In = enclosing(Facts.Functions, D.Position);
  if (In)
    F.Function = In->Name;
  if (isLifetimeSafety(D)) {
    turnAround(F, D, In);
    return F;
  }
  if (D.Flag == "dangling-field" &&
      llvm::StringRef(D.Message).starts_with("temporary"))
    F.RuleId = registered("framewalk-dangling-temporary");
  if (K.Cause == DeathCause::Return && isCapture(D))
    F.RuleId = registered("framewalk-dangling-capture");
  F.Role = K.RuleId == "framewalk-dangling-return" ? StepRole::Returned
                                                   : StepRole::Stored;
  for (const DiagnosticFact &Note : D.Notes)
    F.Trace.push_back({Note.Position, Note.Message});
  return F;
}

} // namespace

std::vector<Finding> framewalk::diagnosticFindings(const SourceFacts &Facts) {
  std::vector<Finding> Findings, Newer;
  for (const DiagnosticFact &D : Facts.Diagnostics)
    if (std::optional<Finding> F = findingOf(D, Facts))
      (isLifetimeSafety(D) ? Newer : Findings).push_back(std::move(*F));
  // What both analyses say of a variable is told once.
  llvm::erase_if(Newer, [&](const Finding &New) {
    return llvm::any_of(Findings, [&](const Finding &Old) {
      return Old.Position.File == New.Position.File &&
             Old.Position.Line == New.Position.Line &&
             Old.Variable == New.Variable && !New.Variable.empty();
    });
  });
  llvm::append_range(Findings, std::move(Newer));
  llvm::sort(Findings, [](const Finding &A, const Finding &B) {
    return std::tie(A.Position, A.RuleId, A.Message) <
           std::tie(B.Position, B.RuleId, B.Message);
  });
  // A template's instantiations repeat what is said of its pattern.
  Findings.erase(llvm::unique(Findings,
                              [](const Finding &A, const Finding &B) {
                                return A.Position == B.Position &&
                                       A.RuleId == B.RuleId &&
                                       A.Message == B.Message;
                              }),
                 Findings.end());
  return Findings;
}
