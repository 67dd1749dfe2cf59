// Call paths in one process, and two processes side by side.

#include "Simulation/ProgramRun.h"

#include "Simulation/ProgramLayout.h"

#include "Simulation/Frames.h"

#include <gmock/gmock.h>

#include <random>
#include <set>

using namespace framewalk;
using namespace framewalk::test;
using testing::HasSubstr;

namespace {

/// main calls middle (at 64 bytes below its CFA), which calls leaf; middle also
/// calls through a pointer, and jumps to last. Each is 64 bytes of code.
struct Unit {
  TranslationUnitReport Report;

  explicit Unit(const std::string &Source = "dir/path.c") {
    Report.Source = Source;
    Report.Target = "x86_64-pc-linux-gnu";
    Report.Image.Sections = {{".text", SectionKind::Code, 0x400, 16},
                             {".rodata.str1.1", SectionKind::ReadOnly, 6, 1},
                             {".data", SectionKind::Data, 8, 8},
                             {".bss", SectionKind::ZeroInitialised, 0x3000, 8}};
    const char *Names[] = {"main", "middle", "leaf", "last"};
    for (uint32_t I = 0; I < 4; ++I) {
      Report.Image.Symbols.push_back({.Name = Names[I],
                                      .Section = 0,
                                      .Offset = I * 0x100,
                                      .Size = 64,
                                      .IsFunction = true});
      Report.Functions.push_back(function(Names[I]));
    }
    Report.Image.Symbols.push_back(
        {.Name = ".L.str", .Section = 1, .Size = 6, .Title = "\"hello\""});
    Report.Image.Symbols.push_back(
        {.Name = "counter", .Section = 2, .Size = 8});
    Report.Image.Symbols.push_back({.Name = "zeros", .Section = 3, .Size = 8});
    Report.Image.Symbols.push_back({.Name = "puts"});
    call(Main, 3, Middle);
    call(Middle, 4, Leaf);
    call(Middle, 5, std::nullopt);
    call(Middle, 6, Last);
    Report.Functions[Middle].Calls.back().IsTailCall = true;
    call(Leaf, 2, 7); // puts
  }

  enum : uint32_t { Main, Middle, Leaf, Last };

  static FunctionReport function(const std::string &Name) {
    FunctionReport F;
    F.Name = F.LinkageName = Name;
    FrameSlot Local = slot(SlotKind::Variable, -48, 32);
    Local.Occupants = {{.Name = "buf", .Size = 32}};
    F.Frame = frame({slot(SlotKind::ReturnAddress, -8, 8),
                     slot(SlotKind::SavedFramePointer, -16, 8), Local});
    for (uint32_t I = 0; I < 16; ++I) {
      Instruction Code;
      Code.Address = I * 4;
      Code.Length = 4;
      Code.StackDepth = 64;
      F.Instructions.push_back(Code);
    }
    return F;
  }

  void call(uint32_t Caller, uint32_t At, std::optional<uint32_t> Symbol) {
    FunctionReport &F = Report.Functions[Caller];
    F.Calls.push_back({.Instruction = InstructionId(At), .Symbol = Symbol});
    touch(Caller, At, AccessKind::Write, {PlaceBase::Cfa, 0, -72});
  }
  Unit &touch(uint32_t Function, uint32_t At, AccessKind Kind,
              MemoryPlace Place) {
    MemoryTouch T;
    T.Instruction = InstructionId(At);
    T.Kind = Kind;
    T.Place = Place;
    T.Size = 8;
    std::vector<MemoryTouch> &All = Report.Functions[Function].Memory;
    auto Behind = std::find_if(All.begin(), All.end(), [&](const auto &M) {
      return T.Instruction < M.Instruction;
    });
    All.insert(Behind, T);
    return *this;
  }

  ProgramMemory run(const SimulationOptions &Options) const {
    SimulatedMachine Machine;
    llvm::Expected<ProgramRun> Run =
        ProgramRun::create(Machine, Report, Options);
    if (Run)
      return Run->memory();
    ADD_FAILURE() << llvm::toString(Run.takeError());
    return {};
  }
  std::string errorOf(const SimulationOptions &Options) const {
    SimulatedMachine Machine;
    llvm::Expected<ProgramRun> Run =
        ProgramRun::create(Machine, Report, Options);
    return Run ? "" : llvm::toString(Run.takeError());
  }
};

SimulationOptions path(std::vector<std::string> Names) {
  SimulationOptions O;
  O.CallPath = std::move(Names);
  return O;
}

const AreaContent *find(const ProgramMemory &M, const std::string &Name,
                        std::string *Purpose = nullptr) {
  for (const MemoryArea &A : M.Areas)
    for (const AreaContent &C : A.Contents)
      if (C.Name == Name) {
        EXPECT_GE(C.Begin, A.Begin);
        EXPECT_LT(C.Begin, A.Begin + static_cast<int64_t>(A.Bytes));
        if (Purpose)
          *Purpose = A.Purpose;
        return &C;
      }
  return nullptr;
}

TEST(ProgramRun, FramesHangOnTheCallersStackPointer) {
  ProgramMemory M = Unit().run(path({"main", "middle", "leaf"}));
  ASSERT_EQ(M.Frames.size(), 3u);
  const int64_t Main = 0x7ffffffef010;
  EXPECT_EQ(M.Frames[0].Cfa, VirtualAddress(Main));
  EXPECT_EQ(M.Frames[0].ReturnAddress, VirtualAddress(0));
  EXPECT_EQ(M.Frames[1].Cfa, VirtualAddress(Main - 64));
  EXPECT_EQ(M.Frames[2].Cfa, VirtualAddress(Main - 128));
  EXPECT_EQ(M.Frames[2].Lowest, VirtualAddress(Main - 128 - 48));
  // The calls are instructions 3 and 4, of four bytes.
  EXPECT_EQ(M.Frames[1].ReturnAddress, VirtualAddress(0x555555555010));
  EXPECT_EQ(M.Frames[2].ReturnAddress, VirtualAddress(0x555555555114));
}

TEST(ProgramRun, AreasStandBesideVariables) {
  ProgramMemory M = Unit().run(path({"main", "middle"}));
  std::string Purpose;
  const AreaContent *Buf = find(M, "middle: buf", &Purpose);
  ASSERT_TRUE(Buf);
  EXPECT_EQ(Purpose, "stack");
  EXPECT_EQ(Buf->Begin, VirtualAddress(0x7ffffffef010 - 64 - 48));
  ASSERT_TRUE(find(M, "return address of middle"));
  EXPECT_FALSE(find(M, "leaf: buf"));
  EXPECT_EQ(find(M, "leaf", &Purpose)->Kind, "function");
  EXPECT_EQ(Purpose, "text");
  EXPECT_EQ(find(M, "\"hello\"", &Purpose)->Kind, "string literal");
  EXPECT_EQ(Purpose, "rodata");
  ASSERT_TRUE(find(M, "counter", &Purpose));
  EXPECT_EQ(Purpose, "data");
  ASSERT_TRUE(find(M, "zeros", &Purpose));
  EXPECT_EQ(Purpose, "data") << "it begins in the data's last page";
  EXPECT_FALSE(find(M, "puts"));
  for (const MemoryArea &A : M.Areas)
    EXPECT_TRUE(std::is_sorted(A.Contents.begin(), A.Contents.end(),
                               [](const AreaContent &X, const AreaContent &Y) {
                                 return X.Begin < Y.Begin;
                               }));
}

TEST(ProgramRun, OnlyWhatRanIsResident) {
  Unit U;
  U.touch(Unit::Main, 8, AccessKind::Write, {PlaceBase::Symbol, 6, 0x2000});
  U.touch(Unit::Middle, 8, AccessKind::Write, {PlaceBase::Symbol, 6, 0x1000});
  auto Resident = [](const ProgramMemory &M, std::string_view Purpose) {
    for (const MemoryArea &A : M.Areas)
      if (A.Purpose == Purpose)
        return A.ResidentBytes;
    return uint64_t(0);
  };
  // In main the write comes behind the call, and has not been reached.
  EXPECT_EQ(Resident(U.run(path({"main", "middle"})), "bss"), 4096u);
  EXPECT_EQ(Resident(U.run(path({"main"})), "bss"), 4096u);
  EXPECT_EQ(Resident(U.run(path({"main", "middle", "leaf"})), "bss"), 0u);
  ProgramMemory M = U.run(path({"main"}));
  EXPECT_EQ(Resident(M, "text"), 4096u);
  EXPECT_THAT(M.Events, testing::Contains(
                            HasSubstr("At main+0x20, a write to 0x55555555")));
}

TEST(ProgramRun, ATailCallTakesTheFramesPlace) {
  ProgramMemory M = Unit().run(path({"main", "middle", "last"}));
  ASSERT_EQ(M.Frames.size(), 2u);
  EXPECT_EQ(M.Frames[1].Function, "last");
  EXPECT_EQ(M.Frames[1].Cfa, VirtualAddress(0x7ffffffef010 - 64));
  EXPECT_EQ(M.Frames[1].ReturnAddress, VirtualAddress(0x555555555010));
  EXPECT_FALSE(find(M, "middle: buf"));
}

TEST(ProgramRun, PathsThatCannotBeAreErrorsThatHelp) {
  Unit U;
  EXPECT_THAT(U.errorOf(path({"main", "midle"})),
              HasSubstr("did you mean 'middle'?"));
  EXPECT_THAT(U.errorOf(path({"xyzzy_and_more"})),
              HasSubstr("there are main, middle, leaf and last"));
  EXPECT_EQ(U.errorOf(path({"main", "leaf"})),
            "main does not call 'leaf'; it calls middle");
  EXPECT_EQ(U.errorOf(path({"middle", "main"})),
            "middle does not call 'main'; it calls leaf and last, and calls "
            "through a pointer in 1 place: whether main is behind one is only "
            "known at run time");
  EXPECT_EQ(U.errorOf(path({"last", "main"})),
            "last does not call 'main'; it calls nothing");
  U.Report.Notes = {"no frame of its own: helper; clang inlined it into its "
                    "callers"};
  EXPECT_THAT(U.errorOf(path({"main", "helper"})), HasSubstr("inlined"));
  U.Report.Functions[Unit::Main].Frame =
      frame({slot(SlotKind::ReturnAddress, -8, 8),
             slot(SlotKind::SavedFramePointer, -16, 8), dynamicArea()});
  U.Report.Functions[Unit::Main].Instructions[3].StackDepth.reset();
  EXPECT_THAT(U.errorOf(path({"main", "middle"})),
              HasSubstr("variable-length array"));
}

TEST(ProgramRun, AStackThatOverflowsEndsTheRun) {
  Unit U;
  U.Report.Functions[Unit::Middle].Frame =
      frame({slot(SlotKind::ReturnAddress, -8, 8),
             slot(SlotKind::SavedFramePointer, -16, 8),
             slot(SlotKind::Variable, -(9 << 20), (9 << 20) - 16)});
  SimulationOptions Path = path({"main", "middle"});
  auto EventsOf = [&](const SimulationOptions &O) {
    SimulatedMachine Machine;
    llvm::Expected<ProgramRun> Run = ProgramRun::create(Machine, U.Report, O);
    return Run ? Run->memory().Events : std::vector<std::string>{"an error"};
  };
  // Only what is touched faults.
  EXPECT_THAT(EventsOf(Path), testing::Contains(HasSubstr(
                                  "The frame of middle reaches down to")));

  U.touch(Unit::Middle, 1, AccessKind::Write,
          {PlaceBase::Cfa, 0, -(9 << 20) + 8});
  U.touch(Unit::Middle, 2, AccessKind::Write, {PlaceBase::Symbol, 6, 0});
  std::vector<std::string> Events = EventsOf(Path);
  ASSERT_GE(Events.size(), 2u);
  EXPECT_THAT(Events[Events.size() - 2],
              HasSubstr("(RLIMIT_STACK): the kernel sends SIGSEGV "
                        "(SEGV_MAPERR), error code 0x6"));
  EXPECT_THAT(Events.back(), HasSubstr("The stack overflows in middle"));
  EXPECT_THAT(Events.back(), HasSubstr("0x7fffff7ff000"));

  Path.StackLimit = 16 << 20;
  EXPECT_THAT(EventsOf(Path),
              testing::Not(testing::Contains(HasSubstr("overflows"))));
  SimulatedMachine Machine;
  llvm::Expected<ProgramRun> All =
      ProgramRun::createForAll(Machine, U.Report, {});
  ASSERT_TRUE(bool(All));
  EXPECT_THAT(All->memory().Events, testing::Contains(HasSubstr("overflows")));
  EXPECT_TRUE(All->memory().Frames.empty());
}

TEST(ProgramRun, PagesGoToSwapAndOthersCannot) {
  Unit U;
  U.touch(Unit::Main, 0, AccessKind::Read, {PlaceBase::Symbol, 6, 0x1000});
  SimulationOptions O = path({"main", "middle"});
  O.SwapOut = {VirtualAddress(0x7ffffffeefff)};
  ProgramMemory M = U.run(O);
  EXPECT_EQ(M.Areas.back().SwappedBytes, 4096u);
  EXPECT_THAT(M.Events.back(), HasSubstr("page 1 of the swap area"));
  O.SwapOut = {VirtualAddress(0x7ffffffe0000)};
  EXPECT_THAT(U.errorOf(O), HasSubstr("nothing has touched it"));
  O.SwapOut = {VirtualAddress(0x1000)};
  EXPECT_THAT(U.errorOf(O), HasSubstr("no area"));
  O.SwapOut = {VirtualAddress(0x555555555000)};
  EXPECT_THAT(U.errorOf(O), HasSubstr("file's page"));
  O.SwapOut = {VirtualAddress(0x7ffffffee000), VirtualAddress(0x7ffffffee000)};
  EXPECT_THAT(U.errorOf(O), HasSubstr("in swap already"));
}

//===- Isolation ----------------------------------------------------------===//

ProgramRun runOn(SimulatedMachine &Machine, const Unit &U) {
  llvm::Expected<ProgramRun> Run =
      ProgramRun::create(Machine, U.Report, path({"main", "middle"}));
  EXPECT_TRUE(bool(Run));
  return std::move(*Run);
}

TEST(Isolation, TheSameAddressesHaveDifferentFrames) {
  SimulatedMachine Machine;
  std::vector<ProgramRun> Runs;
  Runs.push_back(runOn(Machine, Unit("a.c")));
  Runs.push_back(runOn(Machine, Unit("b.c")));
  MapsReport Report = compareProcesses(Runs);
  ASSERT_EQ(Report.Processes.size(), 2u);
  EXPECT_GE(Report.Isolation.size(), 4u);
  for (const ComparedPage &P : Report.Isolation) {
    ASSERT_TRUE(P.Frames[0] && P.Frames[1]);
    EXPECT_NE(*P.Frames[0], *P.Frames[1]) << std::hex << P.Page.Value;
    EXPECT_EQ(P.Note, "the same address, different memory");
  }
}

TEST(Isolation, TwoRunsOfOneProgramShareItsText) {
  SimulatedMachine Machine;
  std::vector<ProgramRun> Runs;
  Runs.push_back(runOn(Machine, Unit("a.c")));
  Runs.push_back(runOn(Machine, Unit("a.c")));
  size_t Shared = 0;
  for (const ComparedPage &P : compareProcesses(Runs).Isolation)
    if (P.Frames[0] == P.Frames[1]) {
      ++Shared;
      EXPECT_EQ(P.Page, VirtualAddress(0x555555555000));
      EXPECT_THAT(P.Note, HasSubstr("same file"));
    }
  EXPECT_EQ(Shared, 1u);
}

/// The frames of every table and page that an access went through.
void collect(const TouchResult &R, std::set<uint64_t> &Into,
             std::set<uint64_t> &Writable) {
  if (!R.Walk || R.Walk->isFault())
    return;
  for (const WalkStep &S : R.Walk->steps())
    Into.insert(S.Table.Value);
  const Translation &T = R.Walk->translation();
  Into.insert(T.frame().Value);
  if (T.Allowed.canWrite())
    Writable.insert(T.frame().Value);
}

// Random accesses in two processes of one program, with swapping and a heap
// between them: what one reaches the other never does, but for what no one may
// write to.
TEST(Isolation, NoWalkReachesTheOthersFrames) {
  SimulatedMachine Machine;
  Unit U("a.c");
  ProgramLayout Layout = layOutProgram(U.Report.Image, "a", 8);
  ProcessPlan Plan = Layout.Plan;
  AddressSpace First(Machine, Plan), Second(Machine, Plan);
  AddressSpace *Spaces[] = {&First, &Second};
  for (AddressSpace *S : Spaces) {
    ASSERT_TRUE(S->setBreak(Plan.HeapBegin + (132 << 10)));
    ASSERT_TRUE(S->mapAnonymous(1 << 20, ReadWrite));
  }
  std::mt19937_64 Random(3);
  std::set<uint64_t> Reached[2], Writable[2];
  size_t Walks = 0;
  for (unsigned I = 0; I < 200000; ++I) {
    unsigned Who = Random() % 2;
    AddressSpace &S = *Spaces[Who];
    const std::vector<Vma> &Areas = S.areas().areas();
    const Vma &Area = Areas[Random() % Areas.size()];
    VirtualAddress At =
        Area.Begin + static_cast<int64_t>(Random() % Area.size());
    if (I % 64 == 0)
      S.swapOut(pageOf(At, SmallPage));
    auto Type = static_cast<AccessType>(Random() % 3);
    TouchResult R = S.touch(At, Type);
    Walks += R.Walk && !R.Walk->isFault();
    collect(R, Reached[Who], Writable[Who]);
  }
  EXPECT_GT(Walks, 500u);
  size_t Shared = 0;
  for (uint64_t Frame : Reached[0]) {
    if (!Reached[1].count(Frame))
      continue;
    ++Shared;
    EXPECT_FALSE(Writable[0].count(Frame)) << std::hex << Frame;
    EXPECT_FALSE(Writable[1].count(Frame)) << std::hex << Frame;
    bool IsFile =
        std::any_of(Machine.FilePages.begin(), Machine.FilePages.end(),
                    [&](const auto &P) { return P.second.Value == Frame; });
    EXPECT_TRUE(IsFile || Frame == SimulatedMachine::ZeroPage.Value)
        << std::hex << Frame;
  }
  EXPECT_GE(Shared, 3u) << "headers, text, rodata";
  EXPECT_GT(Reached[0].size(), 50u);
}

} // namespace
