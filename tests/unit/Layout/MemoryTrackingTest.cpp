//===- MemoryTrackingTest.cpp ---------------------------------------------===//

#include "MemoryCase.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using framewalk::test::MemoryCase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

TEST(MemoryTracking, APointerInASlotIsKnownAgain) {
  MemoryCase Case;
  Case.local("x", 4); // [rbp - 4]
  Case.local("p", 8); // [rbp - 12]
  Case.code(R"(
    lea rax, [rbp - 4]
    mov qword ptr [rbp - 12], rax
    mov rcx, qword ptr [rbp - 12]
    mov dword ptr [rcx], 5
  )");
  EXPECT_EQ(Case.at("lea rax, [rbp - 4]"), "nothing");
  EXPECT_EQ(Case.at("mov qword ptr [rbp - 12], rax"), "write p at CFA-28");
  EXPECT_EQ(Case.at("mov dword ptr [rcx], 5"), "write x at CFA-20");
}

TEST(MemoryTracking, ThroughAPointerToAPointer) {
  MemoryCase Case;
  Case.local("x", 4);  // [rbp - 4]
  Case.local("p", 8);  // [rbp - 12]
  Case.local("pp", 8); // [rbp - 20]
  Case.code(R"(
    lea rax, [rbp - 4]
    mov qword ptr [rbp - 12], rax
    lea rax, [rbp - 12]
    mov qword ptr [rbp - 20], rax
    mov rax, qword ptr [rbp - 20]
    mov rax, qword ptr [rax]
    mov dword ptr [rax], 2
  )");
  EXPECT_EQ(Case.at("mov rax, qword ptr [rax]"), "read p at CFA-28");
  EXPECT_EQ(Case.at("mov dword ptr [rax], 2"), "write x at CFA-20");
}

constexpr const char *JoinOf = R"(
    cmp edi, 0
    jne .L1
    lea rax, [rbp - {}]
    jmp .L2
  .L1:
    lea rax, [rbp - 4]
  .L2:
    mov dword ptr [rax], 2
)";

std::string replaced(std::string Text, const char *With) {
  return Text.replace(Text.find("{}"), 2, With);
}

TEST(MemoryTracking, WhereWaysMeetWithTheSameValueItStays) {
  MemoryCase Case;
  Case.local("x", 4);
  Case.local("y", 4);
  Case.code(replaced(JoinOf, "4"));
  EXPECT_EQ(Case.at("mov dword ptr [rax], 2"), "write x at CFA-20");
}

TEST(MemoryTracking, WhereWaysMeetWithDifferentValuesItIsUnknown) {
  MemoryCase Case;
  Case.local("x", 4);
  Case.local("y", 4);
  Case.code(replaced(JoinOf, "8"));
  EXPECT_EQ(Case.at("mov dword ptr [rax], 2"),
            "write ? through rax: the ways that meet at 1c bring different "
            "values");
}

TEST(MemoryTracking, ALoopThroughAnArrayStaysWithinIt) {
  MemoryCase Case;
  Case.local("a", 40); // [rbp - 40]
  Case.code(R"(
    lea rax, [rbp - 40]
  .L1:
    mov dword ptr [rax], 0
    add rax, 4
    cmp rax, rdi
    jne .L1
    ret
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rax], 0"), "write a[...] at CFA-56 of 40");
}

TEST(MemoryTracking, ALoopThroughAListIsUnknown) {
  MemoryCase Case;
  Case.parameter("p", 8);
  Case.code(R"(
    mov qword ptr [rbp - 8], rdi
  .L1:
    mov rax, qword ptr [rbp - 8]
    mov rcx, qword ptr [rax + 8]
    mov qword ptr [rbp - 8], rcx
    jmp .L1
  )");
  EXPECT_EQ(Case.at("mov rcx, qword ptr [rax + 8]"),
            "read what p points to ? through rax, which holds p: the ways that "
            "meet at c bring different values");
}

TEST(MemoryTracking, AParameterIsTheCallers) {
  MemoryCase Case;
  Case.parameter("p", 8);
  Case.code(R"(
    mov qword ptr [rbp - 8], rdi
    mov rax, qword ptr [rbp - 8]
    mov rcx, qword ptr [rax + 8]
    mov dword ptr [rcx], 1
  )");
  EXPECT_EQ(Case.at("mov rcx, qword ptr [rax + 8]"),
            "read what p points to ? through rax, which holds p, a parameter: "
            "the caller knows what it points to");
  EXPECT_EQ(Case.at("mov dword ptr [rcx], 1"),
            "write ? through rcx: loaded from what p points to "
            "(mov rcx, qword ptr [rax + 8] at 10)");
}

constexpr const char *CallBetween = R"(
    lea rax, [rbp - 4]
    mov qword ptr [rbp - 12], rax
    lea rdi, [rbp - {}]
    call use
    mov rax, qword ptr [rbp - 12]
    mov dword ptr [rax], 1
)";

TEST(MemoryTracking, ACallMayChangeASlotWhoseAddressItHas) {
  MemoryCase Case;
  Case.local("x", 4);
  Case.local("p", 8);
  Case.code(replaced(CallBetween, "12"));
  EXPECT_EQ(Case.at("mov dword ptr [rax], 1"),
            "write what p points to ? through rax, which holds p: the call may "
            "have changed it (call use at 14)");
}

TEST(MemoryTracking, ACallLeavesTheOtherSlotsAlone) {
  MemoryCase Case;
  Case.local("x", 4);
  Case.local("p", 8);
  Case.code(replaced(CallBetween, "4"));
  EXPECT_EQ(Case.at("mov dword ptr [rax], 1"), "write x at CFA-20");
}

TEST(MemoryTracking, MemsetChangesWhatItIsGivenOnly) {
  MemoryCase Case;
  Case.local("x", 4);
  Case.local("p", 8); // [rbp - 12]
  Case.local("q", 8); // [rbp - 20]
  Case.code(R"(
    lea rax, [rbp - 4]
    mov qword ptr [rbp - 12], rax
    mov qword ptr [rbp - 20], rax
    lea rsi, [rbp - 12]
    lea rdi, [rbp - 20]
    call memset
    mov rax, qword ptr [rbp - 12]
    mov dword ptr [rax], 1
    mov rcx, qword ptr [rbp - 20]
    mov dword ptr [rcx], 2
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rax], 1"), "write x at CFA-20");
  EXPECT_THAT(Case.at("mov dword ptr [rcx], 2"),
              HasSubstr("the call may have changed it"));
}

TEST(MemoryTracking, ACallChangesTheCallersRegistersOnly) {
  MemoryCase Case;
  Case.local("x", 4);
  Case.code(R"(
    lea rbx, [rbp - 4]
    lea rcx, [rbp - 4]
    call use
    mov dword ptr [rbx], 1
    mov dword ptr [rcx], 2
    mov dword ptr [rax], 3
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rbx], 1"), "write x at CFA-20");
  EXPECT_THAT(Case.at("mov dword ptr [rcx], 2"), StartsWith("write ? "));
  EXPECT_EQ(Case.at("mov dword ptr [rax], 3"),
            "write ? through rax: what use returned (call at 10)");
}

TEST(MemoryTracking, AStoreThroughAnUnknownPointerChangesEscapedSlots) {
  MemoryCase Case;
  Case.local("x", 4); // [rbp - 4]
  Case.local("p", 8); // [rbp - 12], its address is known outside
  Case.local("q", 8); // [rbp - 20], its is not
  Case.code(R"(
    lea rax, [rbp - 12]
    mov qword ptr [rsi], rax
    lea rax, [rbp - 4]
    mov qword ptr [rbp - 12], rax
    mov qword ptr [rbp - 20], rax
    mov qword ptr [rdi], 0
    mov rcx, qword ptr [rbp - 12]
    mov dword ptr [rcx], 1
    mov rdx, qword ptr [rbp - 20]
    mov dword ptr [rdx], 1
  )");
  EXPECT_THAT(Case.at("mov dword ptr [rcx], 1"),
              HasSubstr("a store may have changed it"));
  EXPECT_EQ(Case.at("mov dword ptr [rdx], 1"), "write x at CFA-20");
}

TEST(MemoryTracking, AStoreToAPartOfAPointerSpoilsIt) {
  MemoryCase Case;
  Case.local("x", 4);
  Case.local("p", 8);
  Case.code(R"(
    lea rax, [rbp - 4]
    mov qword ptr [rbp - 12], rax
    mov dword ptr [rbp - 8], 7
    mov rax, qword ptr [rbp - 12]
    mov dword ptr [rax], 1
  )");
  EXPECT_THAT(Case.at("mov dword ptr [rax], 1"), HasSubstr("? through rax"));
}

TEST(MemoryTracking, KnownDistancesMoveAPointer) {
  MemoryCase Case;
  Case.local("a", 32); // [rbp - 32]
  Case.local("i", 4);  // [rbp - 36]
  Case.code(R"(
    lea rax, [rbp - 32]
    add rax, 8
    mov dword ptr [rax + 4], 1
    mov ecx, 2
    mov dword ptr [rax + 4*rcx], 2
    mov dword ptr [rbp - 36], 3
    movsxd rdx, dword ptr [rbp - 36]
    mov dword ptr [rbp + 4*rdx - 32], 3
    mov dword ptr [rbp + 4*rsi - 32], 4  ; object 0
    add rax, rsi
    mov dword ptr [rax], 5
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rax + 4], 1"), "write a at CFA-36");
  EXPECT_EQ(Case.at("mov dword ptr [rax + 4*rcx], 2"), "write a at CFA-32");
  EXPECT_EQ(Case.at("mov dword ptr [rbp + 4*rdx - 32], 3"),
            "write a at CFA-36");
  EXPECT_EQ(Case.at("mov dword ptr [rbp + 4*rsi - 32], 4"),
            "write a[...] at CFA-48 of 32");
  EXPECT_EQ(Case.at("mov dword ptr [rax], 5"), "write a[...] at CFA-48 of 32");
}

/// `a[i - 1]`: the displacement lies in what is below `a`.
constexpr const char *CountedFromBelow = R"(
    lea rax, [rbp - 16]
    mov qword ptr [rbp - 56], rax
    mov qword ptr [rbp - 24], rax
    mov dword ptr [rbp + 4*rsi - 52], 1  ; object {}
    mov rcx, qword ptr [rbp - 56]
    mov dword ptr [rcx], 2
    mov rdx, qword ptr [rbp - 24]
    mov dword ptr [rdx], 3
)";

/// Above the array, the array, below it.
void threeLocals(MemoryCase &Case) {
  Case.local("x", 16);    // 0: [rbp - 16]
  Case.local("above", 8); // 1: [rbp - 24]
  Case.local("a", 24);    // 2: [rbp - 48]
  Case.local("below", 8); // 3: [rbp - 56]
}

TEST(MemoryTracking, TheCompilerKnowsWhatAnIndexChoosesFrom) {
  for (bool IsOptimised : {false, true}) {
    MemoryCase Case;
    Case.Frame.IsOptimised = IsOptimised;
    threeLocals(Case);
    Case.code(replaced(CountedFromBelow, "2"));
    EXPECT_EQ(Case.at("mov dword ptr [rbp + 4*rsi - 52], 1"),
              "write a[...] at CFA-64 of 24");
    // It is not `below` that was written to.
    EXPECT_EQ(Case.at("mov dword ptr [rcx], 2"), "write x at CFA-32");
    EXPECT_EQ(Case.at("mov dword ptr [rdx], 3"), "write x at CFA-32");
  }
}

TEST(MemoryTracking, AStoreThroughAnIndexChangesThatObjectsCellsOnly) {
  MemoryCase Case;
  threeLocals(Case);
  Case.code(replaced(CountedFromBelow, "1"));
  EXPECT_EQ(Case.at("mov dword ptr [rbp + 4*rsi - 52], 1"),
            "write above[...] at CFA-40 of 8");
  EXPECT_EQ(Case.at("mov dword ptr [rcx], 2"), "write x at CFA-32");
  EXPECT_THAT(Case.at("mov dword ptr [rdx], 3"),
              HasSubstr("a store may have changed it"));
}

TEST(MemoryTracking, WhatLiesWhereAnIndexBeginsIsNotItsObject) {
  for (bool IsOptimised : {false, true}) {
    MemoryCase Case;
    Case.Frame.IsOptimised = IsOptimised;
    threeLocals(Case);
    Case.code(R"(
      lea rax, [rbp - 16]
      mov qword ptr [rbp - 24], rax
      mov dword ptr [rbp + 4*rsi - 52], 1
      mov rdx, qword ptr [rbp - 24]
      mov dword ptr [rdx], 3
    )");
    EXPECT_EQ(Case.at("mov dword ptr [rbp + 4*rsi - 52], 1"),
              "write ? in the frame, from CFA-68 on by rsi, which only run "
              "time knows; in which object that is, is not known here");
    // It may be any.
    EXPECT_THAT(Case.at("mov dword ptr [rdx], 3"),
                HasSubstr("a store may have changed it"));
  }
}

TEST(MemoryTracking, AnIndexedAddressIsOneOfItsObject) {
  MemoryCase Case;
  threeLocals(Case);
  Case.code(R"(
    lea rax, [rbp + 4*rsi - 52]  ; object 2
    mov dword ptr [rax], 1
    lea rcx, [rbp + 4*rsi - 52]
    mov dword ptr [rcx], 2
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rax], 1"), "write a[...] at CFA-64 of 24");
  EXPECT_THAT(Case.at("mov dword ptr [rcx], 2"),
              HasSubstr("in which object that is, is not known here"));
}

/// p = a; p[i - 7] and q = a + 6; q[-i]: neither leaves `a`.
TEST(MemoryTracking, APointerStaysInItsObjectWhereverItIsMoved) {
  MemoryCase Case;
  threeLocals(Case);
  Case.code(R"(
    lea rax, [rbp - 48]
    mov dword ptr [rax + 4*rsi - 28], 1
    add rax, 24
    neg rsi
    mov dword ptr [rax + 4*rsi], 2
    add rax, rsi
    mov dword ptr [rax], 3
  )");
  for (const char *Text :
       {"mov dword ptr [rax + 4*rsi - 28], 1", "mov dword ptr [rax + 4*rsi], 2",
        "mov dword ptr [rax], 3"})
    EXPECT_EQ(Case.at(Text), "write a[...] at CFA-64 of 24");
}

TEST(MemoryTracking, AnIndexIntoOneNumberMeansSomethingElse) {
  MemoryCase Case;
  threeLocals(Case);
  Case.code(R"(
    lea rax, [rbp - 56]
    mov dword ptr [rax + 0], 1
    mov dword ptr [rax + 4*rsi], 2
    add rax, rsi
    mov dword ptr [rax], 3
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rax + 0], 1"), "write below at CFA-72");
  EXPECT_THAT(Case.at("mov dword ptr [rax + 4*rsi], 2"), HasSubstr("?"));
  EXPECT_THAT(Case.at("mov dword ptr [rax], 3"), HasSubstr("?"));
}

TEST(MemoryTracking, ARegisterThatIsUnknownMayStillStayInAnObject) {
  MemoryCase Case;
  Case.Frame.IsOptimised = true;
  threeLocals(Case);
  Case.code(R"(
    lea rax, [rbp - 52]
  .L1:
    mov qword ptr [rax + 4], 0  ; object 2
    mov qword ptr [rax + 8], 0
    add rax, rdi
    jne .L1
  )");
  EXPECT_EQ(Case.at("mov qword ptr [rax + 4], 0"),
            "write a[...] at CFA-64 of 24");
  EXPECT_THAT(Case.at("mov qword ptr [rax + 8], 0"), HasSubstr("?"));
}

TEST(MemoryTracking, MoreBytesThanTheObjectHasAreNotInIt) {
  MemoryCase Case;
  threeLocals(Case);
  Case.code("movups xmmword ptr [rbp + 4*rsi - 52], xmm0  ; object 1");
  EXPECT_THAT(Case.at("movups xmmword ptr [rbp + 4*rsi - 52], xmm0"),
              HasSubstr("?"));
}

TEST(MemoryTracking, GlobalsByNameTableAndIndex) {
  MemoryCase Case;
  Case.global("other", 8);
  Case.global("table", 40);
  Case.external("far");
  Case.code(R"(
    mov dword ptr [rip + table + 4], 1
    lea rax, [rip + table]
    mov dword ptr [rax + 4*rdi], 2
    mov rcx, qword ptr [rip + far@GOTPCREL]
    mov dword ptr [rcx + 8], 3
    mov dword ptr [rcx + 4*rdi], 4
    mov rdx, qword ptr [rip + other]
    mov dword ptr [rdx], 5
    mov dword ptr [4*rdi + table], 6
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rip + table + 4], 1"),
            "write table at table+4");
  EXPECT_EQ(Case.at("mov dword ptr [rax + 4*rdi], 2"),
            "write table[...] at table+0 of 40");
  EXPECT_EQ(Case.at("mov rcx, qword ptr [rip + far@GOTPCREL]"),
            "read address of far at far+0");
  EXPECT_EQ(Case.at("mov dword ptr [rcx + 8], 3"), "write far at far+8");
  EXPECT_THAT(Case.at("mov dword ptr [rcx + 4*rdi], 4"),
              HasSubstr("? from far on by rdi, which only run time knows"));
  EXPECT_THAT(Case.at("mov dword ptr [rdx], 5"),
              HasSubstr("? through rdx: loaded from other ("));
  EXPECT_EQ(Case.at("mov dword ptr [4*rdi + table], 6"),
            "write table[...] at table+0 of 40");
}

TEST(MemoryTracking, WhatIsTheThreadsOwn) {
  MemoryCase Case;
  Case.threadLocal("mine", 8);
  Case.code(R"(
    mov rax, qword ptr fs:[0x28]
    mov rcx, qword ptr fs:[0]
    lea rdx, [rcx + mine@TPOFF]
    mov dword ptr [rdx + 4], 1
    mov rsi, qword ptr [rip + mine@GOTTPOFF]
    mov dword ptr fs:[rsi], 2
    mov dword ptr gs:[0], 3
  )");
  EXPECT_EQ(Case.at("mov rax, qword ptr fs:[0x28]"),
            "read canary at thread+40");
  EXPECT_EQ(Case.at("mov rcx, qword ptr fs:[0]"),
            "read thread pointer at thread+0");
  EXPECT_EQ(Case.at("mov dword ptr [rdx + 4], 1"),
            "write thread-local mine at mine+4");
  EXPECT_EQ(Case.at("mov dword ptr fs:[rsi], 2"),
            "write thread-local mine at mine+0");
  EXPECT_THAT(Case.at("mov dword ptr gs:[0], 3"),
              StartsWith("write ? through segment gs"));
}

TEST(MemoryTracking, PushesPopsCallsAndReturns) {
  MemoryCase Case;
  Case.local("x", 8); // [rbp - 8]
  Case.code(R"(
    push qword ptr [rbp - 8]
    pop rcx
    call use
    pop rbp
    ret
  )");
  EXPECT_EQ(Case.at("push rbp"), "write savedFramePointer at CFA-16");
  EXPECT_EQ(Case.at("push qword ptr [rbp - 8]"),
            "read x at CFA-24; write x at CFA-24");
  EXPECT_EQ(Case.at("pop rcx"), "read x at CFA-24");
  EXPECT_EQ(Case.at("call use"), "write return address at CFA-24");
  EXPECT_EQ(Case.at("pop rbp"), "read savedFramePointer at CFA-16");
  EXPECT_EQ(Case.at("ret"), "read return address at CFA-8");
}

TEST(MemoryTracking, APoppedValueIsTheOnePushed) {
  MemoryCase Case;
  Case.local("x", 8);
  Case.code(R"(
    sub rsp, 8
    lea rax, [rbp - 8]
    push rax
    pop rcx
    mov dword ptr [rcx], 1
    leave
    ret
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rcx], 1"), "write x at CFA-24");
  EXPECT_EQ(Case.at("leave"), "read savedFramePointer at CFA-16");
}

TEST(MemoryTracking, StringInstructionsThroughTheirRegisters) {
  MemoryCase Case;
  Case.local("to", 32); // [rbp - 32]
  Case.local("p", 8);   // [rbp - 40]
  Case.global("from", 32);
  Case.code(R"(
    lea rdi, [rbp - 32]
    lea rsi, [rip + from]
    mov ecx, 3
    rep movsq
    lea rdi, [rbp - 24]
    mov rcx, qword ptr [rbp - 40]
    rep stosb
  )");
  EXPECT_EQ(Case.at("rep movsq"),
            "read from at from+0 of 24; write to at CFA-48 of 24");
  EXPECT_EQ(Case.at("rep stosb"), "write to at CFA-40 of 24");
}

TEST(MemoryTracking, ADynamicAreaHidesTheStackPointer) {
  MemoryCase Case;
  Case.Frame.HasVariableSizedObjects = true;
  Case.local("x", 8);
  Case.code(R"(
    mov rax, rsp
    sub rax, rdi
    mov rsp, rax
    mov dword ptr [rax], 1
    push rdi
    mov qword ptr [rbp - 8], rdi
  )");
  EXPECT_THAT(Case.at("mov dword ptr [rax], 1"), StartsWith("write ? "));
  EXPECT_EQ(Case.at("push rdi"),
            "write ? the stack pointer's place is only known at run time: the "
            "frame has a variable-length array or alloca");
  EXPECT_EQ(Case.at("mov qword ptr [rbp - 8], rdi"), "write x at CFA-24");
}

TEST(MemoryTracking, ARealignedFrameHangsOnItsStackPointer) {
  MemoryCase Case;
  Case.Frame.IsRealigned = true;
  Case.code(R"(
    and rsp, -64      ; setup
    sub rsp, 128      ; setup
    lea rax, [rsp + 64]
    mov dword ptr [rax + 4], 1
    mov dword ptr [rsp + 8], 2
  )");
  EXPECT_THAT(Case.at("mov dword ptr [rax + 4], 1"), HasSubstr("aligned+68"));
  EXPECT_THAT(Case.at("mov dword ptr [rsp + 8], 2"), HasSubstr("aligned+8"));
}

TEST(MemoryTracking, PositionIndependentCodeOfI386) {
  MemoryCase Case;
  Case.Frame.PointerSize = 4;
  Case.global("table", 40);
  Case.external("far");
  Case.bareCode(R"(
    call .pc
    pop ebx
    add ebx, _GLOBAL_OFFSET_TABLE_
    mov dword ptr [ebx + table@GOTOFF], 1
    mov dword ptr [ebx + 4*ecx + table@GOTOFF], 2
    mov eax, dword ptr [ebx + far@GOT]
    mov dword ptr [eax + 4], 3
    mov eax, dword ptr gs:[0x14]
    lea edx, [ecx + table@GOTOFF]
    ret
  )");
  EXPECT_EQ(Case.at("call .pc"), "write return address at CFA-8");
  EXPECT_EQ(Case.at("pop ebx"), "read own address at CFA-8");
  EXPECT_EQ(Case.at("mov dword ptr [ebx + table@GOTOFF], 1"),
            "write table at table+0");
  EXPECT_EQ(Case.at("mov dword ptr [ebx + 4*ecx + table@GOTOFF], 2"),
            "write table[...] at table+0 of 40");
  EXPECT_EQ(Case.at("mov dword ptr [eax + 4], 3"), "write far at far+4");
  EXPECT_EQ(Case.at("mov eax, dword ptr gs:[0x14]"),
            "read canary at thread+20");
}

TEST(MemoryTracking, BehindAJumpTableOnlyWhatAllStoresAgreeOn) {
  MemoryCase Case;
  Case.local("x", 4); // [rbp - 4]
  Case.local("p", 8); // [rbp - 12]
  Case.local("q", 8); // [rbp - 20]
  Case.code(R"(
    lea rax, [rbp - 4]
    mov qword ptr [rbp - 12], rax
    mov qword ptr [rbp - 20], rax
    mov rcx, qword ptr [rbp - 20]
    jmp rdi
    mov rcx, qword ptr [rbp - 12]
    mov dword ptr [rcx], 1
    mov rdx, qword ptr [rbp - 20]
    mov dword ptr [rdx], 2
    mov qword ptr [rbp - 20], rsi
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rcx], 1"), "write x at CFA-20");
  EXPECT_THAT(Case.at("mov dword ptr [rdx], 2"),
              StartsWith("write what q points to ? through rdx"));
}

TEST(MemoryTracking, NumbersWrapAroundAsTheProcessorsDo) {
  MemoryCase Case;
  Case.local("a", 32); // [rbp - 32]
  Case.code(R"(
    mov rax, 9223372036854775807
    mov rcx, rax
    add rcx, 1
    sub rcx, 1
    sub rcx, rax
    mov dword ptr [rcx + 16], 1
    lea rdx, [rax + 8*rax]
    add rdx, 9
    mov dword ptr [rdx + 24], 2
    lea rsi, [rbp - 32]
    add rsi, rax
    mov dword ptr [rsi], 3
    mov dword ptr [rbp + 8*rax - 24], 4
    mov dword ptr [rbp + rax - 24], 5
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rcx + 16], 1"),
            "write null + 16 at absolute+16");
  EXPECT_EQ(Case.at("mov dword ptr [rdx + 24], 2"),
            "write address 0x8000000000000018 at "
            "absolute-9223372036854775784");
  // So far from `a` nothing is said of it.
  EXPECT_THAT(Case.at("mov dword ptr [rsi], 3"), HasSubstr("? through rsi"));
  EXPECT_EQ(Case.at("mov dword ptr [rbp + 8*rax - 24], 4"),
            "write a at CFA-48");
  EXPECT_THAT(Case.at("mov dword ptr [rbp + rax - 24], 5"), HasSubstr("?"));
}

TEST(MemoryTracking, NullAndOtherNumbersAreAddresses) {
  MemoryCase Case;
  Case.local("p", 8);
  Case.code(R"(
    mov qword ptr [rbp - 8], 0
    mov rax, qword ptr [rbp - 8]
    mov dword ptr [rax], 1
    mov dword ptr [rax + 8], 2
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rax], 1"), "write null at absolute+0");
  EXPECT_EQ(Case.at("mov dword ptr [rax + 8], 2"),
            "write null + 8 at absolute+8");
}

TEST(MemoryTracking, WhatMallocReturnedIsABlock) {
  MemoryCase Case;
  Case.local("p", 8); // [rbp - 8]
  Case.code(R"(
    mov edi, 40
    call malloc                   ; at 3:5
    mov qword ptr [rbp - 8], rax
    mov rcx, qword ptr [rbp - 8]
    mov dword ptr [rcx + 4], 1
    mov dword ptr [rcx + 4*rsi], 2
    mov rdi, qword ptr [rbp - 8]
    call free
    mov rdx, qword ptr [rbp - 8]
    mov dword ptr [rdx], 3
  )");
  EXPECT_EQ(Case.at("mov dword ptr [rcx + 4], 1"),
            "write block of malloc at 3:5 at heap#0+4");
  EXPECT_EQ(Case.at("mov dword ptr [rcx + 4*rsi], 2"),
            "write block of malloc at 3:5[...] at heap#0+0 of 40");
  EXPECT_EQ(Case.at("mov dword ptr [rdx], 3"),
            "write freed block of malloc at 3:5 at heap#0+0");
  ASSERT_EQ(Case.Memory.HeapCalls.size(), 2u);
  EXPECT_EQ(Case.heap(0).Function, "malloc");
  EXPECT_EQ(Case.heap(0).Bytes, 40u);
  EXPECT_EQ(Case.heap(0).PointerName, "p");
  EXPECT_EQ(Case.heap(0).PointerSlot, SlotId(2));
  EXPECT_THAT(Case.heap(0).ReleasedBy, ElementsAre(1u));
  EXPECT_EQ(Case.heap(1).Releases, 0u);
  EXPECT_EQ(Case.heap(1).PointerName, "p");
}

TEST(MemoryTracking, ReallocGivesBackAndTakesAnew) {
  MemoryCase Case;
  Case.code(R"(
    mov edi, 3
    mov esi, 8
    call calloc
    mov rdi, rax
    mov esi, 80
    call realloc
    mov dword ptr [rax + 4], 1
  )");
  EXPECT_EQ(Case.heap(0).Bytes, 24u);
  EXPECT_THAT(Case.heap(0).ReleasedBy, ElementsAre(1u));
  EXPECT_EQ(Case.heap(1).Bytes, 80u);
  EXPECT_EQ(Case.heap(1).Releases, 0u);
  EXPECT_THAT(Case.at("mov dword ptr [rax + 4], 1"), HasSubstr("heap#1+4"));
}

TEST(MemoryTracking, ArraysOfNewAndDelete) {
  MemoryCase Case;
  Case.code(R"(
    mov edi, 16
    call _Znam
    mov rdi, rax
    call _ZdaPv
  )");
  EXPECT_EQ(Case.heap(0).Function, "operator new[]");
  EXPECT_EQ(Case.heap(0).Bytes, 16u);
  EXPECT_EQ(Case.heap(1).Function, "operator delete[]");
  EXPECT_EQ(Case.heap(1).Releases, 0u);
}

TEST(MemoryTracking, FreeOfAnUnknownPointer) {
  MemoryCase Case;
  Case.parameter("p", 8);
  Case.code(R"(
    mov qword ptr [rbp - 8], rdi
    mov rdi, qword ptr [rbp - 8]
    call free
  )");
  EXPECT_EQ(Case.heap(0).Releases, std::nullopt);
  EXPECT_EQ(Case.heap(0).PointerName, "p");
}

TEST(MemoryTracking, AllocationThroughAnArgument) {
  MemoryCase Case;
  Case.local("p", 8);
  Case.code(R"(
    lea rdi, [rbp - 8]
    mov esi, 64
    mov edx, 100
    call posix_memalign
    mov rax, qword ptr [rbp - 8]
    mov dword ptr [rax], 1
  )");
  EXPECT_EQ(Case.heap(0).Bytes, 100u);
  EXPECT_EQ(Case.heap(0).Align, 64u);
  EXPECT_EQ(Case.heap(0).PointerName, "p");
  EXPECT_THAT(Case.at("mov dword ptr [rax], 1"), HasSubstr("heap#0+0"));
}

TEST(MemoryTracking, InALoopTheLastRoundsBlockIsAnother) {
  MemoryCase Case;
  Case.local("last", 8); // [rbp - 8]
  Case.code(R"(
    xor eax, eax
  .L1:
    mov qword ptr [rbp - 8], rax
    mov edi, 16
    call malloc
    mov rcx, qword ptr [rbp - 8]
    mov qword ptr [rax], rcx
    mov dword ptr [rcx + 8], 1
    jmp .L1
  )");
  EXPECT_THAT(Case.at("mov qword ptr [rax], rcx"), HasSubstr("heap#0+0"));
  EXPECT_THAT(Case.at("mov dword ptr [rcx + 8], 1"), HasSubstr(" ? "));
}

TEST(MemoryTracking, ArgumentsOnTheStackOfI386) {
  MemoryCase Case;
  Case.Frame.PointerSize = 4;
  Case.bareCode(R"(
    push 24
    call malloc
    add esp, 4
    mov dword ptr [eax], 1
    push eax
    call free
    ret
  )");
  EXPECT_EQ(Case.heap(0).Bytes, 24u);
  EXPECT_EQ(Case.heap(1).Releases, 0u);
  EXPECT_THAT(Case.at("mov dword ptr [eax], 1"), HasSubstr("heap#0+0"));
  EXPECT_EQ(Case.at("push 24"), "write argument of malloc at CFA-8");
}

TEST(MemoryTracking, EveryTouchHasAPlaceOrAReason) {
  MemoryCase Case;
  Case.local("x", 4);
  Case.code(R"(
    mov eax, dword ptr [rip + 5]
    mov eax, dword ptr [r9 + 4*r10]
    mov eax, dword ptr [8*r10]
    imul rax, rcx
    mov ecx, dword ptr [rax]
    nop dword ptr [rax]
  )");
  EXPECT_EQ(Case.at("nop dword ptr [rax]"), "nothing");
  EXPECT_EQ(Case.Memory.Touches.size(), 5u);
  for (const MemoryTouch &Touch : Case.Memory.Touches)
    EXPECT_TRUE(Touch.Place.Base != PlaceBase::Unknown ||
                !Touch.WhyUnresolved.empty());
}

} // namespace
