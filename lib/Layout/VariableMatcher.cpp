//===- VariableMatcher.cpp - Debug info's variables to the source's -------===//
#include "Layout/VariableMatcher.h"

#include <map>
#include <string_view>
#include <utility>

namespace framewalk {

namespace {

/// The better of two facts for \p Variable; ties go to the one not taken yet.
bool fitsBetter(const VariableFact &New, const VariableFact &Old,
                const CapturedVariable &Variable) {
  auto Score = [&](const VariableFact &F) {
    int Points = 0;
    if (Variable.Scope.Line == F.ScopeBegin.Line)
      Points += Variable.Scope.Column == F.ScopeBegin.Column ? 4 : 2;
    if (Variable.Size != 0 && F.Size == Variable.Size)
      Points += 1;
    return Points;
  };
  return Score(New) > Score(Old);
}

} // namespace

std::vector<std::optional<VariableId>>
matchVariables(const FunctionFacts &Facts, const CapturedFrame &Frame) {
  using Key = std::pair<std::string_view, uint32_t>;
  std::multimap<Key, uint32_t> ByPlace;
  std::multimap<std::string_view, uint32_t> Parameters;
  for (uint32_t I = 0; I < Facts.Variables.size(); ++I) {
    const VariableFact &F = Facts.Variables[I];
    ByPlace.emplace(Key(F.Name, F.Declared.Line), I);
    if (F.Kind == VariableKind::Parameter ||
        F.Kind == VariableKind::ImplicitParameter)
      Parameters.emplace(F.Name, I);
  }

  std::vector<std::optional<VariableId>> Result;
  std::vector<bool> Taken(Facts.Variables.size());
  for (const CapturedVariable &V : Frame.Variables) {
    std::optional<uint32_t> Best;
    auto Consider = [&](uint32_t I) {
      // Pieces of one variable and the copies in a coroutine's parts may share
      // a fact; whole variables do not.
      if (Taken[I] && V.FragmentSize == 0)
        return;
      if (!Best || fitsBetter(Facts.Variables[I], Facts.Variables[*Best], V))
        Best = I;
    };
    if (V.InlinedFrom.empty()) {
      auto [First, Last] = ByPlace.equal_range(Key(V.Name, V.Line));
      for (auto It = First; It != Last; ++It)
        Consider(It->second);
      // `this` has no line of its own, and a K&R parameter has another.
      if (!Best && V.Argument != 0) {
        auto [From, To] = Parameters.equal_range(V.Name);
        for (auto It = From; It != To; ++It)
          Consider(It->second);
      }
    }
    if (Best)
      Taken[*Best] = true;
    Result.push_back(Best ? std::optional(VariableId(*Best)) : std::nullopt);
  }
  return Result;
}

} // namespace framewalk
