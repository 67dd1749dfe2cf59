//===- FrameCosts.cpp -----------------------------------------------------===//

#include "Pipeline/FrameCosts.h"

#include "Support/Words.h"

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

std::string framewalk::costName(const VariableCost &V) {
  const std::string Name = V.Name.empty() ? V.What : "'" + V.Name + "'";
  return V.Type.empty() ? Name : fmt::format("{} ({})", Name, V.Type);
}

llvm::ArrayRef<VariableCost>
framewalk::dearest(llvm::ArrayRef<VariableCost> Largest, uint64_t Bytes) {
  constexpr uint64_t Share = 20; // a twentieth of the frame at least
  return Largest.take_while([&](const VariableCost &V) {
    return &V == Largest.begin() || V.Size * Share >= Bytes;
  });
}

/// All but the message.
static Finding begin(const FrameCost &F) {
  Finding New;
  New.RuleId = FrameSizeRule;
  New.Position = F.Position;
  New.Function = F.Function;
  for (const VariableCost &V : dearest(F.Largest, mostKnown(F.Size))) {
    const SourcePosition At = {F.Position.File, V.Line, V.Column};
    New.Trace.push_back(
        {.Position = V.Line ? At : F.Position,
         .Message = fmt::format("{} of them: {}", V.Size, costName(V))});
  }
  if (!F.Largest.empty())
    New.Variable = F.Largest.front().Name;
  return New;
}

std::optional<Finding> framewalk::largeFrame(const FrameCost &F,
                                             FrameLimit Limit) {
  const uint64_t Bytes = mostKnown(F.Size);
  if (Bytes <= Limit.Bytes)
    return std::nullopt;
  Finding New = begin(F);
  New.Message =
      fmt::format("the frame of '{}' takes {}{}: {} more than the {} of {}",
                  F.Function, F.Size.Max ? "" : "at least ", bytesText(Bytes),
                  Bytes - Limit.Bytes, Limit.Name, Limit.Bytes);
  return New;
}

std::optional<Finding> framewalk::largeFrame(const FunctionReport &F,
                                             uint64_t Threshold) {
  const FrameSize Size = F.Frame.size();
  if (mostKnown(Size) <= Threshold) // most frames: nothing is looked for
    return std::nullopt;
  return largeFrame({.Function = F.Name,
                     .Position = F.Position,
                     .Size = Size,
                     .Largest = largestVariables(F)},
                    {.Bytes = Threshold, .Name = "threshold"});
}

Finding framewalk::growingFrame(const FrameCost &F) {
  Finding New = begin(F);
  New.Level = Severity::Note;
  New.Message = fmt::format("the frame of '{}' grows at run time, from {} on: "
                            "no budget is sure to hold it",
                            F.Function, bytesText(F.Size.Min));
  return New;
}
