//===- CodeExplainer.cpp - Prologues and epilogues in plain words ---------===//

#include "Layout/CodeExplainer.h"

#include "Layout/CodeEffects.h"
#include "Layout/CodeRoles.h"

#include <fmt/format.h>

#include <algorithm>

namespace framewalk {

namespace {

Instruction copyInstruction(const CodeView &Code, size_t Index) {
  const CapturedInstruction &From = Code.at(Index);
  Instruction I;
  I.Address = From.Address;
  I.Length =
      static_cast<uint8_t>(std::min<size_t>(From.Length, I.Bytes.size()));
  const std::string &Bytes = Code.Frame.Code;
  if (From.Address + I.Length <= Bytes.size())
    std::copy_n(Bytes.begin() + From.Address, I.Length, I.Bytes.begin());
  I.Text = Code.text(Index);
  I.StackDepth = Code.States[Index].StackDepth;
  I.FramePointerDepth = Code.States[Index].FramePointerDepth;
  return I;
}

InstructionRange makeRange(size_t Begin, size_t End) {
  return {InstructionId(static_cast<uint32_t>(Begin)),
          InstructionId(static_cast<uint32_t>(End))};
}

bool endsExit(CodeRole Role) {
  return Role == CodeRole::Return || Role == CodeRole::TailCall ||
         Role == CodeRole::CanaryFailure;
}

/// Neighbours of one part make a range; an exit ends with its last jump.
void collectRanges(const std::vector<CodeRole> &Roles, ExplainedCode &Result) {
  for (size_t I = 0; I < Roles.size();) {
    const CodePart Part = partOf(Roles[I]);
    size_t End = I + 1;
    while (End < Roles.size() && partOf(Roles[End]) == Part &&
           !(Part == CodePart::Epilogue && endsExit(Roles[End - 1])))
      ++End;
    if (Part == CodePart::Prologue)
      Result.Prologue.push_back(makeRange(I, End));
    else if (Part == CodePart::Epilogue)
      Result.Epilogues.push_back(makeRange(I, End));
    I = End;
  }
}

/// Clang splits a coroutine into functions of its own (LLVM's CoroSplit).
std::string describeCoroutinePart(std::string_view Symbol) {
  const size_t Dot = Symbol.find('.');
  if (Dot == std::string_view::npos)
    return {};
  const std::string_view Part = Symbol.substr(Dot + 1);
  if (Part == "resume")
    return "what follows a suspension: runs when the coroutine is resumed";
  if (Part == "destroy")
    return "destroys a suspended coroutine and frees its frame on the heap";
  if (Part == "cleanup")
    return "destroys a coroutine whose frame is not on the heap";
  if (Part.substr(0, 23) == "__await_suspend_wrapper")
    return "calls await_suspend";
  return {};
}

void addNotes(const CodeView &Code, const std::vector<CodeRole> &Roles,
              ExplainedCode &Result) {
  if (Code.Frame.IsNaked || Roles.empty())
    return;
  if (const std::string Part = describeCoroutinePart(Code.Frame.Symbol);
      !Part.empty() && Code.Frame.IsCoroutine)
    Result.Notes.push_back(fmt::format("a part of the coroutine ({}): {}",
                                       Code.Frame.Symbol, Part));
  const auto Setup = std::find_if(Roles.begin(), Roles.end(), [](CodeRole R) {
    return R >= CodeRole::SaveFramePointer && R <= CodeRole::AlignStack;
  });
  const size_t First = static_cast<size_t>(Setup - Roles.begin());
  const bool BranchesBefore =
      std::any_of(Code.Frame.Instructions.begin(),
                  Code.Frame.Instructions.begin() +
                      static_cast<ptrdiff_t>(Setup == Roles.end() ? 0 : First),
                  [](const CapturedInstruction &I) {
                    return I.Kind == InstructionKind::Branch;
                  });
  if (BranchesBefore)
    Result.Notes.push_back(fmt::format(
        "shrink-wrapped: the frame is made at +{} only, on the ways that need "
        "it; the others leave without one",
        Code.at(First).Address));
  if (std::none_of(Roles.begin(), Roles.end(), [](CodeRole R) {
        return R == CodeRole::Return || R == CodeRole::TailCall;
      }))
    Result.Notes.push_back("no epilogue: it never returns");
}

} // namespace

ExplainedCode explainCode(const CapturedFrame &Frame, const BuiltFrame &Built,
                          const std::vector<StackState> &States) {
  const CodeView Code{Frame, Built, States};
  const std::vector<CodeRole> Roles = findRoles(Code);
  ExplainedCode Result;
  Result.Instructions.reserve(Code.size());
  for (size_t I = 0; I < Code.size(); ++I) {
    Result.Instructions.push_back(copyInstruction(Code, I));
    Result.Instructions.back().Effect = effectOf(Code, Roles, I);
    Result.Instructions.back().IsProbe = Roles[I] == CodeRole::ProbeTouch;
  }
  collectRanges(Roles, Result);
  addNotes(Code, Roles, Result);
  return Result;
}

} // namespace framewalk
