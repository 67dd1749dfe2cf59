//===- StackTrackingTest.cpp ----------------------------------------------===//

#include "Layout/StackTracking.h"

#include "TestCode.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <climits>

using namespace framewalk;
using framewalk::test::assemble;
using testing::ElementsAre;

namespace {

constexpr int64_t Unknown = INT64_MIN;

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

std::vector<int64_t> depths(const CapturedFrame &Frame) {
  std::vector<int64_t> Result;
  for (const StackState &S : trackStack(Frame))
    Result.push_back(S.StackDepth.value_or(Unknown));
  return Result;
}

std::vector<int64_t> aboveAligned(const CapturedFrame &Frame) {
  std::vector<int64_t> Result;
  for (const StackState &S : trackStack(Frame))
    Result.push_back(S.AboveAlignedStack.value_or(Unknown));
  return Result;
}

} // namespace

TEST(StackTracking, FollowsPushSubAddPop) {
  EXPECT_THAT(depths(assemble(R"(
    push rbx
    sub rsp, 32
    call f
    add rsp, 32
    pop rbx
    ret
  )")),
              ElementsAre(8, 16, 48, 48, 16, 8));
}

TEST(StackTracking, FramePointerIsAnAnchorFromItsCopyToItsPop) {
  const std::vector<StackState> States =
      trackStack(assemble(R"(
    push rbp
    mov rbp, rsp
    sub rsp, 32
    add rsp, 32
    pop rbp
    ret
  )",
                          withFramePointer()));
  EXPECT_EQ(States[1].FramePointerDepth, std::nullopt);
  EXPECT_EQ(States[2].FramePointerDepth, 16);
  EXPECT_EQ(States[4].FramePointerDepth, 16);
  EXPECT_EQ(States[5].FramePointerDepth, std::nullopt);
  EXPECT_EQ(States[5].StackDepth, 8);
}

TEST(StackTracking, RbpIsNoAnchorWithoutFramePointer) {
  const std::vector<StackState> States = trackStack(assemble(R"(
    push rbp
    mov rbp, rsp
    call f
    pop rbp
    ret
  )"));
  EXPECT_EQ(States[2].FramePointerDepth, std::nullopt);
  EXPECT_EQ(States[4].StackDepth, 8);
}

TEST(StackTracking, LeaveAndLeaRestoreFromTheFramePointer) {
  EXPECT_THAT(depths(assemble(R"(
    push rbp
    mov rbp, rsp
    push rbx
    mov rsp, rax
    lea rsp, [rbp - 8]
    pop rbx
    leave
    ret
  )",
                              withFramePointer())),
              ElementsAre(8, 16, 16, 24, Unknown, 24, 16, 8));
}

TEST(StackTracking, BlockAfterReturnTakesTheDepthOfItsPredecessor) {
  EXPECT_THAT(depths(assemble(R"(
    push rbx
    sub rsp, 16
    jne .L1
    add rsp, 16
    pop rbx
    ret
  .L1:
    call g
    add rsp, 16
    pop rbx
    ret
  )")),
              ElementsAre(8, 16, 32, 32, 16, 8, 32, 32, 16, 8));
}

TEST(StackTracking, ShrinkWrappedPrologueLeavesTheFastPathAlone) {
  EXPECT_THAT(depths(assemble(R"(
    test edi, edi
    je .L2
    push rax        ; setup
    call f
    pop rcx         ; destroy
    ret
  .L2:
    xor eax, eax
    ret
  )")),
              ElementsAre(8, 8, 8, 16, 16, 8, 8, 8));
}

TEST(StackTracking, LandingPadRunsWithTheStackOfTheBody) {
  const CapturedFrame Frame = assemble(R"(
    push rbp              ; setup
    mov rbp, rsp          ; setup
    sub rsp, 64           ; setup
    call mayThrow
    add rsp, 64           ; destroy
    pop rbp               ; destroy
    ret
    mov qword ptr [rbp - 8], rax
    call _Unwind_Resume
    nop
  )",
                                       withFramePointer());
  const std::vector<StackState> States = trackStack(Frame);
  EXPECT_EQ(States[7].StackDepth, 80);
  EXPECT_EQ(States[7].FramePointerDepth, 16);
  EXPECT_TRUE(States[7].IsReachable);
}

TEST(StackTracking, PaddingAfterReturnIsUnreachable) {
  const std::vector<StackState> States = trackStack(assemble(R"(
    ret
    nop
  )"));
  EXPECT_FALSE(States[1].IsReachable);
  EXPECT_EQ(States[1].StackDepth, std::nullopt);
}

TEST(StackTracking, JumpTableTargetsAreFoundThroughCfi) {
  EXPECT_THAT(depths(assemble(R"(
    push rbx         ; setup, cfa rsp+8
    jmp rax          ; cfa rsp+16
    pop rbx          ; destroy
    ret              ; cfa rsp+8
    call f           ; cfa rsp+16
    pop rbx          ; destroy
    ret              ; cfa rsp+8
  )")),
              ElementsAre(8, 16, 16, 8, 16, 16, 8));
}

TEST(StackTracking, DisagreeingPredecessorsAreUnknownUntilCfiDecides) {
  constexpr const char *Code = R"(
    jne .L1
    push rax
  .L1:
    nop            {}
    ret
  )";
  const auto With = [&](std::string_view Note) {
    std::string Text = Code;
    Text.replace(Text.find("{}"), 2, Note);
    return depths(assemble(Text));
  };
  EXPECT_THAT(With(""), ElementsAre(8, 8, Unknown, Unknown));
  EXPECT_THAT(With("; cfa rsp+16"), ElementsAre(8, 8, 16, 16));
}

TEST(StackTracking, CfiThatWasLeftBehindIsNotBelieved) {
  EXPECT_THAT(depths(assemble(R"(
    push rbx           ; setup, cfa rsp+8
    push rax           ; setup, cfa rsp+16
    call f             ; cfa rsp+24
    add rsp, 8         ; destroy
    test rdi, rdi
    je .L1
    pop rbx            ; destroy, cfa rsp+16
    jmp g              ; tail, cfa rsp+8
  .L1:
    pop rbx            ; destroy, cfa rsp+16
    ret                ; cfa rsp+8
  )")),
              ElementsAre(8, 16, 24, 24, 16, 16, 16, 8, 16, 8));
}

TEST(StackTracking, FramePointerBelongsToTheCallerAgainAfterItsPop) {
  const std::vector<StackState> States =
      trackStack(assemble(R"(
    push rbp           ; setup, cfa rsp+8
    mov rbp, rsp       ; setup, cfa rsp+16
    pop rbp            ; destroy, cfa rbp+16
    test rdi, rdi
    ret                ; cfa rsp+8
  )",
                          withFramePointer()));
  EXPECT_EQ(States[3].FramePointerDepth, std::nullopt);
  EXPECT_EQ(States[3].StackDepth, 8);
}

TEST(StackTracking, I386CompensationNeedNotFollowTheCallAtOnce) {
  CapturedFrame Start = i386();
  Start.OutgoingArgumentSize = 8;
  EXPECT_THAT(depths(assemble(R"(
    sub esp, 12        ; setup, cfa esp+4
    call makeStruct    ; cfa esp+16
    mov eax, ebx
    sub esp, 4
    call g
  )",
                              Start)),
              ElementsAre(4, 16, 12, 12, 16));
}

TEST(StackTracking, ProbeLoopEndsAtItsBound) {
  EXPECT_THAT(depths(assemble(R"(
    push rbp                      ; setup
    mov rbp, rsp                  ; setup
    mov r11, rsp                  ; setup
    sub r11, 0x100000             ; setup
  .L3:
    sub rsp, 0x1000               ; setup
    mov qword ptr [rsp], 0        ; setup
    cmp rsp, r11                  ; setup
    jne .L3                       ; setup
    sub rsp, 32                   ; setup
    call f
  )",
                              withFramePointer())),
              ElementsAre(8, 16, 16, 16, Unknown, Unknown, Unknown, Unknown,
                          16 + 0x100000, 16 + 0x100000 + 32));
}

TEST(StackTracking, ProbeLoopWithBoundFromLea) {
  EXPECT_THAT(
      depths(assemble(R"(
    lea r11, [rsp - 0x100000]     ; setup
  .L3:
    sub rsp, 0x1000               ; setup, cfa r11+1048584
    mov qword ptr [rsp], 0        ; setup
    cmp rsp, r11                  ; setup
    jne .L3                       ; setup
    sub rsp, 32                   ; setup, cfa rsp+1048584
    call f                        ; cfa rsp+1048616
  )")),
      ElementsAre(8, Unknown, Unknown, Unknown, Unknown, 0x100008, 0x100028));
}

TEST(StackTracking, RealignedStackIsMeasuredFromTheBody) {
  const CapturedFrame Frame = assemble(R"(
    push rbp             ; setup
    mov rbp, rsp         ; setup
    and rsp, -64         ; setup
    sub rsp, 0xc0        ; setup
    call f
    mov rsp, rbp         ; destroy
    pop rbp              ; destroy
    ret
  )",
                                       withFramePointer());
  EXPECT_THAT(depths(Frame),
              ElementsAre(8, 16, 16, Unknown, Unknown, Unknown, 16, 8));
  EXPECT_THAT(aboveAligned(Frame), ElementsAre(Unknown, Unknown, Unknown, 0xc0,
                                               0, 0, Unknown, Unknown));
}

TEST(StackTracking, ArgumentPushesMoveTheRealignedStack) {
  CapturedFrame Start = withFramePointer();
  Start.PointerSize = 4;
  EXPECT_THAT(
      aboveAligned(assemble(R"(
    push ebp             ; setup
    mov ebp, esp         ; setup
    and esp, -64         ; setup
    sub esp, 0x80        ; setup
    sub esp, 12
    push eax
    call f
    add esp, 16
    nop
  )",
                            Start)),
      ElementsAre(Unknown, Unknown, Unknown, 0x80, 0, -12, -16, -16, 0));
}

TEST(StackTracking, RealignmentByAPageProbesEachPageFirst) {
  const CapturedFrame Frame = assemble(R"(
    push rbp                 ; setup
    mov rbp, rsp             ; setup
    mov r11, rsp             ; setup
    and r11, -8192           ; setup
    cmp r11, rsp             ; setup
    je .Ldone                ; setup
    sub rsp, 0x1000          ; setup
    cmp rsp, r11             ; setup
    jb .Lfoot                ; setup
  .Lloop:
    mov qword ptr [rsp], 0   ; setup
    sub rsp, 0x1000          ; setup
    cmp r11, rsp             ; setup
    jb .Lloop                ; setup
  .Lfoot:
    mov rsp, r11             ; setup
    mov qword ptr [rsp], 0   ; setup
  .Ldone:
    sub rsp, 0x2000          ; setup
    call f
  )",
                                       withFramePointer());
  const std::vector<StackState> States = trackStack(Frame);
  EXPECT_EQ(States[15].AboveAlignedStack, 0x2000);
  EXPECT_EQ(States[16].AboveAlignedStack, 0);
  EXPECT_EQ(States[16].FramePointerDepth, 16);
}

TEST(StackTracking, DynamicAllocationLeavesTheFramePointer) {
  const std::vector<StackState> States =
      trackStack(assemble(R"(
    push rbp             ; setup
    mov rbp, rsp         ; setup
    sub rsp, 32          ; setup
    mov rax, rsp
    sub rax, rcx
    mov rsp, rax
    call f
    mov rsp, rbp         ; destroy
    pop rbp              ; destroy
    ret
  )",
                          withFramePointer()));
  EXPECT_EQ(States[6].StackDepth, std::nullopt);
  EXPECT_EQ(States[6].FramePointerDepth, 16);
  EXPECT_EQ(States[8].StackDepth, 16);
}

TEST(StackTracking, CopyOfTheStackPointerIsForgottenWhenOverwritten) {
  EXPECT_THAT(depths(assemble(R"(
    mov rax, rsp
    sub rsp, 32
    xor eax, eax
    mov rsp, rax
    ret
  )")),
              ElementsAre(8, 8, 40, 40, Unknown));
  EXPECT_THAT(depths(assemble(R"(
    mov rax, rsp
    sub rsp, 32
    mov qword ptr [rbp - 8], rax
    mov rsp, rax
    ret
  )")),
              ElementsAre(8, 8, 40, 40, 8));
}

TEST(StackTracking, I386ArgumentPushes) {
  EXPECT_THAT(depths(assemble(R"(
    sub esp, 20
    push 2
    push eax
    call f
    add esp, 28
    ret
  )",
                              i386())),
              ElementsAre(4, 24, 28, 32, 32, 4));
}

TEST(StackTracking, I386CalleePopsItsArguments) {
  EXPECT_THAT(depths(assemble(R"(
    sub esp, 12
    push eax
    call f         ; pops 4
    add esp, 12
    ret 8
  )",
                              i386())),
              ElementsAre(4, 16, 20, 16, 4));
}

TEST(StackTracking, I386CalleePopIsInferredWhereTheAreaIsReserved) {
  CapturedFrame Start = i386();
  Start.HasFramePointer = true;
  Start.OutgoingArgumentSize = 8;
  EXPECT_THAT(depths(assemble(R"(
    push ebp            ; setup
    mov ebp, esp        ; setup
    sub esp, 24         ; setup
    call makeStruct
    sub esp, 4
    call g
    add esp, 24         ; destroy
  )",
                              Start)),
              ElementsAre(4, 8, 8, 32, 28, 32, 32));
}

TEST(StackTracking, I386CfiIsOneInstructionLateAfterACalleePop) {
  EXPECT_THAT(depths(assemble(R"(
    sub esp, 44        ; setup, cfa esp+4
    call makeStruct    ; cfa esp+48
    sub esp, 4
    call g
    add esp, 44
    ret                ; cfa esp+4
  )",
                              i386())),
              ElementsAre(4, 48, 44, 48, 48, 4));
}

TEST(StackTracking, I386CfiThatFollowsACalleePopIsBelieved) {
  EXPECT_THAT(depths(assemble(R"(
    sub esp, 20        ; setup, cfa esp+4
    push eax           ; cfa esp+24
    call widen         ; cfa esp+28, pops 4
    add esp, 20        ; cfa esp+24
    ret                ; cfa esp+4
  )",
                              i386())),
              ElementsAre(4, 24, 28, 24, 4));
}

TEST(StackTracking, ConditionalTailCallMayFallThrough) {
  EXPECT_THAT(depths(assemble(R"(
    jne other         ; tail
    push rax
    pop rax
  )")),
              ElementsAre(8, 8, 16));
}

TEST(StackTracking, I386ReadsItsOwnAddressWithCallAndPop) {
  EXPECT_THAT(depths(assemble(R"(
    push ebx           ; setup, cfa esp+4
    call .pc           ; cfa esp+8
    pop ebx
    call f
    pop ebx            ; destroy
    ret                ; cfa esp+4
  )",
                              i386())),
              ElementsAre(4, 8, 12, 8, 8, 4));
}

TEST(StackTracking, TailCallEndsTheWay) {
  EXPECT_THAT(depths(assemble(R"(
    push rbx
    jne .L1
    pop rbx
    jmp other         ; destroy, tail
  .L1:
    pop rbx
    ret
  )")),
              ElementsAre(8, 16, 16, 8, 16, 8));
}

TEST(StackTracking, AttTextWorksTheSameWay) {
  CapturedFrame Frame = assemble(R"(
    lea r11, [rsp - 0x2000]       ; setup
  .L3:
    sub rsp, 0x1000               ; setup
    cmp rsp, r11                  ; setup
    jne .L3                       ; setup
    call f
  )");
  const auto Rename = [&](size_t Index, std::string_view Text) {
    Frame.Instructions[Index].TextBegin =
        static_cast<uint32_t>(Frame.Texts.size());
    Frame.Instructions[Index].TextLength = static_cast<uint32_t>(Text.size());
    Frame.Texts += Text;
  };
  Rename(2, "cmpq %r11, %rsp");
  EXPECT_THAT(depths(Frame), ElementsAre(8, Unknown, Unknown, Unknown, 0x2008));
}

TEST(StackTracking, NakedOrEmptyCodeIsNoProblem) {
  EXPECT_TRUE(trackStack(CapturedFrame()).empty());
  EXPECT_THAT(depths(assemble("ret")), ElementsAre(8));
}
