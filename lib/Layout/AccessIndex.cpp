//===- AccessIndex.cpp ----------------------------------------------------===//
#include "Layout/AccessIndex.h"

#include "Layout/SlotCopies.h"
#include "Layout/TouchOrigins.h"

#include <algorithm>

namespace framewalk {

static bool endsBlock(const CapturedInstruction &I) {
  return I.Kind == InstructionKind::Branch ||
         I.Kind == InstructionKind::Return ||
         I.Kind == InstructionKind::TailCall;
}

AccessIndex::AccessIndex(const FunctionFacts &Facts, const CapturedFrame &Frame,
                         const BuiltFrame &Built,
                         const std::vector<StackState> &States,
                         const std::vector<FileId> &FileOfDebugFile,
                         std::vector<Instruction> &Instructions)
    : Key(Frame), Touches(resolveTouches(Frame, Built, States)), Facts(Facts),
      Frame(Frame), Built(Built), FileOfDebugFile(FileOfDebugFile),
      Instructions(Instructions) {
  setPositions();
  findHomes();
  Origins = originsWithoutSource(Facts, Frame, Built, Instructions, Touches);
  buildEntries();
}

SourcePosition AccessIndex::positionOf(const CapturedInstruction &I) const {
  if (I.Position.Line == 0 || I.Position.File >= FileOfDebugFile.size())
    return {};
  return {FileOfDebugFile[I.Position.File], I.Position.Line, I.Position.Column};
}

void AccessIndex::setPositions() {
  for (size_t I = 0; I != Instructions.size(); ++I)
    Instructions[I].Position = positionOf(Frame.Instructions[I]);
}

void AccessIndex::findHomes() {
  for (const CapturedVariable &V : Frame.Variables)
    if (auto Object = Built.Objects.find(V.FrameIndex);
        V.IsIndirect && Object != Built.Objects.end())
      PointerSlots.push_back(Object->second.Slot.Value);
  Homes.resize(Facts.Variables.size());
  const std::vector<FrameSlot> &Slots = Built.Layout.slots();
  for (uint32_t S = 0; S != Slots.size(); ++S)
    for (const Occupant &O : Slots[S].Occupants)
      if (O.Variable && O.Variable->Value < Homes.size())
        Homes[O.Variable->Value].push_back(
            {S, O.Offset, O.Size, isPointer(*O.Variable, S)});
  for (uint32_t V = 0; V != Homes.size() && V < Built.Variables.size(); ++V)
    if (Homes[V].empty())
      for (SlotId Slot : Built.Variables[V].Slots)
        Homes[V].push_back({Slot.Value, 0, Slots[Slot.Value].Size,
                            isPointer(VariableId(V), Slot.Value)});
  for (uint32_t V = 0; V != Homes.size(); ++V)
    if (const VariableFact &Fact = Facts.Variables[V];
        Homes[V].empty() && Fact.PartOf)
      for (VariableHome Whole : Homes[Fact.PartOf->Value])
        Homes[V].push_back(partOf(Whole, Facts.Variables[V]));
  addCopies();
}

/// What is loaded once, at the entry, is read from its copies afterwards.
void AccessIndex::addCopies() {
  std::vector<SlotCopy> Copies = findSlotCopies(Frame, Touches);
  for (uint32_t V = 0; V != Homes.size() && !Copies.empty(); ++V) {
    if (Homes[V].empty())
      continue;
    uint32_t Slot = Homes[V].front().Slot;
    bool ByValue =
        isLoadedOnce(VariableId(V)) || llvm::is_contained(PointerSlots, Slot);
    int64_t Offset = offsetBehind(VariableId(V), Slot);
    bool ByAddress =
        !ByValue && Built.Layout.slot(SlotId(Slot)).Kind == SlotKind::Parameter;
    for (const SlotCopy &C : Copies)
      if (C.Of == Slot && C.Offset == Offset &&
          (C.IsAddress ? ByAddress : ByValue)) {
        Homes[V].push_back({C.Copy, 0, Frame.PointerSize, true});
        CopySlots.push_back(C.Copy);
      }
  }
}

/// Where the variable is from where its slot points to.
int64_t AccessIndex::offsetBehind(VariableId V, uint32_t Slot) const {
  if (!llvm::is_contained(PointerSlots, Slot))
    return 0;
  const VariableFact &Fact = Facts.Variables[V.Value];
  for (const CapturedVariable &Each : Frame.Variables)
    if (auto Object = Built.Objects.find(Each.FrameIndex);
        Each.IsIndirect && Object != Built.Objects.end() &&
        Object->second.Slot.Value == Slot && Each.Name == Fact.Name &&
        Each.Line == Fact.Declared.Line)
      return Each.DerefOffset;
  return 0;
}

bool AccessIndex::isLoadedOnce(VariableId V) const {
  const VariableFact &Fact = Facts.Variables[V.Value];
  return Fact.Kind == VariableKind::ImplicitParameter ||
         Fact.IsIndirectParameter || Fact.IsReturnSlot;
}

bool AccessIndex::isPointer(VariableId V, uint32_t Slot) const {
  const VariableFact &Fact = Facts.Variables[V.Value];
  return Fact.IsReference || Fact.IsIndirectParameter ||
         llvm::is_contained(PointerSlots, Slot);
}

/// Where a structured binding is in its unnamed object. Where that is a
/// reference, the slot holds a pointer, and every name goes through it.
VariableHome AccessIndex::partOf(VariableHome Whole,
                                 const VariableFact &Binding) const {
  if (Whole.IsPointer)
    return Whole;
  return {Whole.Slot, Whole.Offset + Binding.PartOffset,
          Binding.Size.value_or(0)};
}

void AccessIndex::buildEntries() {
  Entries.reserve(Touches.size());
  Effective = effectiveKeys();
  for (uint32_t T = 0; T != Touches.size(); ++T) {
    const ResolvedTouch &Touch = Touches[T];
    // What is known to be the compiler's own work carries out no use, but for
    // the reload of what it loaded only once.
    bool IsCopy = Origins[T] == TouchOrigin::Reload &&
                  llvm::is_contained(CopySlots, Touch.Place.Slot.Value);
    if ((Origins[T] != TouchOrigin::Unknown && !IsCopy) || Touch.IsImplicit)
      continue;
    if (uint64_t At = Effective[Touch.Instruction])
      Entries.push_back({Touch.Place.Slot.Value, T, At,
                         !Instructions[Touch.Instruction].Position.isValid()});
  }
  std::sort(Entries.begin(), Entries.end());
}

/// The place of each instruction. One without a line prepares the next one
/// that has a line (addresses and constants are materialised before their
/// first user); code inlined from elsewhere has its own function's places
/// and carries out no use of this one.
std::vector<uint64_t> AccessIndex::effectiveKeys() const {
  std::vector<uint64_t> Result(Instructions.size());
  uint64_t Next = 0;
  for (size_t I = Instructions.size(); I-- != 0;) {
    const CapturedInstruction &Captured = Frame.Instructions[I];
    if (Instructions[I].Position.isValid())
      Next = *Captured.InlinedFrom ? 0 : Key(Instructions[I].Position);
    else if (endsBlock(Captured))
      Next = 0;
    Result[I] = Next;
  }
  return Result;
}

llvm::ArrayRef<TouchEntry> AccessIndex::entriesAt(uint32_t Slot,
                                                  uint64_t At) const {
  auto Before = [](const TouchEntry &E,
                   const std::pair<uint32_t, uint64_t> &P) {
    return std::tie(E.Slot, E.Key) < std::tie(P.first, P.second);
  };
  auto Begin = std::lower_bound(Entries.begin(), Entries.end(),
                                std::pair(Slot, At), Before);
  auto End = Begin;
  while (End != Entries.end() && End->Slot == Slot && End->Key == At)
    ++End;
  return {Entries.data() + (Begin - Entries.begin()), size_t(End - Begin)};
}

bool AccessIndex::isAmongCandidates(uint64_t At, const UseFact &Use) const {
  return At != 0 &&
         llvm::any_of(Use.Candidates, [&](const SourcePosition &Candidate) {
           return Key(Candidate) == At;
         });
}

void AccessIndex::gatherPlaces() {
  if (HasPlaces)
    return;
  HasPlaces = true;
  numberBlocks();
  for (uint32_t I = 0; I != Instructions.size(); ++I) {
    const SourcePosition &P = Instructions[I].Position;
    if (!P.isValid() || *Frame.Instructions[I].InlinedFrom)
      continue;
    InstructionAt.try_emplace(Key(P), I);
    CodeLines.insert(Key({P.File, P.Line, 0}));
  }
}

void AccessIndex::numberBlocks() {
  llvm::DenseSet<uint32_t> Targets;
  for (const CapturedInstruction &I : Frame.Instructions)
    if (I.BranchTarget != CapturedInstruction::UnknownTarget)
      Targets.insert(I.BranchTarget);
  uint32_t Block = 0;
  Blocks.reserve(Frame.Instructions.size());
  for (const CapturedInstruction &I : Frame.Instructions) {
    Block += Targets.contains(I.Address);
    Blocks.push_back(Block);
    Block += endsBlock(I);
  }
}

/// The first instruction with the use's place.
std::optional<uint32_t> AccessIndex::codeOf(const UseFact &Use) const {
  for (const SourcePosition &Candidate : Use.Candidates)
    if (auto Found = InstructionAt.find(Key(Candidate));
        Found != InstructionAt.end())
      return Found->second;
  return std::nullopt;
}

bool AccessIndex::hasCodeOnItsLines(const UseFact &Use) const {
  for (const SourcePosition &Candidate : Use.Candidates)
    if (CodeLines.contains(Key({Candidate.File, Candidate.Line, 0})))
      return true;
  return false;
}

} // namespace framewalk
