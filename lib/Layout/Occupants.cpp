//===- Occupants.cpp - Which variable lives in which slot -----------------===//
#include "Layout/Occupants.h"

#include "Layout/VariableMatcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace framewalk {

namespace {

bool isParameter(const VariableFact &F) {
  return F.Kind == VariableKind::Parameter ||
         F.Kind == VariableKind::ImplicitParameter;
}

std::string placeInPointee(const CapturedVariable &V, const char *Home) {
  return fmt::format("not here but at +{:#x} in {}, which this slot points to",
                     V.DerefOffset, Home);
}

/// What a slot keeps of a variable that lives where the slot points.
std::string indirectNote(const CapturedVariable &V, const VariableFact *Fact,
                         const CapturedObject *Object, bool IsCoroutine) {
  if (Object && Object->AllocaName.starts_with("asan_local_stack_base"))
    return placeInPointee(V, "AddressSanitizer's frame");
  if (IsCoroutine)
    return placeInPointee(V, "the coroutine's frame on the heap");
  if (Fact && Fact->IsReturnSlot)
    return "this is its address: it is built in the caller's memory (sret)";
  if (V.Argument != 0)
    return "this is its address: the caller made the object";
  return "this is its address";
}

const CapturedObject *findObject(const CapturedFrame &Frame, int Index) {
  for (const CapturedObject &O : Frame.Objects)
    if (O.Index == Index)
      return &O;
  return nullptr;
}

Occupant makeOccupant(const CapturedVariable &V, const VariableFact *Fact,
                      std::optional<VariableId> Id, const FrameSlot &Slot,
                      int64_t ObjectOffset) {
  Occupant O;
  O.Name = V.Name;
  O.Type = Fact ? Fact->Type : V.Type;
  O.Parameter = V.Argument != 0 || (Fact && isParameter(*Fact));
  O.Declared = Fact ? Fact->Declared : SourcePosition{FileId(), V.Line, 0};
  O.Variable = Id;
  int64_t Room = static_cast<int64_t>(Slot.Size) - ObjectOffset;
  O.Offset = ObjectOffset + (V.IsIndirect ? 0 : V.Offset);
  O.Size = V.FragmentSize ? V.FragmentSize
           : V.IsIndirect ? static_cast<uint64_t>(Room)
           : V.Size       ? V.Size
           : Fact         ? Fact->Size.value_or(Room)
                          : static_cast<uint64_t>(Room);
  // A reference is a pointer here, whatever the size of what it refers to.
  O.Offset = std::clamp<int64_t>(O.Offset, 0, Slot.Size);
  O.Size = std::min<uint64_t>(O.Size, Slot.Size - O.Offset);
  if (V.FragmentSize)
    O.Note = fmt::format("bytes {} to {} of it", V.FragmentOffset,
                         V.FragmentOffset + V.FragmentSize - 1);
  if (!V.InlinedFrom.empty())
    O.Note = fmt::format("from {}, inlined at {}:{}", V.InlinedFrom,
                         V.InlinedAt.Line, V.InlinedAt.Column);
  return O;
}

LocalVariable makeVariable(const VariableFact &F) {
  LocalVariable V;
  V.Name = F.Name;
  V.Type = F.Type;
  V.Kind = F.Kind;
  V.Declared = F.Declared;
  V.Size = F.Size;
  V.Align = F.Align;
  return V;
}

/// Why a variable of the source has no bytes in the frame.
std::string whyNoSlot(const VariableFact &F, const FunctionFacts &Facts,
                      const CapturedFrame &Frame) {
  switch (F.Kind) {
  case VariableKind::Static:
    return "static: not on the stack, one object for the whole program";
  case VariableKind::ThreadLocal:
    return "thread_local: not on the stack, one object in each thread's "
           "storage";
  case VariableKind::Temporary:
  case VariableKind::ExtendedTemporary:
    return "no slot of its own was found: built in place, or in registers";
  default:
    break;
  }
  if (F.IsReturnSlot)
    return "built in the caller's memory: the function returns it through a "
           "hidden pointer (NRVO)";
  if (Frame.IsNaked)
    return "naked: the compiler makes no frame";
  if (Frame.HasSafeStack && !isParameter(F))
    return "on the unsafe stack: SafeStack moved it away from the return "
           "address";
  if (F.Storage == StorageDuration::DynamicArray)
    return "in the dynamic area: its place depends on sizes known at run time";
  if (Frame.IsCoroutine || Facts.has(FunctionTrait::Coroutine))
    return "in the coroutine's frame on the heap, or not needed in this part";
  if (Frame.IsOptimised)
    return "kept in registers, or optimised out";
  return "needs no memory: nothing at run time uses it as an object";
}

/// Follows the code once for what the frame objects do not say.
class CodeReader {
public:
  CodeReader(const FunctionFacts &Facts, const CapturedFrame &Frame,
             const std::vector<StackState> &States, BuiltFrame &Built)
      : Facts(Facts), Frame(Frame), States(States), Built(Built) {}

  void run() {
    for (size_t I = 0; I < Frame.Instructions.size(); ++I)
      read(Frame.Instructions[I], States[I]);
    explainArrivals();
    explainSpills();
    placeTemporaries();
    explainLeftovers();
  }

private:
  struct Spilled {
    const char *Register = "";
    /// Where the register came from, in the entry block: the argument register.
    const char *Origin = "";
    DebugPosition ComputedAt;
  };

  void read(const CapturedInstruction &I, const StackState &State);
  const char *originOf(const char *Register) const {
    auto It = CopiedFrom.find(Register);
    return It == CopiedFrom.end() ? Register : It->second;
  }
  void explainArrivals();
  void explainSpills();
  std::string spillReason(const Spilled &Spill) const;
  void placeTemporaries();
  void explainLeftovers();
  bool isUnnamed(SlotId Slot) const {
    const FrameSlot &S = Built.Layout.slot(Slot);
    return S.Occupants.empty() &&
           (S.Kind == SlotKind::Temporary || S.Kind == SlotKind::ByvalCopy);
  }

  const FunctionFacts &Facts;
  const CapturedFrame &Frame;
  const std::vector<StackState> &States;
  BuiltFrame &Built;

  bool IsAfterEntry = false; ///< a call or a branch was seen
  /// In the entry block: register copies, to find where a value came from.
  std::map<std::string_view, const char *> CopiedFrom;
  /// Where the source has the computation whose result a register holds.
  std::map<std::string_view, DebugPosition> ComputedAt;
  std::map<SlotId, const char *> ArrivesIn;
  std::map<SlotId, Spilled> Spills;
  std::set<SlotId> Touched;
  /// Lines and columns of the instructions that use an unnamed slot.
  std::map<SlotId, std::set<std::pair<uint32_t, uint32_t>>> UsedAt;
};

void CodeReader::read(const CapturedInstruction &I, const StackState &State) {
  // A variadic function's entry holds the branch around the vector registers.
  if (I.Kind == InstructionKind::Call ||
      (I.Kind == InstructionKind::Branch && !Frame.IsVariadic))
    IsAfterEntry = true;
  if (*I.Register && I.Position.Line)
    ComputedAt[I.Register] = I.Position;
  if (!IsAfterEntry && I.Kind == InstructionKind::CopyRegister)
    CopiedFrom[I.Register] = originOf(I.SourceRegister);
  if (I.Memory.Use == MemoryUse::None || !*I.Memory.Base)
    return;
  std::optional<SlotPlace> Place =
      Built.find(I.Memory.Base, I.Memory.Displacement, State);
  if (!Place)
    return;
  Touched.insert(Place->Slot);
  if (!IsAfterEntry && !Frame.IsOptimised && I.Memory.Use == MemoryUse::Write &&
      *I.SourceRegister)
    ArrivesIn.try_emplace(Place->Slot, originOf(I.SourceRegister));
  if (I.IsSpillStore)
    Spills.try_emplace(
        Place->Slot,
        Spilled{I.SourceRegister,
                IsAfterEntry || ComputedAt.contains(I.SourceRegister)
                    ? ""
                    : originOf(I.SourceRegister),
                ComputedAt[I.SourceRegister]});
  if (I.Position.Line && isUnnamed(Place->Slot))
    UsedAt[Place->Slot].insert({I.Position.Line, I.Position.Column});
}

void CodeReader::explainArrivals() {
  for (auto [Slot, Register] : ArrivesIn) {
    const FrameSlot &S = Built.Layout.slot(Slot);
    if (S.Kind != SlotKind::Variable || S.Occupants.empty() ||
        !S.Occupants.front().Parameter)
      continue;
    Built.Layout.setReason(Slot,
                           fmt::format("parameter, arrives in {}", Register));
  }
}

void CodeReader::explainSpills() {
  for (const auto &[Slot, Spill] : Spills) {
    if (Built.Layout.slot(Slot).Kind != SlotKind::Spill)
      continue;
    Built.Layout.setReason(Slot, spillReason(Spill));
  }
}

std::string CodeReader::spillReason(const Spilled &Spill) const {
  std::string_view Hidden = Frame.PointerSize == 8 ? "rdi" : "";
  if (Facts.has(FunctionTrait::ReturnsByHiddenPointer) && *Spill.Origin &&
      Hidden == Spill.Origin)
    return "keeps the hidden pointer to the result (sret), which arrived in "
           "rdi, until the return";
  std::string Value = *Spill.Register ? Spill.Register : "a value";
  if (Spill.ComputedAt.Line)
    Value += Spill.ComputedAt.Column
                 ? fmt::format(", computed at {}:{},", Spill.ComputedAt.Line,
                               Spill.ComputedAt.Column)
                 : fmt::format(", computed in line {},", Spill.ComputedAt.Line);
  return fmt::format("keeps {} while the registers are needed for something "
                     "else",
                     Value);
}

/// CoroSplit moves what outlives a suspension and leaves its place behind.
void CodeReader::explainLeftovers() {
  if (!Facts.has(FunctionTrait::Coroutine))
    return;
  for (uint32_t S = 0; S < Built.Layout.slots().size(); ++S)
    if (isUnnamed(SlotId(S)) && !Touched.contains(SlotId(S)))
      Built.Layout.setReason(SlotId(S),
                             "left over, no code uses it: it moved to the "
                             "coroutine's frame on the heap");
}

/// A temporary is the unnamed slot of its size that the code for its
/// expression uses.
void CodeReader::placeTemporaries() {
  std::set<SlotId> Taken;
  for (uint32_t V = 0; V < Facts.Variables.size(); ++V) {
    const VariableFact &F = Facts.Variables[V];
    if (F.Kind != VariableKind::Temporary &&
        F.Kind != VariableKind::ExtendedTemporary)
      continue;
    for (const auto &[Slot, Places] : UsedAt) {
      const FrameSlot &S = Built.Layout.slot(Slot);
      if (Taken.contains(Slot) || S.Size != F.Size ||
          !Places.contains({F.Declared.Line, F.Declared.Column}))
        continue;
      Occupant O;
      O.Type = F.Type;
      O.Declared = F.Declared;
      O.Size = S.Size;
      O.Variable = VariableId(V);
      O.Note = F.Kind == VariableKind::ExtendedTemporary
                   ? "temporary, its life extended by a reference"
                   : "temporary";
      Built.Layout.addOccupant(Slot, std::move(O));
      Taken.insert(Slot);
      break;
    }
  }
}

} // namespace

/// Debug info is silent about a variable that is declared where control never
/// passes, as before a switch's first case. The alloca has its name, with a
/// number behind it where another had the name first. A coroutine's allocas are
/// left over from before its locals moved to the heap.
static std::optional<VariableId>
findUndescribed(const FunctionFacts &Facts, const CapturedObject &Object,
                const std::vector<std::optional<VariableId>> &Matches) {
  if (Facts.has(FunctionTrait::Coroutine))
    return std::nullopt;
  std::string_view Exact = Object.AllocaName;
  std::string_view Bare =
      Exact.substr(0, Exact.find_last_not_of("0123456789") + 1);
  for (std::string_view Name : {Exact, Bare})
    for (uint32_t V = 0; V < Facts.Variables.size(); ++V) {
      const VariableFact &F = Facts.Variables[V];
      if (F.Kind == VariableKind::Local && !Name.empty() && F.Name == Name &&
          F.Size == Object.Size &&
          std::find(Matches.begin(), Matches.end(),
                    std::optional(VariableId(V))) == Matches.end())
        return VariableId(V);
    }
  return std::nullopt;
}

void addOccupants(const FunctionFacts &Facts, const CapturedFrame &Frame,
                  const std::vector<std::optional<VariableId>> &Matches,
                  const std::vector<std::pair<int, int64_t>> &Objects,
                  FrameSlot &Slot) {
  for (size_t I = 0; I < Frame.Variables.size(); ++I) {
    const CapturedVariable &V = Frame.Variables[I];
    for (auto [Index, Offset] : Objects) {
      if (Index != V.FrameIndex)
        continue;
      const VariableFact *Fact =
          Matches[I] ? &Facts.Variables[Matches[I]->Value] : nullptr;
      Occupant O = makeOccupant(V, Fact, Matches[I], Slot, Offset);
      if (V.IsIndirect && O.Note.empty())
        O.Note = indirectNote(V, Fact, findObject(Frame, Index),
                              Frame.IsCoroutine ||
                                  Facts.has(FunctionTrait::Coroutine));
      Slot.Occupants.push_back(std::move(O));
    }
  }
  for (auto [Index, Offset] : Objects) {
    const CapturedObject *Object = findObject(Frame, Index);
    if (!Slot.Occupants.empty() || !Object || Object->IsSpill)
      continue;
    if (std::optional<VariableId> Id =
            findUndescribed(Facts, *Object, Matches)) {
      const VariableFact &F = Facts.Variables[Id->Value];
      Slot.Occupants.push_back({.Name = F.Name,
                                .Type = F.Type,
                                .Declared = F.Declared,
                                .Offset = Offset,
                                .Size = Object->Size,
                                .Variable = Id,
                                .Note = ""});
    }
  }
  if (Slot.Occupants.empty())
    return;
  const Occupant &First = Slot.Occupants.front();
  if (Slot.Kind == SlotKind::Temporary && Slot.Title.starts_with("ASan"))
    return;
  Slot.Title.clear(); // the names say it
  if (Slot.Kind != SlotKind::Parameter)
    Slot.Kind = SlotKind::Variable;
  bool IsPointer = !First.Note.empty() && !First.Parameter;
  bool IsShared = !IsPointer && Slot.Occupants.size() > 1 &&
                  First.Size == Slot.Size &&
                  Slot.Occupants[1].Offset == First.Offset;
  if (Slot.Kind == SlotKind::Parameter)
    Slot.Reason = "passed in memory: it lies in the caller's frame";
  else if (IsShared)
    Slot.Reason = "shared: their lifetimes do not overlap";
  else if (!Slot.Reason.starts_with("an array"))
    Slot.Reason.clear();
}

void completeOccupants(const FunctionFacts &Facts, const CapturedFrame &Frame,
                       const std::vector<StackState> &States,
                       BuiltFrame &Built) {
  CodeReader(Facts, Frame, States, Built).run();

  for (const VariableFact &F : Facts.Variables)
    Built.Variables.push_back(makeVariable(F));
  for (uint32_t S = 0; S < Built.Layout.slots().size(); ++S)
    for (const Occupant &O : Built.Layout.slot(SlotId(S)).Occupants)
      if (O.Variable)
        Built.Variables[O.Variable->Value].Slots.push_back(SlotId(S));
  // The unnamed object of a structured binding is where its names are.
  for (uint32_t V = 0; V < Facts.Variables.size(); ++V)
    if (const std::optional<VariableId> Whole = Facts.Variables[V].PartOf)
      for (SlotId S : Built.Variables[V].Slots)
        if (std::vector<SlotId> &Known = Built.Variables[Whole->Value].Slots;
            std::find(Known.begin(), Known.end(), S) == Known.end())
          Known.push_back(S);
  for (uint32_t V = 0; V < Facts.Variables.size(); ++V)
    if (Built.Variables[V].Slots.empty())
      Built.Variables[V].WhyNoSlot =
          whyNoSlot(Facts.Variables[V], Facts, Frame);
}

} // namespace framewalk
