//===- AccessLinkerTest.cpp -----------------------------------------------===//

#include "LinkCase.h"

#include "gtest/gtest.h"

using namespace framewalk;
using framewalk::test::LinkCase;

TEST(AccessLinker, AReadIsTheLoadAtItsPlace) {
  LinkCase Case; // return x;
  VariableId X = Case.local("x", 4);
  Case.read(X, {{3, 10}, {3, 3}});
  Case.code(R"(
    mov dword ptr [rbp - 4], 1    ; at 2:7
    mov eax, dword ptr [rbp - 4]  ; at 3:10
    pop rbp                       ; at 3:3, destroy
    ret                           ; at 3:3
  )");
  EXPECT_EQ(Case.linked(0), "mov eax, dword ptr [rbp - 4]");
  EXPECT_EQ(Case.origin("mov eax, dword ptr [rbp - 4]"), "source");
  EXPECT_EQ(Case.Accesses[0].Slot, SlotId(2));
  EXPECT_EQ(Case.Accesses[0].Offset, 0);
  EXPECT_EQ(Case.Accesses[0].Size, 4u);
}

TEST(AccessLinker, EachOfTwoUsesOnOneLineHasItsOwnLoad) {
  LinkCase Case; // x + x
  VariableId X = Case.local("x", 4);
  Case.read(X, {{3, 10}, {3, 12}});
  Case.read(X, {{3, 14}, {3, 12}});
  Case.code(R"(
    mov eax, dword ptr [rbp - 4]  ; at 3:10
    add eax, dword ptr [rbp - 4]  ; at 3:14
  )");
  EXPECT_EQ(Case.linked(0), "mov eax, dword ptr [rbp - 4]");
  EXPECT_EQ(Case.linked(1), "add eax, dword ptr [rbp - 4]");
}

TEST(AccessLinker, AMacroThatNamesItsArgumentTwiceMakesTwoUses) {
  LinkCase Case; // #define SQUARE(a) ((a) * (a)); both are where `x` is written
  VariableId X = Case.local("x", 4);
  Case.read(X, {{3, 10}});
  Case.read(X, {{3, 10}});
  Case.code(R"(
    mov eax, dword ptr [rbp - 4]  ; at 3:10
    imul eax, dword ptr [rbp - 4] ; at 3:10
  )");
  EXPECT_EQ(Case.linked(0), "mov eax, dword ptr [rbp - 4]");
  EXPECT_EQ(Case.linked(1), "imul eax, dword ptr [rbp - 4]");
}

TEST(AccessLinker, TwoLoadsThatBecameOneBelongToBothUses) {
  LinkCase Case; // x + x, where the second needs no load
  VariableId X = Case.local("x", 4);
  Case.read(X, {{3, 10}, {3, 12}});
  Case.read(X, {{3, 14}, {3, 12}});
  Case.code(R"(
    mov eax, dword ptr [rbp - 4]  ; at 3:10
    add eax, eax                  ; at 3:12
  )");
  EXPECT_EQ(Case.linked(0), "mov eax, dword ptr [rbp - 4]");
  EXPECT_EQ(Case.linked(1), "mov eax, dword ptr [rbp - 4]");
}

TEST(AccessLinker, AnAddressThatAnEarlierUseComputed) {
  LinkCase Case; // s.f(); s.g(): one lea, spilled and reloaded
  VariableId S = Case.local("s", 8);
  Case.slot(SlotKind::Spill, 8); // [rbp-16]
  Case.use(S, AccessKind::Address, {{3, 3}, {3, 5}});
  Case.use(S, AccessKind::Address, {{4, 3}, {4, 5}});
  Case.code(R"(
    lea rdi, [rbp - 8]
    mov qword ptr [rbp - 16], rdi ; spill
    call S::f                     ; at 3:5
    mov rdi, qword ptr [rbp - 16] ; reload
    call S::g                     ; at 4:5
  )");
  EXPECT_EQ(Case.linked(0), "lea rdi, [rbp - 8]");
  EXPECT_EQ(Case.linked(1),
            "lea rdi, [rbp - 8]; mov rdi, qword ptr [rbp - 16]");
}

TEST(AccessLinker, AWriteIsTheStoreAtTheAssignment) {
  LinkCase Case; // x = x + 1: the store has the place of `=`
  VariableId X = Case.local("x", 4);
  Case.write(X, {{3, 3}, {3, 5}});
  Case.read(X, {{3, 7}, {3, 9}, {3, 5}});
  Case.code(R"(
    mov eax, dword ptr [rbp - 4]  ; at 3:7
    add eax, 1                    ; at 3:9
    mov dword ptr [rbp - 4], eax  ; at 3:5
  )");
  EXPECT_EQ(Case.linked(0), "mov dword ptr [rbp - 4], eax");
  EXPECT_EQ(Case.linked(1), "mov eax, dword ptr [rbp - 4]");
}

TEST(AccessLinker, AnUpdateIsLoadAndStore) {
  LinkCase Case; // x += 2
  VariableId X = Case.local("x", 4);
  Case.use(X, AccessKind::Update, {{3, 3}, {3, 5}});
  Case.code(R"(
    mov eax, dword ptr [rbp - 4]  ; at 3:5
    add eax, 2                    ; at 3:5
    mov dword ptr [rbp - 4], eax  ; at 3:5
  )");
  EXPECT_EQ(Case.linked(0),
            "mov eax, dword ptr [rbp - 4]; mov dword ptr [rbp - 4], eax");
}

TEST(AccessLinker, AnUpdateInOneInstruction) {
  LinkCase Case;
  VariableId X = Case.local("x", 4);
  Case.use(X, AccessKind::Update, {{3, 3}, {3, 5}});
  Case.code(R"(
    add dword ptr [rbp - 4], 2    ; at 3:5
    mov eax, dword ptr [rbp - 4]  ; at 4:5
  )");
  EXPECT_EQ(Case.linked(0), "add dword ptr [rbp - 4], 2");
}

TEST(AccessLinker, OnlyThePartThatIsUsed) {
  LinkCase Case; // s.a + s.b in one expression place
  VariableId S = Case.local("s", 8);
  UseFact &B = Case.read(S, {{3, 12}});
  B.Offset = 4;
  B.Size = 4;
  Case.code(R"(
    mov eax, dword ptr [rbp - 8]  ; at 3:12
    mov ecx, dword ptr [rbp - 4]  ; at 3:12
  )");
  EXPECT_EQ(Case.Accesses[0].Offset, 4);
  EXPECT_EQ(Case.Accesses[0].Size, 4u);
  EXPECT_EQ(Case.Accesses[0].Instructions.front(), InstructionId(3));
}

TEST(AccessLinker, AnAddressWithoutALineBelongsToItsUser) {
  LinkCase Case; // g(&x): fast instruction selection gives the lea no line
  VariableId X = Case.local("x", 4);
  Case.use(X, AccessKind::Address, {{3, 6}, {3, 5}, {3, 3}});
  Case.code(R"(
    lea rdi, [rbp - 4]
    call g                        ; at 3:3
  )");
  EXPECT_EQ(Case.linked(0), "lea rdi, [rbp - 4]");
}

TEST(AccessLinker, AReadOfAnAggregateIncludesTheCopy) {
  LinkCase Case; // t = s, large
  VariableId S = Case.local("s", 64);
  VariableId T = Case.local("t", 64);
  Case.write(T, {{3, 3}, {3, 5}});
  Case.read(S, {{3, 7}, {3, 5}});
  Case.code(R"(
    lea rdi, [rbp - 128]          ; at 3:7
    lea rsi, [rbp - 64]           ; at 3:7
    mov edx, 64                   ; at 3:7
    call memcpy@PLT               ; at 3:7
  )");
  EXPECT_EQ(Case.linked(1), "lea rsi, [rbp - 64]; call memcpy@PLT");
  // t's own place and that of `=` are carried by no instruction, so its
  // address is left to nobody.
  EXPECT_EQ(Case.linked(0), "(no instruction carries this place)");
}

TEST(AccessLinker, AnElementBehindAnAddress) {
  LinkCase Case; // a[i].x = 1
  VariableId A = Case.local("a", 96);
  Case.write(A, {{3, 3}, {3, 8}, {3, 10}});
  Case.code(R"(
    lea rax, [rbp - 96]           ; at 3:3
    add rax, rcx                  ; at 3:3
    mov dword ptr [rax + 4], 1    ; at 3:10
  )");
  EXPECT_EQ(Case.linked(0), "lea rax, [rbp - 96]; mov dword ptr [rax + 4], 1");
}

TEST(AccessLinker, EveryUseOfAReferenceReadsItsPointer) {
  LinkCase Case; // r = 5
  VariableId R = Case.local("r", 8);
  Case.fact(R).IsReference = true;
  UseFact &Use = Case.write(R, {{3, 3}, {3, 5}});
  Use.Size = 4;
  Case.code(R"(
    mov rax, qword ptr [rbp - 8]  ; at 3:3
    mov dword ptr [rax], 5        ; at 3:5
  )");
  EXPECT_EQ(Case.linked(0), "mov rax, qword ptr [rbp - 8]");
  EXPECT_EQ(Case.Accesses[0].Size, 8u) << "the pointer is what is touched";
}

TEST(AccessLinker, ABitFieldsStoreTakesItsLoadAlong) {
  LinkCase Case; // s.bit = 1
  VariableId S = Case.local("s", 4);
  Case.write(S, {{3, 3}, {3, 9}});
  Case.code(R"(
    mov al, byte ptr [rbp - 4]    ; at 3:9
    or al, 1                      ; at 3:9
    mov byte ptr [rbp - 4], al    ; at 3:9
  )");
  EXPECT_EQ(Case.linked(0),
            "mov al, byte ptr [rbp - 4]; mov byte ptr [rbp - 4], al");
}

TEST(AccessLinker, ParameterStoresAreNoUse) {
  LinkCase Case; // int f(int p) { p = 1; }
  VariableId P = Case.parameter("p", 4);
  Case.write(P, {{3, 3}, {3, 5}});
  Case.code(R"(
    mov dword ptr [rbp - 4], edi
    mov dword ptr [rbp - 4], 1    ; at 3:5
  )");
  EXPECT_EQ(Case.linked(0), "mov dword ptr [rbp - 4], 1");
  EXPECT_EQ(Case.origin("mov dword ptr [rbp - 4], edi"), "parameterStore");
}

TEST(AccessLinker, WhatTheCompilerDoesOnItsOwn) {
  LinkCase Case;
  VariableId X = Case.local("x", 4);
  Case.slot(SlotKind::Padding, 4);
  Case.slot(SlotKind::CalleeSaved, 8);    // [rbp-16]
  Case.slot(SlotKind::Spill, 8);          // [rbp-24]
  Case.slot(SlotKind::StackProtector, 8); // [rbp-32]
  Case.slot(SlotKind::Temporary, 8);      // [rbp-40]
  Case.implicit(X, TouchOrigin::Initialiser, {{2, 7}});
  Case.code(R"(
    mov qword ptr [rbp - 16], rbx ; setup
    mov qword ptr [rbp - 32], rcx
    mov dword ptr [rbp - 4], 1    ; at 2:7
    mov qword ptr [rbp - 24], rax ; spill, at 3:1
    mov rax, qword ptr [rbp - 24] ; reload, at 3:1
    mov qword ptr [rbp - 40], rax ; at 3:1
    pop rbp                       ; destroy
    ret
  )");
  EXPECT_EQ(Case.origin("push rbp"), "savedRegister");
  EXPECT_EQ(Case.origin("mov qword ptr [rbp - 16], rbx"), "savedRegister");
  EXPECT_EQ(Case.origin("mov qword ptr [rbp - 32], rcx"), "stackProtector");
  EXPECT_EQ(Case.origin("mov dword ptr [rbp - 4], 1"), "initialiser");
  EXPECT_EQ(Case.origin("mov qword ptr [rbp - 24], rax"), "spill");
  EXPECT_EQ(Case.origin("mov rax, qword ptr [rbp - 24]"), "reload");
  EXPECT_EQ(Case.origin("mov qword ptr [rbp - 40], rax"), "compilerTemporary");
  EXPECT_EQ(Case.origin("pop rbp"), "savedRegister");
  EXPECT_EQ(Case.origin("ret"), "returnAddress");
}

TEST(AccessLinker, SanitizedLocalsAreAtOffsetsFromAPointer) {
  LinkCase Case; // -fsanitize=address: x is 32 bytes into a frame elsewhere
  VariableId X = Case.local("x", 8); // its slot holds the frame's address
  Case.slot(SlotKind::Spill, 8);     // [rbp-16]
  Case.slot(SlotKind::Spill, 8);     // [rbp-24]
  Case.Frame.Variables.push_back({.Name = "x",
                                  .Line = 2,
                                  .FrameIndex = 0,
                                  .IsIndirect = true,
                                  .DerefOffset = 32});
  Case.Built.Objects[0] = {SlotId(2), 0};
  Case.read(X, {{3, 10}});
  Case.code(R"(
    je .1
    call __asan_stack_malloc_1
    .1:
    mov qword ptr [rbp - 8], rax
    mov rdi, rax
    add rdi, 32
    mov qword ptr [rbp - 16], rdi ; spill
    add rdi, 32
    mov qword ptr [rbp - 24], rdi ; spill
    jne .2                        ; at 3:3
    mov rax, qword ptr [rbp - 24] ; reload
    mov rax, qword ptr [rbp - 16] ; reload
    mov eax, dword ptr [rax]      ; at 3:10
    .2:
    ret                           ; at 4:1
  )");
  EXPECT_EQ(Case.linked(0), "mov rax, qword ptr [rbp - 16]");
}

TEST(AccessLinker, InlinedCodeCarriesOutNoUseOfItsCaller) {
  LinkCase Case;
  VariableId X = Case.local("x", 4);
  Case.read(X, {{3, 10}});
  Case.code(R"(
    mov eax, dword ptr [rbp - 4]  ; at 3:10, inlined g
  )");
  EXPECT_EQ(Case.linked(0),
            "(no code: the compiler emitted nothing for this line)");
}

TEST(AccessLinker, ThisIsLoadedOnceAndKept) {
  LinkCase Case; // int Widget::f() { a = 1; if (b) c = 2; }
  VariableId This = Case.parameter("this", 8);
  Case.fact(This).Kind = VariableKind::ImplicitParameter;
  Case.slot(SlotKind::Spill, 8); // [rbp-16]
  Case.read(This, {{3, 3}, {3, 5}});
  Case.read(This, {{4, 7}, {4, 3}});
  Case.read(This, {{4, 10}, {4, 12}});
  Case.code(R"(
    mov qword ptr [rbp - 8], rdi
    mov rax, qword ptr [rbp - 8]
    mov qword ptr [rbp - 16], rax  ; spill
    mov dword ptr [rax], 1         ; at 3:5
    cmp dword ptr [rax + 4], 0     ; at 4:7
    je .out                        ; at 4:7
    mov rax, qword ptr [rbp - 16]  ; at 4:12, reload
    mov dword ptr [rax + 8], 2     ; at 4:12
    .out:
    ret                            ; at 5:1
  )");
  EXPECT_EQ(Case.linked(0), "mov rax, qword ptr [rbp - 8]");
  EXPECT_EQ(Case.linked(1), "mov rax, qword ptr [rbp - 8]");
  EXPECT_EQ(Case.linked(2), "mov rax, qword ptr [rbp - 16]");
  EXPECT_EQ(Case.Accesses[2].Slot, SlotId(3));
  EXPECT_EQ(Case.origin("mov rax, qword ptr [rbp - 16]"), "reload");
}

TEST(AccessLinker, AnArgumentThatTheCallerMadeIsReachedThroughItsAddress) {
  LinkCase Case; // void f(std::string s) { use(s); }
  VariableId S = Case.parameter("s", 8);
  Case.fact(S).IsIndirectParameter = true;
  Case.slot(SlotKind::Spill, 8); // [rbp-16]
  Case.use(S, AccessKind::Address, {{3, 7}, {3, 3}});
  Case.code(R"(
    mov qword ptr [rbp - 16], rdi  ; spill
    mov rax, rdi
    mov qword ptr [rbp - 8], rax
    call other                     ; at 2:1
    mov rdi, qword ptr [rbp - 16]  ; at 3:3, reload
    call use                       ; at 3:3
  )");
  EXPECT_EQ(Case.linked(0), "mov rdi, qword ptr [rbp - 16]");
}

//===--- Why there is no instruction
//---------------------------------------===//

TEST(AccessLinker, UnevaluatedUsesSayWhy) {
  LinkCase Case;
  VariableId X = Case.local("x", 4);
  Case.read(X, {{3, 10}}).Unevaluated = "operand of sizeof";
  Case.code("mov eax, dword ptr [rbp - 4]  ; at 3:10");
  EXPECT_EQ(Case.linked(0), "(operand of sizeof)");
}

TEST(AccessLinker, CodeThatWasNotEmitted) {
  LinkCase Case; // if (0) { x; }
  VariableId X = Case.local("x", 4);
  Case.read(X, {{4, 10}, {4, 3}});
  Case.code("mov eax, dword ptr [rbp - 4]  ; at 3:10");
  EXPECT_EQ(Case.linked(0),
            "(no code: the compiler emitted nothing for this line)");
}

TEST(AccessLinker, ARegisterThatDebugInfoKnows) {
  LinkCase Case;
  VariableId X = Case.elsewhere("x", "kept in registers");
  Case.built(X).Locations = {{{0, 8}, "edi"}, {{8, 100}, "rax"}};
  Case.read(X, {{3, 10}, {3, 3}});
  Case.code("add eax, 1  ; at 3:10");
  EXPECT_EQ(Case.linked(0), "(in a register here: rax)");
}

TEST(AccessLinker, ASpillSlotThatDebugInfoKnows) {
  LinkCase Case; // optimised: x is in a register, but spilled for a while
  Case.slot(SlotKind::Spill, 8); // [rbp-8]
  VariableId X = Case.elsewhere("x", "kept in registers");
  Case.built(X).Locations = {{{0, 100}, "[rbp-0x8]"}};
  Case.read(X, {{3, 10}, {3, 3}});
  Case.IsOptimised = true;
  Case.code(R"(
    mov eax, dword ptr [rbp - 8]  ; reload, at 3:10
    add eax, 1                    ; at 3:3
  )");
  EXPECT_EQ(Case.linked(0), "mov eax, dword ptr [rbp - 8]");
  EXPECT_EQ(Case.Accesses[0].Slot, SlotId(2));
}

TEST(AccessLinker, OptimisedCodeHasNoPlaceForEverything) {
  LinkCase Case;
  VariableId X = Case.elsewhere("x", "kept in registers");
  Case.built(X).Locations = {{{0, 8}, "eax"}};
  Case.read(X, {{3, 10}});
  Case.read(X, {{4, 10}});
  Case.IsOptimised = true;
  Case.code("add eax, 1  ; at 3:10");
  EXPECT_EQ(Case.linked(0), "(debug info has no place for it here)");
  EXPECT_EQ(Case.linked(1), "(optimised away, or merged with other code: no "
                            "instruction carries this line)");
}

TEST(AccessLinker, AVariableWithoutASlot) {
  LinkCase Case;
  VariableId X = Case.elsewhere("x", "optimised away");
  Case.read(X, {{3, 10}, {3, 3}});
  Case.code("add eax, 1  ; at 3:10");
  EXPECT_EQ(Case.linked(0), "(optimised away)");
}

TEST(AccessLinker, AVariableLengthArrayIsReachedThroughARegister) {
  LinkCase Case; // values[i] = i;
  VariableId Values = Case.elsewhere("values", "in the dynamic area");
  Case.write(Values, {{3, 3}, {3, 13}}).Size = 4;
  Case.code(R"(
    mov rax, qword ptr [rbp - 16] ; reload
    mov ecx, dword ptr [rcx]      ; at 3:15
    mov dword ptr [rax], ecx      ; at 3:13
  )");
  EXPECT_EQ(Case.linked(0), "mov dword ptr [rax], ecx");
  EXPECT_FALSE(Case.Accesses[0].Slot) << "no byte of a slot is touched";
}

TEST(AccessLinker, StaticLocalsAreReachedByTheirSymbol) {
  LinkCase Case;
  VariableId X = Case.elsewhere("count", "static");
  Case.fact(X).Kind = VariableKind::Static;
  Case.use(X, AccessKind::Update, {{3, 3}, {3, 8}});
  Case.code(R"(
    mov eax, dword ptr [rip + f.count]  ; at 3:8
    add eax, 1                          ; at 3:8
    mov dword ptr [rip + f.count], eax  ; at 3:8
  )");
  EXPECT_EQ(Case.linked(0), "mov eax, dword ptr [rip + f.count]; "
                            "mov dword ptr [rip + f.count], eax");
  EXPECT_FALSE(Case.Accesses[0].Slot);
}

TEST(AccessLinker, WithoutColumnsTheLineDecides) {
  LinkCase Case; // -gno-column-info
  VariableId X = Case.local("x", 4);
  Case.read(X, {{3, 10}});
  Case.code("mov eax, dword ptr [rbp - 4]  ; at 3:0");
  EXPECT_EQ(Case.linked(0), "mov eax, dword ptr [rbp - 4]");
}
