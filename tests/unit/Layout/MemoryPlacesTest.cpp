//===- MemoryPlacesTest.cpp -----------------------------------------------===//

#include "Layout/MemoryPlaces.h"

#include "TestCode.h"

#include "gtest/gtest.h"

using namespace framewalk;
using framewalk::test::assemble;

namespace {

FrameSlot slot(SlotKind Kind, int64_t CfaOffset, uint64_t Size) {
  FrameSlot Slot;
  Slot.Kind = Kind;
  Slot.CfaOffset = FrameOffset(CfaOffset);
  Slot.Size = Size;
  return Slot;
}

/// A return address, a saved register and two spills; `x` is a variable with
/// the given places, of 8 bytes.
struct Settled {
  CapturedFrame Frame = assemble(R"(
    push rbx                      ; setup
    sub rsp, 16                   ; setup
    mov qword ptr [rsp + 8], rdi
    call f
    push rax
    call g
    add rsp, 24                   ; destroy
    pop rbx                       ; destroy
    ret
  )");
  BuiltFrame Built;

  explicit Settled(std::vector<VariableLocation> Locations) {
    llvm::Expected<FrameLayout> Layout = FrameLayout::create(
        std::nullopt, {32, 32},
        {slot(SlotKind::ReturnAddress, -8, 8),
         slot(SlotKind::CalleeSaved, -16, 8), slot(SlotKind::Spill, -24, 8),
         slot(SlotKind::Spill, -32, 8)});
    if (!Layout)
      ADD_FAILURE() << llvm::toString(Layout.takeError());
    else
      Built.Layout = std::move(*Layout);
    LocalVariable X;
    X.Name = "x";
    X.Type = "long";
    X.Size = 8;
    X.WhyNoSlot = "kept in registers, or optimised out";
    X.Locations = std::move(Locations);
    Built.Variables.push_back(X);
    settleInSlots(Frame, trackStack(Frame), {}, Built);
  }
  const LocalVariable &variable() const { return Built.Variables[0]; }
  const std::vector<Occupant> &occupants(uint32_t Slot) const {
    return Built.Layout.slot(SlotId(Slot)).Occupants;
  }
};

TEST(MemoryPlaces, ASpilledVariableOccupiesItsSlotForARange) {
  const Settled Case({{{0, 12}, "rdi"}, {{12, 32}, "[rsp+0x8]"}});
  ASSERT_EQ(Case.occupants(2).size(), 1u);
  EXPECT_EQ(Case.occupants(2)[0].Name, "x");
  EXPECT_EQ(Case.occupants(2)[0].Note, "in code c-20");
  EXPECT_EQ(Case.variable().Slots, std::vector<SlotId>{SlotId(2)});
  EXPECT_EQ(Case.variable().WhyNoSlot, "");
  EXPECT_EQ(Case.variable().Locations.size(), 2u) << "rdi stays worth saying";
}

TEST(MemoryPlaces, TheStackPointerMayMoveBetweenTwoRanges) {
  const Settled Case({{{12, 20}, "[rsp+0x8]"}, {{20, 24}, "[rsp+0x10]"}});
  ASSERT_EQ(Case.occupants(2).size(), 1u);
  EXPECT_EQ(Case.occupants(2)[0].Note, "in code c-14, 14-18");
}

TEST(MemoryPlaces, TwoSlotsOneAfterTheOther) {
  const Settled Case({{{12, 16}, "[rsp+0x8]"}, {{16, 20}, "[rsp]"}});
  EXPECT_EQ(Case.occupants(2).size(), 1u);
  EXPECT_EQ(Case.occupants(3).size(), 1u);
  EXPECT_EQ(Case.variable().Slots.size(), 2u);
}

TEST(MemoryPlaces, AllTheTimeNeedsNoRange) {
  const Settled Case({{{0, 36}, "[rsp-0x10]"}});
  ASSERT_EQ(Case.occupants(2).size(), 1u);
  EXPECT_EQ(Case.occupants(2)[0].Note, "");
  EXPECT_TRUE(Case.variable().Locations.empty());
}

TEST(MemoryPlaces, WhatIsNoPlainMemoryIsLeftAlone) {
  for (const char *Where :
       {"rax", "[[rsp+0x8]]", "[rsp+0x8]+0x4", "constant 5", "[rsp+rax]",
        "optimised out", "[rsp+0x8] (4 bytes)", "[]"}) {
    const Settled Case({{{12, 32}, Where}});
    EXPECT_TRUE(Case.variable().Slots.empty()) << Where;
    EXPECT_NE(Case.variable().WhyNoSlot, "") << Where;
  }
}

TEST(MemoryPlaces, NobodySettlesInASavedRegister) {
  const Settled Case({{{12, 32}, "[rsp+0x10]"}});
  EXPECT_TRUE(Case.variable().Slots.empty());
}

} // namespace
