//===- EscapeFindings.cpp -------------------------------------------------===//
#include "Pipeline/EscapeFindings.h"

#include "Layout/FileMap.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <tuple>

namespace framewalk {

namespace {

class Positions {
public:
  Positions(std::string_view Directory, std::vector<std::string> &Files)
      : Directory(Directory), Files(Files) {}

  SourcePosition operator()(const EscapePosition &P) {
    if (!P.isValid())
      return {};
    if (P.File != LastName) {
      LastName = P.File;
      Last = mapFiles({P.File}, Directory, Files).front();
    }
    return {Last, P.Line, P.Column};
  }

private:
  std::string_view Directory;
  std::vector<std::string> &Files;
  std::string LastName;
  FileId Last;
};

Finding toFinding(const EscapeFinding &E, Positions &Place) {
  Finding F;
  // The registry's own text: the one here goes.
  if (const Rule *R = findRule(E.RuleId))
    F.RuleId = R->Id;
  F.Position = Place(E.Position);
  F.PositionEnd = Place(E.PositionEnd);
  F.Message = E.Message;
  F.Variable = E.Variable;
  F.Function = E.FunctionName;
  for (const EscapeStep &Step : E.Trace)
    F.Trace.push_back(
        {Place(Step.Position), Step.Message, Step.Role, Place(Step.End)});
  F.Declared = Place(E.Declared);
  F.OwnerSymbol = E.OwnerSymbol;
  F.Role = E.Role;
  F.IsOwned = E.IsOwned;
  F.End.Position = Place(E.Death);
  F.End.Cause = E.Cause;
  return F;
}

/// The report's name of a function has its namespaces and classes.
const FunctionFacts *functionOf(const std::string &Symbol,
                                const SourceFacts &Facts) {
  for (const FunctionFacts &F : Facts.Functions)
    if (llvm::is_contained(F.LinkageNames, Symbol))
      return &F;
  return nullptr;
}

bool hasError(const std::vector<DiagnosticFact> &Diagnostics,
              const SourcePosition &P) {
  return llvm::any_of(Diagnostics, [&](const DiagnosticFact &D) {
    return D.Severity >= DiagnosticFact::Level::Error &&
           D.Position.File == P.File && D.Position.Line == P.Line;
  });
}

/// clang's lifetime safety takes the name of a dangling pointer for a use: the
/// analysis tells of the same borrowing where memory is used.
bool isFirstName(const Finding &Named, const Finding &Use) {
  return Named.RuleId == "framewalk-dangling-use-after-scope" &&
         (Named.Variable.empty() || Named.Variable == Use.Variable) &&
         !Named.Trace.empty() && Named.Position < Use.Position &&
         llvm::any_of(
             Use.Trace,
             [&](const TraceStep &Step) {
               return Step.Position.File == Named.Position.File &&
                      Step.Position.Line == Named.Trace.front().Position.Line;
             });
}

/// What the analysis knows better than clang tells; the place stays clang's,
/// and the rule where that does not say "a view".
void complete(Finding &Known, Finding &New) {
  if (isFirstName(Known, New)) {
    Known = std::move(New);
    return;
  }
  if (!Known.Variable.empty() && Known.Variable != New.Variable)
    return;
  if (New.Position.Line != Known.Position.Line && New.Role == StepRole::Used) {
    Known.Trace.push_back(
        {New.Position, "it is used here", StepRole::Used, New.PositionEnd});
    return;
  }
  bool IsCapture = New.RuleId == "framewalk-dangling-capture";
  if (!New.IsOwned && !IsCapture)
    New.RuleId = Known.RuleId;
  if (New.Position != Known.Position)
    New.PositionEnd = {};
  New.Position = Known.Position;
  if (New.Trace.empty())
    New.Trace = std::move(Known.Trace);
  Known = std::move(New);
}

/// clang tells where a temporary is kept, the analysis where it is used.
bool isUseOfKept(const Finding &Kept, const Finding &Use) {
  return Kept.Position < Use.Position && Use.Variable.empty() &&
         Kept.Position.File == Use.End.Position.File &&
         Kept.Position.Line == Use.End.Position.Line &&
         Kept.End.Cause == DeathCause::FullExpression;
}

/// One defect, seen twice: on one line, with one variable. Where the analysis
/// has no better place for a return than the closing brace, anywhere in the
/// function.
bool isSame(const Finding &A, const Finding &B) {
  if (isUseOfKept(A, B) || isFirstName(A, B))
    return true;
  bool IsAtBrace = B.Position.isValid() && B.End.Position == B.Position;
  if (IsAtBrace && A.RuleId == B.RuleId && A.Function == B.Function &&
      A.Variable == B.Variable && !A.Variable.empty())
    return true;
  return A.Position.File == B.Position.File &&
         A.Position.Line == B.Position.Line &&
         (A.Variable == B.Variable || A.Variable.empty() || B.Variable.empty());
}

} // namespace

std::vector<Finding> joinFindings(std::vector<Finding> FromClang,
                                  const EscapeResult &Escapes,
                                  const SourceFacts &Facts,
                                  std::string_view Directory,
                                  std::vector<std::string> &Files) {
  Positions Place(Directory, Files);
  std::vector<Finding> All = std::move(FromClang);
  auto IsHarmless = [&](const SourcePosition &Where) {
    return llvm::any_of(Escapes.Harmless, [&](const EscapePosition &P) {
      return P.Line == Where.Line && P.Column == Where.Column;
    });
  };
  llvm::erase_if(All, [&](const Finding &F) {
    return IsHarmless(F.Position) ||
           llvm::any_of(F.Trace, [&](const auto &Step) {
             return IsHarmless(Step.Position);
           });
  });
  // clang has two analyses; the one that names the variable says more.
  std::vector<Finding> Named;
  llvm::copy_if(All, std::back_inserter(Named),
                [](const Finding &F) { return !F.Variable.empty(); });
  llvm::erase_if(All, [&](const Finding &F) {
    return F.Variable.empty() &&
           llvm::any_of(Named, [&](const Finding &N) { return isSame(N, F); });
  });
  for (const EscapeFinding &E : Escapes.Findings) {
    Finding New = toFinding(E, Place);
    if (hasError(Facts.Diagnostics, New.Position))
      continue;
    if (const FunctionFacts *In = functionOf(E.FunctionSymbol, Facts))
      New.Function = In->Name;
    auto Known =
        llvm::find_if(All, [&](const Finding &F) { return isSame(F, New); });
    if (Known == All.end())
      All.push_back(std::move(New));
    else
      complete(*Known, New);
  }
  llvm::sort(All, [](const Finding &A, const Finding &B) {
    return std::tie(A.Position, A.RuleId, A.Message) <
           std::tie(B.Position, B.RuleId, B.Message);
  });
  return All;
}

} // namespace framewalk
