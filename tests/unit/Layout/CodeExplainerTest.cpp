//===- CodeExplainerTest.cpp ----------------------------------------------===//

#include "Layout/CodeExplainer.h"

#include "TestCode.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <functional>

using namespace framewalk;
using framewalk::test::assemble;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

struct SlotSpec {
  SlotKind Kind;
  uint64_t Size;
  std::string Title;
};

/// Slots one below the other from the CFA down.
std::vector<FrameSlot> slotsBelowCfa(const std::vector<SlotSpec> &Specs) {
  std::vector<FrameSlot> Slots;
  int64_t Low = 0;
  for (const SlotSpec &Spec : Specs) {
    FrameSlot Slot;
    Slot.Kind = Spec.Kind;
    Slot.Size = Spec.Size;
    Low -= static_cast<int64_t>(Spec.Size);
    Slot.CfaOffset = FrameOffset(Low);
    Slot.Title = Spec.Title;
    Slots.push_back(Slot);
  }
  return Slots;
}

BuiltFrame ledger(std::vector<FrameSlot> Slots, FrameSize Size) {
  BuiltFrame Built;
  llvm::Expected<FrameLayout> Layout =
      FrameLayout::create(std::nullopt, Size, std::move(Slots));
  if (!Layout)
    ADD_FAILURE() << llvm::toString(Layout.takeError());
  else
    Built.Layout = std::move(*Layout);
  return Built;
}

BuiltFrame ledger(const std::vector<SlotSpec> &Specs) {
  uint64_t Size = 0;
  for (const SlotSpec &Spec : Specs)
    if (Spec.Kind != SlotKind::RedZone)
      Size += Spec.Size;
  return ledger(slotsBelowCfa(Specs), {Size, Size});
}

ExplainedCode explain(const CapturedFrame &Frame, const BuiltFrame &Built) {
  return explainCode(Frame, Built, trackStack(Frame));
}

std::vector<std::string> effects(const ExplainedCode &Code) {
  std::vector<std::string> Result;
  for (const Instruction &I : Code.Instructions)
    Result.push_back(I.Effect);
  return Result;
}

/// Ranges as pairs of indices.
std::vector<std::pair<uint32_t, uint32_t>>
pairs(const std::vector<InstructionRange> &Ranges) {
  std::vector<std::pair<uint32_t, uint32_t>> Result;
  for (const InstructionRange &R : Ranges)
    Result.push_back({R.Begin.Value, R.End.Value});
  return Result;
}

using Pairs = std::vector<std::pair<uint32_t, uint32_t>>;

CapturedFrame withFramePointer() {
  CapturedFrame F;
  F.HasFramePointer = true;
  return F;
}

CapturedFrame i386() {
  CapturedFrame F;
  F.PointerSize = 4;
  return F;
}

} // namespace

TEST(CodeExplainer, FrameOfTheContract) {
  const BuiltFrame Built = ledger({{SlotKind::ReturnAddress, 8, ""},
                                   {SlotKind::SavedFramePointer, 8, ""},
                                   {SlotKind::Variable, 4, ""},
                                   {SlotKind::Variable, 1, ""},
                                   {SlotKind::Padding, 11, ""},
                                   {SlotKind::Variable, 36, ""},
                                   {SlotKind::Padding, 12, ""}});
  const ExplainedCode Code = explain(assemble(R"(
    push rbp                        ; setup
    mov rbp, rsp                    ; setup
    sub rsp, 0x40                   ; setup
    mov dword ptr [rbp - 4], edi
    call f
    add rsp, 0x40                   ; destroy
    pop rbp                         ; destroy
    ret
  )",
                                              withFramePointer()),
                                     Built);
  EXPECT_THAT(
      effects(Code),
      ElementsAre("save the caller's frame pointer, rsp -= 8",
                  "this frame's anchor: rbp = CFA - 16",
                  "64 bytes: 41 of locals + 23 padding, rsp stays 16-byte "
                  "aligned",
                  "", "", "free the 64 bytes: rsp points to the caller's rbp",
                  "the caller's frame pointer again, rsp += 8",
                  "pop the return address and go there"));
  EXPECT_EQ(pairs(Code.Prologue), (Pairs{{0, 3}}));
  EXPECT_EQ(pairs(Code.Epilogues), (Pairs{{5, 8}}));
  EXPECT_THAT(Code.Notes, IsEmpty());
}

TEST(CodeExplainer, InstructionsCarryTextBytesAndDepth) {
  const ExplainedCode Code = explain(
      assemble("push rax\nret"),
      ledger({{SlotKind::ReturnAddress, 8, ""}, {SlotKind::Padding, 8, ""}}));
  ASSERT_EQ(Code.Instructions.size(), 2u);
  EXPECT_EQ(Code.Instructions[1].Address, 4u);
  EXPECT_EQ(Code.Instructions[1].Length, 4);
  EXPECT_EQ(Code.Instructions[1].Bytes[0], 0x90);
  EXPECT_EQ(Code.Instructions[1].Text, "ret");
  EXPECT_EQ(Code.Instructions[1].StackDepth, 16);
}

TEST(CodeExplainer, SavedRegistersAreToldFromAllocations) {
  const BuiltFrame Built = ledger({{SlotKind::ReturnAddress, 8, ""},
                                   {SlotKind::CalleeSaved, 8, "saved r14"},
                                   {SlotKind::CalleeSaved, 8, "saved rbx"},
                                   {SlotKind::Variable, 8, "x"}});
  const ExplainedCode Code = explain(assemble(R"(
    push r14          ; setup
    push rbx          ; setup
    push rax          ; setup
    call f
    add rsp, 8        ; destroy
    pop rbx           ; destroy
    pop r14           ; destroy
    ret
  )"),
                                     Built);
  EXPECT_THAT(effects(Code),
              ElementsAre("save r14, which the caller wants back; at CFA-16",
                          "save rbx, which the caller wants back; at CFA-24",
                          "allocate 8 bytes of locals, rsp is now 16-byte "
                          "aligned (shorter than sub rsp, 8; rax's value does "
                          "not matter)",
                          "", "free the 8 bytes: rsp points to the saved rbx",
                          "the caller's rbx again", "the caller's r14 again",
                          "pop the return address and go there"));
}

TEST(CodeExplainer, PopOfAnAllocationFreesIt) {
  const ExplainedCode Code = explain(
      assemble(R"(
    push rax          ; setup
    call f
    pop rcx           ; destroy
    ret
  )"),
      ledger({{SlotKind::ReturnAddress, 8, ""}, {SlotKind::Padding, 8, ""}}));
  EXPECT_THAT(effects(Code)[0],
              HasSubstr("allocate 8 bytes of padding, rsp is now 16-byte"));
  EXPECT_THAT(effects(Code)[2], HasSubstr("what lands in rcx does not matter"));
}

TEST(CodeExplainer, RbpWithoutFramePointerIsASavedRegister) {
  const ExplainedCode Code =
      explain(assemble("push rbp ; setup\npop rbp ; destroy\nret"),
              ledger({{SlotKind::ReturnAddress, 8, ""},
                      {SlotKind::CalleeSaved, 8, "saved rbp"}}));
  EXPECT_THAT(effects(Code),
              ElementsAre("save rbp, which the caller wants back; at CFA-16",
                          "the caller's rbp again",
                          "pop the return address and go there"));
}

TEST(CodeExplainer, ALedgerThatDoesNotAddUpGivesNoNumbersOfItsOwn) {
  const ExplainedCode Code = explain(
      assemble("sub rsp, 0x28 ; setup\nret"),
      ledger({{SlotKind::ReturnAddress, 8, ""}, {SlotKind::Variable, 16, ""}}));
  EXPECT_EQ(effects(Code)[0], "allocate 40 bytes, rsp is now 16-byte aligned");
}

TEST(CodeExplainer, WhatLiesInTheRedZoneIsNotAllocated) {
  CapturedFrame Start = withFramePointer();
  Start.HasRedZone = true;
  const ExplainedCode Code =
      explain(assemble(R"(
    push rbp          ; setup
    mov rbp, rsp      ; setup
    sub rsp, 48       ; setup
    add rsp, 48       ; destroy
    pop rbp           ; destroy
    ret
  )",
                       Start),
              ledger({{SlotKind::ReturnAddress, 8, ""},
                      {SlotKind::SavedFramePointer, 8, ""},
                      {SlotKind::Variable, 4, ""},
                      {SlotKind::Padding, 12, ""},
                      {SlotKind::Variable, 160, ""}}));
  EXPECT_EQ(effects(Code)[2],
            "48 bytes: 36 of locals + 12 padding, rsp stays 16-byte aligned; "
            "128 more lie below rsp, in the red zone");
}

TEST(CodeExplainer, RealignmentListsWhatMayBeDropped) {
  CapturedFrame Start = withFramePointer();
  Start.MaxAlign = 64;
  Start.IsRealigned = true;
  std::vector<FrameSlot> Slots = slotsBelowCfa(
      {{SlotKind::ReturnAddress, 8, ""}, {SlotKind::SavedFramePointer, 8, ""}});
  FrameSlot Gap;
  Gap.Kind = SlotKind::Padding;
  Gap.MaxSize = 48;
  Slots.push_back(Gap);
  FrameSlot Line;
  Line.Kind = SlotKind::Variable;
  Line.Base = "rsp";
  Line.Displacement = 64;
  Line.Size = 128;
  Slots.push_back(Line);
  FrameSlot Rest;
  Rest.Kind = SlotKind::Padding;
  Rest.Base = "rsp";
  Rest.Size = 64;
  Slots.push_back(Rest);
  const ExplainedCode Code = explain(assemble(R"(
    push rbp            ; setup
    mov rbp, rsp        ; setup
    and rsp, -64        ; setup
    sub rsp, 0xc0       ; setup
    call f
    mov rsp, rbp
    pop rbp             ; destroy
    ret
  )",
                                              Start),
                                     ledger(std::move(Slots), {208, 256}));
  EXPECT_EQ(effects(Code)[2], "round rsp down to a multiple of 64: drops 0, "
                              "16, 32 or 48 bytes here");
  EXPECT_EQ(effects(Code)[3], "192 bytes: 128 of locals + 64 padding, rsp "
                              "stays 64-byte aligned");
  EXPECT_EQ(effects(Code)[5], "rsp = rbp, where the caller's rbp is: frees all "
                              "below, what realignment dropped included");
}

TEST(CodeExplainer, RealignmentAfterAnOddNumberOfPushes) {
  CapturedFrame Start = withFramePointer();
  Start.MaxAlign = 32;
  Start.IsRealigned = true;
  const auto Effects = [&](int Mask) {
    return effects(explain(assemble("push rbp ; setup\nmov rbp, rsp ; setup\n"
                                    "push rbx ; setup\nand rsp, " +
                                        std::to_string(Mask) + " ; setup",
                                    Start),
                           BuiltFrame()));
  };
  EXPECT_EQ(Effects(-32)[3],
            "round rsp down to a multiple of 32: drops 8 or 24 bytes here");
  EXPECT_EQ(Effects(-256)[3], "round rsp down to a multiple of 256: drops 8 to "
                              "248 bytes here, in steps of 16");
}

TEST(CodeExplainer, BasePointerAndDynamicAreas) {
  CapturedFrame Start = withFramePointer();
  Start.MaxAlign = 32;
  Start.IsRealigned = true;
  Start.HasVariableSizedObjects = true;
  Start.BasePointer = "rbx";
  const ExplainedCode Code =
      explain(assemble(R"(
    push rbp            ; setup
    mov rbp, rsp        ; setup
    push rbx            ; setup
    and rsp, -32        ; setup
    sub rsp, 96         ; setup
    mov rbx, rsp        ; setup
    mov rsp, rax
    lea rsp, [rbp - 8]  ; destroy
    pop rbx             ; destroy
    pop rbp             ; destroy
    ret
  )",
                       Start),
              ledger({{SlotKind::ReturnAddress, 8, ""},
                      {SlotKind::SavedFramePointer, 8, ""},
                      {SlotKind::CalleeSaved, 8, "saved rbx"}}));
  EXPECT_EQ(effects(Code)[5],
            "the fixed locals hang on rbx from here: rsp will move, and their "
            "distance from rbp is not fixed");
  EXPECT_EQ(effects(Code)[6], "");
  EXPECT_EQ(effects(Code)[7], "rsp = rbp - 8, where the saved rbx is: frees "
                              "all below, however much was allocated");
}

TEST(CodeExplainer, ProbeLoopTouchesEachPage) {
  CapturedFrame Start = withFramePointer();
  const ExplainedCode Code =
      explain(assemble(R"(
    push rbp                      ; setup
    mov rbp, rsp                  ; setup
    mov r11, rsp
    sub r11, 0x100000             ; setup
  .L3:
    sub rsp, 0x1000               ; setup
    mov qword ptr [rsp], 0        ; setup
    cmp rsp, r11                  ; setup
    jne .L3                       ; setup
    sub rsp, 32                   ; setup
    call f
  )",
                       Start),
              ledger({{SlotKind::ReturnAddress, 8, ""},
                      {SlotKind::SavedFramePointer, 8, ""},
                      {SlotKind::Variable, 0x100000, ""},
                      {SlotKind::Variable, 8, ""},
                      {SlotKind::Padding, 24, ""}}));
  const std::vector<std::string> E = effects(Code);
  EXPECT_EQ(E[2], "r11 = rsp, to count from");
  EXPECT_EQ(E[3], "r11 = rsp - 1048576: where the loop below must come to, 256 "
                  "pages down (1048576 bytes of locals)");
  EXPECT_EQ(E[4], "4096 bytes down: the next page");
  EXPECT_THAT(E[5], HasSubstr("the guard page below the stack cannot be "));
  EXPECT_EQ(E[6], "there yet?");
  EXPECT_EQ(E[7], "no: the next page");
  EXPECT_EQ(E[8],
            "32 bytes: 8 of locals + 24 padding, rsp stays 16-byte aligned");
  EXPECT_EQ(pairs(Code.Prologue), (Pairs{{0, 9}}));
}

TEST(CodeExplainer, UnrolledProbesSayWhatEachPageHolds) {
  const ExplainedCode Code = explain(assemble(R"(
    sub rsp, 0x1000               ; setup
    mov qword ptr [rsp], 0        ; setup
    sub rsp, 0x18                 ; setup
    call f
  )"),
                                     ledger({{SlotKind::ReturnAddress, 8, ""},
                                             {SlotKind::Variable, 0x1008, ""},
                                             {SlotKind::Padding, 16, ""}}));
  EXPECT_EQ(effects(Code)[0], "4096 bytes of locals");
  EXPECT_THAT(effects(Code)[1], HasSubstr("touch the page"));
  EXPECT_TRUE(Code.Instructions[1].IsProbe);
  EXPECT_FALSE(Code.Instructions[2].IsProbe);
  EXPECT_EQ(effects(Code)[2], "24 bytes: 8 of locals + 16 padding, rsp is now "
                              "16-byte aligned");
}

TEST(CodeExplainer, CanaryAtNoOptimisation) {
  CapturedFrame Start = withFramePointer();
  Start.HasStackProtector = true;
  CapturedObject Guard;
  Guard.Index = 0;
  Guard.IsStackProtector = true;
  Guard.Base = "rbp";
  Guard.Displacement = -8;
  Guard.Size = 8;
  Start.Objects = {Guard};
  BuiltFrame Built = ledger({{SlotKind::ReturnAddress, 8, ""},
                             {SlotKind::SavedFramePointer, 8, ""},
                             {SlotKind::StackProtector, 8, ""},
                             {SlotKind::Variable, 88, ""}});
  const ExplainedCode Code = explain(assemble(R"(
    push rbp                        ; setup
    mov rbp, rsp                    ; setup
    sub rsp, 96                     ; setup
    mov rax, qword ptr fs:[0x28]
    mov qword ptr [rbp - 8], rax
    mov qword ptr [rbp - 16], rdi
    call f
    mov dword ptr [rbp - 84], eax
    mov rax, qword ptr fs:[0x28]
    mov rcx, qword ptr [rbp - 8]
    cmp rax, rcx
    jne .Lfail
    mov eax, dword ptr [rbp - 84]
    add rsp, 96                     ; destroy
    pop rbp                         ; destroy
    ret
  .Lfail:
    call __stack_chk_fail
  )",
                                              Start),
                                     Built);
  const std::vector<std::string> E = effects(Code);
  EXPECT_EQ(E[3], "load the canary, a random number that the C library keeps "
                  "in fs:0x28");
  EXPECT_THAT(E[4], HasSubstr("put it above the arrays, at CFA-24:"));
  EXPECT_EQ(E[5], "") << "a parameter store is no prologue";
  EXPECT_EQ(E[8], "the canary as it must be, from fs:0x28");
  EXPECT_EQ(E[9], "the canary as it is in the frame now");
  EXPECT_EQ(E[10], "still the same?");
  EXPECT_EQ(E[11], "no: an array overflowed, do not return");
  EXPECT_EQ(E[12], "the result, where the caller looks for it");
  EXPECT_EQ(E[16], "report the overflow and abort: does not return");
  EXPECT_EQ(pairs(Code.Prologue), (Pairs{{0, 5}}));
  EXPECT_EQ(pairs(Code.Epilogues), (Pairs{{8, 16}, {16, 17}}));
}

TEST(CodeExplainer, CanaryComparedInMemoryOnI386) {
  CapturedFrame Start = i386();
  Start.HasStackProtector = true;
  BuiltFrame Built = ledger({{SlotKind::ReturnAddress, 4, ""},
                             {SlotKind::StackProtector, 4, ""},
                             {SlotKind::Variable, 24, ""}});
  const ExplainedCode Code = explain(assemble(R"(
    sub esp, 28                       ; setup
    mov eax, dword ptr gs:[0x14]
    mov dword ptr [esp + 24], eax
    call f
    mov eax, dword ptr gs:[0x14]
    cmp eax, dword ptr [esp + 24]
    jne .Lfail
    add esp, 28                       ; destroy
    ret
  .Lfail:
    call __stack_chk_fail
  )",
                                              Start),
                                     Built);
  const std::vector<std::string> E = effects(Code);
  EXPECT_EQ(E[1], "load the canary, a random number that the C library keeps "
                  "in gs:0x14");
  EXPECT_THAT(E[2], HasSubstr("at CFA-8:"));
  EXPECT_EQ(E[4], "the canary as it must be, from gs:0x14");
  EXPECT_EQ(E[5], "still the same?");
  EXPECT_EQ(E[7], "free the 28 bytes: esp points to the return address");
}

TEST(CodeExplainer, ThreadLocalVariablesAreNoCanary) {
  CapturedFrame Start;
  Start.HasStackProtector = true;
  const ExplainedCode Code = explain(assemble(R"(
    mov rax, qword ptr fs:[0x10]
    mov qword ptr [rsp - 8], rax
    ret
  )",
                                              Start),
                                     BuiltFrame());
  EXPECT_EQ(effects(Code)[0], "");
  EXPECT_EQ(effects(Code)[1], "");
}

TEST(CodeExplainer, VariadicFunctionSavesItsArgumentRegisters) {
  CapturedFrame Start = withFramePointer();
  Start.IsVariadic = true;
  BuiltFrame Built = ledger({{SlotKind::ReturnAddress, 8, ""},
                             {SlotKind::SavedFramePointer, 8, ""},
                             {SlotKind::RegisterSaveArea, 176, ""}});
  CapturedFrame Frame = assemble(R"(
    push rbp                             ; setup
    mov rbp, rsp                         ; setup
    sub rsp, 176                         ; setup
    test al, al
    je .L1
    movaps xmmword ptr [rbp - 128], xmm0
  .L1:
    mov qword ptr [rbp - 168], rsi
    mov qword ptr [rbp - 176], rdi
    ret
  )",
                                 Start);
  Frame.Instructions[7].Memory.Base = "rax"; // not in the area
  const ExplainedCode Code = explain(Frame, Built);
  const std::vector<std::string> E = effects(Code);
  EXPECT_EQ(E[3], "al: at most how many vector registers carry arguments");
  EXPECT_EQ(E[4], "none: nothing to save from them");
  EXPECT_EQ(E[5], "xmm0 to the register save area + 48, for va_arg");
  EXPECT_EQ(E[6], "rsi to the register save area + 8, for va_arg");
  EXPECT_EQ(E[7], "");
  EXPECT_EQ(pairs(Code.Prologue), (Pairs{{0, 7}}));
}

TEST(CodeExplainer, OptimisedVariadicFunctionSavesIntegersFirst) {
  CapturedFrame Start;
  Start.IsVariadic = true;
  BuiltFrame Built = ledger({{SlotKind::ReturnAddress, 8, ""},
                             {SlotKind::RegisterSaveArea, 176, ""}});
  const ExplainedCode Code = explain(assemble(R"(
    sub rsp, 176                         ; setup
    mov qword ptr [rsp + 8], rsi
    test al, al
    je .L1
    movaps xmmword ptr [rsp + 48], xmm0
  .L1:
    test esi, esi
    je .L2
  .L2:
    ret
  )",
                                              Start),
                                     Built);
  EXPECT_EQ(pairs(Code.Prologue), (Pairs{{0, 5}}));
}

TEST(CodeExplainer, WorkOfTheBodyMovedIntoTheEpilogue) {
  const ExplainedCode Code = explain(assemble(R"(
    push rbx                      ; setup
    pop rbx                       ; destroy
    xor eax, eax
    ret
    push rbx                      ; setup
    pop rbx                       ; destroy
    mov rdi, qword ptr [rip + g]
    mov qword ptr [rip + g], rax
    jmp other                     ; tail
  )"),
                                     BuiltFrame());
  EXPECT_EQ(effects(Code)[2], "the result, where the caller looks for it");
  EXPECT_EQ(effects(Code)[6], "for the function called in last place");
  EXPECT_EQ(effects(Code)[7], "still the body's work, moved in between");
}

TEST(CodeExplainer, ShrinkWrappedPrologueAndBothExits) {
  const ExplainedCode Code = explain(
      assemble(R"(
    test edi, edi
    je .L2
    push rax        ; setup
    call f
    pop rcx         ; destroy
    ret
  .L2:
    xor eax, eax
    ret
  )"),
      ledger({{SlotKind::ReturnAddress, 8, ""}, {SlotKind::Padding, 8, ""}}));
  EXPECT_EQ(pairs(Code.Prologue), (Pairs{{2, 3}}));
  EXPECT_EQ(pairs(Code.Epilogues), (Pairs{{4, 6}, {7, 8}}));
  EXPECT_THAT(Code.Notes, ElementsAre(HasSubstr("shrink-wrapped: the frame is "
                                                "made at +8 only")));
}

TEST(CodeExplainer, PrologueInPieces) {
  const ExplainedCode Code = explain(assemble(R"(
    push rbx        ; setup
    xor eax, eax
    sub rsp, 16     ; setup
    ret
  )"),
                                     BuiltFrame());
  EXPECT_EQ(pairs(Code.Prologue), (Pairs{{0, 1}, {2, 3}}));
}

TEST(CodeExplainer, ReturnThatPopsArguments) {
  const ExplainedCode Code = explain(
      assemble("ret 8", i386()), ledger({{SlotKind::ReturnAddress, 4, ""}}));
  EXPECT_EQ(effects(Code)[0],
            "pop the return address and 8 bytes of arguments");
}

TEST(CodeExplainer, TailCallIsAnExit) {
  const ExplainedCode Code =
      explain(assemble(R"(
    push rbx           ; setup
    pop rbx            ; destroy
    jmp other          ; tail
  )"),
              ledger({{SlotKind::ReturnAddress, 8, ""},
                      {SlotKind::CalleeSaved, 8, "saved rbx"}}));
  EXPECT_EQ(effects(Code)[2], "a call in last place: jump there; it returns to "
                              "our caller itself");
  EXPECT_EQ(pairs(Code.Epilogues), (Pairs{{1, 3}}));
}

TEST(CodeExplainer, FreeMergedWithTheLastCallsArguments) {
  CapturedFrame Start = i386();
  Start.StackSize = 28;
  const ExplainedCode Code =
      explain(assemble(R"(
    push edi            ; setup
    push esi            ; setup
    sub esp, 20         ; setup
    push eax
    push eax
    call f
    add esp, 28
    pop esi             ; destroy
    pop edi             ; destroy
    ret
  )",
                       Start),
              ledger({{SlotKind::ReturnAddress, 4, ""},
                      {SlotKind::CalleeSaved, 4, "saved edi"},
                      {SlotKind::CalleeSaved, 4, "saved esi"},
                      {SlotKind::Variable, 20, ""}}));
  EXPECT_EQ(effects(Code)[6],
            "free 8 bytes of arguments + 20 of the frame: esp "
            "points to the saved esi");
  EXPECT_EQ(pairs(Code.Epilogues), (Pairs{{6, 10}}));
}

TEST(CodeExplainer, Leave) {
  const ExplainedCode Code =
      explain(assemble(R"(
    push rbp           ; setup
    mov rbp, rsp       ; setup
    leave
    ret
  )",
                       withFramePointer()),
              ledger({{SlotKind::ReturnAddress, 8, ""},
                      {SlotKind::SavedFramePointer, 8, ""}}));
  EXPECT_THAT(effects(Code)[2], HasSubstr("rsp = rbp, pop rbp"));
  EXPECT_EQ(pairs(Code.Epilogues), (Pairs{{2, 4}}));
}

TEST(CodeExplainer, EntryMarksAndPatchRoom) {
  const ExplainedCode Code = explain(assemble(R"(
    endbr64
    nop
    push rbx          ; setup
    nop
    ret
  )"),
                                     BuiltFrame());
  EXPECT_THAT(effects(Code)[0], HasSubstr("(CET)"));
  EXPECT_THAT(effects(Code)[1], HasSubstr("room to patch"));
  EXPECT_EQ(effects(Code)[3], "");
  EXPECT_EQ(pairs(Code.Prologue), (Pairs{{0, 3}}));
}

TEST(CodeExplainer, I386ReadsItsOwnAddress) {
  CapturedFrame Frame = assemble(R"(
    push ebx            ; setup
    call .pc
    pop ebx
    add ebx, _GLOBAL_OFFSET_TABLE_
    pop ebx             ; destroy
    ret
  )",
                                 i386());
  Frame.Instructions[2].Kind = InstructionKind::Other;
  Frame.Instructions[2].Register = "";
  const ExplainedCode Code = explain(Frame, BuiltFrame());
  const std::vector<std::string> E = effects(Code);
  EXPECT_THAT(E[1], HasSubstr("push the next instruction's address"));
  EXPECT_EQ(E[2], "and take it off again: ebx = this code's own address");
  EXPECT_THAT(E[3], HasSubstr("the global offset table"));
  EXPECT_EQ(pairs(Code.Prologue), (Pairs{{0, 4}}));
}

TEST(CodeExplainer, NakedCodeIsItsAuthors) {
  CapturedFrame Start;
  Start.IsNaked = true;
  const ExplainedCode Code =
      explain(assemble("push rbx ; setup\nret", Start), BuiltFrame());
  EXPECT_THAT(effects(Code), ElementsAre("", ""));
  EXPECT_THAT(Code.Prologue, IsEmpty());
  EXPECT_THAT(Code.Epilogues, IsEmpty());
  EXPECT_THAT(Code.Notes, IsEmpty());
}

TEST(CodeExplainer, FunctionThatNeverReturns) {
  const ExplainedCode Code =
      explain(assemble("push rax ; setup\ncall abort"), BuiltFrame());
  EXPECT_THAT(Code.Epilogues, IsEmpty());
  EXPECT_THAT(Code.Notes, ElementsAre("no epilogue: it never returns"));
}

TEST(CodeExplainer, VectorCleanupBetweenPopAndReturn) {
  const ExplainedCode Code =
      explain(assemble(R"(
    push rbp           ; setup
    mov rbp, rsp       ; setup
    pop rbp            ; destroy
    vzeroupper
    ret
  )",
                       withFramePointer()),
              ledger({{SlotKind::ReturnAddress, 8, ""},
                      {SlotKind::SavedFramePointer, 8, ""}}));
  EXPECT_THAT(effects(Code)[3], HasSubstr("upper halves"));
  EXPECT_EQ(pairs(Code.Epilogues), (Pairs{{2, 5}}));
}

TEST(CodeExplainer, PartsOfACoroutineSayWhatTheyAre) {
  CapturedFrame Start;
  Start.IsCoroutine = true;
  Start.Symbol = "_Z5countv.resume";
  EXPECT_THAT(explain(assemble("ret", Start), BuiltFrame()).Notes,
              ElementsAre("a part of the coroutine (_Z5countv.resume): what "
                          "follows a suspension: runs when the coroutine is "
                          "resumed"));
  Start.Symbol = "_Z5countv";
  EXPECT_THAT(explain(assemble("ret", Start), BuiltFrame()).Notes, IsEmpty());
}
