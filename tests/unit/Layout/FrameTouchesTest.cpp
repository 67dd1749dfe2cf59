//===- FrameTouchesTest.cpp -----------------------------------------------===//

#include "Layout/FrameTouches.h"

#include "TestCode.h"

#include "gtest/gtest.h"

using namespace framewalk;
using framewalk::test::assemble;

namespace {

/// 16 bytes of locals below the return address and 8 bytes of padding.
BuiltFrame localsAtTheBottom() {
  const auto Slot = [](SlotKind Kind, int64_t CfaOffset, uint64_t Size) {
    FrameSlot S;
    S.Kind = Kind;
    S.CfaOffset = FrameOffset(CfaOffset);
    S.Size = Size;
    return S;
  };
  BuiltFrame Built;
  llvm::Expected<FrameLayout> Layout = FrameLayout::create(
      std::nullopt, {32, 32},
      {Slot(SlotKind::ReturnAddress, -8, 8), Slot(SlotKind::Padding, -16, 8),
       Slot(SlotKind::Variable, -32, 16)});
  if (!Layout)
    ADD_FAILURE() << llvm::toString(Layout.takeError());
  else
    Built.Layout = std::move(*Layout);
  return Built;
}

std::vector<ResolvedTouch> touches(const CapturedFrame &Frame) {
  return resolveTouches(Frame, localsAtTheBottom(), trackStack(Frame));
}

TEST(FrameTouches, ACopyOfTheStackPointerIsTheLowestLocalsAddress) {
  const std::vector<ResolvedTouch> Touches = touches(assemble(R"(
    sub rsp, 24         ; setup
    mov rdi, rsp
    call use
  )"));
  ASSERT_EQ(Touches.size(), 1u);
  EXPECT_EQ(Touches[0].Instruction, 1u);
  EXPECT_EQ(Touches[0].Place.Slot, SlotId(2));
  EXPECT_EQ(Touches[0].Place.Offset, 0);
  EXPECT_EQ(Touches[0].Kind, AccessKind::Address);
}

TEST(FrameTouches, ACopyOfTheStackPointerThatPointsElsewhereIsNone) {
  EXPECT_TRUE(touches(assemble(R"(
    sub rsp, 8          ; setup
    mov rdi, rsp
    call use
  )"))
                  .empty());
}

TEST(FrameTouches, WithDynamicAreasACopySavesTheStackPointer) {
  CapturedFrame Start;
  Start.HasVariableSizedObjects = true;
  EXPECT_TRUE(touches(assemble(R"(
    sub rsp, 24         ; setup
    mov rax, rsp
    call use
  )",
                               Start))
                  .empty());
}

TEST(FrameTouches, TheProloguesCopiesAreNone) {
  EXPECT_TRUE(touches(assemble(R"(
    sub rsp, 24         ; setup
    mov r11, rsp        ; setup
  )"))
                  .empty());
}

} // namespace
