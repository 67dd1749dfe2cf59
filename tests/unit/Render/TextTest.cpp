//===- TextTest.cpp - The report as text ----------------------------------===//

#include "Render/Text.h"

#include "SampleReport.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string render(const ReportDocument &D, TextOptions Options = {}) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderText(D, OS, Options);
  return Text;
}

std::string render(FrameLayout Layout) {
  ReportDocument D = sampleReport();
  FunctionReport F;
  F.Name = "f";
  F.Position = at(1, 1);
  F.Frame = std::move(Layout);
  D.Units[0].Functions = {std::move(F)};
  D.Units[0].Walks.clear();
  return render(D);
}

FrameLayout layout(FrameSize Size, std::vector<FrameSlot> Slots) {
  return cantFail(FrameLayout::create("rbp", Size, std::move(Slots)));
}

FrameSlot returnAddress() {
  return slotAt(SlotKind::ReturnAddress, -8, 8, "return address",
                "pushed by call");
}

TEST(Text, WholeReport) {
  EXPECT_EQ(
      render(sampleReport()),
      R"(int sum(int n, char c)                                                   sum.c:4
32 bytes: 8 return address, 8 saved rbp, 5 in locals, 11 padding

  CFA  RBP  bytes
   -8   +8      8  return address  pushed by call
  -16    0      8  saved rbp       push rbp
  -20   -4      4  n  int          parameter, arrives in edi
  -21   -5      1  c  char         parameter, arrives in sil  4:21-8:1
  -32  -16     11  ·               rsp stays 16-byte aligned

prologue
  0  55        push rbp      save the caller's frame pointer
  1  48 89 e5  mov rbp, rsp  this frame's anchor

epilogue
  b  5d  pop rbp  the caller's rbp again
  c  c3  ret      back to the caller

accesses  (addresses are simulated: one activation in a fresh address space)
                                                  virtual         physical
  5:9  c  read     8  mov al, byte ptr [rbp - 5]  0x7ffffffeeffb  0x5ffb    walk 0

accesses that the source does not spell out
  c  write     4  mov byte ptr [rbp - 5], sil  argument to its slot

page walks  (simulated: the tables lie in simulated memory)
  walk 0: page 0x7ffffffee000 is in frame 0x5000
            address bits  index  table                entry  flags
    PML4           47-39    255  0x1000              0x2027  P RW US A
    PDPT           38-30    511  0x2000              0x3027  P RW US A
    PD             29-21    511  0x3000              0x4027  P RW US A
    PT             20-12    494  0x4000  0x8000000000005067  P RW US A
    offset          11-0
    page fault on the way, error code 0x6 at 0x7ffffffeeffb: no page present, write access, user
    mode. The kernel maps a page of zeroes.
)");
}

TEST(Text, SectionsCanBeChosen) {
  TextOptions Options;
  Options.Sections = static_cast<unsigned>(Section::Frame);
  std::string Text = render(sampleReport(), Options);
  EXPECT_THAT(Text, HasSubstr("return address"));
  EXPECT_THAT(Text, Not(HasSubstr("prologue")));
  EXPECT_THAT(Text, Not(HasSubstr("accesses")));
  EXPECT_THAT(Text, Not(HasSubstr("walk")));
}

TEST(Text, FunctionsStandApart) {
  ReportDocument D = sampleReport();
  D.Units[0].Functions.push_back(D.Units[0].Functions[0]);
  D.Units[0].Notes = {"-g was added"};
  TextOptions Options;
  Options.Sections = 0;
  std::string Function =
      "int sum(int n, char c)" + std::string(51, ' ') +
      "sum.c:4\n32 bytes: 8 return address, 8 saved rbp, 5 in locals, 11 "
      "padding\n";
  EXPECT_EQ(render(D, Options),
            "note: -g was added\n\n" + Function + "\n" + Function);
  D.Units.push_back(D.Units[0]);
  D.Units[1].Functions.clear();
  EXPECT_EQ(render(D, Options),
            "== sum.c" + std::string(53, ' ') + D.Target +
                "\nnote: -g was added\n\n" + Function + "\n" + Function +
                "\n== sum.c" + std::string(53, ' ') + D.Target +
                "\nnote: -g was added\nsum.c: no function here has code, so "
                "there is no frame to explain\n");
}

TEST(Text, PlainTextHoldsNoEscapes) {
  TextOptions Options;
  EXPECT_THAT(render(sampleReport(), Options), Not(HasSubstr("\033")));
  Options.Color = true;
  EXPECT_THAT(render(sampleReport(), Options), HasSubstr("\033"));
}

TEST(Text, ARealignedPartIsShownFromItsOwnRegister) {
  FrameSlot Gap;
  Gap.Kind = SlotKind::Padding;
  Gap.MaxSize = 48;
  Gap.Reason = "dropped by and rsp, -64";
  FrameSlot V;
  V.Kind = SlotKind::Variable;
  V.Size = 64;
  V.Base = "rsp";
  V.Displacement = 64;
  V.Occupants.push_back({.Name = "v", .Type = "S", .Size = 64});
  EXPECT_EQ(render(layout({.Min = 72, .Max = 120}, {returnAddress(), Gap, V})),
            "f" + std::string(72, ' ') + R"(sum.c:1
72 to 120 bytes: 8 return address, 64 in locals

  CFA  RBP  RSP  bytes
   -8   +8           8  return address  pushed by call
                  0-48  ·               dropped by and rsp, -64
            +64     64  v  S
)");
}

TEST(Text, ADynamicPartHasNoSize) {
  FrameSlot Dynamic;
  Dynamic.Kind = SlotKind::Dynamic;
  Dynamic.Title = "a";
  Dynamic.Reason = "int[n]";
  std::string Text = render(
      layout({.Min = 8, .Max = std::nullopt}, {returnAddress(), Dynamic}));
  EXPECT_THAT(Text, HasSubstr("at least 8 bytes: 8 return address, and a "
                              "dynamic part\n"));
  EXPECT_THAT(Text, HasSubstr("varies  a               int[n]\n"));
}

TEST(Text, VariablesThatShareASlotStandOnePerLine) {
  FrameSlot S = variableAt(-12, 4, "first", "int", 0, "shared");
  S.Occupants.push_back({.Name = "second", .Type = "float", .Size = 4});
  EXPECT_THAT(render(layout({.Min = 12, .Max = 12}, {returnAddress(), S})),
              HasSubstr("  -12   +4      4  first   int     shared\n"
                        "                   second  float\n"));
}

TEST(Text, PartsOfASlotHaveTheirOwnOffsets) {
  FrameSlot S = slotAt(SlotKind::Variable, -16, 8, "[a, b]", "one object");
  S.Occupants.push_back({.Name = "a", .Type = "int", .Size = 4});
  S.Occupants.push_back({.Name = "b", .Type = "int", .Offset = 4, .Size = 4});
  EXPECT_THAT(render(layout({.Min = 16, .Max = 16}, {returnAddress(), S})),
              HasSubstr("  -16    0      8  [a, b]          one object\n"
                        "  -16    0      4    a  int\n"
                        "  -12   +4      4    b  int\n"));
}

TEST(Text, TheCallersPartIsSetApart) {
  FrameSlot P = slotAt(SlotKind::Parameter, 0, 4, "seventh", "the caller's");
  EXPECT_THAT(render(layout({.Min = 8, .Max = 8}, {P, returnAddress()})),
              HasSubstr("the caller's\n  ----- the caller's frame is above, "
                        "this frame below -----\n"));
}

TEST(Text, VariablesWithoutASlotSayWhy) {
  ReportDocument D = sampleReport();
  FunctionReport &F = D.Units[0].Functions[0];
  LocalVariable &Static = F.Variables.emplace_back();
  Static.Name = "counter";
  Static.Type = "int";
  Static.WhyNoSlot = "static: not on the stack";
  LocalVariable &Moves = F.Variables.emplace_back();
  Moves.Name = "i";
  Moves.Type = "int";
  Moves.Locations = {{.Code = {4, 12}, .Where = "eax"},
                     {.Code = {12, 31}, .Where = "[rbp-0x14]"}};
  EXPECT_THAT(render(D),
              HasSubstr("\n\nnot in the frame, or not all the time\n"
                        "  counter  int  static: not on the stack\n"
                        "  i        int  eax at 4-c, [rbp-0x14] at c-1f\n"));
}

TEST(Text, LongFunctionsAreSummarised) {
  ReportDocument D = sampleReport();
  FunctionReport &F = D.Units[0].Functions[0];
  F.Accesses.resize(60, F.Accesses[0]);
  F.Accesses[59].Kind = AccessKind::Address;
  F.Accesses[59].Position.Line = 7;
  std::string Summary = render(D);
  EXPECT_THAT(Summary, HasSubstr("60 accesses; --accesses=all lists each"));
  EXPECT_THAT(Summary, HasSubstr("  c     59          1  5-7    "
                                 "0x7ffffffeeffb  0x5ffb\n"));
  EXPECT_THAT(Summary, Not(HasSubstr("mov al, byte ptr")));

  TextOptions Options;
  Options.Accesses = AccessDetail::All;
  std::string All = render(D, Options);
  size_t Count = 0;
  for (size_t At = 0; (At = All.find("mov al, byte", At)) != All.npos; ++At)
    ++Count;
  EXPECT_EQ(Count, 60u);
  Options.Accesses = AccessDetail::Summary;
  EXPECT_THAT(render(sampleReport(), Options), HasSubstr("  1 access; "));
}

TEST(Text, WhatAllAccessesHaveInCommonIsSaidOnce) {
  ReportDocument D = sampleReport();
  D.Units[0].Functions[0].Accesses[0].Walk->Tlb = TlbOutcome::Hit;
  std::string Text = render(D);
  EXPECT_THAT(Text, HasSubstr("0x7ffffffeeffb  0x5ffb\n  all TLB hits: walk "
                              "0, taken for the compiler's own accesses, came "
                              "first\n"));
}

TEST(Text, LifetimesDoNotRepeatThemselves) {
  ReportDocument D = sampleReport();
  FunctionReport &F = D.Units[0].Functions[0];
  F.Lifetimes.push_back(F.Lifetimes[0]);
  F.Lifetimes[1].Variable = VariableId(0);
  for (Lifetime &L : F.Lifetimes) {
    L.Code = {{0, 13}};
    L.Note = "from the call to the return";
    L.After = "reclaimed, not erased";
  }
  F.Lifetimes[0].Before = "nothing";
  F.Lifetimes[1].Before = "the last round's value";
  EXPECT_THAT(render(D), HasSubstr("lifetimes\n"
                                   "     code\n"
                                   "  c  0-d   from the call to the return\n"
                                   "  n  0-d   ″\n"
                                   "  before  c     nothing\n"
                                   "          n     the last round's value\n"
                                   "  after   each  reclaimed, not erased\n"));
}

TEST(Text, LinesOfOtherFilesAreMarked) {
  ReportDocument D = sampleReport();
  D.Units[0].Files.push_back("body.inc");
  FunctionReport &F = D.Units[0].Functions[0];
  F.Accesses[0].Position.File = FileId(1);
  std::string Text = render(D);
  EXPECT_THAT(Text, HasSubstr("  *5:9  c  read"));
  EXPECT_THAT(Text, HasSubstr("  * in body.inc\n"));
  F.Lifetimes[0].Storage = StorageDuration::Static;
  EXPECT_THAT(render(D), Not(HasSubstr("4:21-8:1")));
}

TEST(Text, EqualEpiloguesAreShownOnce) {
  ReportDocument D = sampleReport();
  FunctionReport &F = D.Units[0].Functions[0];
  F.Instructions.push_back(F.Instructions[4]);
  F.Instructions.push_back(F.Instructions[5]);
  F.Instructions[6].Address = 13;
  F.Instructions[7].Address = 14;
  F.Epilogues.push_back({InstructionId(6), InstructionId(8)});
  std::string Text = render(D);
  EXPECT_THAT(Text, HasSubstr("epilogue, 2 copies at b, d\n"));
  F.Epilogues[1] = {InstructionId(7), InstructionId(8)};
  Text = render(D);
  EXPECT_THAT(Text, HasSubstr("epilogue at b\n"));
  EXPECT_THAT(Text, HasSubstr("epilogue at e\n"));
}

TEST(Text, FindingsLookLikeClangs) {
  ReportDocument D = sampleReport();
  Finding &F = D.Units[0].Findings.emplace_back();
  F.RuleId = rules().front().Id;
  F.Position = at(7, 10);
  F.Message = "address of 'c' returned";
  F.Trace.push_back({.Position = at(5, 3), .Message = "taken here"});
  F.Next = Heir{.Description = "the next call's frame covers it",
                .Slot = std::nullopt};
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderFindings(D.Units[0], OS, {});
  EXPECT_EQ(Text, "sum.c:7:10: warning: address of 'c' returned "
                  "[framewalk-dangling-return]\n"
                  "sum.c:5:3: note: taken here\n"
                  "sum.c:7:10: note: the next call's frame covers it\n");
}

TEST(Text, FindingsHaveTheirPlaceTheirDeathAndFixes) {
  ReportDocument D = sampleReport();
  Finding &F = D.Units[0].Findings.emplace_back();
  F.RuleId = rules().front().Id;
  F.Level = Severity::Note;
  F.Position = at(7, 10);
  F.Declared = at(5, 3);
  F.Variable = "c";
  F.Message = "address of 'c' returned";
  F.Place = DeadPlace{.Base = "rbp",
                      .Displacement = -5,
                      .Size = 1,
                      .Page = VirtualAddress(0x7ffffffee000),
                      .Frame = PhysicalAddress(0x5000)};
  F.End = {.Cause = DeathCause::Return,
           .Position = at(8, 1),
           .Instruction = "pop rbp"};
  F.Trace = {{at(8, 1), "'c' dies here", StepRole::Dies}};
  F.Next = Heir{.Description = "the next call's", .Call = at(20, 3)};
  F.Fixes = {
      {.Title = "make 'c' static",
       .Edits = {
           {.Begin = at(5, 1), .End = at(5, 1), .Replacement = "static "}}}};
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderFindings(D.Units[0], OS, {});
  EXPECT_EQ(Text, "sum.c:7:10: remark: address of 'c' returned "
                  "[framewalk-dangling-return]\n"
                  "sum.c:5:3: note: 'c' is 1 byte at [rbp-0x5], on page "
                  "0x7ffffffee000 in frame 0x5000 (simulated)\n"
                  "sum.c:8:1: note: 'c' dies here\n"
                  "sum.c:20:3: note: the next call's\n"
                  "sum.c:5:1: note: fix: make 'c' static\n");
}

} // namespace
