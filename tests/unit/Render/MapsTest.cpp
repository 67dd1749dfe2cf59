//===- MapsTest.cpp - What `framewalk maps` prints ------------------------===//

#include "Render/Maps.h"

#include "Support/Markup.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::Not;

namespace {

ProgramMemory sample() {
  ProgramMemory P;
  P.Name = "sum.c";
  P.Frames = {{.Function = "main",
               .Cfa = VirtualAddress(0x7ffffffef010),
               .Lowest = VirtualAddress(0x7ffffffeeff0)},
              {.Function = "sum",
               .Cfa = VirtualAddress(0x7ffffffeeff0),
               .Lowest = VirtualAddress(0x7ffffffeefa0),
               .ReturnAddress = VirtualAddress(0x555555555123)}};
  P.Areas = {{.Begin = VirtualAddress(0x555555555000),
              .Bytes = 4096,
              .ResidentBytes = 4096,
              .Mode = "r-x--",
              .Mapping = "sum",
              .Purpose = "text",
              .Contents = {{.Begin = VirtualAddress(0x555555555100),
                            .Size = 64,
                            .Name = "main",
                            .Kind = "function"}}},
             {.Begin = VirtualAddress(0x7ffffffde000),
              .Bytes = 132 << 10,
              .ResidentBytes = 8192,
              .DirtyBytes = 8192,
              .Mode = "rw---",
              .Mapping = "[ stack ]",
              .Purpose = "stack",
              .Contents = {{.Begin = VirtualAddress(0x7ffffffeefc0),
                            .Size = 16,
                            .Name = "sum: buf",
                            .Kind = "variable"}}}};
  P.Events = {"main+0x4 writes: first touch of this stack page"};
  return P;
}

std::string text(const MapsReport &R) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderMapsText(R, OS, {});
  return Text;
}

// The first six lines are in pmap's own columns (procps 4, pmap -x).
TEST(Maps, OneProcess) {
  EXPECT_EQ(text({.Processes = {sample()}}),
            R"(sum.c  (simulated: a process after its run)
Address           Kbytes     RSS   Dirty Mode  Mapping
0000555555555000       4       4       0 r-x-- sum
00007ffffffde000     132       8       8 rw---   [ stack ]
---------------- ------- ------- -------
total kB             136      12       8

the frames on the stack
        CFA             down to         bytes  return address
  main  0x7ffffffef010  0x7ffffffeeff0     32  the caller's, not shown
  sum   0x7ffffffeeff0  0x7ffffffeefa0     80  0x555555555123

what the operating system knows, and what it does not
  it knows                   it does not     bytes
  0x555555555000  r-x text   0x555555555100     64  main      function
  0x7ffffffde000  rw- stack  0x7ffffffeefc0     16  sum: buf  variable

what happened
  main+0x4 writes: first touch of this stack page.
)");
}

TEST(Maps, SwapHasAColumnWhereThereIsSome) {
  ProgramMemory P = sample();
  P.Areas[1].SwappedBytes = 4096;
  EXPECT_THAT(text({.Processes = {P}}), HasSubstr("   Dirty    Swap Mode"));
  EXPECT_THAT(text({.Processes = {P}}),
              HasSubstr("     132       8       8       4 rw---   [ stack ]"));
}

TEST(Maps, ProcessesSideBySide) {
  MapsReport R{.Processes = {sample(), sample()}};
  R.Processes[1].Name = "other.c";
  R.Isolation = {{.Page = VirtualAddress(0x7ffffffee000),
                  .Frames = {PhysicalAddress(0x5000), std::nullopt},
                  .Note = "only one has it"}};
  EXPECT_THAT(text(R), HasSubstr("isolation: the same address in each process\n"
                                 "  page            sum.c         other.c\n"
                                 "  0x7ffffffee000  frame 0x5000  not present  "
                                 "only one has it\n"));
}

TEST(Maps, ManyContentsAreCounted) {
  ProgramMemory P = sample();
  for (unsigned I = 1; I < 100; ++I) {
    AreaContent C = P.Areas[0].Contents[0];
    C.Begin = C.Begin + I;
    P.Areas[0].Contents.push_back(C);
  }
  EXPECT_THAT(text({.Processes = {P}}), HasSubstr("and 76 more"));
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  Markup M;
  addAreaSummary(M, P);
  M.print(OS, {});
  EXPECT_THAT(Text, HasSubstr("text               100 functions"));
  EXPECT_THAT(Text, HasSubstr("stack              sum: buf"));
}

TEST(Maps, ManyEventsAreCounted) {
  ProgramMemory P = sample();
  P.Events.resize(100, P.Events[0]);
  EXPECT_THAT(text({.Processes = {P}}),
              HasSubstr("  and 76 more; --format=json has all\n"));
}

TEST(Maps, Json) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderMapsJson({.Processes = {sample()}}, OS);
  llvm::json::Value V = cantFail(llvm::json::parse(Text));
  const llvm::json::Object &P = *V.getAsObject()
                                     ->getObject("maps")
                                     ->getArray("processes")
                                     ->front()
                                     .getAsObject();
  EXPECT_EQ(P.getString("name"), "sum.c");
  const llvm::json::Object &Stack = *(*P.getArray("areas"))[1].getAsObject();
  EXPECT_EQ(Stack.getInteger("rss"), 8192);
  EXPECT_EQ(Stack.getString("address"), "0x7ffffffde000");
}

TEST(Trace, RangesAndStatistics) {
  TraceReport R{.File = "t",
                .Accesses = 1234567,
                .TlbHits = 900,
                .Walks = 100,
                .EntriesRead = 400,
                .PageFaults = 2,
                .Ranges = {{.Begin = VirtualAddress(0x401000),
                            .Pages = 2,
                            .WasRead = true,
                            .WasExecuted = true}},
                .Notes = {"the trace is cut off"}};
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderTraceText(R, OS, {});
  EXPECT_THAT(Text, HasSubstr("note: the trace is cut off\n"));
  EXPECT_THAT(Text, HasSubstr("0000000000401000       8       2  r-x\n"));
  EXPECT_THAT(Text, HasSubstr("accesses      1,234,567\n"));
  EXPECT_THAT(Text, HasSubstr("  TLB hits          900  90.00 %\n"));
}

} // namespace
