//===- LifetimeBuilderTest.cpp --------------------------------------------===//

#include "LinkCase.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using framewalk::test::LinkCase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Every instruction is 4 bytes; the two of the prologue are at 0 and 4.

TEST(LifetimeBuilder, ABlocksCodeIsItsLines) {
  LinkCase Case;
  VariableId X = Case.local("x", 4);
  Case.fact(X).LifeBegin = LinkCase::at(3, 9);
  Case.fact(X).LifeEnd = LinkCase::at(5, 3);
  Case.code(R"(
    mov eax, 1                    ; at 2:5
    mov dword ptr [rbp - 4], 1    ; at 3:9
    mov eax, 2                    ; at 4:5
    mov eax, 3                    ; at 6:5
  )");
  EXPECT_THAT(Case.lifetime(X).Code, ElementsAre(CodeRange{12, 20}));
}

TEST(LifetimeBuilder, WhatHasNoLineBelongsToTheRunAroundIt) {
  LinkCase Case;
  VariableId X = Case.local("x", 4);
  Case.fact(X).LifeBegin = LinkCase::at(3, 9);
  Case.fact(X).LifeEnd = LinkCase::at(5, 3);
  Case.code(R"(
    mov eax, 1
    mov dword ptr [rbp - 4], 1    ; at 3:9
    mov eax, 2
    mov eax, 2                    ; at 4:5
    mov eax, 3
    mov eax, 3                    ; at 6:5
  )");
  EXPECT_THAT(Case.lifetime(X).Code, ElementsAre(CodeRange{12, 24}))
      << "not the lineless ones before and after";
}

TEST(LifetimeBuilder, ALoopsCodeMayComeInPieces) {
  LinkCase Case;
  VariableId X = Case.local("x", 4);
  Case.fact(X).LifeBegin = LinkCase::at(3, 9);
  Case.fact(X).LifeEnd = LinkCase::at(5, 3);
  Case.code(R"(
    mov eax, 1                    ; at 3:9
    mov eax, 1                    ; at 8:1
    mov eax, 1                    ; at 4:1
  )");
  EXPECT_THAT(Case.lifetime(X).Code,
              ElementsAre(CodeRange{8, 12}, CodeRange{16, 20}));
}

TEST(LifetimeBuilder, TheJumpsOfALoopDoNotInterruptItsVariable) {
  LinkCase Case; // for (int i = 0; i < n; i++) g(i);
  VariableId I = Case.local("i", 4);
  Case.fact(I).ScopeBegin = LinkCase::at(3, 3);
  Case.fact(I).LifeBegin = LinkCase::at(3, 12);
  Case.fact(I).LifeEnd = LinkCase::at(4, 9);
  Case.code(R"(
    mov dword ptr [rbp - 4], 0    ; at 3:12
    cmp dword ptr [rbp - 4], 9    ; at 3:19
    jge .end                      ; at 3:3
    call g                        ; at 4:5
    jmp .loop                     ; at 3:3
    .end:
    ret                           ; at 5:1
  )");
  EXPECT_THAT(Case.lifetime(I).Code, ElementsAre(CodeRange{8, 24}));
}

TEST(LifetimeBuilder, AParameterLivesFromTheCallToTheReturn) {
  LinkCase Case;
  VariableId P = Case.parameter("p", 4);
  Case.code(R"(
    mov dword ptr [rbp - 4], edi
    pop rbp                       ; destroy
    ret
  )");
  EXPECT_THAT(Case.lifetime(P).Code, ElementsAre(CodeRange{0, 20}));
  EXPECT_EQ(Case.lifetime(P).Before, "whatever earlier calls left");
  EXPECT_THAT(Case.lifetime(P).After, HasSubstr("reclaimed on return"));
}

TEST(LifetimeBuilder, NeighboursInOneSlotFollowOneAnother) {
  LinkCase Case; // { int a; } { int b; }
  VariableId A = Case.local("a", 4);
  VariableId B = Case.sharing(A, "b");
  Case.fact(A).LifeBegin = LinkCase::at(3, 9);
  Case.fact(A).LifeEnd = LinkCase::at(5, 3);
  Case.fact(B).Declared = Case.fact(B).LifeBegin = LinkCase::at(7, 9);
  Case.fact(B).LifeEnd = LinkCase::at(9, 3);
  Case.code("ret");
  EXPECT_EQ(Case.lifetime(A).After, "reclaimed, not erased: the bytes keep "
                                    "their value until `b` of line 7 "
                                    "overwrites them");
  EXPECT_EQ(Case.lifetime(B).Before, "`a` of line 2 was in the same bytes");
  EXPECT_EQ(Case.lifetime(A).Before, "whatever earlier calls left");
}

TEST(LifetimeBuilder, StaticsAreInNoFrame) {
  LinkCase Case;
  VariableId S = Case.elsewhere("s", "static");
  Case.fact(S).Storage = StorageDuration::Static;
  Case.code("mov eax, 1  ; at 3:9");
  EXPECT_THAT(Case.lifetime(S).Code, IsEmpty());
  EXPECT_EQ(Case.lifetime(S).After, "");
}
