//===- HeapCallJoiner.cpp -------------------------------------------------===//
#include "Layout/HeapCallJoiner.h"

#include "Support/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FormatVariadic.h"

namespace framewalk {

namespace {

bool isPlacement(const HeapCallFact &Fact) {
  return llvm::StringRef(Fact.Function).starts_with("placement");
}

/// The function that carries out what the source calls \p Form: "operator
/// new[]" for "new[] (nothrow)".
std::string calledBy(llvm::StringRef Form) {
  Form = Form.split(" (").first;
  bool IsExpression = Form.starts_with("new") || Form.starts_with("delete");
  return (IsExpression ? "operator " : "") + Form.str();
}

bool isRelease(llvm::StringRef Function) {
  return Function.contains("delete") || Function == "free" ||
         Function == "cfree";
}

/// malloc and memset become calloc.
bool mayBeCarriedOutBy(const HeapCallFact &Fact, llvm::StringRef Function,
                       bool IsOptimised) {
  std::string Called = calledBy(Fact.Function);
  if (Function == Called)
    return true;
  return IsOptimised && Called == "malloc" && Function == "calloc";
}

class Joiner {
public:
  Joiner(const FunctionFacts &Facts, const CapturedFrame &Frame,
         const BuiltFrame &Built, const std::vector<Instruction> &Instructions,
         std::vector<HeapCall> &Calls)
      : Facts(Facts), Frame(Frame), Built(Built), Instructions(Instructions),
        Calls(Calls), IsJoined(Facts.HeapCalls.size()) {}

  void run() {
    std::vector<bool> HasFact(Calls.size());
    for (size_t I = 0; I < Calls.size(); ++I)
      HasFact[I] = join(Calls[I]);
    for (size_t I = 0; I < Facts.HeapCalls.size(); ++I) {
      const HeapCallFact &Fact = Facts.HeapCalls[I];
      if (isPlacement(Fact))
        Calls.push_back(placement(Fact));
      else if (!IsJoined[I] && Frame.IsOptimised && !mayHaveCode(Fact, HasFact))
        Calls.push_back(removed(Fact));
    }
  }

private:
  SourcePosition positionOf(const HeapCall &Call) const {
    if (!Call.Instruction || Call.Instruction->Value >= Instructions.size())
      return {};
    return Instructions[Call.Instruction->Value].Position;
  }

  /// False: nothing in this function's source makes that call (inlined code,
  /// or a place that clang lost).
  bool join(HeapCall &Call) {
    SourcePosition Place = positionOf(Call);
    if (!Call.Position.isValid())
      Call.Position = Place;
    size_t Best = 0;
    auto BestKey = std::pair(true, size_t(0));
    bool HasBest = false;
    for (size_t I = 0; I < Facts.HeapCalls.size(); ++I) {
      const HeapCallFact &Fact = Facts.HeapCalls[I];
      auto At = llvm::find(Fact.Candidates, Place);
      if (At == Fact.Candidates.end() || isPlacement(Fact) ||
          !mayBeCarriedOutBy(Fact, Call.Function, Frame.IsOptimised))
        continue;
      // A call that is there twice (clang copied the code) has one fact.
      auto Key =
          std::pair(bool(IsJoined[I]), size_t(At - Fact.Candidates.begin()));
      if (HasBest && BestKey <= Key)
        continue;
      Best = I;
      BestKey = Key;
      HasBest = true;
    }
    if (!HasBest)
      return joinCleanup(Place, Call);
    const HeapCallFact &Fact = Facts.HeapCalls[Best];
    IsJoined[Best] = true;
    Call.Position = Fact.Position;
    if (calledBy(Fact.Function) == Call.Function)
      Call.Function = Fact.Function;
    addPointer(Fact, Call);
    return true;
  }

  /// What a new-expression does when the constructor throws.
  bool joinCleanup(SourcePosition Place, HeapCall &Call) const {
    if (!isRelease(Call.Function))
      return false;
    for (const HeapCallFact &Fact : Facts.HeapCalls)
      if (llvm::StringRef(Fact.Function).starts_with("new") &&
          llvm::is_contained(Fact.Candidates, Place)) {
        Call.Position = Fact.Position;
        Call.Function += ", if the constructor throws";
        return true;
      }
    return false;
  }

  const LocalVariable *variable(std::optional<VariableId> V) const {
    return V && V->Value < Built.Variables.size() ? &Built.Variables[V->Value]
                                                  : nullptr;
  }

  void addPointer(const HeapCallFact &Fact, HeapCall &Call) const {
    const LocalVariable *Pointer = variable(Fact.Pointer);
    if (!Pointer || !Call.PointerName.empty())
      return;
    // Rather than a slot without a name that the value passes through.
    Call.PointerName = Pointer->Name;
    if (Pointer->Slots.size() == 1)
      Call.PointerSlot = Pointer->Slots[0];
  }

  /// A call that no fact was found for, or any call at the fact's place, may be
  /// the fact's.
  bool mayHaveCode(const HeapCallFact &Fact,
                   const std::vector<bool> &HasFact) const {
    for (size_t I = 0; I < HasFact.size(); ++I)
      if (!HasFact[I] &&
          mayBeCarriedOutBy(Fact, Calls[I].Function, Frame.IsOptimised))
        return true;
    for (size_t I = 0; I < Frame.Instructions.size(); ++I) {
      InstructionKind Kind = Frame.Instructions[I].Kind;
      if ((Kind == InstructionKind::Call ||
           Kind == InstructionKind::TailCall) &&
          I < Instructions.size() &&
          llvm::is_contained(Fact.Candidates, Instructions[I].Position))
        return !isHeapCall(InstructionId(uint32_t(I)));
    }
    return false;
  }

  bool isHeapCall(InstructionId I) const {
    return llvm::any_of(Calls,
                        [&](const HeapCall &C) { return C.Instruction == I; });
  }

  HeapCall fromFact(const HeapCallFact &Fact) const {
    HeapCall Call;
    Call.Function = Fact.Function;
    Call.Position = Fact.Position;
    Call.Bytes = Fact.Bytes;
    addPointer(Fact, Call);
    return Call;
  }

  HeapCall removed(const HeapCallFact &Fact) const {
    HeapCall Call = fromFact(Fact);
    Call.Effect =
        isRelease(Fact.Function)
            ? "clang removed this: what it would give back is never allocated, "
              "or control never comes here"
            : "clang removed this allocation: nothing uses the block, or "
              "control never comes here";
    return Call;
  }

  /// "`buf`, which lives here in the frame, at rbp-48"
  std::string storageText(const LocalVariable &Storage) const {
    std::string Result = "`" + Storage.Name + "`";
    if (Storage.Slots.size() != 1)
      return Result;
    const FrameSlot &S = Built.Layout.slot(Storage.Slots[0]);
    Result += ", which lives here in the frame";
    if (S.Base.empty())
      return Result;
    Result += ", at " + S.Base;
    if (S.Displacement)
      Result +=
          (S.Displacement < 0 ? "" : "+") + std::to_string(S.Displacement);
    return Result;
  }

  HeapCall placement(const HeapCallFact &Fact) const {
    HeapCall Call = fromFact(Fact);
    std::string What = Fact.Type.empty() ? "object" : Fact.Type;
    if (Fact.Function == "placement new[]")
      What = "array of " + What;
    std::string Bytes = Fact.Bytes ? " of " + bytesText(*Fact.Bytes) : "";
    Call.Effect = llvm::formatv("allocates nothing: the {0}{1} ", What, Bytes);
    if (const LocalVariable *Storage = variable(Fact.Storage))
      Call.Effect += llvm::formatv(
          "is made in {0}, and must not be used after that dies; its "
          "destructor is for the program to call",
          storageText(*Storage));
    else
      Call.Effect += "lives where the pointer says, as long as that memory "
                     "does; its destructor is for the program to call";
    return Call;
  }

  const FunctionFacts &Facts;
  const CapturedFrame &Frame;
  const BuiltFrame &Built;
  const std::vector<Instruction> &Instructions;
  std::vector<HeapCall> &Calls;
  std::vector<bool> IsJoined;
};

} // namespace

void joinHeapCalls(const FunctionFacts &Facts, const CapturedFrame &Frame,
                   const BuiltFrame &Built,
                   const std::vector<Instruction> &Instructions,
                   std::vector<HeapCall> &Calls) {
  if (!Facts.HeapCalls.empty() || !Calls.empty())
    Joiner(Facts, Frame, Built, Instructions, Calls).run();
}

} // namespace framewalk
