//===- Heirs.h - Who owns the bytes of a dead local next ------------------===//
//
// A call leaves the stack pointer where it was, so the caller's next call gets
// the same CFA if the caller has not moved the stack pointer in between, and in
// any case one at a distance that the code fixes. The bytes of the two frames
// then map by their distance from the CFA.
//
// The next call is the next in the order of the code: a simplification, for a
// branch may skip it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"

#include "llvm/ADT/DenseMap.h"

#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// Bytes of a frame, from its CFA.
struct FrameBytesRange {
  int64_t Begin = 0;
  uint64_t Size = 0;
};

class HeirFinder {
public:
  explicit HeirFinder(const TranslationUnitReport &Unit);

  /// Who gets \p Bytes of \p F's frame once F has returned. \p Stale: what
  /// they hold then ("42"); empty: unknown.
  Heir afterReturn(const FunctionReport &F, FrameBytesRange Bytes,
                   std::string Stale) const;
  /// Who gets the bytes of \p V, which has died, while \p F still runs.
  Heir inFrame(const FunctionReport &F, VariableId V, std::string Stale) const;

private:
  /// A call of a function, in another's code.
  struct Site {
    uint32_t Function = 0;
    uint32_t Call = 0;
  };
  /// A call, and where the bytes then are from the callee's CFA.
  struct NextCall {
    const FunctionReport *Caller = nullptr;
    const CallSite *Call = nullptr;
    int64_t Begin = 0;
    /// A branch before it may lead elsewhere.
    bool IsBehindBranch = false;
  };
  struct Search;

  std::optional<NextCall> nextCall(const FunctionReport &F, int64_t Begin,
                                   Search &S) const;
  const FunctionReport *callee(const CallSite &Call) const;
  std::string calleeName(const CallSite &Call) const;
  bool endsProgram(const CallSite &Call) const;
  /// Caller's CFA minus callee's.
  std::optional<int64_t> distance(const FunctionReport &Caller,
                                  const CallSite &Call) const;
  void calleeParts(const NextCall &Call, FrameBytesRange Bytes, uint64_t At,
                   Search &S, std::vector<HeirPart> &Parts) const;
  void frameParts(const FunctionReport &G, FrameBytesRange Bytes, uint64_t At,
                  Search &S, std::vector<HeirPart> &Parts) const;
  void partsBelow(const FunctionReport &G, FrameBytesRange Bytes, uint64_t At,
                  Search &S, std::vector<HeirPart> &Parts) const;
  void unknownParts(const std::string &Name, FrameBytesRange Bytes, uint64_t At,
                    std::vector<HeirPart> &Parts) const;

  const TranslationUnitReport &Unit;
  uint64_t PointerBytes = 8;
  /// By the symbol's index in the image.
  llvm::DenseMap<uint32_t, uint32_t> FunctionOfSymbol;
  llvm::DenseMap<uint32_t, std::vector<Site>> SitesOfFunction;
};

} // namespace framewalk
