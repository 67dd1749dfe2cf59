//===- Depths.cpp ---------------------------------------------------------===//

#include "Lsp/Features/Depths.h"

#include "Project/SummarizeUnit.h"
#include "Render/ProjectWords.h"

#include <fmt/format.h>

using namespace framewalk;

/// Links of a chain that are named before the rest is counted.
static constexpr size_t MostLinks = 6;

/// "f 80 -> g 64"
static StyledText chainText(const ProjectIndex &Index,
                            const StackDepth &Depth) {
  StyledText Text;
  for (size_t I = 0; I < Depth.Chain.size(); ++I) {
    if (I)
      Text.add(" → ");
    if (I == MostLinks && Depth.Chain.size() > MostLinks + 1)
      return Text.add(fmt::format("{} more", Depth.Chain.size() - MostLinks));
    const ChainLink &Link = Depth.Chain[I];
    Text.add(functionAt(Index, Link.Function).Name, Style::Name)
        .add(fmt::format(" {}", Link.Bytes));
  }
  return Text;
}

static ProjectIndex indexOf(const TranslationUnitReport &Unit) {
  ProjectIndex Index;
  Index.Units.push_back(summarizeUnit(Unit, Unit.Source));
  return Index;
}

UnitDepths::UnitDepths(const TranslationUnitReport &Unit)
    : Index(indexOf(Unit)), Graph(Index.Units) {}

std::vector<StyledText> UnitDepths::words(uint32_t Number) const {
  const StackDepth Depth = Graph.depth({.Unit = 0, .Function = Number});
  std::vector<StyledText> Lines;
  StyledText &Line = Lines.emplace_back(fmt::format(
      "worst case from here: {} bytes of stack", depthWords(Depth)));
  if (Depth.Chain.size() > 1)
    Line.add(": ").append(chainText(Index, Depth));
  if (std::string Doubts = doubtWords(Index, Depth); !Doubts.empty())
    Lines.emplace_back(Doubts);
  return Lines;
}
