//===- BuildIndex.cpp -----------------------------------------------------===//

#include "Project/BuildIndex.h"

#include "Project/CallGraph.h"
#include "Project/StackBudget.h"

#include "Pipeline/FindingStages.h"
#include "Pipeline/FrameCosts.h"

#include "llvm/ADT/STLExtras.h"

#include <map>
#include <tuple>

using namespace framewalk;

namespace {

/// How many functions the lists of the largest have.
constexpr size_t MostListed = 25;

/// The same function, whichever unit it is compiled in.
auto identity(const FunctionSummary &F) {
  return std::tie(F.Name, F.File, F.Line, F.Column, F.LinkageName);
}

bool isLarger(FrameSize A, FrameSize B) {
  constexpr uint64_t Endless = UINT64_MAX;
  return std::pair(A.Max.value_or(Endless), A.Min) >
         std::pair(B.Max.value_or(Endless), B.Min);
}

class Builder {
public:
  Builder(ProjectIndex &Index, const CallGraph &Graph)
      : Index(Index), Graph(Graph) {}

  void run() {
    listFunctions();
    Index.LargestFrames =
        best([&](const IndexedFunction &F) { return mostKnown(F.Largest); });
    Index.MostPadding = best([&](const IndexedFunction &F) {
      return Graph.function(F.Shown).Padding;
    });
    Index.DeepestChains = best([&](const IndexedFunction &F) {
      return Graph.isRoot(F.Deepest) ? F.Depth.Bytes : 0;
    });
    for (uint32_t I : Index.DeepestChains) {
      IndexedFunction &F = Index.Functions[I];
      const DepthDoubts OfAll = F.Depth.Doubts;
      F.Depth = Graph.depth(F.Deepest);
      F.Depth.Doubts |= OfAll;
    }
    count();
  }

private:
  /// Of a function that several units have, the largest frame and the deepest
  /// chain are shown.
  void listFunctions() {
    auto Less = [&](FunctionRef A, FunctionRef B) {
      return std::tuple(identity(Graph.function(A)), A) <
             std::tuple(identity(Graph.function(B)), B);
    };
    std::vector<FunctionRef> Sorted = Graph.functions();
    llvm::sort(Sorted, Less);
    const FunctionSummary *Last = nullptr;
    for (FunctionRef Ref : Sorted) {
      const FunctionSummary &F = Graph.function(Ref);
      if (Last && identity(*Last) == identity(F)) {
        IndexedFunction &Known = Index.Functions.back();
        ++Known.UnitCount;
        if (isLarger(F.Size, Known.Largest)) {
          Known.Largest = F.Size;
          Known.Shown = Ref;
        }
        if (isLarger(Known.Smallest, F.Size))
          Known.Smallest = F.Size;
        if (Graph.depthBytes(Ref) > Known.Depth.Bytes) {
          Known.Depth.Bytes = Graph.depthBytes(Ref);
          Known.Deepest = Ref;
        }
        Known.Depth.Doubts |= Graph.doubts(Ref);
        continue;
      }
      Last = &F;
      IndexedFunction &New = Index.Functions.emplace_back();
      New.Shown = New.Deepest = Ref;
      New.Smallest = New.Largest = F.Size;
      New.Depth.Bytes = Graph.depthBytes(Ref);
      New.Depth.Doubts = Graph.doubts(Ref);
    }
  }

  /// Those with the largest values, none of them 0; of equal ones the first.
  template <typename Value> std::vector<uint32_t> best(Value Of) const {
    std::vector<std::pair<uint64_t, uint32_t>> All;
    for (uint32_t I = 0; I < Index.Functions.size(); ++I)
      if (uint64_t V = Of(Index.Functions[I]))
        All.push_back({V, I});
    llvm::sort(All, [](const auto &A, const auto &B) {
      return std::pair(B.first, A.second) < std::pair(A.first, B.second);
    });
    All.resize(std::min(All.size(), MostListed));
    std::vector<uint32_t> Result;
    for (const auto &[V, I] : All)
      Result.push_back(I);
    return Result;
  }

  void count() {
    ProjectTotals &T = Index.Totals;
    T.Units = Index.Units.size();
    for (const UnitSummary &U : Index.Units) {
      T.Failed += !U.Failure.empty();
      T.Findings += U.Findings.Findings.size();
      T.Suppressed += U.Findings.Suppressed.size();
    }
    T.Functions = Index.Functions.size();
    for (const IndexedFunction &F : Index.Functions) {
      T.FrameBytes += mostKnown(F.Largest);
      T.PaddingBytes += Graph.function(F.Shown).Padding;
      T.DynamicFrames += !F.Largest.Max;
    }
  }

  ProjectIndex &Index;
  const CallGraph &Graph;
};

/// Through the same stage as several units of one run.
void deduplicate(ProjectSummary &Units) {
  ReportDocument Document;
  for (UnitSummary &U : Units)
    Document.Units.push_back(std::move(U.Findings));
  deduplicateFindings(Document);
  for (size_t I = 0; I < Units.size(); ++I)
    Units[I].Findings = std::move(Document.Units[I]);
}

} // namespace

ProjectIndex framewalk::buildIndex(ProjectSummary Units, uint64_t StackBudget) {
  ProjectIndex Index;
  Index.Units = std::move(Units);
  llvm::sort(Index.Units, [](const UnitSummary &A, const UnitSummary &B) {
    return std::tie(A.Source, A.Id) < std::tie(B.Source, B.Id);
  });
  CallGraph Graph(Index.Units);
  std::vector<TranslationUnitReport *> Reports;
  for (UnitSummary &U : Index.Units)
    Reports.push_back(&U.Findings);
  // An index that is merged may have those of another budget.
  for (TranslationUnitReport *Report : Reports)
    dropBudgetFindings(*Report);
  if (StackBudget)
    addBudgetFindings(Graph, StackBudget, Reports);
  deduplicate(Index.Units);
  Builder(Index, Graph).run();
  return Index;
}
