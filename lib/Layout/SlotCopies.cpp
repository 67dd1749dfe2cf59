//===- SlotCopies.cpp -----------------------------------------------------===//
#include "Layout/SlotCopies.h"

#include "Layout/AssemblyText.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace framewalk {

namespace {

/// Follows which registers hold what which slots hold.
class Follower {
public:
  explicit Follower(const CapturedFrame &Frame) : Frame(Frame) {}

  void step(const CapturedInstruction &I, const ResolvedTouch *Touch) {
    if (Touch && Touch->Size == Frame.PointerSize && !Touch->IsIndexed) {
      if (Touch->Kind == AccessKind::Write && *I.SourceRegister)
        return store(wholeRegister(I.SourceRegister), Touch->Place.Slot.Value,
                     I.IsSpillStore);
      if (Touch->Kind == AccessKind::Read && *I.Register)
        return load(wholeRegister(I.Register), Touch->Place.Slot.Value, false);
    }
    if (Touch && Touch->Kind == AccessKind::Address && !Touch->IsIndexed)
      return load(wholeRegister(I.Register), Touch->Place.Slot.Value, true);
    if (I.Kind == InstructionKind::CopyRegister)
      return copy(wholeRegister(I.Register), wholeRegister(I.SourceRegister));
    // A lambda's own `this`: the captured pointer is loaded through it, and no
    // line says so.
    bool IsThrough = I.Memory.Use == MemoryUse::Read && I.Position.Line == 0 &&
                     I.Memory.Size == Frame.PointerSize && *I.Register;
    if (IsThrough && !*I.Memory.Index)
      return copy(wholeRegister(I.Register), wholeRegister(I.Memory.Base));
    if (I.Kind == InstructionKind::LoadAddress && !*I.Memory.Index) {
      copy(wholeRegister(I.Register), wholeRegister(I.Memory.Base));
      return add(wholeRegister(I.Register), I.Memory.Displacement);
    }
    // Most instructions change their first operand; to forget too much is
    // harmless.
    AssemblyText Text = parseAssembly(Frame.text(I));
    if (Text.Operands.empty())
      return;
    std::string_view Register =
        wholeRegister(parseRegister(Text.Operands.front()));
    if (Text.Operands.size() == 2 && Text.is("add"))
      if (std::optional<int64_t> Bytes = parseImmediate(Text.Operands[1]))
        return add(Register, *Bytes);
    forget(Register);
  }

  /// Where control may come from elsewhere, registers hold who knows what.
  void forgetAll() { Holds.clear(); }

  std::vector<SlotCopy> take() {
    llvm::sort(Copies);
    Copies.erase(std::unique(Copies.begin(), Copies.end()), Copies.end());
    return std::move(Copies);
  }

private:
  struct Held {
    std::string_view Register;
    uint32_t Slot;
    bool IsSpill;
    bool IsAddress;
    int64_t Offset = 0;
  };

  const CapturedFrame &Frame;
  llvm::SmallVector<Held, 8> Holds;
  std::vector<SlotCopy> Copies;

  void forget(std::string_view Register) {
    if (!Register.empty())
      llvm::erase_if(Holds,
                     [&](const Held &H) { return H.Register == Register; });
  }

  /// The slot has a new value: no register holds it but \p Register.
  void store(std::string_view Register, uint32_t Slot, bool IsSpill) {
    llvm::erase_if(Holds, [&](const Held &H) { return H.Slot == Slot; });
    for (const Held &H : Holds) {
      if (H.Register != Register)
        continue;
      if (IsSpill && !H.IsSpill)
        Copies.push_back({H.Slot, Slot, H.IsAddress, H.Offset});
      if (!IsSpill && H.IsSpill && H.Offset == 0)
        Copies.push_back({Slot, H.Slot, false});
    }
    Holds.push_back({Register, Slot, IsSpill, false});
  }

  void add(std::string_view Register, int64_t Bytes) {
    for (Held &H : Holds)
      if (H.Register == Register)
        H.Offset += Bytes;
  }

  void load(std::string_view Register, uint32_t Slot, bool IsAddress) {
    forget(Register);
    Holds.push_back({Register, Slot, false, IsAddress});
  }

  void copy(std::string_view To, std::string_view From) {
    llvm::SmallVector<Held, 2> New;
    for (const Held &H : Holds)
      if (H.Register == From)
        New.push_back({To, H.Slot, H.IsSpill, H.IsAddress, H.Offset});
    forget(To);
    Holds.append(New.begin(), New.end());
  }
};

} // namespace

std::vector<SlotCopy>
findSlotCopies(const CapturedFrame &Frame,
               const std::vector<ResolvedTouch> &Touches) {
  Follower Follow(Frame);
  llvm::SmallDenseSet<uint32_t, 8> Targets;
  for (const CapturedInstruction &I : Frame.Instructions)
    if (I.BranchTarget != CapturedInstruction::UnknownTarget)
      Targets.insert(I.BranchTarget);
  auto Touch = Touches.begin();
  for (uint32_t I = 0; I != Frame.Instructions.size(); ++I) {
    const CapturedInstruction &Each = Frame.Instructions[I];
    bool IsTransfer = Each.Kind == InstructionKind::Branch ||
                      Each.Kind == InstructionKind::Call;
    // Jumps and calls without a line are the compiler's own preparations.
    if (Each.Kind == InstructionKind::Return ||
        (IsTransfer && Each.Position.Line != 0))
      break;
    if (IsTransfer || Targets.contains(Each.Address))
      Follow.forgetAll();
    bool HasTouch = Touch != Touches.end() && Touch->Instruction == I;
    if (!IsTransfer)
      Follow.step(Each, HasTouch ? &*Touch : nullptr);
    if (HasTouch)
      ++Touch;
  }
  return Follow.take();
}

} // namespace framewalk
