//===- CallGraphTest.cpp - Depths, cycles, and what is not known ----------===//

#include "Project/CallGraph.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// States a project as who calls whom.
class TestProject {
public:
  TestProject &unit() {
    Units.emplace_back().Id = "u" + std::to_string(Units.size());
    return *this;
  }
  TestProject &function(std::string Name, FrameSize Size,
                        std::vector<CallSummary> Calls = {},
                        bool IsLocal = false) {
    FunctionSummary &F = Units.back().Functions.emplace_back();
    F.Name = F.LinkageName = std::move(Name);
    F.Size = Size;
    F.Calls = std::move(Calls);
    F.IsLocal = IsLocal;
    return *this;
  }
  TestProject &weak() {
    Units.back().Functions.back().IsWeak = true;
    return *this;
  }
  TestProject &alias(std::string Name) {
    Units.back().Functions.back().Aliases.push_back(std::move(Name));
    return *this;
  }

  StackDepth depth(const CallGraph &Graph, std::string_view Name) const {
    for (FunctionRef F : Graph.functions())
      if (Graph.function(F).Name == Name)
        return Graph.depth(F);
    ADD_FAILURE() << "no function " << Name;
    return {};
  }

  ProjectSummary Units;
};

FrameSize fixed(uint64_t Bytes) { return {.Min = Bytes, .Max = Bytes}; }

CallSummary call(std::string Symbol, std::optional<uint64_t> Depth) {
  CallSummary C;
  C.Symbol = std::move(Symbol);
  C.Depth = Depth;
  return C;
}

std::vector<std::string> names(const CallGraph &Graph,
                               const std::vector<ChainLink> &Chain) {
  std::vector<std::string> Names;
  for (const ChainLink &L : Chain)
    Names.push_back(Graph.function(L.Function).Name);
  return Names;
}

std::vector<std::string> names(const CallGraph &Graph,
                               const std::vector<FunctionRef> &Cycle) {
  std::vector<std::string> Names;
  for (FunctionRef F : Cycle)
    Names.push_back(Graph.function(F).Name);
  return Names;
}

TEST(CallGraph, TakesTheDeepestWay) {
  TestProject P;
  P.unit()
      .function("main", fixed(48), {call("a", 40), call("b", 48)})
      .function("a", fixed(100), {call("leaf", 24)})
      .function("b", fixed(64), {call("leaf", 64)})
      .function("leaf", fixed(16));
  CallGraph Graph(P.Units);
  StackDepth D = P.depth(Graph, "main");
  // a's own frame is deeper than what it calls.
  EXPECT_EQ(D.Bytes, 140u);
  EXPECT_THAT(names(Graph, D.Chain), ElementsAre("main", "a"));
  EXPECT_FALSE(D.Doubts.any());
}

TEST(CallGraph, FindsFunctionsOfOtherUnitsButNotTheirOwn) {
  TestProject P;
  P.unit().function("main", fixed(16),
                    {call("shared", 16), call("hidden", 16)});
  P.unit()
      .function("shared", fixed(32), {call("hidden", 32)})
      .function("hidden", fixed(1000), {}, /*IsLocal=*/true);
  P.unit().function("hidden", fixed(8), {}, /*IsLocal=*/true);
  CallGraph Graph(P.Units);
  StackDepth D = P.depth(Graph, "main");
  EXPECT_EQ(D.Bytes, 16u + 32 + 1000);
  EXPECT_TRUE(D.Doubts.UnknownCallee);
  EXPECT_THAT(D.UnknownCallees, ElementsAre("hidden"));
}

TEST(CallGraph, PrefersItsOwnOfSeveral) {
  TestProject P;
  P.unit().function("inlined", fixed(500));
  P.unit()
      .function("main", fixed(16), {call("inlined", 16)})
      .function("inlined", fixed(20));
  CallGraph Graph(P.Units);
  EXPECT_EQ(P.depth(Graph, "main").Bytes, 36u);
}

TEST(CallGraph, TakesAnotherUnitsInPlaceOfAWeakOne) {
  TestProject P;
  P.unit()
      .function("main", fixed(16), {call("hook", 16), call("inlined", 16)})
      .function("hook", fixed(8))
      .weak()
      .function("inlined", fixed(8))
      .weak();
  P.unit().function("hook", fixed(1000));
  P.unit().function("inlined", fixed(500)).weak();
  CallGraph Graph(P.Units);
  StackDepth D = P.depth(Graph, "main");
  EXPECT_EQ(D.Bytes, 16u + 1000);
  EXPECT_FALSE(Graph.isRoot({.Unit = 1, .Function = 0}));
  // Of several weak ones any may be taken.
  P.Units.erase(P.Units.begin() + 1);
  EXPECT_EQ(P.depth(CallGraph(P.Units), "main").Bytes, 16u + 500);
}

TEST(CallGraph, KnowsAliases) {
  TestProject P;
  P.unit().function("main", fixed(16), {call("_ZN1AC1Ev", 16)});
  P.unit().function("_ZN1AC2Ev", fixed(24)).alias("_ZN1AC1Ev");
  CallGraph Graph(P.Units);
  StackDepth D = P.depth(Graph, "main");
  EXPECT_EQ(D.Bytes, 40u);
  EXPECT_FALSE(D.Doubts.any());
}

TEST(CallGraph, SaysThatRecursionHasNoBound) {
  TestProject P;
  P.unit()
      .function("main", fixed(16), {call("even", 16)})
      .function("even", fixed(32), {call("odd", 32)})
      .function("odd", fixed(48), {call("even", 48), call("leaf", 40)})
      .function("leaf", fixed(8))
      .function("other", fixed(8), {call("leaf", 8)});
  CallGraph Graph(P.Units);
  StackDepth D = P.depth(Graph, "main");
  EXPECT_TRUE(D.Doubts.isUnbounded());
  // Once around.
  EXPECT_EQ(D.Bytes, 16u + 32 + 48);
  EXPECT_THAT(names(Graph, D.Cycle), ElementsAre("even", "odd", "even"));
  EXPECT_FALSE(P.depth(Graph, "other").Doubts.any());
  ASSERT_EQ(Graph.cycles().size(), 1u);
}

TEST(CallGraph, FindsRecursionBehindACrossEdge) {
  // The cycle's growing edge is not the one that a depth-first walk closes.
  TestProject P;
  P.unit()
      .function("a", fixed(8), {call("b", 0), call("c", 16)})
      .function("b", fixed(8), {call("a", 0)})
      .function("c", fixed(16), {call("b", 0)});
  CallGraph Graph(P.Units);
  StackDepth D = P.depth(Graph, "b");
  EXPECT_TRUE(D.Doubts.Recursion);
  EXPECT_THAT(names(Graph, D.Cycle), ElementsAre("a", "c", "b", "a"));
}

TEST(CallGraph, JumpsInACircleAreNoRecursion) {
  TestProject P;
  P.unit()
      .function("even", fixed(32), {call("odd", 0)})
      .function("odd", fixed(48), {call("even", 0)});
  CallGraph Graph(P.Units);
  StackDepth D = P.depth(Graph, "even");
  EXPECT_EQ(D.Bytes, 48u);
  EXPECT_FALSE(D.Doubts.any());
  EXPECT_THAT(D.Cycle, IsEmpty());
}

TEST(CallGraph, TellsWhatIsNotKnown) {
  TestProject P;
  P.unit()
      .function("main", fixed(16),
                {call("", 16), call("malloc", 16), call("vla", 16)})
      .function("vla", {.Min = 64, .Max = std::nullopt}, {call("leaf", {})})
      .function("leaf", fixed(8));
  CallGraph Graph(P.Units);
  StackDepth D = P.depth(Graph, "main");
  EXPECT_EQ(D.Bytes, 16u + 64 + 8);
  EXPECT_TRUE(D.Doubts.IndirectCall);
  EXPECT_TRUE(D.Doubts.UnknownCallee);
  EXPECT_TRUE(D.Doubts.DynamicFrame);
  EXPECT_THAT(D.IndirectCallers, ElementsAre("main"));
  EXPECT_THAT(D.UnknownCallees, ElementsAre("malloc"));
  EXPECT_THAT(D.DynamicFrames, ElementsAre("vla"));
}

TEST(CallGraph, RootsAreCalledByNobodyElse) {
  TestProject P;
  P.unit()
      .function("main", fixed(16), {call("f", 16)})
      .function("f", fixed(16), {call("f", 16)})
      .function("self", fixed(16), {call("self", 16)});
  CallGraph Graph(P.Units);
  std::vector<std::string> Roots;
  for (FunctionRef F : Graph.functions())
    if (Graph.isRoot(F))
      Roots.push_back(Graph.function(F).Name);
  EXPECT_THAT(Roots, ElementsAre("main", "self"));
}

TEST(CallGraph, HasRoomForLongChains) {
  // Deeper than a recursive walk's stack.
  TestProject P;
  P.unit();
  constexpr int Count = 200000;
  for (int I = 0; I < Count; ++I)
    P.function("f" + std::to_string(I), fixed(16),
               {call("f" + std::to_string(I + 1), 16)});
  CallGraph Graph(P.Units);
  EXPECT_EQ(Graph.depthBytes({0, 0}), 16u * Count);
}

} // namespace
