//===- CallGraph.h - Who calls whom, and how deep that goes ---------------===//
//
// Names are resolved as a linker does: a unit's own function first, then those
// that other units define; in place of a weak one another unit's. What cannot
// be known is said: a call through a pointer, a function that nobody defines
// here, recursion, a frame that grows at run time. The bytes are then a lower
// bound.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ProjectIndex.h"
#include "Model/ProjectSummary.h"

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <set>
#include <vector>

namespace framewalk {

class CallGraph {
public:
  /// \p Units must outlive the graph.
  explicit CallGraph(const ProjectSummary &Units);

  const FunctionSummary &function(FunctionRef F) const {
    return Units[F.Unit].Functions[F.Function];
  }
  /// All, in the order of the units.
  const std::vector<FunctionRef> &functions() const { return Refs; }
  /// No other function here is known to call it, but those that it calls.
  bool isRoot(FunctionRef F) const { return !HasCaller[indexOf(F)]; }
  /// Of each group of functions that call one another, one way around, with the
  /// first function again at its end.
  std::vector<std::vector<FunctionRef>> cycles() const;

  /// The bytes alone: cheap.
  uint64_t depthBytes(FunctionRef F) const { return Depths[indexOf(F)].Bytes; }
  DepthDoubts doubts(FunctionRef F) const { return Depths[indexOf(F)].Doubts; }
  /// Looks for the chain, the cycle, and what is unknown.
  StackDepth depth(FunctionRef F) const;

private:
  static constexpr uint32_t None = UINT32_MAX;

  struct Edge {
    uint32_t Callee = 0; ///< node
    uint64_t Depth = 0;
    uint32_t Line = 0;
    uint32_t Column = 0;
  };
  struct Depth {
    uint64_t Bytes = 0;
    DepthDoubts Doubts;
    /// The edge that leads deepest; None: its own frame is the deepest.
    uint32_t Deepest = None;
  };

  uint32_t indexOf(FunctionRef F) const {
    return FirstOfUnit[F.Unit] + F.Function;
  }
  void connect();
  void sort();
  void visit(uint32_t Root, std::vector<uint32_t> &Lowest,
             std::vector<uint32_t> &Open);
  void measure();
  void spreadDoubts();
  bool isRecursive(uint32_t Node, const Edge &Call) const;
  std::vector<FunctionRef> cycle(uint32_t Node, const Edge &Call) const;
  std::set<llvm::StringRef> calleeNames(uint32_t Node) const;
  void describeReachable(uint32_t From, StackDepth &Result) const;

  const ProjectSummary &Units;
  // By node.
  std::vector<uint32_t> FirstOfUnit; ///< by unit
  std::vector<FunctionRef> Refs;
  std::vector<std::vector<Edge>> Edges;
  std::vector<bool> HasCaller;
  std::vector<Depth> Depths;
  /// Callees first, as far as recursion allows.
  std::vector<uint32_t> Order;
  std::vector<uint32_t> Place; ///< in Order
  std::vector<uint32_t> Entered;
  /// Functions that call one another, be it over others, have the same.
  std::vector<uint32_t> Component;
};

} // namespace framewalk
