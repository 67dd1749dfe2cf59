// Program layouts, memory tables and traces.

#include "Simulation/MemoryTable.h"
#include "Simulation/ProgramLayout.h"
#include "Simulation/TraceMemory.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <unistd.h>

using namespace framewalk;

namespace {

/// An image with one section of each kind.
struct Sizes {
  uint64_t Text = 0, Rodata = 0, Data = 0, Bss = 0;

  ProgramImage image() const {
    ProgramImage Image;
    auto Add = [&](const char *Name, SectionKind Kind, uint64_t Size) {
      if (Size)
        Image.Sections.push_back(
            {.Name = Name, .Kind = Kind, .Size = Size, .Align = 32});
    };
    Add(".text", SectionKind::Code, Text);
    Add(".rodata", SectionKind::ReadOnly, Rodata);
    Add(".data", SectionKind::Data, Data);
    Add(".bss", SectionKind::ZeroInitialised, Bss);
    return Image;
  }
};

TEST(ProgramLayout, PartsLieAsLinuxPutsThem) {
  ProgramLayout L = layOutProgram(
      Sizes{.Text = 0x1234, .Rodata = 100, .Data = 40, .Bss = 0x3000}.image(),
      "sum", 8);
  EXPECT_EQ(L.Text, VirtualAddress(0x555555555000));
  EXPECT_EQ(L.Rodata, VirtualAddress(0x555555557000));
  EXPECT_EQ(L.Data, VirtualAddress(0x555555558000));
  EXPECT_EQ(L.Bss, VirtualAddress(0x555555558040));
  EXPECT_EQ(L.Plan.HeapBegin, VirtualAddress(0x55555555c000));
  EXPECT_EQ(L.Plan.MmapTop, VirtualAddress(0x7ffff7fff000));
  SimulatedMachine Machine;
  AddressSpace Space(Machine, L.Plan);
  const std::vector<Vma> &Areas = Space.areas().areas();
  const VmaKind Kinds[] = {VmaKind::Headers, VmaKind::Text, VmaKind::Rodata,
                           VmaKind::Data,    VmaKind::Bss,  VmaKind::Thread,
                           VmaKind::Vvar,    VmaKind::Vdso, VmaKind::Stack};
  ASSERT_EQ(Areas.size(), std::size(Kinds));
  for (size_t I = 0; I < Areas.size(); ++I)
    EXPECT_EQ(Areas[I].Kind, Kinds[I]);
  EXPECT_EQ(Areas[7].End, VirtualAddress(0x7ffff7fff000));
  VirtualAddress Lowest = Areas[5].Begin;
  EXPECT_EQ(*Space.mapAnonymous(4096, ReadWrite), Lowest - 4096);
}

TEST(ProgramLayout, PartsThatAreEmptyHaveNoArea) {
  ProgramLayout L = layOutProgram(Sizes{.Text = 10}.image(), "a.out", 4);
  EXPECT_EQ(L.Text, VirtualAddress(0x56556000));
  EXPECT_EQ(L.Plan.Areas.size(), 6u);
  EXPECT_EQ(L.Plan.HeapBegin, VirtualAddress(0x56557000));
}

TEST(ProgramLayout, WhatTheLoaderRelocatesEndsWithItsPageAndTheTableIsLast) {
  ProgramImage Image;
  Image.Sections = {
      {.Name = ".text", .Kind = SectionKind::Code, .Size = 16, .Align = 16},
      {.Name = ".data.rel.ro",
       .Kind = SectionKind::RelocatedReadOnly,
       .Size = 24,
       .Align = 16},
      {.Name = ".data", .Kind = SectionKind::Data, .Size = 4, .Align = 4},
      {.Name = ".bss", .Kind = SectionKind::ZeroInitialised, .Size = 4}};
  Image.Symbols = {{.Name = "f", .Section = 0},
                   {.Name = "puts"},
                   {.Name = "table", .Section = 1, .Offset = 8},
                   {.Name = "stdout"}};
  Image.GotEntries = {1, 3};
  ProgramLayout L = layOutProgram(Image, "a.out", 8);
  // 24 bytes and two entries are 40; with 16-byte alignment they begin at fd0.
  EXPECT_EQ(L.Relro, VirtualAddress(0x555555556fd0));
  EXPECT_EQ(L.Got, VirtualAddress(0x555555556fe8));
  EXPECT_EQ(L.Data, VirtualAddress(0x555555557000));
  EXPECT_EQ(L.Bss, VirtualAddress(0x555555557004));
  EXPECT_EQ(L.addressOf({PlaceBase::GotEntry, 3, 0}),
            VirtualAddress(0x555555556ff0));
  EXPECT_EQ(L.addressOf({PlaceBase::Symbol, 2, 4}),
            VirtualAddress(0x555555556fdc));
  EXPECT_EQ(L.addressOf({PlaceBase::Section, 3, 1}),
            VirtualAddress(0x555555557005));
  EXPECT_FALSE(L.addressOf({PlaceBase::Symbol, 3, 0}));
  EXPECT_EQ(whyNowhere({PlaceBase::Symbol, 3, 0}, Image),
            "stdout is defined in another file: where it lies is for the "
            "linker and the loader");
  EXPECT_FALSE(L.addressOf({PlaceBase::GotEntry, 2, 0}));
  // Written by the loader, by execve, and by the loader again.
  ASSERT_EQ(L.Prepared.size(), 3u);
  EXPECT_TRUE(L.Prepared[0].contains(L.Got));
  EXPECT_TRUE(L.Prepared[1].contains(L.Bss));
  EXPECT_TRUE(L.Prepared[2].contains(L.ThreadPointer));
}

TEST(ProgramLayout, AThreadsOwnDataLieRightBelowItsPointer) {
  ProgramImage Image;
  Image.Sections = {
      {.Name = ".tbss", .Kind = SectionKind::ThreadZero, .Size = 4, .Align = 4},
      {.Name = ".tdata",
       .Kind = SectionKind::ThreadData,
       .Size = 12,
       .Align = 16}};
  Image.Symbols = {{.Name = "a", .Section = 0, .IsThreadLocal = true},
                   {.Name = "b", .Section = 1, .IsThreadLocal = true}};
  for (unsigned PointerSize : {8u, 4u}) {
    ProgramLayout L = layOutProgram(Image, "a.out", PointerSize);
    // 16 bytes, .tdata first.
    EXPECT_EQ(L.addressOf({PlaceBase::Symbol, 1, 0}), L.ThreadPointer - 16);
    EXPECT_EQ(L.addressOf({PlaceBase::Symbol, 0, 0}), L.ThreadPointer - 4);
    EXPECT_EQ(L.ThreadPointer.Value % 64, 0u);
    EXPECT_EQ(L.addressOf({PlaceBase::Thread, 0, 0x28}),
              L.ThreadPointer + 0x28);
    SimulatedMachine Machine;
    AddressSpace Space(Machine, L.Plan);
    const Vma *Area = Space.areas().containing(L.ThreadPointer + 0x28);
    ASSERT_TRUE(Area);
    EXPECT_EQ(Area->Kind, VmaKind::Thread);
    EXPECT_EQ(Area, Space.areas().containing(L.ThreadPointer - 16));
  }
}

TEST(MemoryTable, SumsWhatWasTouched) {
  SimulatedMachine Machine;
  AddressSpace Space(
      Machine,
      layOutProgram(Sizes{.Text = 8192, .Bss = 8192}.image(), "bin/sum", 8)
          .Plan);
  Space.touch(VirtualAddress(0x555555555010), AccessType::Fetch);
  Space.touch(VirtualAddress(0x7ffffffeeffb), AccessType::Write);
  Space.touch(VirtualAddress(0x7ffffffed000), AccessType::Read);
  std::vector<MemoryArea> Table = tabulate(Space);
  const MemoryArea &Text = Table[1], &Stack = Table.back();
  EXPECT_EQ(Text.Mode, "r-x--");
  EXPECT_EQ(Text.Mapping, "sum");
  EXPECT_EQ(Text.Purpose, "text");
  EXPECT_EQ(Text.Bytes, 8192u);
  EXPECT_EQ(Text.ResidentBytes, 4096u);
  EXPECT_EQ(Text.DirtyBytes, 0u);
  EXPECT_EQ(Stack.Mapping, "[ stack ]");
  EXPECT_EQ(Stack.Bytes, 132u << 10);
  EXPECT_EQ(Stack.ResidentBytes, 4096u) << "the page of zeros does not count";
  EXPECT_EQ(Stack.DirtyBytes, 4096u);
  ASSERT_TRUE(Space.swapOut(VirtualAddress(0x7ffffffee000)));
  EXPECT_EQ(tabulate(Space).back().SwappedBytes, 4096u);
  EXPECT_EQ(tabulate(Space).back().ResidentBytes, 0u);
}

TraceSummary traced(const std::string &Text) {
  std::FILE *File = std::tmpfile();
  fputs(Text.c_str(), File);
  fflush(File);
  lseek(fileno(File), 0, SEEK_SET);
  LackeyReader Reader(fileno(File));
  TraceSummary Result = runTrace(Reader);
  fclose(File);
  return Result;
}

TEST(TraceMemory, TakesNeighboursOfOneUseTogether) {
  TraceSummary S = traced("I  00401000,4\n"
                          "I  00401004,4\n"
                          " S 1ffefff000,8\n"
                          " S 1ffeffeff8,8\n"
                          " L 1ffeffeff8,8\n"
                          " L 1ffefff000,8\n"
                          " L 2000000000,8\n");
  EXPECT_EQ(S.Accesses, 7u);
  EXPECT_EQ(S.PageFaults, 4u);
  ASSERT_EQ(S.Ranges.size(), 3u);
  EXPECT_TRUE(S.Ranges[0].WasExecuted);
  EXPECT_EQ(S.Ranges[1].Begin, VirtualAddress(0x1ffeffe000));
  EXPECT_EQ(S.Ranges[1].Pages, 2u);
  EXPECT_TRUE(S.Ranges[1].WasRead && S.Ranges[1].WasWritten);
  EXPECT_FALSE(S.Ranges[2].WasWritten);
}

TEST(TraceMemory, AnAccessAcrossAPageBoundaryIsTwoTranslations) {
  TraceSummary S = traced(" S 1000ffc,8\n");
  EXPECT_EQ(S.CrossedPages, 1u);
  EXPECT_EQ(S.PageFaults, 2u);
  EXPECT_EQ(S.Ranges[0].Pages, 2u);
}

TEST(TraceMemory, AddressesThatNoProgramHasAreCounted) {
  TraceSummary S = traced(" L ffffffff81000000,8\n L 800000000000,1\n"
                          " L ffffffffffffffff,8\n");
  EXPECT_EQ(S.Accesses, 3u);
  EXPECT_EQ(S.Refused, 3u);
  EXPECT_TRUE(S.Ranges.empty());
}

} // namespace
