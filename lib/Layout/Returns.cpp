//===- Returns.cpp --------------------------------------------------------===//

#include "Layout/Returns.h"

#include "Layout/ControlFlow.h"

#include <algorithm>
#include <set>

using namespace framewalk;

namespace {

class ReturnFinder {
public:
  ReturnFinder(const CapturedFrame &Frame,
               const std::vector<Instruction> &Instructions,
               const std::vector<InstructionRange> &Epilogues)
      : Instructions(Instructions), Epilogues(Epilogues),
        Blocks(findBlocks(Frame)) {}

  ReturnSite find(const SourceRange &Statement) const {
    ReturnSite Site{.Statement = Statement};
    std::set<uint32_t> Found;
    for (uint32_t I = 0; I < Instructions.size(); ++I)
      if (Statement.contains(Instructions[I].Position))
        Site.Instructions.push_back(InstructionId(I));
    follow(Site.Instructions, Found);
    Site.Epilogues.assign(Found.begin(), Found.end());
    return Site;
  }

private:
  /// The first epilogue in [\p Begin, \p End).
  std::optional<uint32_t> epilogueIn(uint32_t Begin, uint32_t End) const {
    for (uint32_t E = 0; E < Epilogues.size(); ++E)
      if (Begin < Epilogues[E].End.Value && Epilogues[E].Begin.Value < End)
        return E;
    return std::nullopt;
  }

  size_t blockOf(uint32_t Instruction) const {
    auto After = std::upper_bound(
        Blocks.begin(), Blocks.end(), Instruction,
        [](uint32_t I, const BasicBlock &B) { return I < B.Begin; });
    return size_t(After - Blocks.begin()) - 1;
  }

  void follow(const std::vector<InstructionId> &From,
              std::set<uint32_t> &Found) const {
    std::vector<size_t> Work;
    std::vector<bool> IsSeen(Blocks.size(), false);
    auto Visit = [&](size_t Block, uint32_t Begin) {
      if (std::optional<uint32_t> E = epilogueIn(Begin, Blocks[Block].End)) {
        Found.insert(*E);
        return;
      }
      for (std::optional<uint32_t> To :
           {Blocks[Block].Next, Blocks[Block].Target})
        if (To && !IsSeen[*To]) {
          IsSeen[*To] = true;
          Work.push_back(*To);
        }
    };
    for (InstructionId I : From)
      Visit(blockOf(I.Value), I.Value);
    while (!Work.empty()) {
      size_t Block = Work.back();
      Work.pop_back();
      Visit(Block, Blocks[Block].Begin);
    }
  }

  const std::vector<Instruction> &Instructions;
  const std::vector<InstructionRange> &Epilogues;
  std::vector<BasicBlock> Blocks;
};

} // namespace

std::vector<ReturnSite>
framewalk::findReturns(const FunctionFacts &Facts, const CapturedFrame &Frame,
                       const std::vector<Instruction> &Instructions,
                       const std::vector<InstructionRange> &Epilogues) {
  std::vector<ReturnSite> Sites;
  if (Facts.Returns.empty() || Instructions.empty())
    return Sites;
  const ReturnFinder Finder(Frame, Instructions, Epilogues);
  for (const SourceRange &Statement : Facts.Returns)
    Sites.push_back(Finder.find(Statement));
  return Sites;
}
