#include "Simulation/Activation.h"

#include "Simulation/Frames.h"

using namespace framewalk;
using namespace framewalk::test;

TEST(Activation, TheDefaultStackIsTheContracts) {
  StackPlace Wide = defaultStack(8);
  EXPECT_EQ(Wide.Cfa, VirtualAddress(0x7ffffffef010));
  EXPECT_EQ(Wide.Top, VirtualAddress(0x7ffffffff000));
  EXPECT_EQ(Wide.Lowest, VirtualAddress(0x7fffff7ff000));
  EXPECT_EQ(defaultStack(4).Cfa, VirtualAddress(0xfffef010));
  // Both ABIs: what is aligned in the frame is aligned in memory.
  EXPECT_EQ(Wide.Cfa.Value % 16, 0u);
  EXPECT_EQ(defaultStack(4).Cfa.Value % 16, 0u);
}

TEST(Activation, FramePointerStandsTwoPointersBelowTheCfa) {
  FrameLayout Frame = frame({slot(SlotKind::ReturnAddress, -8, 8),
                             slot(SlotKind::SavedFramePointer, -16, 8)});
  EXPECT_EQ(placeFrame(Frame, VirtualAddress(0x7ffffffef010), 8).FramePointer,
            VirtualAddress(0x7ffffffef000));
  EXPECT_EQ(placeFrame(Frame, VirtualAddress(0xfffef010), 4).FramePointer,
            VirtualAddress(0xfffef008));
}

TEST(Activation, SlotsHangOnTheCfaWhereTheyCan) {
  ActivationRegisters R{.Cfa = VirtualAddress(0x1010)};
  EXPECT_EQ(addressOf(slot(SlotKind::Variable, -21, 1), R),
            VirtualAddress(0xffb));
  EXPECT_EQ(addressOf(slot(SlotKind::Parameter, 8, 8), R),
            VirtualAddress(0x1018));
}

// push rbp; mov rbp,rsp; and rsp,-64; sub rsp,192 with the CFA at ...010:
// rsp is ...000 before the `and`, which drops nothing there.
TEST(Activation, RealignmentTakesTheBytesReallyDropped) {
  FrameLayout Frame =
      frame({slot(SlotKind::ReturnAddress, -8, 8),
             slot(SlotKind::SavedFramePointer, -16, 8), realignmentGap(0, 48),
             realigned(SlotKind::Variable, 64, 128, 64),
             realigned(SlotKind::Padding, 0, 64, 1)});
  ActivationRegisters R = placeFrame(Frame, VirtualAddress(0x7ffffffef010), 8);
  EXPECT_EQ(R.AlignedStack, VirtualAddress(0x7ffffffeef40));
  EXPECT_EQ(R.StackPointer, VirtualAddress(0x7ffffffeef40));
  EXPECT_EQ(addressOf(Frame.slot(SlotId(3)), R),
            VirtualAddress(0x7ffffffeef80));
  // Another caller: rsp is ...ff0 before the `and`, 0x30 bytes go.
  EXPECT_EQ(placeFrame(Frame, VirtualAddress(0x7ffffffef000), 8).AlignedStack,
            VirtualAddress(0x7ffffffeef00));
}

TEST(Activation, SavedRegistersArePushedBeforeTheStackIsRealigned) {
  FrameLayout Frame =
      frame({slot(SlotKind::ReturnAddress, -8, 8),
             slot(SlotKind::SavedFramePointer, -16, 8),
             slot(SlotKind::CalleeSaved, -24, 8), realignmentGap(8, 24),
             realigned(SlotKind::Variable, 0, 32, 32)});
  // rsp is ...eff8 before the `and`: rounded down to ...efe0.
  EXPECT_EQ(placeFrame(Frame, VirtualAddress(0x7ffffffef010), 8).AlignedStack,
            VirtualAddress(0x7ffffffeefc0));
}

TEST(Activation, ADynamicAreaLeavesOnlyTheBaseRegister) {
  FrameLayout Frame =
      frame({slot(SlotKind::ReturnAddress, -8, 8),
             slot(SlotKind::SavedFramePointer, -16, 8), realignmentGap(0, 16),
             realigned(SlotKind::Variable, 0, 32, 32, "rbx"), dynamicArea()});
  ActivationRegisters R = placeFrame(Frame, VirtualAddress(0x7ffffffef010), 8);
  EXPECT_EQ(addressOf(Frame.slot(SlotId(3)), R),
            VirtualAddress(0x7ffffffeefe0));
  EXPECT_FALSE(R.StackPointer);
  EXPECT_FALSE(addressOf(Frame.slot(SlotId(4)), R));
}
