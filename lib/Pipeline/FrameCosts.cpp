//===- FrameCosts.cpp -----------------------------------------------------===//

#include "Pipeline/FrameCosts.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

#include <tuple>

using namespace framewalk;

/// Of a frame's variables so many are told of.
static constexpr size_t MostVariables = 4;

std::vector<VariableCost> framewalk::largestVariables(const FunctionReport &F) {
  std::vector<VariableCost> All;
  for (const FrameSlot &S : F.Frame.slots()) {
    if (S.CfaOffset && S.CfaOffset->Value >= 0)
      continue; // the caller's
    for (const Occupant &O : S.Occupants) {
      const bool IsHere = O.Declared.File == F.Position.File;
      All.push_back({.Name = O.Name,
                     .Type = O.Type,
                     .Size = O.Size ? O.Size : S.Size,
                     .Line = IsHere ? O.Declared.Line : 0,
                     .Column = IsHere ? O.Declared.Column : 0});
    }
  }
  llvm::sort(All, [](const VariableCost &A, const VariableCost &B) {
    return std::tie(B.Size, A.Line, A.Column, A.Name) <
           std::tie(A.Size, B.Line, B.Column, B.Name);
  });
  // What several calls of an inlined function brought reads alike.
  All.erase(llvm::unique(All,
                         [](const VariableCost &A, const VariableCost &B) {
                           return A.Size == B.Size && A.Name == B.Name &&
                                  A.Type == B.Type && A.Line == B.Line;
                         }),
            All.end());
  All.resize(std::min(All.size(), MostVariables));
  return All;
}

std::optional<Finding> framewalk::largeFrame(const FunctionReport &F,
                                             uint64_t Threshold) {
  const FrameSize Size = F.Frame.size();
  const uint64_t Bytes = Size.Max.value_or(Size.Min);
  if (Bytes <= Threshold)
    return std::nullopt;
  Finding New;
  New.RuleId = findRule("framewalk-frame-size")->Id;
  New.Position = F.Position;
  New.Function = F.Name;
  New.Message = fmt::format("the frame of '{}' takes {}{} bytes: {} more than "
                            "the threshold of {}",
                            F.Name, Size.Max ? "" : "at least ", Bytes,
                            Bytes - Threshold, Threshold);
  for (const VariableCost &V : largestVariables(F)) {
    const SourcePosition At = {F.Position.File, V.Line, V.Column};
    New.Trace.push_back(
        {.Position = V.Line ? At : F.Position,
         .Message = fmt::format("{} takes {} of them",
                                V.Name.empty() ? "a temporary of type " + V.Type
                                               : "'" + V.Name + "'",
                                V.Size)});
  }
  return New;
}
