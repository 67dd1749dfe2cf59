//===- MemoryTracking.cpp -------------------------------------------------===//
//
// States are joined where blocks meet until nothing changes; then the code is
// gone through once more and told. A value can only become less known: an
// address, somewhere in its object, different here; so this ends.
//
//===----------------------------------------------------------------------===//
#include "Layout/MemoryTracking.h"

#include "Layout/ControlFlow.h"
#include "Layout/TouchReporter.h"
#include "Layout/TransferFunctions.h"

#include <algorithm>

namespace framewalk {

namespace {

/// Of one function. Blocks that no jump names (landing pads, the cases of a
/// jump table) begin with what enterUnseen() knows.
class Tracker {
public:
  Tracker(const CapturedFrame &Frame, const BuiltFrame &Built,
          const std::vector<StackState> &States, const ImageIndex &Image)
      : Frame(Frame), Built(Built), Image(Image), Slots(Built.Layout),
        FrameParts(Frame, Built, Slots), Objects(FrameParts, Image),
        Blocks(findBlocks(Frame)),
        Code(makeSteps(Frame, States, Image, Slots, FrameParts, Names,
                       mostForEach())),
        Transfer(Frame, Code, States, Image, Values, Objects, mostForEach()),
        Joiner(Values, Objects), Width(Transfer.shape().width()), Now(Width) {}

  TrackedMemory run() {
    // Some sizes of blocks are only known when their calls have been seen: the
    // report takes them as they are then.
    Objects.BlockBytes.assign(Code.HeapCalls.size(), 0);
    followBlocks();
    return tell();
  }

private:
  /// 16 MiB of states, so that the cost stays near linear: sqlite3.c's largest
  /// function has a tenth of that. Functions with more blocks and slots have
  /// fewer of the slots followed.
  static constexpr size_t MostValues = size_t(4) << 20;

  const CapturedFrame &Frame;
  const BuiltFrame &Built;
  const ImageIndex &Image;
  SlotFinder Slots;
  FrameObjects FrameParts;
  ObjectFinder Objects;
  RegisterPartCache Names;
  std::vector<BasicBlock> Blocks;
  CodeSteps Code;
  ValueTable Values;
  TransferFunctions Transfer;
  StateJoiner Joiner;
  size_t Width;
  /// What each block begins with.
  std::vector<ValueId> Entries;
  std::vector<ValueId> Now; ///< the state that is being worked on
  std::vector<bool> IsReached, IsPending;

  size_t mostForEach() const {
    constexpr size_t AtLeast = 64;
    return std::max(AtLeast, MostValues / std::max<size_t>(Blocks.size(), 1));
  }

  StateRef entry(uint32_t Block) {
    return StateRef(Entries).slice(Block * Width, Width);
  }

  void runBlock(const BasicBlock &Block) {
    for (uint32_t I = Block.Begin; I != Block.End; ++I)
      Transfer.step(I, Now);
  }

  void reach(uint32_t Block, llvm::ArrayRef<ValueId> State) {
    if (!IsReached[Block]) {
      IsReached[Block] = true;
      std::copy(State.begin(), State.end(), entry(Block).begin());
    } else if (!Joiner.joinInto(entry(Block), State, Blocks[Block].Begin)) {
      return;
    }
    IsPending[Block] = true;
  }

  void followBlocks() {
    Entries.resize(Blocks.size() * Width);
    IsReached.assign(Blocks.size(), false);
    IsPending.assign(Blocks.size(), false);
    bool HasUnseen = std::any_of(Blocks.begin(), Blocks.end(),
                                 [](const BasicBlock &B) { return !B.IsSeen; });
    if (HasUnseen)
      Transfer.noteStores();
    if (Blocks.empty())
      return;
    Transfer.enter(Now);
    reach(0, Now);
    drain();
    while (HasUnseen) {
      bool IsFirst =
          std::none_of(Blocks.begin(), Blocks.end(), [&](const BasicBlock &B) {
            return !B.IsSeen && IsReached[size_t(&B - Blocks.data())];
          });
      if (!Transfer.takeStoresChanged() && !IsFirst)
        break;
      for (uint32_t B = 0; B != Blocks.size(); ++B) {
        if (Blocks[B].IsSeen)
          continue;
        Transfer.enterUnseen(Now);
        reach(B, Now);
      }
      drain();
    }
  }

  /// In the order of addresses, again and again: mostly that of the ways.
  void drain() {
    for (bool Again = true; Again;) {
      Again = false;
      for (uint32_t B = 0; B != Blocks.size(); ++B) {
        if (!IsPending[B])
          continue;
        IsPending[B] = false;
        StateRef Entry = entry(B);
        std::copy(Entry.begin(), Entry.end(), Now.begin());
        runBlock(Blocks[B]);
        for (std::optional<uint32_t> To : {Blocks[B].Next, Blocks[B].Target})
          if (To) {
            reach(*To, Now);
            Again |= *To <= B && IsPending[*To];
          }
      }
    }
  }

  TrackedMemory tell() {
    noteBlockSizes();
    TouchReporter Reporter(Frame, Built, Code, Image, Slots, Objects, Values,
                           Transfer);
    for (uint32_t B = 0; B != Blocks.size(); ++B) {
      enterForReport(B);
      Reporter.beginBlock();
      for (uint32_t I = Blocks[B].Begin; I != Blocks[B].End; ++I) {
        Reporter.report(I, Now);
        Transfer.step(I, Now);
      }
    }
    return Reporter.take();
  }

  void enterForReport(uint32_t Block) {
    StateRef Entry = entry(Block);
    std::copy(Entry.begin(), Entry.end(), Now.begin());
  }

  /// The bytes that allocations ask for, where they are known.
  void noteBlockSizes() {
    for (uint32_t B = 0; B != Blocks.size() && !Code.HeapCalls.empty(); ++B) {
      auto First = std::lower_bound(Code.HeapCalls.begin(),
                                    Code.HeapCalls.end(), Blocks[B].Begin);
      if (First == Code.HeapCalls.end() || *First >= Blocks[B].End)
        continue;
      enterForReport(B);
      for (uint32_t I = Blocks[B].Begin; I != Blocks[B].End; ++I) {
        if (uint32_t Call = Code.Steps[I].HeapCall; Call != NoHeapCall)
          Objects.BlockBytes[Call] = bytesOf(I);
        Transfer.step(I, Now);
      }
    }
  }

  uint64_t bytesOf(uint32_t Index) {
    const HeapFunction &F = *Image.heapFunction(*Code.Steps[Index].Callee);
    HeapArguments Arguments = Transfer.heapArguments(F, Index, Now);
    Value Size = Values.get(Arguments.Size);
    Value Count = Values.get(Arguments.Count);
    if (Size.Kind != ValueKind::Constant ||
        (F.Count >= 0 && Count.Kind != ValueKind::Constant))
      return 0;
    uint64_t Bytes = uint64_t(Size.Offset);
    if (F.Count >= 0 &&
        __builtin_mul_overflow(Bytes, uint64_t(Count.Offset), &Bytes))
      return 0;
    return Bytes;
  }
};

} // namespace

TrackedMemory trackMemory(const CapturedFrame &Frame, const BuiltFrame &Built,
                          const std::vector<StackState> &States,
                          const ImageIndex &Image) {
  return Tracker(Frame, Built, States, Image).run();
}

} // namespace framewalk
