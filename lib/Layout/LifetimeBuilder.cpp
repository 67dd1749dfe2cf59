//===- LifetimeBuilder.cpp ------------------------------------------------===//
#include "Layout/LifetimeBuilder.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace framewalk {

namespace {

/// Neighbouring instructions with one place in the source. Those without one
/// (also code inlined from elsewhere) are neutral.
struct Stretch {
  SourcePosition Position;
  CodeRange Code;
};

class Builder {
public:
  Builder(const FunctionFacts &Facts, const BuiltFrame &Built,
          const std::vector<Instruction> &Code)
      : Facts(Facts), Built(Built) {
    for (const Instruction &I : Code)
      addToStretches(I);
    if (!Code.empty())
      CodeEnd = Code.back().Address + Code.back().Length;
  }

  Lifetime build(uint32_t V) const {
    const VariableFact &Variable = Facts.Variables[V];
    Lifetime L;
    L.Variable = VariableId(V);
    L.Begin = Variable.LifeBegin;
    L.End = Variable.LifeEnd;
    L.Storage = Variable.Storage;
    L.Note = Variable.LifeNote;
    if (isOnlyInStatics(Variable))
      return L;
    L.Code = codeOf(Variable);
    if (const FrameSlot *Slot = slotOf(V)) {
      L.Before = before(V, *Slot);
      L.After = after(V, *Slot);
    }
    return L;
  }

private:
  const FunctionFacts &Facts;
  const BuiltFrame &Built;
  std::vector<Stretch> Stretches;
  uint32_t CodeEnd = 0;

  static bool isOnlyInStatics(const VariableFact &Variable) {
    return Variable.Storage == StorageDuration::Static ||
           Variable.Storage == StorageDuration::Thread;
  }

  //===--- Code ----------------------------------------------------------===//

  void addToStretches(const Instruction &I) {
    SourcePosition P = I.Position;
    if (!Facts.Body.contains(P))
      P = {};
    CodeRange Range{I.Address, I.Address + I.Length};
    if (!Stretches.empty() && Stretches.back().Position == P)
      Stretches.back().Code.End = Range.End;
    else
      Stretches.push_back({P, Range});
  }

  std::vector<CodeRange> codeOf(const VariableFact &Variable) const {
    if (Variable.Storage == StorageDuration::Parameter)
      return CodeEnd ? std::vector<CodeRange>{{0, CodeEnd}}
                     : std::vector<CodeRange>{};
    std::vector<CodeRange> Result;
    SourceRange Life{Variable.LifeBegin, Variable.LifeEnd};
    bool IsOpen = false;
    for (const Stretch &S : Stretches) {
      // A loop's jumps have the place of its `for`, which lies before the
      // variable that it declares: neutral, too.
      if (!S.Position.isValid() || S.Position == Variable.ScopeBegin)
        continue;
      if (!Life.contains(S.Position)) {
        IsOpen = false;
        continue;
      }
      // A neutral stretch inside a run belongs to it.
      if (IsOpen)
        Result.back().End = S.Code.End;
      else
        Result.push_back(S.Code);
      IsOpen = true;
    }
    return Result;
  }

  //===--- Neighbours ----------------------------------------------------===//

  const FrameSlot *slotOf(uint32_t V) const {
    if (V >= Built.Variables.size() || Built.Variables[V].Slots.empty())
      return nullptr;
    uint32_t Slot = Built.Variables[V].Slots.front().Value;
    return Slot < Built.Layout.slots().size() ? &Built.Layout.slots()[Slot]
                                              : nullptr;
  }

  bool isSameObject(uint32_t A, uint32_t B) const {
    auto Whole = [&](uint32_t V) {
      const std::optional<VariableId> &Of = Facts.Variables[V].PartOf;
      return Of ? Of->Value : V;
    };
    return Whole(A) == Whole(B);
  }

  /// The other variables that use bytes of \p V in the same slot.
  llvm::SmallVector<uint32_t, 2> sharing(uint32_t V,
                                         const FrameSlot &Slot) const {
    llvm::SmallVector<uint32_t, 2> Result;
    auto Mine = std::find_if(
        Slot.Occupants.begin(), Slot.Occupants.end(),
        [&](const Occupant &O) { return O.Variable == VariableId(V); });
    if (Mine == Slot.Occupants.end())
      return Result;
    for (const Occupant &O : Slot.Occupants) {
      bool Overlaps = O.Offset < Mine->Offset + int64_t(Mine->Size) &&
                      Mine->Offset < O.Offset + int64_t(O.Size);
      if (Overlaps && O.Variable &&
          O.Variable->Value < Facts.Variables.size() &&
          !isSameObject(O.Variable->Value, V))
        Result.push_back(O.Variable->Value);
    }
    return Result;
  }

  std::string nameOf(uint32_t V) const {
    const VariableFact &Variable = Facts.Variables[V];
    std::string Line = llvm::utostr(Variable.Declared.Line);
    if (Variable.Name.empty())
      return "the temporary of line " + Line;
    return "`" + Variable.Name + "` of line " + Line;
  }

  std::string before(uint32_t V, const FrameSlot &Slot) const {
    const VariableFact &Variable = Facts.Variables[V];
    if (Slot.Kind == SlotKind::Parameter)
      return "the caller put it there";
    std::optional<uint32_t> Previous;
    for (uint32_t Other : sharing(V, Slot)) {
      const VariableFact &O = Facts.Variables[Other];
      bool IsEarlier = O.LifeEnd <= Variable.LifeBegin;
      if (IsEarlier &&
          (!Previous || Facts.Variables[*Previous].LifeEnd < O.LifeEnd))
        Previous = Other;
    }
    if (Previous)
      return nameOf(*Previous) + " was in the same bytes";
    if (Variable.Storage == StorageDuration::Iteration)
      return "the last round's value; at first whatever earlier calls left";
    return "whatever earlier calls left";
  }

  std::string after(uint32_t V, const FrameSlot &Slot) const {
    const VariableFact &Variable = Facts.Variables[V];
    if (Slot.Kind == SlotKind::Parameter)
      return "the caller's again, to reuse";
    std::optional<uint32_t> Next;
    for (uint32_t Other : sharing(V, Slot)) {
      const VariableFact &O = Facts.Variables[Other];
      bool IsLater = Variable.LifeEnd <= O.LifeBegin;
      if (IsLater && (!Next || O.LifeBegin < Facts.Variables[*Next].LifeBegin))
        Next = Other;
    }
    if (Next)
      return "reclaimed, not erased: the bytes keep their value until " +
             nameOf(*Next) + " overwrites them";
    if (Variable.Storage == StorageDuration::DynamicArray)
      return "the stack pointer moves back over it: the next call overwrites "
             "it";
    if (Variable.Storage == StorageDuration::Iteration)
      return "not erased: the next round has it in the same bytes again; after "
             "the last they keep their value until the function has returned "
             "and the next call's frame overwrites them";
    if (livesToTheEnd(Variable))
      return "reclaimed on return, not erased: the bytes keep their value "
             "until the next call's frame overwrites them";
    return "reclaimed, not erased: no other variable here uses the bytes, "
           "which "
           "keep their value until the function has returned and the next "
           "call's frame overwrites them";
  }

  bool livesToTheEnd(const VariableFact &Variable) const {
    return Variable.Storage == StorageDuration::Parameter ||
           Facts.Body.End <= Variable.LifeEnd;
  }
};

} // namespace

std::vector<Lifetime> buildLifetimes(const FunctionFacts &Facts,
                                     const BuiltFrame &Built,
                                     const std::vector<Instruction> &Code) {
  Builder Each(Facts, Built, Code);
  std::vector<Lifetime> Result;
  Result.reserve(Facts.Variables.size());
  for (uint32_t V = 0; V != Facts.Variables.size(); ++V)
    Result.push_back(Each.build(V));
  return Result;
}

} // namespace framewalk
