//===- FrameCosts.cpp -----------------------------------------------------===//

#include "Pipeline/FrameCosts.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

using namespace framewalk;

/// Of a frame's variables so many are told of.
static constexpr size_t MostVariables = 4;

/// What the source and the flags can make smaller, beside variables.
static bool isCost(SlotKind Kind) {
  switch (Kind) {
  case SlotKind::Spill:
  case SlotKind::Temporary:
  case SlotKind::RegisterSaveArea:
  case SlotKind::OutgoingArgument:
  case SlotKind::ByvalCopy:
    return true;
  default:
    return false;
  }
}

std::vector<VariableCost> framewalk::largestVariables(const FunctionReport &F) {
  std::vector<VariableCost> All;
  std::map<std::string, uint64_t> Others; // spills are many, each small
  for (const FrameSlot &S : F.Frame.slots()) {
    if (S.CfaOffset && S.CfaOffset->Value >= 0)
      continue; // the caller's
    if (S.Occupants.empty() && !S.Title.empty() && isCost(S.Kind))
      Others[S.Title] += S.Size;
    for (const Occupant &O : S.Occupants) {
      const bool IsHere = O.Declared.File == F.Position.File;
      All.push_back({.Name = O.Name,
                     .What = O.Name.empty() ? "a temporary" : "",
                     .Type = O.Type,
                     .Size = O.Size ? O.Size : S.Size,
                     .Line = IsHere ? O.Declared.Line : 0,
                     .Column = IsHere ? O.Declared.Column : 0});
    }
  }
  for (const auto &[What, Size] : Others)
    All.push_back({.What = What, .Size = Size});
  llvm::sort(All, [](const VariableCost &A, const VariableCost &B) {
    const bool IsOtherA = A.Name.empty(), IsOtherB = B.Name.empty();
    return std::tie(B.Size, IsOtherA, A.Line, A.Column, A.Name, A.What) <
           std::tie(A.Size, IsOtherB, B.Line, B.Column, B.Name, B.What);
  });
  // What several calls of an inlined function brought reads alike.
  All.erase(llvm::unique(All,
                         [](const VariableCost &A, const VariableCost &B) {
                           return A.Size == B.Size && A.Name == B.Name &&
                                  A.What == B.What && A.Type == B.Type &&
                                  A.Line == B.Line;
                         }),
            All.end());
  All.resize(std::min(All.size(), MostVariables));
  return All;
}

/// "'buf'", "a temporary of type T", "outgoing arguments".
static std::string nameOf(const VariableCost &V) {
  if (!V.Name.empty())
    return "'" + V.Name + "'";
  return V.Type.empty() ? V.What : V.What + " of type " + V.Type;
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
         .Message = fmt::format("{} of them: {}", V.Size, nameOf(V))});
  }
  return New;
}
