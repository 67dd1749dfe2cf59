//===- LifetimeFactsTest.cpp - Where variables begin and end to live ------===//
#include "FactsOf.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr const char *Guard = R"(
struct Guard { Guard(int = 0); ~Guard(); int Value; };
Guard make();
void take(const Guard &);
)";

std::string withGuard(const char *Code) { return std::string(Guard) + Code; }

TEST(Lifetimes, CLocalLivesFromItsBlockAndIsUsableFromItsName) {
  FactsOf F = FactsOf::c(R"(
int f(void) $body[[{
  int a = 1, $b[[b]] = 2;
  return a + b;
}]])");
  const VariableFact &B = F.variable("b");
  EXPECT_EQ(B.LifeBegin, F.begin("b"));
  EXPECT_EQ(B.LifeEnd, F.end("body"));
  EXPECT_EQ(B.Storage, StorageDuration::Block);
  EXPECT_THAT(B.LifeNote, HasSubstr("lifetime from the block's { at 2:13"));
  EXPECT_FALSE(B.ScopeBegin.isValid()) << "the function itself";
}

TEST(Lifetimes, CxxLocalLivesFromTheEndOfItsInitialiser) {
  FactsOf F = FactsOf::cxx("int g(int); int f() $body[[{ int a = g(1$end[[)]]; "
                           "int $bare[[b]]; return a + b; }]]");
  EXPECT_EQ(F.variable("a").LifeBegin, F.begin("end"));
  EXPECT_EQ(F.variable("b").LifeBegin, F.begin("bare"));
  EXPECT_EQ(F.variable("a").LifeEnd, F.end("body"));
}

TEST(Lifetimes, ParametersLiveFromCallToReturn) {
  FactsOf F = FactsOf::cxx("void f(int $a[[a]], $unnamed[[]]int $body[[) {}]]");
  EXPECT_EQ(F.variable("a").Storage, StorageDuration::Parameter);
  EXPECT_EQ(F.variable("a").LifeBegin, F.begin("a"));
  EXPECT_EQ(F.variable("a").LifeEnd, F.end("body"));
  EXPECT_EQ(F.count(VariableKind::Parameter), 2u);
}

TEST(Lifetimes, InnerBlock) {
  FactsOf F = FactsOf::c("void f(void) { $block[[{ int a; }]] int b; }");
  EXPECT_EQ(F.variable("a").LifeEnd, F.end("block"));
  EXPECT_EQ(F.variable("a").ScopeBegin, F.begin("block"));
}

TEST(Lifetimes, ForLoop) {
  FactsOf F = FactsOf::cxx("void f() { $for[[for (int i = 0; i < 3; ++i) "
                           "$body[[{ int a = i; }]]]] }");
  EXPECT_EQ(F.variable("i").Storage, StorageDuration::Block);
  EXPECT_EQ(F.variable("i").LifeEnd, F.end("for"));
  EXPECT_EQ(F.variable("i").ScopeBegin, F.begin("for"));
  EXPECT_THAT(F.variable("i").LifeNote, HasSubstr("end of the statement"));
  EXPECT_EQ(F.variable("a").Storage, StorageDuration::Iteration);
  EXPECT_EQ(F.variable("a").LifeEnd, F.end("body"));
  EXPECT_THAT(F.variable("a").LifeNote, HasSubstr("anew in each iteration"));
}

TEST(Lifetimes, LoopConditions) {
  FactsOf F =
      FactsOf::cxx("int g(); void f() { $while[[while (int a = g()) { g(); }]] "
                   "$for[[for (; int b = g();) g($last[[)]];]] do { int c; } "
                   "while (g()); }");
  EXPECT_EQ(F.variable("a").Storage, StorageDuration::Iteration);
  EXPECT_EQ(F.variable("a").LifeEnd, F.end("while"));
  EXPECT_FALSE(F.variable("a").ScopeBegin.isValid())
      << "clang makes no lexical block for while";
  EXPECT_EQ(F.variable("b").Storage, StorageDuration::Iteration);
  EXPECT_EQ(F.variable("b").LifeEnd, F.begin("last"));
  EXPECT_EQ(F.variable("c").Storage, StorageDuration::Iteration);
}

TEST(Lifetimes, IfAndSwitchHeads) {
  FactsOf F = FactsOf::cxx(
      "int g(); void f() { $if[[if (int a = 1; int $b[[b]] = g()) { } else { "
      "}]] $switch[[switch (int c = g(); c) { default:; }]] }");
  EXPECT_EQ(F.variable("a").LifeEnd, F.end("if"));
  EXPECT_EQ(F.variable("b").LifeEnd, F.end("if"));
  EXPECT_EQ(F.variable("a").ScopeBegin, F.begin("b"))
      << "clang puts the lexical block of an if at its condition";
  EXPECT_EQ(F.variable("c").LifeEnd, F.end("switch"));
}

TEST(Lifetimes, RangeFor) {
  FactsOf F = FactsOf::cxx("void f() { int a[3]; $for[[for (int $e[[e]] : "
                           "a) { e = 1; }]] }");
  for (const char *Hidden : {"__range1", "__begin1", "__end1"}) {
    EXPECT_EQ(F.variable(Hidden).LifeEnd, F.end("for")) << Hidden;
    EXPECT_EQ(F.variable(Hidden).ScopeBegin, F.begin("for")) << Hidden;
  }
  EXPECT_EQ(F.variable("e").Storage, StorageDuration::Iteration);
  EXPECT_EQ(F.variable("e").LifeBegin, F.begin("e"));
}

TEST(Lifetimes, CatchVariable) {
  FactsOf F = FactsOf::cxx(
      "void g(); void f() { try { g(); } catch (int e) $h[[{ e = 1; }]] }");
  EXPECT_EQ(F.variable("e").LifeEnd, F.end("h"));
  EXPECT_THAT(F.variable("e").LifeNote, HasSubstr("handler"));
}

TEST(Lifetimes, StaticAndThreadLocal) {
  FactsOf F = FactsOf::cxx(
      "int f() { static int s; thread_local int t; return s + t; }");
  EXPECT_EQ(F.variable("s").Kind, VariableKind::Static);
  EXPECT_EQ(F.variable("s").Storage, StorageDuration::Static);
  EXPECT_EQ(F.variable("t").Kind, VariableKind::ThreadLocal);
  EXPECT_TRUE(F.function().Uses.empty()) << "neither is in the frame";
}

TEST(Lifetimes, VariableLengthArray) {
  FactsOf F = FactsOf::c("void f(int n) { char a[n]; a[0] = 1; }");
  EXPECT_EQ(F.variable("a").Storage, StorageDuration::DynamicArray);
  EXPECT_EQ(F.variable("a").Size, std::nullopt);
  EXPECT_THAT(F.variable("a").LifeNote, HasSubstr("from its declaration"));
}

TEST(Lifetimes, CompoundLiteral) {
  FactsOf F = FactsOf::c("struct P { int x, y; }; int f(int n) $body[[{ struct "
                         "P *p = &$lit[[(struct P){n, 2}]]; return p->x; }]]");
  const VariableFact &Literal = F.variableAt("lit");
  EXPECT_EQ(Literal.Kind, VariableKind::Temporary);
  EXPECT_EQ(Literal.Storage, StorageDuration::Block);
  EXPECT_EQ(Literal.Size, 8u);
  EXPECT_EQ(Literal.LifeEnd, F.end("body"));
}

TEST(Lifetimes, JumpsOutAreListedWhereTheyAreNotTheEndItself) {
  FactsOf F = FactsOf::c(R"(
int f(int n) {
  for (;;) {
    int a = n;
    if (a == 1) break;
    if (a == 2) continue;
    if (a == 3) return 3;
    if (a == 4) goto out;
    if (a == 5) return 5;
    int late;
    n++;
  }
out:
  return 0;
})");
  EXPECT_THAT(F.variable("a").LifeNote,
              HasSubstr("left early by `break` at 5:17, `continue` at 6:17, "
                        "`return` at 7:17 and 2 more"));
  EXPECT_THAT(F.variable("late").LifeNote, Not(HasSubstr("left early")));
}

TEST(Lifetimes, AJumpAsLastStatementIsNoSurprise) {
  FactsOf F = FactsOf::c("int f(int n) { int a = n; return a; }");
  EXPECT_THAT(F.variable("a").LifeNote, Not(HasSubstr("left early")));
}

TEST(Lifetimes, JumpsIn) {
  FactsOf F = FactsOf::c(R"(
int f(int n) {
  switch (n) {
    int a;
  case 1:
    a = 1;
    return a;
  }
  if (n) goto in;
  {
    int b = 5;
in:
    return b;
  }
})");
  EXPECT_THAT(F.variable("a").LifeNote,
              HasSubstr("entered past its declaration by `case` at 5:3"));
  EXPECT_THAT(F.variable("b").LifeNote,
              HasSubstr("entered past its declaration by `goto` at 9:10"));
}

TEST(Lifetimes, GotoBackwardEndsWhatItPasses) {
  FactsOf F = FactsOf::c(R"(
void f(int n) {
  int a = 0;
again:;
  int b = n;
  if (b) goto again;
})");
  EXPECT_THAT(F.variable("b").LifeNote,
              HasSubstr("left early by `goto` at 6:10"));
  EXPECT_THAT(F.variable("a").LifeNote, Not(HasSubstr("goto")));
}

TEST(Lifetimes, DestructionIsInReverseOrder) {
  FactsOf F = FactsOf::cxx(withGuard(R"(
void f() {
  Guard a;
  int plain;
  Guard b;
  Guard c;
})"));
  EXPECT_THAT(F.variable("b").LifeNote,
              HasSubstr("destroyed at 11:1, before `a`, after `c`"));
  EXPECT_THAT(F.variable("plain").LifeNote, Not(HasSubstr("destroyed")));
  const ImplicitUseFact *Cleanup = F.implicit(TouchOrigin::Cleanup, "b");
  ASSERT_NE(Cleanup, nullptr);
  EXPECT_EQ(Cleanup->Candidates.front().Line, 11u);
  EXPECT_EQ(F.implicit(TouchOrigin::Cleanup, "plain"), nullptr);
}

TEST(Lifetimes, ReturnsRunDestructors) {
  FactsOf F = FactsOf::cxx(withGuard(
      "int f(int n) { Guard a; if (n) $ret[[return]] 1; return 2; }"));
  const ImplicitUseFact *Cleanup = F.implicit(TouchOrigin::Cleanup, "a");
  ASSERT_NE(Cleanup, nullptr);
  EXPECT_THAT(Cleanup->Candidates, testing::Contains(F.begin("ret")));
}

TEST(Lifetimes, CleanupAttribute) {
  FactsOf F = FactsOf::c("void done(int *); void f(void) { "
                         "__attribute__((cleanup(done))) int a = 1; }");
  EXPECT_THAT(F.variable("a").LifeNote,
              HasSubstr("cleanup function is called"));
  EXPECT_NE(F.implicit(TouchOrigin::Cleanup, "a"), nullptr);
}

TEST(Temporaries, DieWithTheFullExpression) {
  FactsOf F =
      FactsOf::cxx(withGuard("void f() { $all[[take($t[[make()]])]]; }"));
  const VariableFact &T = F.variableAt("t");
  EXPECT_EQ(T.Kind, VariableKind::Temporary);
  EXPECT_EQ(T.Storage, StorageDuration::FullExpression);
  EXPECT_EQ(T.Type, "Guard");
  EXPECT_EQ(T.LifeBegin, F.end("t"));
  EXPECT_EQ(T.LifeEnd, F.behind("all"));
  EXPECT_THAT(T.LifeNote, HasSubstr("destroyed at"));
}

TEST(Temporaries, TwoInOneExpression) {
  FactsOf F = FactsOf::cxx(withGuard(
      "void two(const Guard &, const Guard &); void f() { two($a[[make()]], "
      "$b[[make()]]); }"));
  EXPECT_THAT(F.variableAt("a").LifeNote,
              HasSubstr("after the temporary at 5:64"));
  EXPECT_THAT(F.variableAt("b").LifeNote,
              HasSubstr("before the temporary at 5:56"));
}

TEST(Temporaries, BoundToAReferenceLiveAsLongAsIt) {
  FactsOf F = FactsOf::cxx(withGuard("int f() $body[[{ const Guard &r = "
                                     "$t[[make()]]; return r.Value; }]]"));
  const VariableFact &T = F.variableAt("t");
  EXPECT_EQ(T.Kind, VariableKind::ExtendedTemporary);
  EXPECT_EQ(T.Storage, StorageDuration::Extended);
  EXPECT_EQ(T.LifeEnd, F.end("body"));
  EXPECT_THAT(T.LifeNote, HasSubstr("bound to `r`"));
}

TEST(Temporaries, PassedByValue) {
  FactsOf F = FactsOf::cxx(
      withGuard("void byValue(Guard); void f() { byValue($t[[make()]]); }"));
  EXPECT_EQ(F.variableAt("t").Kind, VariableKind::Temporary);
  EXPECT_EQ(F.count(VariableKind::Temporary), 1u);
}

TEST(Temporaries, InDefaultArgumentsBelongToTheCaller) {
  FactsOf F = FactsOf::cxx(
      withGuard("void g(const Guard &x = Guard(1)); void f() { g(); }"));
  EXPECT_EQ(F.count(VariableKind::Temporary), 1u);
}

TEST(Temporaries, NoneWhereTheObjectIsBuiltInPlace) {
  FactsOf F = FactsOf::cxx(withGuard("Guard f() { Guard a = make(); take(a); "
                                     "return Guard(3); }"));
  EXPECT_EQ(F.count(VariableKind::Temporary), 0u);
}

} // namespace
