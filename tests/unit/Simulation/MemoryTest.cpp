// Program layouts, memory tables and traces.

#include "Simulation/MemoryTable.h"
#include "Simulation/ProgramLayout.h"
#include "Simulation/TraceMemory.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <unistd.h>

using namespace framewalk;

namespace {

TEST(ProgramLayout, PartsLieAsLinuxPutsThem) {
  ProgramLayout L = layOutProgram({.Name = "sum",
                                   .TextBytes = 0x1234,
                                   .RodataBytes = 100,
                                   .DataBytes = 40,
                                   .BssBytes = 0x3000},
                                  8);
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
                           VmaKind::Data,    VmaKind::Bss,  VmaKind::Vvar,
                           VmaKind::Vdso,    VmaKind::Stack};
  ASSERT_EQ(Areas.size(), std::size(Kinds));
  for (size_t I = 0; I < Areas.size(); ++I)
    EXPECT_EQ(Areas[I].Kind, Kinds[I]);
  EXPECT_EQ(Areas[6].End, VirtualAddress(0x7ffff7fff000));
  VirtualAddress Vvar = Areas[5].Begin;
  EXPECT_EQ(*Space.mapAnonymous(4096, ReadWrite), Vvar - 4096);
}

TEST(ProgramLayout, PartsThatAreEmptyHaveNoArea) {
  ProgramLayout L = layOutProgram({.TextBytes = 10}, 4);
  EXPECT_EQ(L.Text, VirtualAddress(0x56556000));
  EXPECT_EQ(L.Plan.Areas.size(), 5u);
  EXPECT_EQ(L.Plan.HeapBegin, VirtualAddress(0x56557000));
}

TEST(MemoryTable, SumsWhatWasTouched) {
  SimulatedMachine Machine;
  AddressSpace Space(
      Machine,
      layOutProgram({.Name = "sum", .TextBytes = 8192, .BssBytes = 8192}, 8)
          .Plan);
  Space.touch(VirtualAddress(0x555555555010), AccessType::Fetch);
  Space.touch(VirtualAddress(0x7ffffffeeffb), AccessType::Write);
  Space.touch(VirtualAddress(0x7ffffffed000), AccessType::Read);
  MemoryTable Table = tabulate(Space);
  const MemoryRow &Text = Table.Rows[1], &Stack = Table.Rows.back();
  EXPECT_EQ(Text.Mode, "r-x--");
  EXPECT_EQ(Text.Mapping, "sum");
  EXPECT_EQ(Text.KiB, 8u);
  EXPECT_EQ(Text.ResidentKiB, 4u);
  EXPECT_EQ(Text.DirtyKiB, 0u);
  EXPECT_EQ(Stack.Mapping, "[ stack ]");
  EXPECT_EQ(Stack.KiB, 132u);
  EXPECT_EQ(Stack.ResidentKiB, 4u) << "the page of zeros does not count";
  EXPECT_EQ(Stack.DirtyKiB, 4u);
  uint64_t Sum = 0;
  for (const MemoryRow &Row : Table.Rows)
    Sum += Row.KiB;
  EXPECT_EQ(Table.Total.KiB, Sum);
  EXPECT_EQ(Table.Total.ResidentKiB, 8u);
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
