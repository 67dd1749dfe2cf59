//===- ControlFlow.cpp ----------------------------------------------------===//
#include "Layout/ControlFlow.h"

#include "Layout/AssemblyText.h"

#include <algorithm>
#include <string_view>

namespace framewalk {

namespace {

class BlockFinder {
public:
  explicit BlockFinder(const CapturedFrame &Frame)
      : Frame(Frame), Code(Frame.Instructions) {}

  std::vector<BasicBlock> run() {
    if (Code.empty())
      return {};
    markLeaders();
    for (uint32_t I = 0; I != Code.size(); ++I) {
      if (BlockOf[I])
        Blocks.push_back({.Begin = I});
      BlockOf[I] = uint32_t(Blocks.size() - 1);
      Blocks.back().End = I + 1;
    }
    for (uint32_t B = 0; B != Blocks.size(); ++B)
      link(B);
    markSeen();
    return std::move(Blocks);
  }

private:
  const CapturedFrame &Frame;
  const std::vector<CapturedInstruction> &Code;
  /// First, whether a block begins there; then, which block it is in.
  std::vector<uint32_t> BlockOf;
  std::vector<BasicBlock> Blocks;

  std::optional<uint32_t> indexOf(uint32_t Address) const {
    auto It = std::lower_bound(
        Code.begin(), Code.end(), Address,
        [](const CapturedInstruction &I, uint32_t A) { return I.Address < A; });
    if (It == Code.end() || It->Address != Address)
      return std::nullopt;
    return uint32_t(It - Code.begin());
  }

  static bool endsBlock(const CapturedInstruction &I) {
    return I.Kind == InstructionKind::Branch ||
           I.Kind == InstructionKind::TailCall ||
           I.Kind == InstructionKind::Return;
  }

  void markLeaders() {
    BlockOf.assign(Code.size(), 0);
    BlockOf[0] = 1;
    for (uint32_t I = 0; I != Code.size(); ++I) {
      if (!endsBlock(Code[I]) && !isTrap(Code[I]))
        continue;
      if (I + 1 != Code.size())
        BlockOf[I + 1] = 1;
      if (Code[I].Kind == InstructionKind::Branch)
        if (std::optional<uint32_t> Target = indexOf(Code[I].BranchTarget))
          BlockOf[*Target] = 1;
    }
  }

  bool isTrap(const CapturedInstruction &I) const {
    return I.Kind == InstructionKind::Other && I.Length == 2 &&
           Frame.text(I).substr(0, 3) == "ud2";
  }

  bool isConditional(const CapturedInstruction &I) const {
    return !parseAssembly(Frame.text(I)).is("jmp");
  }

  void link(uint32_t B) {
    BasicBlock &Block = Blocks[B];
    const CapturedInstruction &Last = Code[Block.End - 1];
    bool FallsThrough =
        endsBlock(Last)
            ? Last.Kind != InstructionKind::Return && isConditional(Last)
            : !isTrap(Last);
    if (FallsThrough && B + 1 != Blocks.size())
      Block.Next = B + 1;
    if (Last.Kind == InstructionKind::Branch)
      if (std::optional<uint32_t> Target = indexOf(Last.BranchTarget))
        Block.Target = BlockOf[*Target];
  }

  void markSeen() {
    std::vector<uint32_t> Work = {0};
    Blocks[0].IsSeen = true;
    while (!Work.empty()) {
      BasicBlock Block = Blocks[Work.back()];
      Work.pop_back();
      for (std::optional<uint32_t> To : {Block.Next, Block.Target})
        if (To && !Blocks[*To].IsSeen) {
          Blocks[*To].IsSeen = true;
          Work.push_back(*To);
        }
    }
  }
};

} // namespace

std::vector<BasicBlock> findBlocks(const CapturedFrame &Frame) {
  return BlockFinder(Frame).run();
}

} // namespace framewalk
