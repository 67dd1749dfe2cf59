//===- FunctionFactsTest.cpp - Which functions there are, and their names -===//
#include "FactsOf.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

namespace {

std::vector<std::string> names(const FactsOf &F) {
  std::vector<std::string> Names;
  for (const FunctionFacts &Each : F.Facts.Functions)
    Names.push_back(Each.Name);
  return Names;
}

TEST(Functions, OnlyThoseWithABody) {
  FactsOf F = FactsOf::c("int declared(int); int f(void) { return 1; }");
  EXPECT_THAT(names(F), ElementsAre("f"));
  EXPECT_THAT(F.function().LinkageNames, ElementsAre("f"));
  EXPECT_TRUE(F.function().InMainFile);
}

TEST(Functions, NamesOfMembersAndNamespaces) {
  FactsOf F = FactsOf::cxx(R"(
namespace ns {
struct Widget {
  void draw() {}
  operator int() const { return 1; }
  friend void helper(Widget) {}
};
namespace { void hidden() {} }
inline namespace v1 { void inlined() {} }
})");
  EXPECT_THAT(names(F),
              UnorderedElementsAre(
                  "ns::Widget::draw", "ns::Widget::operator int", "ns::helper",
                  "ns::(anonymous namespace)::hidden", "ns::inlined"));
  EXPECT_THAT(F.function("ns::Widget::draw").LinkageNames,
              ElementsAre("_ZN2ns6Widget4drawEv"));
  EXPECT_THAT(F.function("ns::inlined").LinkageNames,
              ElementsAre("_ZN2ns2v17inlinedEv"));
}

TEST(Functions, TemplatesAreTheirInstances) {
  FactsOf F = FactsOf::cxx(R"(
template <typename T> T max(T a, T b) { return a < b ? b : a; }
template <typename T> struct Vec { T get() { return T(); } T unused() { return T(); } };
template <typename T> struct Out { int late(); };
template <typename T> int Out<T>::late() { return 1; }
int f(Vec<char> v, Out<int> o) { return max(1, 2) + max('a', 'b') + v.get() + o.late(); })");
  EXPECT_THAT(names(F),
              UnorderedElementsAre("max<int>", "max<char>", "Vec<char>::get",
                                   "Out<int>::late", "f"));
  EXPECT_TRUE(F.function("max<int>").IsInstantiation);
  EXPECT_THAT(F.function("max<int>").LinkageNames,
              ElementsAre("_Z3maxIiET_S0_S0_"));
}

TEST(Functions, ConstructorsHaveSeveralSymbols) {
  FactsOf F = FactsOf::cxx("struct S { int a; S(int); virtual ~S(); }; "
                           "S::S(int n) : a(n) {} S::~S() {}");
  EXPECT_THAT(F.function("S::S").LinkageNames,
              UnorderedElementsAre("_ZN1SC1Ei", "_ZN1SC2Ei"));
  EXPECT_THAT(F.function("S::~S").LinkageNames,
              UnorderedElementsAre("_ZN1SD0Ev", "_ZN1SD1Ev", "_ZN1SD2Ev"));
}

TEST(Functions, WhatTheCompilerWrites) {
  FactsOf F = FactsOf::cxx("struct A { A(); ~A(); int n; }; struct B { A a; }; "
                           "struct Plain { int x; }; void f() { B b; Plain p = "
                           "{}; Plain q = p; }");
  EXPECT_THAT(names(F), UnorderedElementsAre("f", "B::B", "B::~B"))
      << "trivial ones have no code";
  EXPECT_TRUE(F.function("B::B").IsImplicit);
}

TEST(Functions, Lambdas) {
  FactsOf F = FactsOf::cxx("int f() {\n  auto l = [](int a) { return a; };\n"
                           "  int (*p)(int) = l;\n  return l(1) + p(2); }");
  const FunctionFacts &L = F.function("f::(lambda at 2:12)");
  EXPECT_TRUE(L.IsLambda);
  EXPECT_THAT(L.LinkageNames, ElementsAre("_ZZ1fvENK3$_0clEi"));
  for (const FunctionFacts &Each : F.Facts.Functions)
    for (const std::string &Symbol : Each.LinkageNames)
      EXPECT_EQ(Symbol.find("__invoke"), std::string::npos);
}

TEST(Functions, UnnumberedLambdasCountInTheOrderOfCalls) {
  // clang numbers a lambda when a symbol first contains it: here the second
  // first, since a call names its callee before its arguments.
  FactsOf F =
      FactsOf::cxx("int f() { auto a = [](int x) { return x; };\n"
                   "auto b = [](int y) { return y; }; return b(a(1)); }");
  EXPECT_THAT(F.function("f::(lambda at 1:20)").LinkageNames,
              ElementsAre("_ZZ1fvENK3$_1clEi"));
  EXPECT_THAT(F.function("f::(lambda at 2:10)").LinkageNames,
              ElementsAre("_ZZ1fvENK3$_0clEi"));
}

TEST(Functions, LambdasOfGlobalsAndLocalClasses) {
  FactsOf F = FactsOf::cxx("auto g = [] { return 1; };\nint f() { struct L { "
                           "int m() { return g(); } } l; return l.m(); }");
  EXPECT_THAT(names(F),
              UnorderedElementsAre("(lambda at 1:10)", "f", "f::L::m"));
}

TEST(Functions, AssemblerNames) {
  FactsOf F = FactsOf::c("int f(void) __asm__(\"real_name\"); int f(void) { "
                         "return 1; }");
  EXPECT_THAT(F.function().LinkageNames, ElementsAre("real_name"));
}

TEST(Functions, ExternC) {
  FactsOf F = FactsOf::cxx("extern \"C\" { int f(int a) { return a; } }");
  EXPECT_THAT(F.function().LinkageNames, ElementsAre("f"));
}

TEST(Functions, Signatures) {
  FactsOf F = FactsOf::c("int f(int n, char *argv[], int (*cb)(void), ...) { "
                         "return n; }\nint (*g(void))[2] { return 0; }");
  EXPECT_EQ(F.function().Signature,
            "int f(int n, char *argv[], int (*cb)(void), ...)");
  EXPECT_EQ(F.function("g").Signature, "int (*g(void))[2]");
}

TEST(Functions, Traits) {
  FactsOf F = FactsOf::c(R"(
__attribute__((naked)) void naked(void) { __asm__("ret"); }
_Noreturn void stop(void) { for (;;); }
struct Big { int a[9]; };
struct Big big(int n, ...) { return (struct Big){{n}}; }
int setjmp(void *) __attribute__((returns_twice));
void both(int n) { if (!setjmp(0)) __builtin_alloca(n); })");
  EXPECT_TRUE(F.function("naked").has(FunctionTrait::Naked));
  EXPECT_TRUE(F.function("stop").has(FunctionTrait::NoReturn));
  EXPECT_TRUE(F.function("big").has(FunctionTrait::Variadic));
  EXPECT_TRUE(F.function("big").has(FunctionTrait::ReturnsByHiddenPointer));
  EXPECT_TRUE(F.function("both").has(FunctionTrait::CallsSetjmp));
  EXPECT_TRUE(F.function("both").has(FunctionTrait::CallsAlloca));
}

TEST(Functions, HiddenResultPointers) {
  // As `clang -S -emit-llvm` has sret.
  constexpr const char *Code = R"(
struct Sixteen { long a, b; }; struct More { long a, b; char c; };
struct Packed { char c; int i; } __attribute__((packed));
struct X87 { long double l; };
typedef float V8 __attribute__((vector_size(32))); struct Vector { V8 v; };
struct Sixteen sixteen(void) { struct Sixteen r = {}; return r; }
struct More more(void) { struct More r = {}; return r; }
struct Packed packed(void) { struct Packed r = {}; return r; }
struct X87 x87(void) { struct X87 r = {}; return r; }
struct Vector vector(void) { struct Vector r = {}; return r; }
_Complex double complex(void) { return 1; })";
  auto Hidden = [](const FactsOf &F) {
    std::vector<std::string> Names;
    for (const FunctionFacts &Each : F.Facts.Functions)
      if (Each.has(FunctionTrait::ReturnsByHiddenPointer))
        Names.push_back(Each.Name);
    return Names;
  };
  EXPECT_THAT(Hidden(FactsOf::c(Code)),
              ElementsAre("more", "packed", "vector"));
  EXPECT_THAT(Hidden(FactsOf::c(Code, {"-mavx"})),
              ElementsAre("more", "packed"));
  EXPECT_THAT(
      Hidden(FactsOf::c(Code, {"-m32"})),
      ElementsAre("sixteen", "more", "packed", "x87", "vector", "complex"));
}

TEST(Functions, IndirectParameters) {
  FactsOf F =
      FactsOf::cxx("struct N { N(const N &); ~N(); int a; }; struct T { "
                   "int a[9]; }; void f(N n, T t) {}");
  EXPECT_TRUE(F.variable("n").IsIndirectParameter);
  EXPECT_FALSE(F.variable("t").IsIndirectParameter);
}

} // namespace
