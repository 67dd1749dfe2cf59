//===- LinkCase.h - A function's facts and frame, made by hand ------------===//
//
//   LinkCase Case;
//   VariableId X = Case.local("x", 4);         // [rbp-4]
//   Case.read(X, {3, 10});
//   Case.code(R"(
//     mov eax, dword ptr [rbp - 4]  ; at 3:10
//   )");
//   EXPECT_EQ(Case.linked(0), "mov eax, dword ptr [rbp - 4]");
//
// The frame is rbp-based; locals lie below it in the order of their making.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/AccessLinker.h"
#include "Layout/LifetimeBuilder.h"

#include "TestCode.h"

#include <initializer_list>
#include <utility>

namespace framewalk::test {

class LinkCase {
public:
  using Places = std::initializer_list<std::pair<uint32_t, uint32_t>>;

  LinkCase();

  static SourcePosition at(uint32_t Line, uint32_t Column) {
    return {FileId(0), Line, Column};
  }

  /// A variable in a slot of its own, declared at line 2.
  VariableId local(std::string Name, uint64_t Size);
  VariableId parameter(std::string Name, uint64_t Size);
  /// A variable in the slot of \p Other.
  VariableId sharing(VariableId Other, std::string Name);
  /// A variable that has no slot.
  VariableId elsewhere(std::string Name, std::string WhyNoSlot);
  /// A slot without a variable.
  SlotId slot(SlotKind Kind, uint64_t Size);
  VariableFact &fact(VariableId V) { return Facts.Variables[V.Value]; }
  LocalVariable &built(VariableId V) { return Built.Variables[V.Value]; }

  /// A use with the places that its instructions may carry, nearest first.
  UseFact &use(VariableId V, AccessKind Kind, Places Candidates);
  UseFact &read(VariableId V, Places P) { return use(V, AccessKind::Read, P); }
  UseFact &write(VariableId V, Places P) {
    return use(V, AccessKind::Write, P);
  }
  void implicit(VariableId V, TouchOrigin Origin, Places Candidates);

  /// The function's code after `push rbp; mov rbp, rsp`; links the uses.
  void code(std::string_view Assembly);

  /// The instructions of the use at index \p I, joined by "; ", or
  /// "(why there are none)".
  std::string linked(size_t I) const;
  /// Origin of the touch of the instruction with \p Text; "none".
  std::string origin(std::string_view Text) const;
  const Lifetime &lifetime(VariableId V) const { return Lifetimes[V.Value]; }

  bool IsOptimised = false; ///< set before code()
  FunctionFacts Facts;
  BuiltFrame Built;
  CapturedFrame Frame;
  std::vector<Instruction> Instructions;
  std::vector<Access> Accesses;
  std::vector<Lifetime> Lifetimes;

private:
  std::vector<FrameSlot> Slots;
  int64_t Lowest = -16;

  uint32_t addSlot(SlotKind Kind, uint64_t Size);
  VariableId addVariable(std::string Name, uint64_t Size, VariableKind Kind);
  void occupy(uint32_t Slot, VariableId V);
};

} // namespace framewalk::test
