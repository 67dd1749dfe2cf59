//===- DiagnosticFindings.cpp - clang's warnings with the frame's facts ---===//
//
// clang says that a pointer dangles; what it cannot say is where the dead
// object lies and what will be there next. Only what the frame settles is said:
// what other functions do with the bytes depends on their frames.
//
//===----------------------------------------------------------------------===//

#include "Layout/DiagnosticFindings.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"

#include <fmt/format.h>

#include <tuple>

using namespace framewalk;

namespace {

/// What dies, and so who gets the bytes.
enum class Death {
  Frame,         ///< the function returns
  FullExpression ///< the temporary dies, the frame stays
};

struct Kind {
  llvm::StringRef RuleId;
  Death Of = Death::Frame;
};

/// The rule for one of clang's flags; an empty one: not a finding.
Kind kindOf(llvm::StringRef Flag) {
  return llvm::StringSwitch<Kind>(Flag)
      .Cases({"return-stack-address", "return-local-addr"},
             {"framewalk-dangling-return", Death::Frame})
      .Case("dangling-field", {"framewalk-dangling-field", Death::Frame})
      .Case("dangling-capture",
            {"framewalk-dangling-capture", Death::FullExpression})
      .Cases({"dangling-gsl", "dangling-assignment-gsl"},
             {"framewalk-dangling-view", Death::FullExpression})
      .Cases({"dangling", "dangling-assignment", "dangling-initializer-list"},
             {"framewalk-dangling-temporary", Death::FullExpression})
      .Cases({"experimental-lifetime-safety-permissive",
              "experimental-lifetime-safety-strict"},
             {"framewalk-dangling-use-after-scope", Death::Frame})
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

/// The variable called \p Name that \p P sees: the last declared before it.
std::optional<VariableId> visible(const FunctionReport &F,
                                  std::string_view Name,
                                  const SourcePosition &P) {
  std::optional<VariableId> Best;
  for (uint32_t I = 0; I < F.Variables.size(); ++I) {
    const LocalVariable &V = F.Variables[I];
    if (V.Name != Name || !V.Declared.isValid() || P < V.Declared)
      continue;
    if (!Best || F.Variables[Best->Value].Declared < V.Declared)
      Best = VariableId(I);
  }
  return Best;
}

/// The temporary whose expression begins at \p P.
std::optional<VariableId> temporaryAt(const FunctionReport &F,
                                      const SourcePosition &P) {
  for (uint32_t I = 0; I < F.Variables.size(); ++I) {
    const LocalVariable &V = F.Variables[I];
    if ((V.Kind == VariableKind::Temporary ||
         V.Kind == VariableKind::ExtendedTemporary) &&
        V.Declared == P)
      return VariableId(I);
  }
  return std::nullopt;
}

std::string signedHex(int64_t Value) {
  return fmt::format("{}{:#x}", Value < 0 ? "-" : "+",
                     Value < 0 ? -Value : Value);
}

std::string placeOf(const FrameSlot &S) {
  if (S.Base.empty())
    return S.CfaOffset ? "CFA" + signedHex(S.CfaOffset->Value) : "its slot";
  return fmt::format("[{}{}]", S.Base, signedHex(S.Displacement));
}

std::string bytesText(uint64_t Bytes) {
  return fmt::format("{} byte{}", Bytes, Bytes == 1 ? "" : "s");
}

const Lifetime *lifetimeOf(const FunctionReport &F, VariableId V) {
  auto Found = llvm::find_if(
      F.Lifetimes, [&](const Lifetime &L) { return L.Variable == V; });
  return Found == F.Lifetimes.end() ? nullptr : &*Found;
}

/// Who covers the bytes of \p S once the function has returned. The caller's
/// next call pushes its return address right below the CFA if the caller has
/// not moved its stack pointer in between.
Heir heirAfterReturn(const FunctionReport &F, const FrameSlot &S) {
  uint64_t PointerSize = 0;
  for (const FrameSlot &Each : F.Frame.slots())
    if (Each.Kind == SlotKind::ReturnAddress && Each.CfaOffset)
      PointerSize = Each.Size;
  if (!S.CfaOffset)
    return {.Description = "the return erases nothing: the bytes stay until "
                           "the caller's next call; then that function's "
                           "frame covers them if it reaches as deep",
            .Slot = std::nullopt};
  int64_t Begin = S.CfaOffset->Value;
  if (Begin >= 0)
    return {.Description = "the bytes belong to the caller's outgoing "
                           "arguments: its next call may overwrite them",
            .Slot = std::nullopt};
  uint64_t Depth = -Begin;
  // Signal handlers keep off the red zone (System V ABI, 3.2.2), which i386
  // does not have.
  bool IsSafeFromSignals = PointerSize == 8 && Depth <= 128;
  std::string Text =
      fmt::format("the return erases nothing: the bytes stay until the "
                  "caller's next call{}; from the same stack pointer, ",
                  IsSafeFromSignals ? "" : " or a signal");
  if (Depth <= PointerSize)
    Text += "its return address goes there";
  else
    Text += fmt::format("its return address goes to CFA-{}, and its frame "
                        "covers all of these bytes if it is {} deep or more",
                        PointerSize, bytesText(Depth));
  return {.Description = std::move(Text), .Slot = std::nullopt};
}

/// Who gets the bytes while the frame stays.
std::optional<Heir> heirInFrame(const FunctionReport &F, VariableId V,
                                SlotId Slot) {
  if (const Lifetime *L = lifetimeOf(F, V); L && !L->After.empty())
    return Heir{.Description = "afterwards its bytes: " + L->After,
                .Slot = Slot};
  return std::nullopt;
}

class FindingBuilder {
public:
  FindingBuilder(const SourceFacts &Facts,
                 const std::vector<FunctionReport> &Functions)
      : Facts(Facts), Functions(Functions) {}

  std::optional<Finding> build(const DiagnosticFact &D) {
    Kind K = kindOf(D.Flag);
    if (K.RuleId.empty() || D.Severity == DiagnosticFact::Level::Remark)
      return std::nullopt;
    Finding F;
    F.RuleId = registered(K.RuleId);
    F.Position = D.Position;
    F.Message = D.Message;
    F.Variable = variableIn(D.Message);
    if (llvm::StringRef(D.Flag).starts_with("experimental-lifetime-safety"))
      turnAround(F, D);
    if (const FunctionFacts *In = enclosing(Facts.Functions, D.Position))
      F.Function = In->Name;
    for (const DiagnosticFact &Note : D.Notes)
      F.Trace.push_back({Note.Position, Note.Message});
    if (const FunctionReport *In = enclosing(Functions, D.Position))
      addFrameFacts(F, *In, K.Of);
    return F;
  }

private:
  /// clang's lifetime safety analysis reports where the address is taken and
  /// notes where it is used; the defect is the use.
  static void turnAround(Finding &F, const DiagnosticFact &D) {
    for (const DiagnosticFact &Note : D.Notes) {
      bool IsReturn = llvm::StringRef(Note.Message).contains("returned");
      bool IsUse = llvm::StringRef(Note.Message).contains("used");
      if (!Note.Position.isValid() || !(IsReturn || IsUse))
        continue;
      if (IsReturn)
        F.RuleId = registered("framewalk-dangling-return");
      F.Position = Note.Position;
      F.Trace.push_back({D.Position, "its address is taken here"});
      return;
    }
  }

  void addFrameFacts(Finding &F, const FunctionReport &In, Death Of) {
    std::optional<VariableId> Variable =
        F.Variable.empty() ? temporaryAt(In, F.Position)
                           : visible(In, F.Variable, F.Position);
    if (!Variable)
      return;
    const LocalVariable &V = In.Variables[Variable->Value];
    if (V.Slots.empty()) {
      if (!V.WhyNoSlot.empty())
        F.Trace.push_back(
            {V.Declared, fmt::format("{} has no slot of its own: {}", nameOf(V),
                                     V.WhyNoSlot)});
      return;
    }
    F.Slot = V.Slots.front();
    const FrameSlot &S = In.Frame.slot(*F.Slot);
    F.Trace.push_back(
        {V.Declared,
         fmt::format("{} is {} of this frame, at {}", nameOf(V),
                     bytesText(V.Size.value_or(S.Size)), placeOf(S))});
    addDeath(F, In, *Variable, Of);
    F.Next = Of == Death::Frame ? heirAfterReturn(In, S)
                                : heirInFrame(In, *Variable, *F.Slot);
  }

  static std::string nameOf(const LocalVariable &V) {
    return V.Name.empty() ? "the temporary" : "'" + V.Name + "'";
  }

  static void addDeath(Finding &F, const FunctionReport &In, VariableId V,
                       Death Of) {
    const Lifetime *L = lifetimeOf(In, V);
    if (!L || !L->End.isValid())
      return;
    std::string Text = nameOf(In.Variables[V.Value]) + " dies here";
    if (Of == Death::Frame)
      Text += ", at the latest: the epilogue gives the frame back";
    F.Trace.push_back({L->End, std::move(Text)});
  }

  const SourceFacts &Facts;
  const std::vector<FunctionReport> &Functions;
};

} // namespace

std::vector<Finding>
framewalk::diagnosticFindings(const SourceFacts &Facts,
                              const std::vector<FunctionReport> &Functions) {
  std::vector<Finding> Findings;
  FindingBuilder Builder(Facts, Functions);
  for (const DiagnosticFact &D : Facts.Diagnostics)
    if (std::optional<Finding> F = Builder.build(D))
      Findings.push_back(std::move(*F));
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
