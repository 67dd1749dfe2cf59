//===- CallGraph.cpp ------------------------------------------------------===//

#include "Project/CallGraph.h"

#include "Pipeline/FrameCosts.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

#include <algorithm>

using namespace framewalk;

namespace {

/// The functions that have a name.
struct Definitions {
  llvm::SmallVector<uint32_t, 1> All;
  /// What a linker may take in place of a weak one: those that are not weak;
  /// where all are, it takes any, and the largest is the worst case.
  llvm::SmallVector<uint32_t, 1> Preferred;
};

using NodeMap = llvm::StringMap<Definitions>;

void addNames(NodeMap &Map, const FunctionSummary &F, uint32_t Node) {
  Map[F.LinkageName].All.push_back(Node);
  for (const std::string &Alias : F.Aliases)
    Map[Alias].All.push_back(Node);
}

} // namespace

CallGraph::CallGraph(const ProjectSummary &Units) : Units(Units) {
  for (uint32_t U = 0; U < Units.size(); ++U) {
    FirstOfUnit.push_back(Refs.size());
    for (uint32_t F = 0; F < Units[U].Functions.size(); ++F)
      Refs.push_back({.Unit = U, .Function = F});
  }
  Edges.resize(Refs.size());
  HasCaller.resize(Refs.size());
  Depths.resize(Refs.size());
  connect();
  sort();
  measure();
  spreadDoubts();
}

void CallGraph::connect() {
  auto At = [&](uint32_t Node) -> const FunctionSummary & {
    return function(Refs[Node]);
  };
  NodeMap Global;
  for (uint32_t N = 0; N < Refs.size(); ++N)
    if (!At(N).IsLocal)
      addNames(Global, At(N), N);
  for (auto &Entry : Global) {
    Definitions &D = Entry.second;
    llvm::copy_if(D.All, std::back_inserter(D.Preferred),
                  [&](uint32_t N) { return !At(N).IsWeak; });
    if (D.Preferred.empty())
      D.Preferred.push_back(
          *llvm::max_element(D.All, [&](uint32_t A, uint32_t B) {
            return mostKnown(At(A).Size) < mostKnown(At(B).Size);
          }));
  }

  for (uint32_t U = 0; U < Units.size(); ++U) {
    NodeMap Own;
    for (uint32_t F = 0; F < Units[U].Functions.size(); ++F)
      addNames(Own, Units[U].Functions[F], FirstOfUnit[U] + F);
    auto CalleesOf = [&](llvm::StringRef Symbol) {
      auto Found = Own.find(Symbol);
      const bool IsOwn = Found != Own.end();
      if (!IsOwn)
        Found = Global.find(Symbol);
      if (!IsOwn && Found == Global.end())
        return llvm::SmallVector<uint32_t, 1>();
      llvm::SmallVector<uint32_t, 1> Callees = Found->second.All;
      if (IsOwn &&
          llvm::all_of(Callees, [&](uint32_t N) { return At(N).IsWeak; }))
        for (uint32_t N : Global.find(Symbol)->second.Preferred)
          if (!llvm::is_contained(Callees, N))
            Callees.push_back(N);
      return Callees;
    };
    for (uint32_t F = 0; F < Units[U].Functions.size(); ++F) {
      const FunctionSummary &Caller = Units[U].Functions[F];
      const uint32_t Node = FirstOfUnit[U] + F;
      DepthDoubts &Doubts = Depths[Node].Doubts;
      Doubts.DynamicFrame = !Caller.Size.Max;
      for (const CallSummary &Call : Caller.Calls) {
        if (Call.Symbol.empty()) {
          Doubts.IndirectCall = true;
          continue;
        }
        const auto Callees = CalleesOf(Call.Symbol);
        Doubts.UnknownCallee |= Callees.empty();
        for (uint32_t Callee : Callees) {
          Edges[Node].push_back(
              {.Callee = Callee,
               .Depth = Call.Depth.value_or(mostKnown(Caller.Size)),
               .Line = Call.Line,
               .Column = Call.Column});
          if (Callee != Node)
            HasCaller[Callee] = true;
        }
      }
    }
  }
}

/// Depth-first (Tarjan): a node when all that it calls are done, as far as
/// recursion allows; functions that call one another are one component.
void CallGraph::visit(uint32_t Root, std::vector<uint32_t> &Lowest,
                      std::vector<uint32_t> &Open) {
  struct Step {
    uint32_t Node;
    uint32_t Edge;
  };
  std::vector<Step> Path;
  uint32_t Visited = Order.size() + Open.size();
  auto Enter = [&](uint32_t Node) {
    Entered[Node] = Lowest[Node] = Visited++;
    Open.push_back(Node);
    Path.push_back({Node, 0});
  };
  Enter(Root);
  while (!Path.empty()) {
    auto &[Node, Next] = Path.back();
    if (Next < Edges[Node].size()) {
      const uint32_t Callee = Edges[Node][Next++].Callee;
      if (Entered[Callee] == None)
        Enter(Callee);
      else if (Component[Callee] == None)
        Lowest[Node] = std::min(Lowest[Node], Entered[Callee]);
      continue;
    }
    const uint32_t Done = Node;
    Path.pop_back();
    if (!Path.empty())
      Lowest[Path.back().Node] =
          std::min(Lowest[Path.back().Node], Lowest[Done]);
    Place[Done] = Order.size();
    Order.push_back(Done);
    if (Lowest[Done] != Entered[Done])
      continue;
    for (uint32_t Member = None; Member != Done;) {
      Member = Open.back();
      Open.pop_back();
      Component[Member] = Done;
    }
  }
}

void CallGraph::sort() {
  Place.assign(Refs.size(), None);
  Entered.assign(Refs.size(), None);
  Component.assign(Refs.size(), None);
  std::vector<uint32_t> Lowest(Refs.size()), Open;
  // Roots first, so that a cycle is entered where a program enters it.
  for (bool RootsOnly : {true, false})
    for (uint32_t N = 0; N < Refs.size(); ++N)
      if (Entered[N] == None && !(RootsOnly && HasCaller[N]))
        visit(N, Lowest, Open);
  HasCaller.assign(Refs.size(), false);
  for (uint32_t N = 0; N < Refs.size(); ++N)
    for (const Edge &Call : Edges[N])
      if (Component[Call.Callee] != Component[N])
        HasCaller[Call.Callee] = true;
}

/// Whether this call can come back to its own function with more on the stack:
/// a jump in place of the call leaves nothing there.
bool CallGraph::isRecursive(uint32_t Node, const Edge &Call) const {
  return Component[Node] == Component[Call.Callee] && Call.Depth > 0;
}

void CallGraph::measure() {
  for (uint32_t Node : Order) {
    Depth &D = Depths[Node];
    D.Bytes = mostKnown(function(Refs[Node]).Size);
    for (uint32_t E = 0; E < Edges[Node].size(); ++E) {
      const Edge &Call = Edges[Node][E];
      D.Doubts.Recursion |= isRecursive(Node, Call);
      if (Place[Call.Callee] >= Place[Node])
        continue; // closes a cycle: once around is all that can be counted
      const uint64_t Bytes = Call.Depth + Depths[Call.Callee].Bytes;
      if (Bytes > D.Bytes) {
        D.Bytes = Bytes;
        D.Deepest = E;
      }
    }
  }
}

/// Where there is recursion, callees can come later in the order: until nothing
/// changes.
void CallGraph::spreadDoubts() {
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (uint32_t Node : Order) {
      DepthDoubts All = Depths[Node].Doubts;
      for (const Edge &Call : Edges[Node])
        All |= Depths[Call.Callee].Doubts;
      Changed |= !(All == Depths[Node].Doubts);
      Depths[Node].Doubts = All;
    }
  }
}

/// The shortest way from \p Call's callee back to \p Node, with Node at both
/// ends.
std::vector<FunctionRef> CallGraph::cycle(uint32_t Node,
                                          const Edge &Call) const {
  llvm::DenseMap<uint32_t, uint32_t> CameFrom = {{Call.Callee, Node}};
  std::vector<uint32_t> Queue = {Call.Callee};
  for (size_t I = 0; I < Queue.size() && !CameFrom.contains(Node); ++I)
    for (const Edge &Next : Edges[Queue[I]])
      if (Component[Next.Callee] == Component[Node] &&
          CameFrom.try_emplace(Next.Callee, Queue[I]).second)
        Queue.push_back(Next.Callee);
  std::vector<FunctionRef> Way = {Refs[Node]};
  uint32_t At = Node;
  do {
    At = CameFrom.lookup(At);
    Way.push_back(Refs[At]);
  } while (At != Node);
  std::reverse(Way.begin(), Way.end());
  return Way;
}

std::vector<std::vector<FunctionRef>> CallGraph::cycles() const {
  std::vector<std::vector<FunctionRef>> All;
  llvm::DenseSet<uint32_t> Told;
  for (uint32_t N = 0; N < Refs.size(); ++N)
    for (const Edge &Call : Edges[N])
      if (isRecursive(N, Call) && Told.insert(Component[N]).second)
        All.push_back(cycle(N, Call));
  return All;
}

/// The names of all that a call may go to.
std::set<llvm::StringRef> CallGraph::calleeNames(uint32_t Node) const {
  std::set<llvm::StringRef> Names;
  for (const Edge &Call : Edges[Node]) {
    const FunctionSummary &Callee = function(Refs[Call.Callee]);
    Names.insert(Callee.LinkageName);
    Names.insert(Callee.Aliases.begin(), Callee.Aliases.end());
  }
  return Names;
}

void CallGraph::describeReachable(uint32_t From, StackDepth &Result) const {
  std::set<std::string> Indirect, Unknown, Dynamic;
  std::vector<uint32_t> Queue = {From};
  llvm::DenseSet<uint32_t> Seen = {From};
  for (size_t I = 0; I < Queue.size(); ++I) {
    const uint32_t Node = Queue[I];
    const FunctionSummary &F = function(Refs[Node]);
    if (!F.Size.Max)
      Dynamic.insert(F.Name);
    for (const Edge &Call : Edges[Node]) {
      if (Result.Cycle.empty() && isRecursive(Node, Call))
        Result.Cycle = cycle(Node, Call);
      if (Seen.insert(Call.Callee).second)
        Queue.push_back(Call.Callee);
    }
    std::set<llvm::StringRef> Known = calleeNames(Node);
    for (const CallSummary &Call : F.Calls)
      if (Call.Symbol.empty())
        Indirect.insert(F.Name);
      else if (!Known.count(Call.Symbol))
        Unknown.insert(Call.Symbol);
  }
  Result.IndirectCallers = {Indirect.begin(), Indirect.end()};
  Result.UnknownCallees = {Unknown.begin(), Unknown.end()};
  Result.DynamicFrames = {Dynamic.begin(), Dynamic.end()};
}

StackDepth CallGraph::depth(FunctionRef F) const {
  StackDepth Result;
  uint32_t Node = indexOf(F);
  Result.Bytes = Depths[Node].Bytes;
  Result.Doubts = Depths[Node].Doubts;
  describeReachable(Node, Result);
  for (; Depths[Node].Deepest != None;) {
    const Edge &Call = Edges[Node][Depths[Node].Deepest];
    Result.Chain.push_back({.Function = Refs[Node],
                            .Bytes = Call.Depth,
                            .CallLine = Call.Line,
                            .CallColumn = Call.Column});
    Node = Call.Callee;
  }
  Result.Chain.push_back(
      {.Function = Refs[Node], .Bytes = mostKnown(function(Refs[Node]).Size)});
  return Result;
}
