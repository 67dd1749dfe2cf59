//===- FindingFramesTest.cpp - What the frame adds to a finding -----------===//

#include "Layout/FindingFrames.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

namespace {

SourcePosition at(uint32_t Line, uint32_t Column) {
  return {.File = FileId(0), .Line = Line, .Column = Column};
}

struct Piece {
  SlotKind Kind;
  uint64_t Size;
  std::string Variable;
  std::string Title;
};

/// A function whose frame has \p Pieces from the CFA down.
FunctionReport function(std::string Name, uint32_t Line,
                        std::vector<Piece> Pieces) {
  FunctionReport F;
  F.Name = F.LinkageName = Name;
  F.Position = at(Line, 5);
  F.Body = {at(Line, 10), at(Line + 4, 1)};
  std::vector<FrameSlot> Slots;
  int64_t Offset = 0;
  for (const Piece &P : Pieces) {
    Offset -= int64_t(P.Size);
    FrameSlot &S = Slots.emplace_back();
    S.Kind = P.Kind;
    S.Size = P.Size;
    S.CfaOffset = FrameOffset(Offset);
    S.Base = "rbp";
    S.Displacement = Offset + 16;
    S.Title = P.Title;
    if (P.Variable.empty())
      continue;
    VariableId Id(uint32_t(F.Variables.size()));
    S.Occupants.push_back({.Name = P.Variable,
                           .Type = "int",
                           .Declared = at(Line + 1, Id.Value + 1),
                           .Size = P.Size,
                           .Variable = Id,
                           .Note = ""});
    LocalVariable &V = F.Variables.emplace_back();
    V.Name = P.Variable;
    V.Type = "int";
    V.Size = P.Size;
    V.Declared = at(Line + 1, Id.Value + 1);
    V.Slots = {SlotId(uint32_t(Slots.size() - 1))};
    Lifetime &L = F.Lifetimes.emplace_back();
    L.Variable = Id;
    L.Begin = V.Declared;
    L.End = at(Line + 4, 1);
  }
  uint64_t Size = uint64_t(-Offset);
  F.Frame = cantFail(
      FrameLayout::create("rbp", {.Min = Size, .Max = Size}, std::move(Slots)));
  return F;
}

const Piece Return{SlotKind::ReturnAddress, 8, "", ""};
const Piece Rbp{SlotKind::SavedFramePointer, 8, "", "saved rbp"};

class Frames : public testing::Test {
protected:
  /// f() in line 3: x, 4 bytes at CFA-20.
  Frames() {
    Unit.Files = {"a.c"};
    Unit.Functions.push_back(
        function("f", 3, {Return, Rbp, {SlotKind::Variable, 4, "x", ""}}));
    Finding &F = Unit.Findings.emplace_back();
    F.RuleId = "framewalk-dangling-return";
    F.Position = at(5, 3);
    F.Variable = "x";
  }

  /// \p Caller calls these, from that stack depth each.
  void calls(FunctionReport &Caller,
             std::vector<std::pair<std::string, int64_t>> Callees) {
    for (const auto &[Name, Depth] : Callees) {
      uint32_t Symbol = uint32_t(Unit.Image.Symbols.size());
      ImageSymbol &S = Unit.Image.Symbols.emplace_back();
      S.Name = Name;
      Instruction &I = Caller.Instructions.emplace_back();
      I.Text = "call";
      I.StackDepth = Depth;
      I.Position = at(Caller.Position.Line + 2, 7);
      Caller.Calls.push_back({.Instruction = InstructionId(
                                  uint32_t(Caller.Instructions.size() - 1)),
                              .Symbol = Symbol,
                              .IsTailCall = false});
    }
  }

  void add(FunctionReport F) { Unit.Functions.push_back(std::move(F)); }

  const Finding &completed() {
    addFrames(Unit);
    return Unit.Findings[0];
  }

  std::string heir() { return completed().Next->Description; }

  TranslationUnitReport Unit;
};

TEST_F(Frames, TheSlotAndTheDeclarationAreFound) {
  const Finding &F = completed();
  ASSERT_TRUE(F.Slot);
  EXPECT_EQ(F.Slot->Value, 2u);
  EXPECT_EQ(F.Declared, at(4, 1));
  EXPECT_EQ(F.End.Position, at(7, 1));
  EXPECT_EQ(F.Place->CfaOffset, FrameOffset(-20));
  EXPECT_EQ(F.Place->Displacement, -4);
  EXPECT_EQ(F.Place->Size, 4u);
  EXPECT_FALSE(F.Place->Address) << "no access says where it is";
}

TEST_F(Frames, AnAccessTellsThePageAndItsFrame) {
  Access &A = Unit.Functions[0].Accesses.emplace_back();
  A.Slot = SlotId(2);
  A.Offset = 2;
  A.Walk = AccessWalk{.Virtual = VirtualAddress(0x7ffffffeeffe)};
  Unit.Walks.push_back({.Page = VirtualAddress(0x7ffffffee000),
                        .Steps = {},
                        .Frame = PhysicalAddress(0x5000),
                        .Fault = std::nullopt});
  const Finding &F = completed();
  EXPECT_EQ(F.Place->Address, VirtualAddress(0x7ffffffeeffc));
  EXPECT_EQ(F.Place->Page, VirtualAddress(0x7ffffffee000));
  EXPECT_EQ(F.Place->Frame, PhysicalAddress(0x5000));
}

TEST_F(Frames, WithoutACallerTheNextFrameIsDescribed) {
  EXPECT_EQ(heir(),
            "a read returns the old bytes until the caller's next call; from "
            "the same stack pointer, its return address goes to CFA-8, and its "
            "frame covers all of these bytes if it is 20 bytes deep or more");
}

TEST_F(Frames, BelowTheRedZoneASignalCanOverwriteTheBytes) {
  auto Deep = [&](uint64_t Hole) {
    Unit.Functions[0] = function("f", 3,
                                 {Return,
                                  Rbp,
                                  {SlotKind::Padding, Hole, "", ""},
                                  {SlotKind::Variable, 4, "x", ""}});
    Unit.Findings[0].Next.reset();
    return heir();
  };
  EXPECT_THAT(Deep(108), Not(HasSubstr("signal")));
  EXPECT_THAT(Deep(109), HasSubstr("or a signal"));
}

TEST_F(Frames, TheNextCallOfTheCallerInherits) {
  FunctionReport G =
      function("g", 20, {Return, Rbp, {SlotKind::Variable, 4, "b", ""}});
  Instruction &I = G.Instructions.emplace_back();
  I.Text = "mov dword ptr [rbp - 4], eax";
  I.Touch = FrameTouch{
      .Slot = SlotId(2), .Offset = 0, .Size = 4, .Kind = AccessKind::Write};
  add(std::move(G));
  FunctionReport Main = function("main", 30, {Return, Rbp});
  calls(Main, {{"f", 32}, {"g", 32}});
  add(std::move(Main));
  EXPECT_EQ(heir(), "a read returns the old bytes until main() calls g() in "
                    "line 32; then 'b' of g()");
  // Behind a branch it may not be written.
  std::vector<Instruction> &Code = Unit.Functions[1].Instructions;
  Code.insert(Code.begin(), Instruction())->Text = "jne 0x9";
  Unit.Findings[0].Next.reset();
  EXPECT_THAT(heir(), HasSubstr("then 'b' of g(), if it is written"));
  const Heir &H = *Unit.Findings[0].Next;
  EXPECT_EQ(H.Kind, HeirKind::LaterCall);
  EXPECT_EQ(H.Callee, "g");
  ASSERT_THAT(H.Parts, SizeIs(1));
  EXPECT_EQ(H.Parts[0].Variable, "b");
  EXPECT_EQ(H.Parts[0].CfaOffset, FrameOffset(-20));
}

TEST_F(Frames, AnotherStackPointerMovesTheBytes) {
  add(function("g", 20, {Return, Rbp, {SlotKind::Variable, 4, "b", ""}}));
  FunctionReport Main = function("main", 30, {Return, Rbp});
  calls(Main, {{"f", 32}, {"g", 36}});
  add(std::move(Main));
  // CFA-20 of f is CFA-16 of g: its saved rbp's lowest bytes.
  EXPECT_THAT(heir(), HasSubstr("then g()'s saved rbp"));
  EXPECT_EQ(Unit.Findings[0].Next->Parts[0].CfaOffset, FrameOffset(-16));
}

TEST_F(Frames, WhatTheCallerPushesIsNotTheCallees) {
  add(function("g", 20, {Return, Rbp}));
  FunctionReport Main = function("main", 30, {Return, Rbp});
  calls(Main, {{"f", 32}, {"g", 64}});
  add(std::move(Main));
  EXPECT_THAT(heir(), HasSubstr("then what main() pushes for g()"));
}

TEST_F(Frames, AShallowFrameLeavesTheBytesToItsCallees) {
  FunctionReport G = function("g", 20, {Return});
  calls(G, {{"h", 8}});
  add(std::move(G));
  add(function("h", 25, {Return, Rbp}));
  FunctionReport Main = function("main", 30, {Return, Rbp});
  calls(Main, {{"f", 32}, {"g", 32}});
  add(std::move(Main));
  EXPECT_THAT(heir(), HasSubstr("then h()'s saved rbp"));
}

TEST_F(Frames, BelowALeafNothingWrites) {
  add(function("g", 20, {Return}));
  FunctionReport Main = function("main", 30, {Return, Rbp});
  calls(Main, {{"f", 32}, {"g", 32}});
  add(std::move(Main));
  EXPECT_THAT(heir(), HasSubstr("still after that: the bytes are below g()'s "
                                "frame, which nothing writes"));
}

TEST_F(Frames, AFunctionOfAnotherFileIsSaidToBeUnknown) {
  FunctionReport Main = function("main", 30, {Return, Rbp});
  calls(Main, {{"f", 32}, {"puts", 32}});
  add(std::move(Main));
  EXPECT_THAT(heir(), HasSubstr("whatever puts(), whose code is not here, has "
                                "in its frame"));
}

TEST_F(Frames, TheCallersCallerGoesOnWhereTheCallerDoesNot) {
  add(function("g", 20, {Return, Rbp, {SlotKind::Variable, 64, "deep", ""}}));
  FunctionReport Between = function("between", 25, {Return, Rbp});
  calls(Between, {{"f", 16}});
  add(std::move(Between));
  FunctionReport Main = function("main", 30, {Return, Rbp});
  calls(Main, {{"between", 32}, {"g", 32}});
  add(std::move(Main));
  EXPECT_THAT(heir(), HasSubstr("main() calls g()"));
  EXPECT_EQ(Unit.Findings[0].Next->Parts[0].CfaOffset, FrameOffset(-36));
}

TEST_F(Frames, CallsThatEndTheProgramInheritNothing) {
  add(function("g", 20, {Return, Rbp}));
  FunctionReport Main = function("main", 30, {Return, Rbp});
  calls(Main, {{"f", 32}, {"__stack_chk_fail", 32}, {"g", 32}});
  add(std::move(Main));
  EXPECT_THAT(heir(), HasSubstr("until main() calls g() in line 32;"));
}

TEST_F(Frames, ABranchBeforeTheNextCallIsTold) {
  add(function("g", 20, {Return, Rbp}));
  FunctionReport Main = function("main", 30, {Return, Rbp});
  calls(Main, {{"f", 32}});
  Main.Instructions.emplace_back().Text = "je 0x9";
  calls(Main, {{"g", 32}});
  add(std::move(Main));
  EXPECT_THAT(heir(), HasSubstr("calls g() in line 32, if it goes there;"));
}

TEST_F(Frames, RecursionEnds) {
  FunctionReport &F = Unit.Functions[0];
  calls(F, {{"f", 32}, {"f", 32}, {"f", 32}});
  EXPECT_THAT(heir(), HasSubstr("f() calls f()"));
  FunctionReport Ping = function("ping", 40, {Return}),
                 Pong = function("pong", 50, {Return});
  calls(Ping, {{"pong", 8}});
  calls(Pong, {{"ping", 8}, {"f", 8}});
  add(std::move(Ping));
  add(std::move(Pong));
  Unit.Functions[0].Calls.clear();
  Unit.Findings[0].Next.reset();
  EXPECT_NE(heir(), "");
}

TEST_F(Frames, AConstantThatIsStoredOnceIsTheStaleValue) {
  FunctionReport &F = Unit.Functions[0];
  Instruction &I = F.Instructions.emplace_back();
  I.Text = "mov dword ptr [rbp - 0x4], -0x7";
  I.Touch = FrameTouch{
      .Slot = SlotId(2), .Offset = 0, .Size = 4, .Kind = AccessKind::Write};
  EXPECT_THAT(heir(), HasSubstr("returns the stale -7 until"));
  EXPECT_EQ(Unit.Findings[0].Next->StaleValue, "-7");

  Unit.Functions[0].Instructions.push_back(Unit.Functions[0].Instructions[0]);
  Unit.Findings[0].Next.reset();
  EXPECT_THAT(heir(), HasSubstr("the old bytes")) << "stored twice";
}

TEST_F(Frames, OfTwoVariablesWithOneNameTheLastBeforeIsMeant) {
  Unit.Functions[0] = function("f", 3,
                               {Return,
                                Rbp,
                                {SlotKind::Variable, 4, "x", ""},
                                {SlotKind::Variable, 4, "x", ""},
                                {SlotKind::Variable, 4, "x", ""}});
  Unit.Functions[0].Variables[2].Declared = at(6, 1); // behind the finding
  EXPECT_EQ(completed().Slot->Value, 3u);
}

TEST_F(Frames, TheDeclarationDecidesWhereItIsKnown) {
  Unit.Functions[0] = function("f", 3,
                               {Return,
                                Rbp,
                                {SlotKind::Variable, 4, "x", ""},
                                {SlotKind::Variable, 4, "x", ""}});
  Unit.Findings[0].Declared = at(4, 1);
  EXPECT_EQ(completed().Slot->Value, 2u);
}

TEST_F(Frames, TheOwnersFrameCountsWhereItIsNamed) {
  add(function("callee", 50, {Return, {SlotKind::Variable, 4, "x", ""}}));
  Unit.Findings[0].OwnerSymbol = "callee";
  Unit.Findings[0].Declared = at(51, 1);
  EXPECT_EQ(completed().Place->CfaOffset, FrameOffset(-12));
}

TEST_F(Frames, TheEpiloguesInstructionIsNamed) {
  FunctionReport &F = Unit.Functions[0];
  for (auto [Text, Depth] : {std::pair("add rsp, 16", 32),
                             std::pair("pop rbp", 16), std::pair("ret", 8)}) {
    Instruction &I = F.Instructions.emplace_back();
    I.Text = Text;
    I.Address = uint32_t(F.Instructions.size());
    I.StackDepth = Depth;
  }
  F.Epilogues = {{InstructionId(0), InstructionId(3)}};
  EXPECT_EQ(completed().End.Instruction, "add rsp, 16");
  EXPECT_EQ(Unit.Findings[0].End.CodeOffset, 1u);
}

TEST_F(Frames, AfterAScopeTheNextOccupantOfTheSlotInherits) {
  FunctionReport &F = Unit.Functions[0];
  LocalVariable Later = F.Variables[0];
  Later.Name = "y";
  Later.Declared = at(6, 1);
  F.Variables.push_back(Later);
  Lifetime L;
  L.Variable = VariableId(1);
  L.Begin = at(6, 1);
  L.End = at(7, 1);
  F.Lifetimes[0].End = at(5, 1);
  F.Lifetimes.push_back(L);
  F.Frame.addOccupant(SlotId(2), {.Name = "y",
                                  .Type = "int",
                                  .Declared = at(6, 1),
                                  .Size = 4,
                                  .Variable = VariableId(1),
                                  .Note = ""});
  Unit.Findings[0].RuleId = "framewalk-dangling-use-after-scope";
  EXPECT_EQ(heir(), "a read returns the old bytes until 'y' of line 6 has the "
                    "bytes");
  EXPECT_EQ(Unit.Findings[0].Next->Kind, HeirKind::SameFrame);
}

TEST_F(Frames, WithoutAFrameTheyStayFindings) {
  Unit.Functions.clear();
  const Finding &F = completed();
  EXPECT_FALSE(F.Slot);
  EXPECT_FALSE(F.Next);
}

} // namespace
