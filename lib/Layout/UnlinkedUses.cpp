//===- UnlinkedUses.cpp ---------------------------------------------------===//
#include "Layout/UnlinkedUses.h"

#include <algorithm>

namespace framewalk {

namespace {

class Explainer {
public:
  Explainer(const FunctionFacts &Facts, const CapturedFrame &Frame,
            const BuiltFrame &Built, const std::vector<StackState> &States,
            const std::vector<Instruction> &Instructions, AccessIndex &Index)
      : Facts(Facts), Frame(Frame), Built(Built), States(States),
        Instructions(Instructions), Index(Index) {}

  void explain(const UseFact &Use, Access &A) {
    if (!A.Instructions.empty())
      return;
    if (!Use.Unevaluated.empty()) {
      A.WhyUnlinked = Use.Unevaluated;
      return;
    }
    Index.gatherPlaces();
    const VariableFact &Variable = Facts.Variables[Use.Variable.Value];
    bool IsStatic = Variable.Kind == VariableKind::Static ||
                    Variable.Kind == VariableKind::ThreadLocal;
    if (IsStatic && linkStatic(Variable, Use, A))
      return;
    if (Frame.IsOptimised && linkToSpillSlot(Use, A))
      return;
    if (!Frame.IsOptimised && livesElsewhere(Use.Variable) &&
        linkThroughPointer(Use, A))
      return;
    A.WhyUnlinked = whyUnlinked(Variable, Use);
  }

private:
  const FunctionFacts &Facts;
  const CapturedFrame &Frame;
  const BuiltFrame &Built;
  const std::vector<StackState> &States;
  const std::vector<Instruction> &Instructions;
  AccessIndex &Index;

  /// A variable-length array, an object in the caller's memory, a local on the
  /// unsafe stack or in a coroutine's frame.
  bool livesElsewhere(VariableId V) const {
    const VariableFact &Variable = Facts.Variables[V.Value];
    bool IsObject = Variable.Kind == VariableKind::Local ||
                    Variable.Kind == VariableKind::Parameter;
    return IsObject &&
           (Index.Homes[V.Value].empty() ||
            Index.Homes[V.Value].front().IsPointer) &&
           !Variable.IsReference;
  }

  /// Reads and writes of what lives elsewhere go through a register. The first
  /// place that has such an instruction of the use's size is the use's.
  bool linkThroughPointer(const UseFact &Use, Access &A) const {
    constexpr uint32_t Reach = 64; // how far a line's instructions spread
    for (const SourcePosition &Candidate : Use.Candidates) {
      auto First = Index.InstructionAt.find(Index.Key(Candidate));
      if (First == Index.InstructionAt.end())
        continue;
      uint32_t End =
          std::min<size_t>(First->second + Reach, Instructions.size());
      for (uint32_t I = First->second; I != End; ++I)
        if (Index.Key(Instructions[I].Position) == First->first &&
            reachesThroughRegister(Frame.Instructions[I].Memory, Use))
          A.Instructions.push_back(InstructionId(I));
      if (A.Instructions.empty())
        continue;
      A.Slot.reset();
      A.Offset = Use.Offset;
      A.Size = Use.Size;
      return true;
    }
    return false;
  }

  static bool reachesThroughRegister(const MemoryOperand &M,
                                     const UseFact &Use) {
    if (!*M.Base || isStackRegister(M.Base) || M.IsSymbolic ||
        M.Size != Use.Size)
      return false;
    switch (Use.Kind) {
    case AccessKind::Read:
      return M.Use == MemoryUse::Read;
    case AccessKind::Write:
      return M.Use == MemoryUse::Write;
    case AccessKind::Update:
      return M.Use == MemoryUse::Read || M.Use == MemoryUse::Write ||
             M.Use == MemoryUse::Update;
    case AccessKind::Address:
      return false;
    }
    return false;
  }

  /// Static storage is reached by its symbol, whose name has the variable's.
  bool linkStatic(const VariableFact &Variable, const UseFact &Use,
                  Access &A) const {
    for (const SourcePosition &Candidate : Use.Candidates) {
      auto First = Index.InstructionAt.find(Index.Key(Candidate));
      if (First == Index.InstructionAt.end())
        continue;
      for (uint32_t I = First->second;
           I != Instructions.size() && I < First->second + 16; ++I) {
        const CapturedInstruction &Each = Frame.Instructions[I];
        if (Index.Key(Instructions[I].Position) == First->first &&
            Each.Memory.IsSymbolic &&
            llvm::StringRef(Frame.text(Each)).contains(Variable.Name))
          A.Instructions.push_back(InstructionId(I));
      }
      if (!A.Instructions.empty())
        return true;
    }
    return false;
  }

  std::string whyUnlinked(const VariableFact &Variable,
                          const UseFact &Use) const {
    const LocalVariable *Local = Use.Variable.Value < Built.Variables.size()
                                     ? &Built.Variables[Use.Variable.Value]
                                     : nullptr;
    std::optional<uint32_t> Code = Index.codeOf(Use);
    if (!Code && !Index.hasCodeOnItsLines(Use)) {
      if (Frame.IsCoroutine)
        return "no code in this part of the coroutine";
      return Frame.IsOptimised
                 ? "optimised away, or merged with other code: no instruction "
                   "carries this line"
                 : "no code: the compiler emitted nothing for this line";
    }
    if (Local && Code && !Local->Locations.empty())
      return placeAt(*Local, *Code);
    if (Variable.IsReturnSlot)
      return "lives in the caller's memory: reached through the hidden pointer";
    if (!Code && Frame.IsOptimised)
      return "optimised away, or merged with other code: no instruction "
             "carries this place";
    if (Local && Index.Homes[Use.Variable.Value].empty())
      return Local->WhyNoSlot.empty() ? "it has no slot" : Local->WhyNoSlot;
    if (!Code)
      return "no instruction carries this place";
    return "no instruction of this expression touches its bytes";
  }

  /// An optimised variable may be in a spill slot for a while: debug info says
  /// which, and the instructions of the use that touch it are the use's.
  bool linkToSpillSlot(const UseFact &Use, Access &A) {
    std::optional<uint32_t> Code = Index.codeOf(Use);
    const VariableLocation *Known =
        Code ? locationAt(Built.Variables[Use.Variable.Value], *Code) : nullptr;
    if (!Known)
      return false;
    std::optional<SlotPlace> Place = placeOf(Known->Where, *Code);
    if (!Place)
      return false;
    // The reload comes before the first instruction that has a line.
    constexpr uint32_t Reach = 8;
    uint32_t Begin = *Code < Reach ? 0 : *Code - Reach;
    auto T = std::lower_bound(
        Index.Touches.begin(), Index.Touches.end(), Begin,
        [](const ResolvedTouch &T, uint32_t I) { return T.Instruction < I; });
    for (; T != Index.Touches.end() && T->Instruction <= *Code + Reach; ++T)
      if (T->Place.Slot == Place->Slot &&
          Index.Blocks[T->Instruction] == Index.Blocks[*Code] &&
          Index.isAmongCandidates(Index.Effective[T->Instruction], Use))
        A.Instructions.push_back(InstructionId(T->Instruction));
    if (A.Instructions.empty())
      return false;
    A.Slot = Place->Slot;
    A.Offset = Place->Offset;
    A.Size = Use.Size;
    return true;
  }

  /// "[rsp+0x8]" before instruction \p I.
  std::optional<SlotPlace> placeOf(llvm::StringRef Where, uint32_t I) const {
    if (!Where.consume_front("[") || !Where.consume_back("]"))
      return std::nullopt;
    size_t Sign = Where.find_first_of("+-");
    int64_t Displacement = 0;
    if (Sign != llvm::StringRef::npos) {
      bool IsNegative = Where[Sign] == '-';
      if (Where.substr(Sign + 1).getAsInteger(0, Displacement))
        return std::nullopt;
      Displacement = IsNegative ? -Displacement : Displacement;
    }
    llvm::StringRef Base = Where.substr(0, Sign);
    if (!isStackRegister(Base))
      return std::nullopt;
    return Built.find(Base, Displacement, States[I]);
  }

  const VariableLocation *locationAt(const LocalVariable &Variable,
                                     uint32_t I) const {
    uint32_t Address = Instructions[I].Address;
    for (const VariableLocation &L : Variable.Locations)
      if (L.Code.Begin <= Address && Address < L.Code.End)
        return &L;
    return nullptr;
  }

  /// "in a register here: rax", where debug info knows.
  std::string placeAt(const LocalVariable &Variable, uint32_t I) const {
    const VariableLocation *Known = locationAt(Variable, I);
    if (!Known)
      return "debug info has no place for it here";
    llvm::StringRef Where = Known->Where;
    if (Where == "optimised out")
      return "optimised out here";
    if (Where.consume_front("constant "))
      return "a constant here: " + Where.str();
    if (Where.starts_with("["))
      return "in memory here, not touched by this expression: " + Where.str();
    // A register's name is one word; all else is computed from several.
    return (Where.contains(' ') ? "no memory here: " : "in a register here: ") +
           Where.str();
  }
};

} // namespace

void explainUnlinked(const FunctionFacts &Facts, const CapturedFrame &Frame,
                     const BuiltFrame &Built,
                     const std::vector<StackState> &States,
                     const std::vector<Instruction> &Instructions,
                     AccessIndex &Index, std::vector<Access> &Accesses) {
  Explainer Explain(Facts, Frame, Built, States, Instructions, Index);
  for (size_t I = 0; I != Accesses.size(); ++I)
    Explain.explain(Facts.Uses[I], Accesses[I]);
}

} // namespace framewalk
