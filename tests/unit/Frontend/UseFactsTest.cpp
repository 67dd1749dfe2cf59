//===- UseFactsTest.cpp - Reads, writes, addresses and their places -------===//
#include "FactsOf.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// Kind, first byte and size of what is used.
struct Part {
  AccessKind Kind;
  int64_t Offset;
  uint64_t Size;

  friend bool operator==(const Part &, const Part &) = default;
  friend std::ostream &operator<<(std::ostream &Out, const Part &P) {
    return Out << name(P.Kind) << " +" << P.Offset << '/' << P.Size;
  }
};

Part part(const FactsOf &F, const std::string &Mark) {
  const UseFact &U = F.use(Mark);
  return {U.Kind, U.Offset, U.Size};
}

constexpr AccessKind Read = AccessKind::Read;
constexpr AccessKind Write = AccessKind::Write;
constexpr AccessKind Update = AccessKind::Update;
constexpr AccessKind Address = AccessKind::Address;

TEST(Uses, ReadsWritesAndUpdates) {
  FactsOf F = FactsOf::c("int f(int a, int b) { $w[[a]] = $r[[b]]; $u[[a]] += "
                         "1; ++$pre[[a]]; $post[[b]]--; return $x[[a]]; }");
  EXPECT_EQ(part(F, "w"), (Part{Write, 0, 4}));
  EXPECT_EQ(part(F, "r"), (Part{Read, 0, 4}));
  EXPECT_EQ(part(F, "u"), (Part{Update, 0, 4}));
  EXPECT_EQ(part(F, "pre"), (Part{Update, 0, 4}));
  EXPECT_EQ(part(F, "post"), (Part{Update, 0, 4}));
  EXPECT_EQ(part(F, "x"), (Part{Read, 0, 4}));
}

TEST(Uses, InitialisersAreNoUsesOfTheirVariable) {
  FactsOf F = FactsOf::c("void f(int n) { int $a[[a]] = $n[[n]]; }");
  EXPECT_EQ(F.usesAt("a"), 0u);
  EXPECT_EQ(F.used("n"), "n");
  const ImplicitUseFact *Init = F.implicit(TouchOrigin::Initialiser, "a");
  ASSERT_NE(Init, nullptr);
  EXPECT_EQ(Init->Candidates.front(), F.begin("a"));
}

TEST(Uses, PartsOfStructs) {
  FactsOf F = FactsOf::c(R"(
struct In { short s; int i[4]; };
struct S { char c; struct In in; unsigned lo : 5, hi : 13; };
int f(void) {
  struct S s;
  $whole[[s]] = (struct S){0};
  $c[[s]].c = 1;
  $i[[s]].in.i[2] = 2;
  $bits[[s]].hi = 3;
  return $s[[s]].in.s;
})");
  EXPECT_EQ(part(F, "whole"), (Part{Write, 0, 28}));
  EXPECT_EQ(part(F, "c"), (Part{Write, 0, 1}));
  EXPECT_EQ(part(F, "i"), (Part{Write, 16, 4}));
  EXPECT_EQ(part(F, "bits"), (Part{Write, 24, 3})) << "bits 5 to 17";
  EXPECT_EQ(part(F, "s"), (Part{Read, 4, 2}));
}

TEST(Uses, PartsOfArrays) {
  FactsOf F = FactsOf::c(R"(
void g(int *);
int f(int i) {
  int a[4][3];
  $const[[a]][1][2] = 1;
  $var[[a]][i][2] = 1;
  *(*$deref[[a]] + 1) = 2;
  g($escapes[[a]][2]);
  g(&$element[[a]][2][1]);
  return $read[[a]][3][0];
})");
  EXPECT_EQ(part(F, "const"), (Part{Write, 20, 4}));
  EXPECT_EQ(part(F, "var"), (Part{Write, 8, 4}));
  EXPECT_EQ(part(F, "deref"), (Part{Write, 4, 4}));
  EXPECT_EQ(part(F, "escapes"), (Part{Address, 24, 12}));
  EXPECT_EQ(part(F, "element"), (Part{Address, 28, 4}));
  EXPECT_EQ(part(F, "read"), (Part{Read, 36, 4}));
}

TEST(Uses, ThroughAPointerOnlyThePointerIsRead) {
  FactsOf F = FactsOf::c("struct S { int a, b; }; void f(struct S *p, int *q) "
                         "{ $p[[p]]->b = 1; *$q[[q]] = 2; $i[[q]][3]++; }");
  EXPECT_EQ(part(F, "p"), (Part{Read, 0, 8}));
  EXPECT_EQ(part(F, "q"), (Part{Read, 0, 8}));
  EXPECT_EQ(part(F, "i"), (Part{Read, 0, 8}));
}

TEST(Uses, TakingAnAddress) {
  FactsOf F = FactsOf::cxx(R"(
struct S { int a, b; void m(); int get() const; };
void ref(const int &); void ptr(int *);
void f() {
  int x = 0; S s{}; int a[2] = {};
  ptr(&$amp[[x]]);
  ref($byref[[x]]);
  ref($field[[s]].b);
  $method[[s]].m();
  int &r = $bound[[x]];
  ptr($decay[[a]]);
  *&$back[[x]] = 1;
  (&$arrow[[s]])->b = 2;
})");
  EXPECT_EQ(part(F, "amp"), (Part{Address, 0, 4}));
  EXPECT_EQ(part(F, "byref"), (Part{Address, 0, 4}));
  EXPECT_EQ(part(F, "field"), (Part{Address, 4, 4}));
  EXPECT_EQ(part(F, "method"), (Part{Address, 0, 8}));
  EXPECT_EQ(part(F, "bound"), (Part{Address, 0, 4}));
  EXPECT_EQ(part(F, "decay"), (Part{Address, 0, 8}));
  EXPECT_EQ(part(F, "back"), (Part{Write, 0, 4}));
  EXPECT_EQ(part(F, "arrow"), (Part{Write, 4, 4}));
}

TEST(Uses, AReferenceIsAPointerThatIsRead) {
  FactsOf F = FactsOf::cxx("void f(int &r) { $w[[r]] = 1; }");
  EXPECT_EQ(part(F, "w"), (Part{Read, 0, 8}));
  EXPECT_TRUE(F.variable("r").IsReference);
}

TEST(Uses, BaseClasses) {
  FactsOf F = FactsOf::cxx("struct A { int a; }; struct B { int b; }; struct C "
                           ": A, B { int c; }; int f(C x) { return $b[[x]].b + "
                           "$c[[x]].c; }");
  EXPECT_EQ(part(F, "b"), (Part{Read, 4, 4}));
  EXPECT_EQ(part(F, "c"), (Part{Read, 8, 4}));
}

TEST(Uses, CopiesOfTrivialClassesAreReadsAndWrites) {
  FactsOf F =
      FactsOf::cxx("struct S { int a[3]; }; void g(S); void f(S s, S t) "
                   "{ $to[[s]] = $from[[t]]; S u = $copy[[s]]; "
                   "g($arg[[s]]); }");
  EXPECT_EQ(part(F, "to"), (Part{Write, 0, 12}));
  EXPECT_EQ(part(F, "from"), (Part{Read, 0, 12}));
  EXPECT_EQ(part(F, "copy"), (Part{Read, 0, 12}));
  EXPECT_EQ(part(F, "arg"), (Part{Read, 0, 12}));
}

TEST(Uses, InlineAssembly) {
  FactsOf F = FactsOf::c("void f(int a, int b, int c) { __asm__(\"\" : "
                         "\"=r\"($out[[a]]), \"+r\"($both[[b]]) : "
                         "\"r\"($in[[c]])); }");
  EXPECT_EQ(part(F, "out"), (Part{Write, 0, 4}));
  EXPECT_EQ(part(F, "both"), (Part{Update, 0, 4}));
  EXPECT_EQ(part(F, "in"), (Part{Read, 0, 4}));
  EXPECT_TRUE(F.function().has(FunctionTrait::HasInlineAssembly));
}

TEST(Uses, CandidatesGoFromTheNameToTheStatement) {
  FactsOf F = FactsOf::c("int g(int); int f(int a) { $ret[[return]] $call[[g]]("
                         "1 $plus[[+]] $a[[a]]$end[[)]]; }");
  EXPECT_EQ(F.use("a").Candidates.front(), F.begin("a"));
  EXPECT_EQ(F.use("a").Candidates.back(), F.begin("ret"));
  for (const char *Around : {"plus", "call", "end"})
    EXPECT_THAT(F.use("a").Candidates, Contains(F.begin(Around))) << Around;
}

TEST(Uses, MacroArgumentsAreWhereTheyAreWritten) {
  FactsOf F = FactsOf::c("#define TWICE(x) ((x) + (x))\n"
                         "int f(int a) { return TWICE($a[[a]]); }");
  EXPECT_EQ(F.usesAt("a"), 2u);
}

TEST(Uses, MacroBodiesAreWhereTheMacroIsUsed) {
  FactsOf F = FactsOf::c("#define ADD (a + 1)\n"
                         "int f(int a) { return $m[[ADD]]; }");
  EXPECT_EQ(F.used("m"), "a");
}

TEST(Uses, LineDirectivesCount) {
  FactsOf F = FactsOf::c("#line 100 \"other.y\"\nint f(int a) { return a; }");
  EXPECT_EQ(F.function().Position.Line, 100u);
  EXPECT_THAT(F.Facts.Files, Contains("other.y"));
}

TEST(Unevaluated, OperandsOfOperatorsThatLookOnlyAtTypes) {
  FactsOf F = FactsOf::cxx("unsigned long f(int a, int b) { return "
                           "sizeof($s[[a]]) + noexcept($n[[b]]); }");
  EXPECT_THAT(F.use("s").Unevaluated, HasSubstr("sizeof"));
  EXPECT_THAT(F.use("n").Unevaluated, HasSubstr("noexcept"));
  EXPECT_TRUE(F.use("s").Candidates.empty());
}

TEST(Unevaluated, Constants) {
  FactsOf F = FactsOf::cxx("int g(const int &); int f() { const int k = 3; "
                           "constexpr int c = 4; return $k[[k]] + $c[[c]] + "
                           "g($address[[k]]); }");
  EXPECT_THAT(F.use("k").Unevaluated, HasSubstr("constant"));
  EXPECT_THAT(F.use("c").Unevaluated, HasSubstr("constant"));
  EXPECT_EQ(F.use("address").Unevaluated, "");
}

TEST(Unevaluated, ConstInCIsFoldedAsClangFoldsIt) {
  FactsOf F =
      FactsOf::c("int g(void); int f(void) { const int k = 3; const int "
                 "v = g(); return $k[[k]] + $v[[v]]; }");
  EXPECT_THAT(F.use("k").Unevaluated, HasSubstr("constant"));
  EXPECT_EQ(F.use("v").Unevaluated, "");
}

TEST(Unevaluated, ConstantConditions) {
  FactsOf F = FactsOf::cxx(R"(
int f(int a) {
  if (0) return $if[[a]];
  if constexpr (sizeof(int) == 4) { $taken[[a]]++; } else { $not[[a]]--; }
  a = 1 ? $left[[a]] : $right[[a]];
  return (0 && $and[[a]]) || $or[[a]];
})");
  for (const char *Dead : {"if", "not", "right", "and"})
    EXPECT_NE(F.use(Dead).Unevaluated, "") << Dead;
  for (const char *Alive : {"taken", "left", "or"})
    EXPECT_EQ(F.use(Alive).Unevaluated, "") << Alive;
}

TEST(Unevaluated, ABranchWithALabelIsKept) {
  FactsOf F = FactsOf::c("int f(int a) { if (a) goto in; if (0) { in: "
                         "$a[[a]]++; } return a; }");
  EXPECT_EQ(F.use("a").Unevaluated, "");
}

TEST(Unevaluated, CodeThatControlNeverReaches) {
  FactsOf F = FactsOf::c(R"(
_Noreturn void die(void);
int f(int a) {
  switch (a) { $before[[a]]++; case 1: $after[[a]]++; }
  if (a) { die(); $dead[[a]]++; }
  for (;;) { if (a) break; }
  $alive[[a]]++;
  if (a) return 1; else return 2;
  $end[[a]]++;
})");
  for (const char *Dead : {"before", "dead", "end"})
    EXPECT_THAT(F.use(Dead).Unevaluated, HasSubstr("never comes here")) << Dead;
  for (const char *Alive : {"after", "alive"})
    EXPECT_EQ(F.use(Alive).Unevaluated, "") << Alive;
}

TEST(Unevaluated, EndlessLoops) {
  FactsOf F = FactsOf::c("int f(int a) { while (1) { $in[[a]]++; } return "
                         "$out[[a]]; }");
  EXPECT_EQ(F.use("in").Unevaluated, "");
  EXPECT_NE(F.use("out").Unevaluated, "");
}

TEST(Unevaluated, ValuesThatNobodyUses) {
  FactsOf F = FactsOf::c("void f(int a, volatile int v) { (void)$cast[[a]]; "
                         "$bare[[a]]; (void)$v[[v]]; }");
  EXPECT_THAT(F.use("cast").Unevaluated, HasSubstr("not used"));
  EXPECT_THAT(F.use("bare").Unevaluated, HasSubstr("not used"));
  EXPECT_EQ(F.use("v").Unevaluated, "") << "volatile is read all the same";
}

TEST(Unevaluated, GenericSelection) {
  FactsOf F =
      FactsOf::c("int f(int a, int b) { return _Generic($sel[[a]], int: "
                 "$yes[[b]], default: $no[[a]]); }");
  EXPECT_NE(F.use("sel").Unevaluated, "");
  EXPECT_NE(F.use("no").Unevaluated, "");
  EXPECT_EQ(F.use("yes").Unevaluated, "");
}

TEST(Unevaluated, FoldedBuiltins) {
  FactsOf F = FactsOf::c("unsigned long f(void) { char buf[8]; return "
                         "__builtin_object_size($b[[buf]], 0); }");
  EXPECT_THAT(F.use("b").Unevaluated, HasSubstr("folded"));
}

TEST(Unevaluated, TheOnlyValueOfItsType) {
  FactsOf F = FactsOf::cxx("using N = decltype(nullptr); int *f(N a, N &b) { "
                           "int *p = $a[[a]]; return $b[[b]]; }");
  EXPECT_THAT(F.use("a").Unevaluated, HasSubstr("one value"));
  EXPECT_THAT(F.use("b").Unevaluated, HasSubstr("one value"));
}

TEST(Unevaluated, QuestionsWhetherSomethingIsConstant) {
  const char *Code = "int f(int n) { if (__builtin_constant_p($p[[n]]) && "
                     "$also[[n]]) return $then[[n]]; return $after[[n]]; }";
  FactsOf F = FactsOf::c(Code);
  for (const char *Dead : {"p", "also", "then"})
    EXPECT_NE(F.use(Dead).Unevaluated, "") << Dead;
  EXPECT_EQ(F.use("after").Unevaluated, "");
  FactsOf Optimised = FactsOf::c(Code, {"-O1"});
  EXPECT_EQ(Optimised.use("then").Unevaluated, "")
      << "the optimiser may find a constant";
}

TEST(Unevaluated, VariadicBookkeeping) {
  FactsOf F = FactsOf::c("void f(int n, ...) { __builtin_va_list l; "
                         "__builtin_va_start($start[[l]], $n[[n]]); "
                         "__builtin_va_end($end[[l]]); }");
  EXPECT_EQ(F.use("start").Unevaluated, "");
  EXPECT_THAT(F.use("n").Unevaluated, HasSubstr("va_start"));
  EXPECT_THAT(F.use("end").Unevaluated, HasSubstr("va_end"));
}

TEST(Unevaluated, HandlersThatNothingLeadsTo) {
  FactsOf F = FactsOf::cxx(R"(
void quiet() noexcept; void loud();
void f(int a) {
  try { quiet(); } catch (...) { $dead[[a]]++; }
  try { loud(); } catch (...) { $alive[[a]]++; }
  try { throw 1; } catch (...) { $thrown[[a]]++; }
})");
  EXPECT_THAT(F.use("dead").Unevaluated, HasSubstr("nothing in the try block"));
  EXPECT_EQ(F.use("alive").Unevaluated, "");
  EXPECT_EQ(F.use("thrown").Unevaluated, "");
}

TEST(Unevaluated, EmptyClassesAreNotCopied) {
  FactsOf F = FactsOf::cxx("struct E {}; struct S { E e; int n; E f(); int "
                           "g(); }; E S::f() { return $e[[e]]; } int S::g() { "
                           "return $n[[n]]; }");
  EXPECT_THAT(F.use("e").Unevaluated, HasSubstr("not used"));
  EXPECT_EQ(F.use("n").Unevaluated, "");
}

TEST(Unevaluated, InitialisersOfConstants) {
  FactsOf F =
      FactsOf::cxx("struct I { constexpr operator int() const { return "
                   "3; } }; int f(I i) { constexpr int k = $i[[i]]; int "
                   "n = $j[[i]]; return k + n; }");
  EXPECT_THAT(F.use("i").Unevaluated, HasSubstr("constant"));
  EXPECT_EQ(F.use("j").Unevaluated, "");
}

TEST(Unevaluated, TrivialDestructors) {
  FactsOf F = FactsOf::cxx("struct T { int a; }; struct D { ~D(); }; void f(T "
                           "*t, D *d) { $t[[t]]->~T(); $d[[d]]->~D(); }");
  EXPECT_THAT(F.use("t").Unevaluated, HasSubstr("not used"));
  EXPECT_EQ(F.use("d").Unevaluated, "");
}

TEST(Uses, AnAssignedConditionalIsRead) {
  FactsOf F = FactsOf::cxx("struct S { int a[5]; }; void f(S s, S t, bool c) { "
                           "s = c ? $t[[t]] : s; }");
  EXPECT_EQ(F.use("t").Unevaluated, "");
  EXPECT_EQ(part(F, "t"), (Part{Read, 0, 20}));
}

TEST(Uses, ALoopsConditionMayHaveThePlaceOfItsBrace) {
  FactsOf F =
      FactsOf::c("void f(int n) { do { n--; $brace[[}]] while ($n[[n]]); }");
  EXPECT_THAT(F.use("n").Candidates, Contains(F.begin("brace")));
}

TEST(Uses, ObjectsAreCopiedWhereTheRightSideIsEvaluated) {
  FactsOf F =
      FactsOf::c("struct S { int a[5]; } g(void); void f(void) { struct "
                 "S s; $s[[s]] = $call[[g]](); }");
  EXPECT_THAT(F.use("s").Candidates, Contains(F.begin("call")));
}

TEST(ReturnSlot, BuiltInPlace) {
  FactsOf F = FactsOf::cxx("struct Big { long a[4]; }; Big f(int n) { Big b; "
                           "b.a[1] = n; return $b[[b]]; }");
  EXPECT_TRUE(F.variable("b").IsReturnSlot);
  EXPECT_TRUE(F.function().has(FunctionTrait::ReturnsByHiddenPointer));
  EXPECT_THAT(F.use("b").Unevaluated, HasSubstr("in the place of the result"));
}

TEST(Bindings, OfAStruct) {
  FactsOf F = FactsOf::cxx("struct S { char c; int i; }; S get(); int f() { "
                           "auto $whole[[[]]a, $b[[b]]] = get(); return a + "
                           "$use[[b]]; }");
  const FunctionFacts &Fn = F.function();
  const VariableFact &B = F.variable("b");
  EXPECT_EQ(B.Kind, VariableKind::Binding);
  EXPECT_EQ(B.PartOffset, 4);
  EXPECT_EQ(B.Size, 4u);
  ASSERT_TRUE(B.PartOf);
  EXPECT_EQ(Fn.Variables[B.PartOf->Value].Name, "");
  EXPECT_EQ(Fn.Variables[B.PartOf->Value].Declared, F.begin("whole"));
  EXPECT_EQ(Fn.Variables[B.PartOf->Value].Size, 8u);
  EXPECT_EQ(F.used("use"), "b");
}

TEST(Bindings, OfAnArrayAndOfAReference) {
  FactsOf F =
      FactsOf::cxx("int f() { int x[3] = {}; auto [a, b, c] = "
                   "$copied[[x]]; auto &[d, e, g] = x; return c + e; }");
  EXPECT_EQ(F.variable("c").PartOffset, 8);
  EXPECT_FALSE(F.variable("c").IsReference);
  EXPECT_TRUE(F.variable("e").IsReference);
  EXPECT_EQ(F.use("copied").Kind, AccessKind::Read);
}

TEST(Bindings, OfATupleAreVariablesOfTheirOwn) {
  FactsOf F = FactsOf::cxx(R"(
namespace std {
template <typename T> struct tuple_size;
template <unsigned long I, typename T> struct tuple_element;
}
struct Pair { int x, y; };
template <> struct std::tuple_size<Pair> { static constexpr int value = 2; };
template <unsigned long I> struct std::tuple_element<I, Pair> { using type = int; };
template <unsigned long I> int get(Pair);
int f(Pair p) { auto [a, b] = p; return $use[[b]]; })");
  const VariableFact &B = F.variable("b");
  EXPECT_FALSE(B.PartOf);
  EXPECT_TRUE(B.IsReference);
  EXPECT_EQ(B.Size, 8u);
  EXPECT_EQ(F.count(VariableKind::ExtendedTemporary), 2u)
      << "what get<I>() returned";
  EXPECT_NE(F.implicit(TouchOrigin::Initialiser, "b"), nullptr);
}

TEST(This, IsAParameterThatMembersRead) {
  FactsOf F = FactsOf::cxx("struct S { int a; int f(); }; int S::f() { return "
                           "$implicit[[a]] + $explicit[[this]]->a; }");
  EXPECT_EQ(F.variable("this", "S::f").Kind, VariableKind::ImplicitParameter);
  EXPECT_EQ(F.variable("this", "S::f").Size, 8u);
  EXPECT_EQ(F.used("implicit"), "this");
  EXPECT_EQ(F.used("explicit"), "this");
  EXPECT_EQ(F.use("implicit").Kind, AccessKind::Read);
}

TEST(This, InMemberInitialisers) {
  FactsOf F = FactsOf::cxx("struct S { int a, b; S(int n); }; S::S(int n) : "
                           "a($n[[n]]), b($a[[a]]) {}");
  EXPECT_EQ(F.used("n"), "n");
  EXPECT_EQ(F.used("a"), "this");
}

TEST(Lambdas, CaptureInTheOuterFunctionReadTheClosureInTheirOwn) {
  FactsOf F = FactsOf::cxx("int f() { int a = 1, b = 2; auto l = [$copy[[a]], "
                           "&$ref[[b]]](int c) { return $in[[a]] + $c[[c]]; }; "
                           "return $call[[l]](3); }");
  EXPECT_EQ(part(F, "copy"), (Part{Read, 0, 4}));
  EXPECT_EQ(part(F, "ref"), (Part{Address, 0, 4}));
  EXPECT_EQ(F.used("in"), "this");
  EXPECT_EQ(F.used("c"), "c");
  EXPECT_EQ(part(F, "call"), (Part{Address, 0, 16}));
}

TEST(RangeFor, UsesOfHiddenVariablesAreImplicit) {
  FactsOf F = FactsOf::cxx("void f() { int a[3]; for (int e : $a[[a]]) $e[[e]] "
                           "= 1; }");
  EXPECT_EQ(F.used("a"), "a");
  EXPECT_EQ(F.used("e"), "e");
  EXPECT_NE(F.implicit(TouchOrigin::CompilerTemporary, "__begin1"), nullptr);
  for (const UseFact &U : F.function().Uses)
    EXPECT_FALSE(
        F.function().Variables[U.Variable.Value].Name.starts_with("__"));
}

} // namespace
