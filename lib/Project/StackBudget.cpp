//===- StackBudget.cpp ----------------------------------------------------===//

#include "Project/StackBudget.h"

#include "Model/Fingerprint.h"
#include "Pipeline/FrameCosts.h"
#include "Support/Words.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

#include <tuple>

using namespace framewalk;

namespace {

/// "'buf' (char[4096]) 4096, 'line' (char[80]) 80".
std::string costs(const FunctionSummary &F) {
  std::string Text;
  for (const VariableCost &V : dearest(F.Largest, mostKnown(F.Size)))
    Text +=
        fmt::format("{}{} {}", Text.empty() ? "" : ", ", costName(V), V.Size);
  return Text;
}

class BudgetChecker {
public:
  BudgetChecker(const CallGraph &Graph, uint64_t Budget,
                const std::vector<TranslationUnitReport *> &Reports)
      : Graph(Graph), Budget(Budget), Reports(Reports) {}

  void run() {
    for (FunctionRef F : Graph.functions()) {
      frame(F);
      if (Graph.isRoot(F) && Graph.depthBytes(F) > Budget)
        chain(F);
    }
    for (const std::vector<FunctionRef> &Cycle : Graph.cycles())
      recursion(Cycle);
  }

private:
  static FileId fileIn(TranslationUnitReport &Report, const std::string &Name) {
    for (uint32_t I = 0; I < Report.Files.size(); ++I)
      if (Report.Files[I] == Name)
        return FileId(I);
    Report.Files.push_back(Name);
    return FileId(uint32_t(Report.Files.size() - 1));
  }

  /// A place in \p F's file, or its name where \p Line is 0.
  SourcePosition at(TranslationUnitReport &Report, const FunctionSummary &F,
                    uint32_t Line = 0, uint32_t Column = 0) const {
    SourcePosition P;
    P.File = fileIn(Report, F.File);
    P.Line = Line ? Line : F.Line;
    P.Column = Line ? Column : F.Column;
    return P;
  }

  Finding beginDepth(FunctionRef Ref) const {
    const FunctionSummary &F = Graph.function(Ref);
    Finding New;
    New.RuleId = StackDepthRule;
    New.Position = at(*Reports[Ref.Unit], F);
    New.Function = F.Name;
    return New;
  }

  void add(FunctionRef Ref, Finding New, bool IsAccepted) const {
    TranslationUnitReport &Report = *Reports[Ref.Unit];
    (IsAccepted ? Report.Suppressed : Report.Findings)
        .push_back(std::move(New));
  }

  void frame(FunctionRef Ref) const {
    const FunctionSummary &F = Graph.function(Ref);
    if (F.Size.Max && *F.Size.Max <= Budget)
      return;
    const FrameCost Cost = {.Function = F.Name,
                            .Position = at(*Reports[Ref.Unit], F),
                            .Size = F.Size,
                            .Largest = F.Largest};
    std::optional<Finding> New =
        largeFrame(Cost, {.Bytes = Budget, .Name = "budget"});
    add(Ref, New ? std::move(*New) : growingFrame(Cost), F.AcceptsFrame);
  }

  void chain(FunctionRef Ref) const {
    const FunctionSummary &F = Graph.function(Ref);
    const StackDepth Depth = Graph.depth(Ref);
    if (Depth.Chain.size() < 2)
      return; // its own frame alone
    Finding New = beginDepth(Ref);
    const FunctionSummary &Last = Graph.function(Depth.Chain.back().Function);
    New.Message = fmt::format(
        "the stack can grow {}{} deep from '{}' down to '{}': {} more than the "
        "budget of {}",
        Depth.Doubts.any() ? "at least " : "", bytesText(Depth.Bytes), F.Name,
        Last.Name, Depth.Bytes - Budget, Budget);
    for (size_t I = 0; I < Depth.Chain.size(); ++I)
      New.Trace.push_back(step(*Reports[Ref.Unit], Depth.Chain, I));
    add(Ref, std::move(New), F.AcceptsDepth);
  }

  TraceStep step(TranslationUnitReport &Report,
                 const std::vector<ChainLink> &Chain, size_t I) const {
    const ChainLink &Link = Chain[I];
    const FunctionSummary &F = Graph.function(Link.Function);
    std::string Message;
    if (I + 1 == Chain.size())
      Message = fmt::format("'{}' takes {}", F.Name, bytesText(Link.Bytes));
    else if (Link.Bytes == 0)
      Message = fmt::format("'{}' has given its frame back when it jumps to "
                            "'{}'",
                            F.Name, Graph.function(Chain[I + 1].Function).Name);
    else
      Message = fmt::format("'{}' has {} on the stack when it calls '{}'",
                            F.Name, bytesText(Link.Bytes),
                            Graph.function(Chain[I + 1].Function).Name);
    if (std::string Costs = costs(F); Link.Bytes && !Costs.empty())
      Message += "; the most of it: " + Costs;
    return {.Position = at(Report, F, Link.CallLine, Link.CallColumn),
            .Message = std::move(Message)};
  }

  void recursion(const std::vector<FunctionRef> &Cycle) const {
    const FunctionRef Ref = Cycle.front();
    Finding New = beginDepth(Ref);
    New.Level = Severity::Note;
    std::string Way;
    for (FunctionRef F : Cycle)
      Way += (Way.empty() ? "" : " -> ") + Graph.function(F).Name;
    New.Message = fmt::format("'{}' can call itself ({}): how deep the stack "
                              "grows is not known",
                              Graph.function(Ref).Name, Way);
    add(Ref, std::move(New), Graph.function(Ref).AcceptsDepth);
  }

  const CallGraph &Graph;
  uint64_t Budget;
  const std::vector<TranslationUnitReport *> &Reports;
};

bool isAboutBudget(const Finding &F) {
  return F.RuleId == FrameSizeRule || F.RuleId == StackDepthRule;
}

/// Puts those about the budget, which come last, in order and gives them names:
/// others have some already.
void nameBudgetFindings(std::vector<Finding> &Findings,
                        const std::vector<std::string> &Files) {
  auto First = llvm::find_if(Findings, isAboutBudget);
  std::vector<Finding> Mine(std::make_move_iterator(First),
                            std::make_move_iterator(Findings.end()));
  Findings.erase(First, Findings.end());
  // By the file's name: its number depends on what else is found.
  auto OrderOf = [&](const Finding &F) {
    return std::tuple<const std::string &, uint32_t, uint32_t, std::string_view,
                      const std::string &>(Files[F.Position.File.Value],
                                           F.Position.Line, F.Position.Column,
                                           F.RuleId, F.Message);
  };
  llvm::sort(Mine, [&](const Finding &A, const Finding &B) {
    return OrderOf(A) < OrderOf(B);
  });
  // Where the line has gone or what else it says does not matter to a frame.
  addFingerprints(Mine, Files, [](const SourcePosition &) { return ""; });
  llvm::append_range(Findings, std::move(Mine));
}

} // namespace

void framewalk::dropBudgetFindings(TranslationUnitReport &Report) {
  llvm::erase_if(Report.Findings, isAboutBudget);
  llvm::erase_if(Report.Suppressed, isAboutBudget);
}

void framewalk::addBudgetFindings(
    const CallGraph &Graph, uint64_t Budget,
    const std::vector<TranslationUnitReport *> &Reports) {
  BudgetChecker(Graph, Budget, Reports).run();
  for (TranslationUnitReport *Report : Reports) {
    nameBudgetFindings(Report->Findings, Report->Files);
    nameBudgetFindings(Report->Suppressed, Report->Files);
  }
}
