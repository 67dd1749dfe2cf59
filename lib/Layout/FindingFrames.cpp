//===- FindingFrames.cpp - What the frame adds to a finding ---------------===//

#include "Layout/FindingFrames.h"

#include "Layout/Heirs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

constexpr uint64_t PageBytes = 4096;

/// Where the finding itself does not say why the object is gone.
DeathCause causeOf(std::string_view RuleId) {
  if (RuleId == "framewalk-dangling-use-after-scope")
    return DeathCause::Scope;
  if (RuleId == "framewalk-dangling-temporary" ||
      RuleId == "framewalk-dangling-view" ||
      RuleId == "framewalk-dangling-capture")
    return DeathCause::FullExpression;
  return DeathCause::Return;
}

/// Whether \p P is in \p F. A constructor's initialisers stand between its name
/// and its body.
bool holds(const FunctionReport &F, const SourcePosition &P) {
  SourceRange All = F.Body;
  if (F.Position.isValid() && F.Position.File == F.Body.Begin.File &&
      F.Position < F.Body.Begin)
    All.Begin = F.Position;
  return All.contains(P);
}

const Lifetime *lifetimeOf(const FunctionReport &F, VariableId V) {
  auto Found = llvm::find_if(
      F.Lifetimes, [&](const Lifetime &L) { return L.Variable == V; });
  return Found == F.Lifetimes.end() ? nullptr : &*Found;
}

bool isTemporary(const LocalVariable &V) {
  return V.Kind == VariableKind::Temporary ||
         V.Kind == VariableKind::ExtendedTemporary;
}

/// Debug info may know the line only.
bool isDeclaredAt(const LocalVariable &V, const SourcePosition &P) {
  return P.isValid() && V.Declared.File == P.File &&
         V.Declared.Line == P.Line &&
         (P.Column == 0 || V.Declared.Column == P.Column);
}

/// The temporary that \p F is about. Several may begin at one place: one with a
/// slot, if there is only one of those.
std::optional<VariableId> temporaryOf(const Finding &F,
                                      const FunctionReport &In) {
  std::optional<VariableId> Any;
  unsigned WithSlots = 0;
  for (uint32_t I = 0; I < In.Variables.size(); ++I) {
    const LocalVariable &V = In.Variables[I];
    if (!isTemporary(V) ||
        !(isDeclaredAt(V, F.Declared) || V.Declared == F.Position))
      continue;
    WithSlots += !V.Slots.empty();
    if (!Any || (In.Variables[Any->Value].Slots.empty() && !V.Slots.empty()))
      Any = VariableId(I);
  }
  return WithSlots <= 1 ? Any : std::nullopt;
}

/// The variable that \p F is about, in the function that it lived in.
std::optional<VariableId> variableOf(const Finding &F,
                                     const FunctionReport &In) {
  if (F.Variable.empty())
    return temporaryOf(F, In);
  std::optional<VariableId> Best;
  for (uint32_t I = 0; I < In.Variables.size(); ++I) {
    const LocalVariable &V = In.Variables[I];
    if (isDeclaredAt(V, F.Declared) && V.Name == F.Variable)
      return VariableId(I);
    // The last of that name that the place can see.
    if (V.Name != F.Variable || !V.Declared.isValid() ||
        F.Position < V.Declared)
      continue;
    if (!Best || In.Variables[Best->Value].Declared < V.Declared)
      Best = VariableId(I);
  }
  return Best;
}

/// The number that the instruction's text stores: "mov dword ptr [rbp - 4], 42"
/// or "movl $42, -4(%rbp)".
std::optional<int64_t> storedConstant(llvm::StringRef Text) {
  if (!Text.starts_with("mov"))
    return std::nullopt;
  size_t Dollar = Text.find('$');
  llvm::StringRef Number = Dollar == Text.npos
                               ? Text.rsplit(", ").second
                               : Text.substr(Dollar + 1).split(',').first;
  int64_t Value = 0;
  if (Number.trim().getAsInteger(0, Value)) {
    uint64_t Unsigned = 0;
    if (Number.trim().getAsInteger(0, Unsigned))
      return std::nullopt;
    Value = int64_t(Unsigned);
  }
  return Value;
}

/// \p Type as far as a constant of it can be printed as a number.
bool isPlainNumber(llvm::StringRef Type, uint64_t Size) {
  for (llvm::StringRef Word : {"const ", "volatile ", "unsigned ", "signed "})
    Type.consume_front(Word);
  return (Size == 1 || Size == 2 || Size == 4 || Size == 8) &&
         (Type == "int" || Type == "long" || Type == "short" ||
          Type == "char" || Type == "unsigned" || Type == "long long");
}

/// What \p V holds when the function is over: where one instruction writes it,
/// once and a constant, and nobody else can.
std::string staleValue(const FunctionReport &F, VariableId Id) {
  const LocalVariable &V = F.Variables[Id.Value];
  if (!F.Calls.empty() || V.Slots.size() != 1 || !V.Size ||
      !isPlainNumber(V.Type, *V.Size))
    return "";
  const Instruction *Only = nullptr;
  for (const Instruction &I : F.Instructions) {
    if (!I.Touch || I.Touch->Slot != V.Slots.front() ||
        I.Touch->Kind == AccessKind::Read ||
        I.Touch->Kind == AccessKind::Address)
      continue;
    if (Only || I.Touch->Kind == AccessKind::Update)
      return "";
    Only = &I;
  }
  if (!Only || Only->Touch->Size != *V.Size)
    return "";
  for (const MemoryTouch &T : F.Memory)
    if (T.Kind != AccessKind::Read && T.Place.Base == PlaceBase::Unknown)
      return "";
  std::optional<int64_t> Value = storedConstant(Only->Text);
  if (!Value)
    return "";
  unsigned Bits = unsigned(*V.Size * 8);
  bool IsUnsigned = llvm::StringRef(V.Type).contains("unsigned");
  if (Bits < 64) {
    uint64_t Mask = (uint64_t(1) << Bits) - 1;
    uint64_t Raw = uint64_t(*Value) & Mask;
    bool IsNegative = !IsUnsigned && (Raw >> (Bits - 1));
    *Value = IsNegative ? int64_t(Raw | ~Mask) : int64_t(Raw);
  } else if (IsUnsigned) {
    return std::to_string(uint64_t(*Value));
  }
  return std::to_string(*Value);
}

/// The instruction after which the stack pointer is above \p Lowest.
std::optional<InstructionId> givesBack(const FunctionReport &F,
                                       FrameOffset Lowest) {
  if (F.Epilogues.empty())
    return std::nullopt;
  const InstructionRange &R = F.Epilogues.back();
  for (uint32_t I = R.Begin.Value; I + 1 < R.End.Value; ++I) {
    std::optional<int64_t> Before = F.Instructions[I].StackDepth;
    std::optional<int64_t> After = F.Instructions[I + 1].StackDepth;
    if (Before && After && *Before >= -Lowest.Value && *After < -Lowest.Value)
      return InstructionId(I);
  }
  // In the red zone, or all that the last pop or ret leaves.
  if (R.Begin.Value == R.End.Value)
    return std::nullopt;
  return InstructionId(R.End.Value - 1);
}

/// The part of \p S that \p V has; all of it where that is not known.
Occupant partOf(const FrameSlot &S, VariableId V) {
  for (const Occupant &O : S.Occupants)
    if (O.Variable == V)
      return O;
  Occupant All;
  All.Size = S.Size;
  return All;
}

std::string objectName(const Finding &F) {
  return F.Variable.empty() ? "the temporary" : "'" + F.Variable + "'";
}

/// What a container had is on the heap; who gets that next, no frame tells.
Heir ownersHeir(const Finding &F, const LocalVariable &Owner) {
  bool IsString = Owner.Type.find("string") != std::string::npos;
  return {
      .Description = fmt::format(
          "the pointer leads to what {0} owned, a block of the "
          "heap{1}: {0} gives it back as it dies, and a read returns what "
          "the allocator, or whoever gets the block next, writes there",
          objectName(F),
          IsString ? ", or for a short string bytes of the object itself" : ""),
      .Slot = std::nullopt};
}

//===--- The death among the steps ----------------------------------------===//

std::string deathText(const Finding &F) {
  std::string Text = objectName(F) + " dies here";
  if (F.IsOwned)
    return Text + ", and what it owns with it";
  if (!F.End.Instruction.empty())
    return Text + fmt::format(": `{}` gives its bytes back; the page stays "
                              "mapped, so nothing faults",
                              F.End.Instruction);
  if (!F.Place) // where it was is not known
    return Text;
  return Text + (F.End.Cause == DeathCause::Return
                     ? "; the page stays mapped, so nothing faults"
                     : "; its bytes stay in the frame, so nothing faults");
}

/// Before the first step that comes later: a use, or in the function that had
/// the object whatever stands behind the place. \p Owner may be null.
size_t placeOfDeath(const Finding &F, const FunctionReport *Owner) {
  size_t LastInOwner = 0;
  bool IsElsewhere = Owner && !holds(*Owner, F.Position);
  for (size_t I = 0; I < F.Trace.size(); ++I) {
    const TraceStep &S = F.Trace[I];
    if (S.Role == StepRole::Used)
      return IsElsewhere ? std::min(LastInOwner, I) : I;
    bool IsHere = Owner && holds(*Owner, S.Position);
    if (IsElsewhere && IsHere)
      LastInOwner = I + 1;
    if (!IsElsewhere && IsHere && F.Role == StepRole::Used &&
        F.End.Position < S.Position)
      return I;
  }
  return IsElsewhere ? LastInOwner : F.Trace.size();
}

void tellDeath(Finding &F, const FunctionReport *Owner) {
  if (!F.End.Position.isValid())
    return;
  auto At = F.Trace.begin() + std::ptrdiff_t(placeOfDeath(F, Owner));
  F.Trace.insert(At, {F.End.Position, deathText(F), StepRole::Dies});
}

class Completer {
public:
  explicit Completer(TranslationUnitReport &Unit) : Unit(Unit), Heirs(Unit) {
    for (const FunctionReport &F : Unit.Functions)
      BySymbol.try_emplace(F.LinkageName, &F);
  }

  void complete(Finding &F) {
    if (F.End.Cause == DeathCause::Unknown)
      F.End.Cause = causeOf(F.RuleId);
    const FunctionReport *In = ownerOf(F);
    if (In)
      addFrame(F, *In);
    tellDeath(F, In);
  }

private:
  void addFrame(Finding &F, const FunctionReport &In) {
    std::optional<VariableId> Id = variableOf(F, In);
    if (!Id)
      return;
    const LocalVariable &V = In.Variables[Id->Value];
    if (V.Declared.isValid())
      F.Declared = V.Declared;
    if (const Lifetime *L = lifetimeOf(In, *Id);
        L && L->End.isValid() && L->End.File == V.Declared.File)
      F.End.Position = L->End;
    if (V.Slots.empty()) {
      if (!V.WhyNoSlot.empty())
        F.Trace.insert(F.Trace.begin(),
                       {V.Declared, fmt::format("where {} was is not known: {}",
                                                objectName(F), V.WhyNoSlot)});
      return;
    }
    F.Slot = V.Slots.front();
    addPlace(F, In, *Id);
    addDeath(F, In);
    addHeir(F, In, *Id);
  }

  const FunctionReport *ownerOf(const Finding &F) const {
    if (!F.OwnerSymbol.empty()) {
      auto It = BySymbol.find(F.OwnerSymbol);
      return It == BySymbol.end() ? nullptr : It->second;
    }
    const FunctionReport *Best = nullptr;
    for (const FunctionReport &Each : Unit.Functions)
      if (holds(Each, F.Position) &&
          (!Best || Best->Body.Begin < Each.Body.Begin))
        Best = &Each;
    return Best;
  }

  void addPlace(Finding &F, const FunctionReport &In, VariableId V) const {
    const FrameSlot &S = In.Frame.slot(*F.Slot);
    Occupant Part = partOf(S, V);
    DeadPlace Place;
    Place.Base = S.Base;
    Place.Displacement = S.Displacement + Part.Offset;
    Place.Size = Part.Size;
    if (S.CfaOffset)
      Place.CfaOffset = *S.CfaOffset + Part.Offset;
    for (const Access &A : In.Accesses) {
      if (A.Slot != F.Slot || !A.Walk)
        continue;
      VirtualAddress Address = A.Walk->Virtual - A.Offset + Part.Offset;
      Place.Address = Address;
      Place.Page = VirtualAddress(Address.Value & ~(PageBytes - 1));
      // The access may be on another page than the first byte.
      if (A.Walk->Walk.Value < Unit.Walks.size() &&
          Unit.Walks[A.Walk->Walk.Value].Page == *Place.Page)
        Place.Frame = Unit.Walks[A.Walk->Walk.Value].Frame;
      if (Place.Frame)
        break;
    }
    F.Place = std::move(Place);
  }

  static void addDeath(Finding &F, const FunctionReport &In) {
    if (F.End.Cause != DeathCause::Return || !F.Place->CfaOffset)
      return;
    F.End.Epilogue = givesBack(In, *F.Place->CfaOffset);
    if (!F.End.Epilogue)
      return;
    const Instruction &I = In.Instructions[F.End.Epilogue->Value];
    F.End.CodeOffset = I.Address;
    F.End.Instruction = I.Text;
  }

  void addHeir(Finding &F, const FunctionReport &In, VariableId V) const {
    if (F.Next)
      return;
    if (F.IsOwned) {
      F.Next = ownersHeir(F, In.Variables[V.Value]);
      return;
    }
    if (F.End.Cause != DeathCause::Return) {
      F.Next = Heirs.inFrame(In, V, staleValue(In, V));
      return;
    }
    if (F.Place->CfaOffset)
      F.Next = Heirs.afterReturn(
          In, {.Begin = F.Place->CfaOffset->Value, .Size = F.Place->Size},
          staleValue(In, V));
    else
      F.Next = Heir{.Description =
                        "a read returns the old bytes until the caller's next "
                        "call; then that function's frame covers them if it "
                        "reaches as deep",
                    .Slot = std::nullopt};
  }

  TranslationUnitReport &Unit;
  HeirFinder Heirs;
  llvm::StringMap<const FunctionReport *> BySymbol;
};

} // namespace

void framewalk::addFrames(TranslationUnitReport &Unit) {
  if (Unit.Findings.empty())
    return;
  Completer C(Unit);
  for (Finding &F : Unit.Findings)
    C.complete(F);
}
