// What the walker does with the touches of memory that have been tracked.

#include "Simulation/AccessWalker.h"

#include "Simulation/Frames.h"

#include <gmock/gmock.h>

using namespace framewalk;
using namespace framewalk::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// One section of each kind, and a symbol in each: f, literal, table (relro),
/// counter, zeros, own (thread), and stdout, which another file has.
enum Symbol : uint32_t { F, Literal, Table, Counter, Zeros, Own, Stdout };

ProgramImage image() {
  ProgramImage I;
  I.Sections = {{".text", SectionKind::Code, 0x2000, 16},
                {".rodata.str1.1", SectionKind::ReadOnly, 6, 1},
                {".data.rel.ro", SectionKind::RelocatedReadOnly, 16, 16},
                {".data", SectionKind::Data, 0x1000, 16},
                {".bss", SectionKind::ZeroInitialised, 0x4000, 16},
                {".tbss", SectionKind::ThreadZero, 4, 4}};
  const char *Names[] = {"f", ".L.str", "table", "counter", "zeros", "own"};
  for (uint32_t S = 0; S < 6; ++S)
    I.Symbols.push_back({.Name = Names[S], .Section = S});
  I.Symbols.push_back({.Name = "stdout"});
  I.GotEntries = {Stdout};
  return I;
}

/// A function of 40 instructions, each four bytes long, with a frame of \p
/// Bytes below the saved frame pointer.
struct TouchCase {
  ProgramImage Image = image();
  FunctionReport Function;
  std::vector<PageWalk> Walks;
  ProgramLayout Layout;

  explicit TouchCase(uint64_t Bytes = 64) {
    Function.Name = Function.LinkageName = "f";
    Function.Frame = frame(
        {slot(SlotKind::ReturnAddress, -8, 8),
         slot(SlotKind::SavedFramePointer, -16, 8),
         slot(SlotKind::Variable, -16 - static_cast<int64_t>(Bytes), Bytes)});
    for (uint32_t I = 0; I < 40; ++I) {
      Instruction Code;
      Code.Address = I * 4;
      Code.Length = 4;
      Function.Instructions.push_back(Code);
    }
  }

  TouchCase &touch(AccessKind Kind, MemoryPlace Place, uint64_t Size = 8,
                   uint64_t Range = 0) {
    MemoryTouch T;
    T.Instruction =
        InstructionId(static_cast<uint32_t>(Function.Memory.size()));
    T.Kind = Kind;
    T.Place = Place;
    T.Size = Size;
    T.Range = Range;
    Function.Memory.push_back(T);
    return *this;
  }
  TouchCase &run(const SimulationOptions &Options = {}) {
    AccessWalker Walker(Image, "a.out", 8, Options);
    Walker.walkFunction(Function);
    Walks = Walker.takeWalks();
    Layout = Walker.layout();
    return *this;
  }
  const AccessWalk &walk(size_t Touch, size_t Page = 0) const {
    return Function.Memory[Touch].Walks[Page];
  }
  const PageWalk &pageWalk(size_t Touch, size_t Page = 0) const {
    return Walks[walk(Touch, Page).Walk.Value];
  }
};

constexpr auto Read = AccessKind::Read;
constexpr auto Write = AccessKind::Write;

MemoryPlace cfa(int64_t Offset) { return {PlaceBase::Cfa, 0, Offset}; }
MemoryPlace symbol(uint32_t S, int64_t Offset = 0) {
  return {PlaceBase::Symbol, S, Offset};
}

TEST(MemoryTouch, TheDefaultActivationKeepsItsFramesWhateverElseIsTouched) {
  TouchCase C;
  C.touch(Write, symbol(Zeros)).touch(Write, cfa(-21), 1).run();
  EXPECT_EQ(C.walk(1).Virtual, VirtualAddress(0x7ffffffeeffb));
  EXPECT_EQ(C.walk(1).Physical, PhysicalAddress(0x5ffb));
  EXPECT_EQ(C.pageWalk(1).Fault->ErrorCode, 6u);
  for (size_t Level = 0; Level < 4; ++Level)
    EXPECT_EQ(C.pageWalk(1).Steps[Level].Table.Value, 0x1000 * (Level + 1));
  EXPECT_GE(C.walk(0).Physical.Value, 0x7000u);
  EXPECT_EQ(C.walk(0).Virtual, C.Layout.Bss);
}

TEST(MemoryTouch, TheFirstInstructionIsFetchedFromTheText) {
  TouchCase C;
  C.run();
  ASSERT_TRUE(C.Function.Fetch);
  EXPECT_EQ(C.Function.Fetch->Virtual, VirtualAddress(0x555555555000));
  const PageWalk &W = C.Walks[C.Function.Fetch->Walk.Value];
  EXPECT_THAT(W.Steps.back().Flags, ElementsAre("P", "US", "A"));
  EXPECT_EQ(W.Fault->ErrorCode, 0x14u); // user, fetch
  EXPECT_THAT(W.Fault->Kernel, HasSubstr("text"));
}

TEST(MemoryTouch, EachPartHasItsRightsAndItsFault) {
  TouchCase C;
  C.touch(Read, symbol(Literal), 1)
      .touch(Read, symbol(Table))
      .touch(Read, symbol(Counter))
      .touch(Write, symbol(Counter))
      .touch(Read, symbol(Zeros, 0x2000))
      .touch(Read, {PlaceBase::GotEntry, Stdout, 0})
      .touch(Read, {PlaceBase::Thread, 0, 0x28})
      .touch(Write, symbol(Own), 4)
      .run();
  // A literal: the file's page, neither writable nor executable.
  EXPECT_THAT(C.pageWalk(0).Steps.back().Flags,
              ElementsAre("P", "US", "A", "XD"));
  EXPECT_EQ(C.pageWalk(0).Fault->ErrorCode, 4u);
  // What the loader has written is there, and the table beside it.
  EXPECT_FALSE(C.pageWalk(1).Fault);
  EXPECT_THAT(C.pageWalk(1).Steps.back().Flags,
              ElementsAre("P", "US", "A", "D", "XD"));
  EXPECT_EQ(C.walk(5).Tlb, TlbOutcome::Hit);
  EXPECT_EQ(C.walk(5).Virtual, C.Layout.Got);
  // Data: read as the file's page, then copied by the first write.
  EXPECT_EQ(C.pageWalk(2).Fault->ErrorCode, 4u);
  EXPECT_EQ(C.pageWalk(3).Fault->ErrorCode, 7u);
  EXPECT_NE(C.walk(2).Physical, C.walk(3).Physical);
  // Zeros that nobody has written yet.
  EXPECT_EQ(C.pageWalk(4).Frame, SimulatedMachine::ZeroPage);
  EXPECT_THAT(C.pageWalk(4).Fault->Kernel, HasSubstr("page of zeros"));
  // The thread's block is in use since the loader has set it up.
  EXPECT_FALSE(C.pageWalk(6).Fault);
  EXPECT_EQ(C.walk(6).Virtual, C.Layout.ThreadPointer + 0x28);
  EXPECT_EQ(C.walk(7).Virtual, C.Layout.ThreadPointer - 4);
  for (const MemoryTouch &T : C.Function.Memory)
    EXPECT_EQ(T.WhyUnresolved, "");
}

TEST(MemoryTouch, WhatHasNoAddressSaysWhyAndKeepsWhatIsKnown) {
  TouchCase C;
  C.touch(Read, symbol(Stdout))
      .touch(Write, symbol(Literal))
      .touch(Write, {PlaceBase::Absolute, 0, 0})
      .touch(Read, {PlaceBase::AlignedStack, 0, 8})
      .touch(Read, {});
  C.Function.Memory.back().WhyUnresolved = "p is a parameter";
  C.run();
  const char *Why[] = {"stdout is defined in another file",
                       "may not be written to: the kernel sends SIGSEGV",
                       "no area at this address: the kernel sends SIGSEGV",
                       "only known at run time", "p is a parameter"};
  for (size_t I = 0; I < std::size(Why); ++I) {
    EXPECT_TRUE(C.Function.Memory[I].Walks.empty()) << I;
    EXPECT_THAT(C.Function.Memory[I].WhyUnresolved, HasSubstr(Why[I]));
  }
  EXPECT_TRUE(C.Function.Notes.empty()) << "none is about the stack";
}

TEST(MemoryTouch, BytesOnTwoPagesHaveTwoWalks) {
  TouchCase C(8192);
  C.touch(Write, cfa(-0x1014), 8) // 0x7ffffffedffc to ...ee003
      .touch(Read, symbol(Zeros, 0x10), 4, 0x3000)
      .touch(Read, symbol(Zeros, 0x10), 4, 16)
      .run();
  ASSERT_EQ(C.Function.Memory[0].Walks.size(), 2u);
  EXPECT_EQ(C.walk(0, 0).Virtual, VirtualAddress(0x7ffffffedffc));
  EXPECT_EQ(C.walk(0, 1).Virtual, VirtualAddress(0x7ffffffee000));
  EXPECT_EQ(C.walk(0, 1).Physical, PhysicalAddress(0x5000));
  EXPECT_NE(C.pageWalk(0, 0).Page, C.pageWalk(0, 1).Page);
  // Any of 0x3000 bytes: the first and the last of them.
  ASSERT_EQ(C.Function.Memory[1].Walks.size(), 2u);
  EXPECT_EQ(C.walk(1, 1).Virtual, C.walk(1).Virtual + 0x2fff);
  EXPECT_EQ(C.Function.Memory[2].Walks.size(), 1u);
}

TEST(MemoryTouch, ASourceAccessIsWhatItsInstructionDid) {
  TouchCase C;
  C.touch(Write, cfa(-24), 4).touch(Read, cfa(-24), 4);
  for (uint32_t I : {0u, 1u}) {
    Access A;
    A.Slot = SlotId(2);
    A.Kind = I ? Read : Write;
    A.Offset = 56;
    A.Size = 4;
    A.Instructions = {InstructionId(I)};
    C.Function.Accesses.push_back(A);
  }
  C.run();
  for (size_t I : {0u, 1u}) {
    const AccessWalk &W = *C.Function.Accesses[I].Walk;
    EXPECT_EQ(W.Virtual, C.walk(I).Virtual);
    EXPECT_EQ(W.Physical, C.walk(I).Physical);
    EXPECT_EQ(W.Walk, C.walk(I).Walk);
    EXPECT_EQ(W.Tlb, I ? TlbOutcome::Hit : TlbOutcome::Miss);
  }
}

TEST(MemoryTouch, LargeObjectsHaveAWalkForEachPage) {
  TouchCase C(0x5000);
  Access A;
  A.Slot = SlotId(2);
  A.Kind = AccessKind::Address;
  A.Size = 0x5000;
  A.Instructions = {InstructionId(0)};
  C.Function.Accesses = {A};
  C.touch(Write, symbol(Counter)).run();
  // 0x5000 bytes up to 0x7ffffffef000.
  const Access &Walked = C.Function.Accesses[0];
  ASSERT_EQ(Walked.MorePages.size(), 4u);
  EXPECT_EQ(Walked.Walk->Virtual, VirtualAddress(0x7ffffffea000));
  EXPECT_EQ(Walked.MorePages[3].Virtual, VirtualAddress(0x7ffffffee000));
  EXPECT_EQ(Walked.MorePages[3].Physical, PhysicalAddress(0x5000));
  // The address is only worked out: no instruction touches those pages.
  for (const FramePage &P : C.Function.Stack.Pages)
    EXPECT_FALSE(P.FirstTouch) << std::hex << P.Page.Value;
}

TEST(MemoryTouch, TheHeapIsWhereGlibcPutsIt) {
  TouchCase C;
  HeapCall Malloc, Unknown;
  Malloc.Function = Unknown.Function = "malloc";
  Malloc.Instruction = InstructionId(1);
  Malloc.Bytes = 40;
  Unknown.Instruction = InstructionId(1);
  C.Function.HeapCalls = {Malloc, Unknown};
  C.touch(Write, cfa(-24))
      .touch(Write, cfa(-80))
      .touch(Write, {PlaceBase::Heap, 0, 8})
      .touch(Write, {PlaceBase::Heap, 1, 8})
      .run();
  ASSERT_TRUE(C.Function.HeapCalls[0].Address);
  // Behind the tcache's 0x290 bytes and a header of 16.
  EXPECT_EQ(*C.Function.HeapCalls[0].Address, C.Layout.Plan.HeapBegin + 0x2a0);
  EXPECT_EQ(C.walk(2).Virtual, *C.Function.HeapCalls[0].Address + 8);
  EXPECT_EQ(C.pageWalk(2).Page, C.Layout.Plan.HeapBegin);
  EXPECT_FALSE(C.Function.HeapCalls[1].Address);
  EXPECT_TRUE(C.Function.Memory[3].Walks.empty());
  EXPECT_THAT(C.Function.Memory[3].WhyUnresolved, HasSubstr("run time"));
}

TEST(MemoryTouch, AFramesPagesSayWhoTouchesThemFirst) {
  TouchCase C(0x3000 - 16);
  C.touch(Write, cfa(-16)).touch(Write, cfa(-0x1010)).touch(Write, cfa(-0x18));
  C.Function.Instructions[1].IsProbe = true;
  C.run();
  const StackRoom &Room = C.Function.Stack;
  ASSERT_EQ(Room.Pages.size(), 4u);
  // CFA 0x7ffffffef010; the lowest byte is 0x7ffffffec010.
  EXPECT_EQ(Room.Pages[0].Bytes, 0x10u);
  EXPECT_EQ(Room.Pages[0].FirstTouch, InstructionId(0));
  EXPECT_FALSE(Room.Pages[0].IsProbe);
  EXPECT_EQ(Room.Pages[1].Page, VirtualAddress(0x7ffffffee000));
  EXPECT_EQ(Room.Pages[1].Bytes, 0x1000u);
  EXPECT_EQ(Room.Pages[1].FirstTouch, InstructionId(1));
  EXPECT_TRUE(Room.Pages[1].IsProbe);
  EXPECT_EQ(Room.Pages[1].Walk, C.walk(1).Walk);
  EXPECT_FALSE(Room.Pages[2].FirstTouch);
  EXPECT_EQ(Room.Pages[3].Bytes, 0xff0u);
  uint64_t Sum = 0;
  for (const FramePage &P : Room.Pages)
    Sum += P.Bytes;
  EXPECT_EQ(Sum, C.Function.Frame.size().Min);
  EXPECT_EQ(Room.ToLimit, 0x7ffffffec010 - (0x7ffffffff000 - (8 << 20)));
  EXPECT_FALSE(Room.ToGuardGap);
}

TEST(MemoryTouch, FramesBeyondTheLimitAreToldAndEndThere) {
  TouchCase C(uint64_t(1) << 40);
  C.touch(Write, cfa(-24)).touch(Write, cfa(-(int64_t(1) << 39))).run();
  EXPECT_LT(C.Function.Stack.ToLimit, 0);
  EXPECT_LE(C.Function.Stack.Pages.size(), 2048u);
  EXPECT_EQ(C.Function.Stack.Pages.back().Page,
            VirtualAddress(0x7ffffffff000 - (8 << 20)));
  EXPECT_TRUE(C.Function.Memory[1].Walks.empty());
  EXPECT_THAT(C.Function.Memory[1].WhyUnresolved, HasSubstr("SIGSEGV"));
  ASSERT_EQ(C.Function.Notes.size(), 1u);
  TouchCase Small(0x8000);
  Small.touch(Write, cfa(-24)).run({.StackLimit = 0x14000});
  EXPECT_EQ(Small.Function.Stack.ToLimit,
            0x7ffffffef010 - 0x8010 - (0x7ffffffff000 - 0x14000));
  EXPECT_LT(Small.Function.Stack.ToLimit, 0);
  ASSERT_EQ(Small.Function.Notes.size(), 1u);
  EXPECT_THAT(Small.Function.Notes[0], HasSubstr("80 KiB"));
}

TEST(MemoryTouch, TheStackMayBeElsewhere) {
  TouchCase C;
  SimulationOptions Options;
  Options.Rbp = VirtualAddress(0x7fffff900000); // below the first 132 KiB
  C.touch(Write, cfa(-24)).run(Options);
  EXPECT_EQ(C.walk(0).Virtual, VirtualAddress(0x7fffff900010 - 24));
  EXPECT_EQ(C.walk(0).Physical.Value & ~0xfffull, 0x5000u);
}

TEST(SimulationOptions, ContradictionsAreSentences) {
  SimulationOptions O;
  EXPECT_EQ(problemWith(O, 8), "");
  O.Rsp = VirtualAddress(0x7ffffffef008);
  EXPECT_EQ(problemWith(O, 8), "");
  EXPECT_EQ(stackFor(O, 8).Cfa, defaultStack(8).Cfa);
  O.Rbp = VirtualAddress(0x7ffffffef000);
  EXPECT_EQ(problemWith(O, 8), "");
  O.Rbp = VirtualAddress(0x7ffffffef010);
  EXPECT_THAT(problemWith(O, 8), HasSubstr("contradict"));
  O.Rsp.reset();
  O.Rbp = VirtualAddress(0x7ffffffef004);
  EXPECT_THAT(problemWith(O, 8), HasSubstr("multiple of 16"));
  O.Rbp = VirtualAddress(0x1000);
  EXPECT_THAT(problemWith(O, 8), HasSubstr("does not lie in the stack"));
  O = {.StackLimit = 100};
  EXPECT_THAT(problemWith(O, 8), HasSubstr("4096"));
  O = {.Rbp = VirtualAddress(0x7fffff900000), .StackLimit = 1 << 20};
  EXPECT_THAT(problemWith(O, 8), HasSubstr("1 MiB"));
}

TEST(SimulationOptions, AHigherLimitLetsTheStackReachFurther) {
  VirtualAddress Deep(0x7ffff0000000); // 256 MiB below the top
  SimulationOptions O = {.Rbp = Deep};
  EXPECT_THAT(problemWith(O, 8), HasSubstr("a limit of 8 MiB"));
  O.StackLimit = uint64_t(1) << 30;
  EXPECT_EQ(problemWith(O, 8), "");
  ProgramLayout Layout = layOutProgram({}, "a.out", 8, O.StackLimit);
  EXPECT_EQ(problemWith(Layout, stackFor(O, 8)), "");

  // Without a limit it is what lies below that ends it.
  O = {.Rbp = VirtualAddress(0x600000000000), .StackLimit = UnlimitedStack};
  EXPECT_EQ(problemWith(O, 8), "");
  Layout = layOutProgram({}, "a.out", 8, O.StackLimit);
  EXPECT_EQ(problemWith(Layout, stackFor(O, 8)), "");
  VirtualAddress End;
  for (const Vma &V : Layout.Plan.Areas)
    if (V.Kind != VmaKind::Stack)
      End = std::max(End, V.End);
  VirtualAddress Nearest = End + 256 * int64_t(SmallPage);
  O.Rbp = Nearest;
  EXPECT_EQ(problemWith(Layout, stackFor(O, 8)), "");
  O.Rbp = Nearest - 16; // its CFA is on the page's boundary
  EXPECT_THAT(problemWith(Layout, stackFor(O, 8)), HasSubstr("1 MiB away"));
}

} // namespace
