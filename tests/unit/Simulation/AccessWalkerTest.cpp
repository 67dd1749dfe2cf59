#include "Simulation/AccessWalker.h"

#include "Simulation/Frames.h"

#include <gmock/gmock.h>

#include <chrono>

using namespace framewalk;
using namespace framewalk::test;
using testing::ElementsAre;

namespace {

constexpr auto Read = AccessKind::Read;
constexpr auto Write = AccessKind::Write;
constexpr auto Update = AccessKind::Update;
constexpr auto Address = AccessKind::Address;

/// Slot 2 is `char c` at rbp-5, slot 3 `char buf[16]` at rbp-32.
FrameLayout sumFrame() {
  return frame(
      {slot(SlotKind::ReturnAddress, -8, 8),
       slot(SlotKind::SavedFramePointer, -16, 8),
       slot(SlotKind::Padding, -20, 4), slot(SlotKind::Variable, -21, 1),
       slot(SlotKind::Padding, -32, 11), slot(SlotKind::Variable, -48, 16)});
}
constexpr uint32_t C = 3, Buf = 5;

struct Walked {
  FunctionReport Function;
  std::vector<PageWalk> Walks;

  const AccessWalk &access(size_t I) const {
    return *Function.Accesses[I].Walk;
  }
  const PageWalk &walkOf(size_t I) const { return Walks[access(I).Walk.Value]; }
};

Walked walked(FunctionBuilder Builder, unsigned PointerSize = 8) {
  AccessWalker Walker(PointerSize);
  Walker.walkFunction(Builder.Function);
  return {std::move(Builder.Function), Walker.takeWalks()};
}

TEST(AccessWalker, FollowsAWriteToThePhysicalByte) {
  Walked W = walked(FunctionBuilder(sumFrame()).use(C, Write, 0, 1));
  EXPECT_EQ(W.access(0).Virtual, VirtualAddress(0x7ffffffeeffb));
  EXPECT_EQ(W.access(0).Physical, PhysicalAddress(0x5ffb));
  EXPECT_EQ(W.access(0).Tlb, TlbOutcome::Miss);
  ASSERT_EQ(W.Walks.size(), 1u);
  const PageWalk &Walk = W.Walks[0];
  EXPECT_EQ(Walk.Page, VirtualAddress(0x7ffffffee000));
  EXPECT_EQ(Walk.Frame, PhysicalAddress(0x5000));
  ASSERT_EQ(Walk.Steps.size(), 4u);
  EXPECT_EQ(Walk.Steps[0].Level, 4u);
  EXPECT_EQ(Walk.Steps[0].Table, PhysicalAddress(0x1000));
  EXPECT_EQ(Walk.Steps[0].Index, 255u);
  EXPECT_THAT(Walk.Steps[0].Flags, ElementsAre("P", "RW", "US", "A"));
  EXPECT_EQ(Walk.Steps[3].Index, 494u);
  EXPECT_EQ(Walk.Steps[3].Entry, 0x8000000000005067u);
  EXPECT_THAT(Walk.Steps[3].Flags,
              ElementsAre("P", "RW", "US", "A", "D", "XD"));
  ASSERT_TRUE(Walk.Fault);
  EXPECT_EQ(Walk.Fault->Vector, 14u);
  EXPECT_EQ(Walk.Fault->ErrorCode, 6u);
  EXPECT_EQ(Walk.Fault->Cr2, VirtualAddress(0x7ffffffeeffb));
  EXPECT_THAT(Walk.Fault->Kernel, testing::HasSubstr("0x5000"));
}

TEST(AccessWalker, TheSecondAccessHitsTheTlbAndNamesTheSameWalk) {
  Walked W = walked(FunctionBuilder(sumFrame())
                        .use(C, Write)
                        .use(Buf, Write, 15)
                        .use(C, Read));
  EXPECT_EQ(W.access(1).Tlb, TlbOutcome::Hit);
  EXPECT_EQ(W.access(1).Walk, W.access(0).Walk);
  EXPECT_EQ(W.access(1).Virtual, VirtualAddress(0x7ffffffeefef));
  EXPECT_EQ(W.access(1).Physical, PhysicalAddress(0x5fef));
  EXPECT_EQ(W.access(2).Tlb, TlbOutcome::Hit);
  EXPECT_EQ(W.Walks.size(), 1u);
}

TEST(AccessWalker, TheCompilersOwnStoresTouchThePageFirst) {
  FunctionBuilder Builder(sumFrame());
  Builder.code(C, Write, 0, 1); // the argument goes into its slot
  Walked W = walked(Builder.use(C, Read, 0, 1));
  EXPECT_EQ(W.access(0).Tlb, TlbOutcome::Hit);
  EXPECT_EQ(W.access(0).Physical, PhysicalAddress(0x5ffb));
  EXPECT_EQ(W.walkOf(0).Fault->ErrorCode, 6u);
}

TEST(AccessWalker, ReadBeforeAnyWriteShowsTheSharedZeros) {
  Walked W = walked(
      FunctionBuilder(sumFrame()).use(C, Read, 0, 1).use(C, Write, 0, 1));
  EXPECT_EQ(W.access(0).Physical, SimulatedMachine::ZeroPage + 0xffb);
  EXPECT_EQ(W.walkOf(0).Fault->ErrorCode, 4u);
  EXPECT_EQ(W.access(1).Tlb, TlbOutcome::Miss);
  EXPECT_EQ(W.access(1).Physical, PhysicalAddress(0x5ffb));
  EXPECT_EQ(W.walkOf(1).Fault->ErrorCode, 7u);
}

TEST(AccessWalker, OrderIsThatOfTheInstructionsNotOfTheSource) {
  FunctionBuilder Builder(sumFrame());
  Builder.use(C, Write).use(Buf, Write);
  std::swap(Builder.Function.Accesses[0], Builder.Function.Accesses[1]);
  Walked W = walked(std::move(Builder));
  EXPECT_EQ(W.access(0).Tlb, TlbOutcome::Hit);
  EXPECT_EQ(W.access(1).Tlb, TlbOutcome::Miss);
}

TEST(AccessWalker, AnUpdateInOneInstructionWritesAtOnce) {
  Walked W = walked(FunctionBuilder(sumFrame()).use(C, Update));
  EXPECT_EQ(W.walkOf(0).Fault->ErrorCode, 6u);
}

TEST(AccessWalker, AnAddressTakenIsTranslatedAsALaterWriteThroughIt) {
  Walked Before =
      walked(FunctionBuilder(sumFrame()).use(Buf, Address, 0, 0).use(C, Write));
  // The store of c takes the fault, although the `lea` comes first.
  EXPECT_EQ(Before.walkOf(0).Fault->Cr2, VirtualAddress(0x7ffffffeeffb));
  EXPECT_EQ(Before.access(0).Physical, PhysicalAddress(0x5fe0));
  Walked Alone = walked(FunctionBuilder(sumFrame()).use(Buf, Address, 0, 0));
  EXPECT_EQ(Alone.access(0).Physical, PhysicalAddress(0x5fe0));
  EXPECT_EQ(Alone.walkOf(0).Fault->ErrorCode, 6u);
}

TEST(AccessWalker, ACallPushesItsReturnAddress) {
  FunctionBuilder Builder(sumFrame());
  Walked W = walked(Builder.call(64).use(C, Read, 0, 1));
  EXPECT_EQ(W.access(0).Tlb, TlbOutcome::Hit);
  // CFA - 64 - 8
  EXPECT_EQ(W.walkOf(0).Fault->Cr2, VirtualAddress(0x7ffffffeefc8));
}

TEST(AccessWalker, WhatWasPassedByAddressIsNotTakenForUntouched) {
  FrameLayout Frame = frame({slot(SlotKind::ReturnAddress, -8, 8),
                             slot(SlotKind::SavedFramePointer, -16, 8),
                             slot(SlotKind::Variable, -20016, 20000)});
  FunctionBuilder Called(Frame), NotCalled(Frame);
  Called.use(2, Address, 0, 20000);
  Instruction Call;
  Call.Text = "call 0x0";
  Called.Function.Instructions.push_back(Call);
  Called.use(2, Read, 8);
  NotCalled.use(2, Address, 0, 20000).use(2, Read, 8);
  EXPECT_EQ(walked(Called).access(1).Physical.Value & ~0xfffull, 0x7000u);
  EXPECT_EQ(walked(NotCalled).access(1).Physical.Value & ~0xfffull,
            SimulatedMachine::ZeroPage.Value);
}

TEST(AccessWalker, ParametersOnTheStackLieOnTheCallersPage) {
  Walked W =
      walked(FunctionBuilder(frame({slot(SlotKind::Parameter, 0, 24),
                                    slot(SlotKind::ReturnAddress, -8, 8),
                                    slot(SlotKind::SavedFramePointer, -16, 8)}))
                 .use(0, Read, 4));
  EXPECT_EQ(W.access(0).Virtual, VirtualAddress(0x7ffffffef014));
  EXPECT_EQ(W.access(0).Physical, PhysicalAddress(0x6014));
  EXPECT_FALSE(W.walkOf(0).Fault);
}

TEST(AccessWalker, LargeArgumentsReachPagesOfCallersThatHaveBeenUsed) {
  Walked W =
      walked(FunctionBuilder(frame({slot(SlotKind::Parameter, 0, 8192),
                                    slot(SlotKind::ReturnAddress, -8, 8),
                                    slot(SlotKind::SavedFramePointer, -16, 8)}))
                 .use(0, Read, 4096));
  EXPECT_EQ(W.access(0).Virtual, VirtualAddress(0x7fffffff0010));
  EXPECT_FALSE(W.walkOf(0).Fault);
  EXPECT_EQ(W.access(0).Physical, PhysicalAddress(0x7010));
}

TEST(AccessWalker, AccessThatCrossesAPageBoundaryTouchesBothPages) {
  FrameLayout Frame = frame({slot(SlotKind::ReturnAddress, -8, 8),
                             slot(SlotKind::SavedFramePointer, -16, 8),
                             slot(SlotKind::Variable, -8192, 8176)});
  // The variable begins at ...ed010; its bytes 4076 to 4083 cross into ...ee.
  Walked W =
      walked(FunctionBuilder(Frame).use(2, Write, 4076, 8).use(2, Write, 4080));
  EXPECT_EQ(W.access(0).Virtual, VirtualAddress(0x7ffffffedffc));
  EXPECT_EQ(W.access(0).Physical, PhysicalAddress(0x7ffc));
  ASSERT_EQ(W.Function.Accesses[0].MorePages.size(), 1u);
  const AccessWalk &Second = W.Function.Accesses[0].MorePages[0];
  EXPECT_EQ(Second.Virtual, VirtualAddress(0x7ffffffee000));
  // The page below the caller's has its frame, whenever it is touched.
  EXPECT_EQ(Second.Physical, PhysicalAddress(0x5000));
  EXPECT_EQ(W.Walks[Second.Walk.Value].Fault->Cr2, Second.Virtual);
  EXPECT_EQ(W.access(1).Tlb, TlbOutcome::Hit);
  EXPECT_EQ(W.access(1).Physical, PhysicalAddress(0x5000));
}

TEST(AccessWalker, DynamicAreasAndUnlinkedUsesHaveNoWalk) {
  FunctionBuilder Builder(
      frame({slot(SlotKind::ReturnAddress, -8, 8),
             slot(SlotKind::SavedFramePointer, -16, 8),
             slot(SlotKind::Variable, -32, 16), dynamicArea()}));
  Builder.use(3, Write).use(2, Write);
  Builder.Function.Accesses[1].Instructions.clear();
  Walked W = walked(std::move(Builder));
  EXPECT_FALSE(W.Function.Accesses[0].Walk);
  EXPECT_FALSE(W.Function.Accesses[1].Walk);
}

TEST(AccessWalker, BeyondTheLimitThereIsNoPhysicalByte) {
  FrameLayout Frame =
      frame({slot(SlotKind::ReturnAddress, -8, 8),
             slot(SlotKind::SavedFramePointer, -16, 8),
             slot(SlotKind::Variable, -(16 << 20), (16 << 20) - 16)});
  Walked W =
      walked(FunctionBuilder(Frame).use(2, Write).use(2, Write, 15 << 20));
  EXPECT_FALSE(W.Function.Accesses[0].Walk);
  EXPECT_TRUE(W.Function.Accesses[1].Walk);
  ASSERT_EQ(W.Function.Notes.size(), 1u);
  EXPECT_THAT(W.Function.Notes[0], testing::HasSubstr("SIGSEGV"));
}

TEST(AccessWalker, FunctionsAreFreshButShareEqualWalks) {
  AccessWalker Walker(8);
  FunctionBuilder First(sumFrame()), Second(sumFrame()), Third(sumFrame());
  First.use(C, Write);
  Second.use(C, Write);
  Third.use(Buf, Write);
  Walker.walkFunction(First.Function);
  Walker.walkFunction(Second.Function);
  Walker.walkFunction(Third.Function);
  EXPECT_EQ(Second.Function.Accesses[0].Walk->Tlb, TlbOutcome::Miss);
  EXPECT_EQ(Second.Function.Accesses[0].Walk->Walk, WalkId(0));
  // Another first byte, another CR2: another walk.
  EXPECT_EQ(Third.Function.Accesses[0].Walk->Walk, WalkId(1));
  std::vector<PageWalk> Walks = Walker.takeWalks();
  ASSERT_EQ(Walks.size(), 2u);
  EXPECT_FALSE(Walks[0] == Walks[1]);
}

TEST(AccessWalker, AnI386FrameIsAtItsOwnAddresses) {
  Walked W = walked(FunctionBuilder(sumFrame()).use(C, Write), 4);
  EXPECT_EQ(W.access(0).Virtual, VirtualAddress(0xfffeeffb));
  EXPECT_EQ(W.access(0).Physical, PhysicalAddress(0x5ffb));
}

TEST(AccessWalker, WalksManyFunctionsQuickly) {
  AccessWalker Walker(8);
  auto Begin = std::chrono::steady_clock::now();
  for (unsigned F = 0; F < 2500; ++F) {
    FunctionBuilder Builder(sumFrame());
    for (unsigned I = 0; I < 32; ++I)
      Builder.use(I % 2 ? C : Buf, I % 3 ? Read : Write, 0);
    Walker.walkFunction(Builder.Function);
  }
  std::chrono::duration<double> Took = std::chrono::steady_clock::now() - Begin;
  EXPECT_LE(Walker.takeWalks().size(), 4u);
  // 80,000 accesses: well below 0.1 s in an optimised build on a quiet machine.
  EXPECT_LT(Took.count(), 2.0);
  RecordProperty("seconds", std::to_string(Took.count()));
}

} // namespace
