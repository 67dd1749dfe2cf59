//===- FixFinderTest.cpp - Which edits are offered, and which are not -----===//
//
// tests/oracle/fixes.py applies them; here is what must not be offered.
//
//===----------------------------------------------------------------------===//
#include "FactsOf.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<std::string> inserted(const FactsOf &F, FixKind Kind) {
  std::vector<std::string> Texts;
  for (const FixFact &Fix : F.Facts.Fixes)
    if (Fix.Kind == Kind)
      Texts.push_back(Fix.Hint.Edits.front().Replacement);
  return Texts;
}

std::vector<std::string> widened(std::string_view Code) {
  return inserted(FactsOf::c(Code), FixKind::WidenScope);
}

TEST(FixFinder, ALocalIsOfferedEachBlockAroundItsOwn) {
  EXPECT_THAT(widened("void f(int c) { { if (c) { int x; } } }"),
              ElementsAre("int x; ", "int x; "));
}

TEST(FixFinder, AnInitialiserThatIsNotConstantStaysWhereItIs) {
  FactsOf F = FactsOf::c("int g(void); void f(int c) {\n"
                         "  $to[[if]] (c) {\n"
                         "    $from[[int *const_free]] = (int *)(long)g();\n"
                         "  }\n"
                         "}");
  ASSERT_EQ(F.Facts.Fixes.size(), 1u);
  const FixFact &Fix = F.Facts.Fixes[0];
  ASSERT_EQ(Fix.Hint.Edits.size(), 2u);
  EXPECT_EQ(Fix.Hint.Edits[0].Begin, F.begin("to"));
  EXPECT_EQ(Fix.Hint.Edits[0].Replacement, "int *const_free;\n  ");
  EXPECT_EQ(Fix.Hint.Edits[1].Begin, F.begin("from"));
  EXPECT_EQ(Fix.Hint.Edits[1].End, F.behind("from"));
  EXPECT_EQ(Fix.Hint.Edits[1].Replacement, "const_free");
}

TEST(FixFinder, LinesEndAsThoseOfTheFile) {
  EXPECT_THAT(widened("void f(int c) {\r\n  if (c) {\r\n    int x;\r\n"
                      "  }\r\n}\r\n"),
              ElementsAre("int x;\r\n  "));
  EXPECT_THAT(inserted(FactsOf::c("int *p;\r\nvoid f(void) {\r\n  int x;\r\n"
                                  "  p = &x;\r\n}\r\n"),
                       FixKind::Reset),
              ElementsAre("  if (p == &x) p = 0;\r\n"));
}

TEST(FixFinder, ALocalStaysInItsLoop) {
  EXPECT_THAT(widened("void f(int c) { while (c) { int x; } }"), IsEmpty());
  EXPECT_THAT(widened("void f(int c) { while (c) { { int x; } } }"), IsEmpty());
}

TEST(FixFinder, ALocalDoesNotTakeAnothersName) {
  EXPECT_THAT(widened("void f(int x) { { int x; } }"), IsEmpty());
  EXPECT_THAT(widened("void f(void) { { int x; } int x; }"), IsEmpty());
  EXPECT_THAT(widened("int x; int f(void) { { int x; } return x; }"),
              IsEmpty());
  EXPECT_THAT(widened("void f(int c) { if (c) { int x; } else { int x; } }"),
              ElementsAre("int x; ", "int x; "));
}

TEST(FixFinder, NoJumpPassesByADeclarationThatMoved) {
  EXPECT_THAT(widened("void f(int c) { if (c) goto out; { int x; } out:; }"),
              IsEmpty());
}

TEST(FixFinder, ADeclarationThatNeedsInnerNamesStays) {
  EXPECT_THAT(widened("void f(void) { { enum { N = 3 }; int x = N; } }"),
              IsEmpty());
  EXPECT_THAT(widened("#define ZERO 0\nvoid f(void) { { int x = ZERO; } }"),
              IsEmpty());
  EXPECT_THAT(widened("void f(int n) { { int x[n]; } }"), IsEmpty());
}

TEST(FixFinder, AnObjectWithADestructorStays) {
  EXPECT_THAT(inserted(FactsOf::cxx("struct s { ~s(); };\n"
                                    "void f() { { s x; } }"),
                       FixKind::WidenScope),
              IsEmpty());
}

std::vector<std::string> captured(std::string_view Code) {
  return inserted(FactsOf::cxx(Code), FixKind::CaptureByValue);
}

TEST(FixFinder, ALambdaTakesACopyOfWhatStaysTheSame) {
  EXPECT_THAT(captured("auto f(int n) { return [&n] { return n; }; }"),
              ElementsAre(""));
  EXPECT_THAT(captured("auto f(int n) { return [&] { return n; }; }"),
              ElementsAre("="));
  EXPECT_THAT(captured("auto f(int n) { auto l = [&n] { return n; };\n"
                       "  n = 2; return l; }"),
              IsEmpty());
  EXPECT_THAT(captured("auto f(int n) { return [&] { return ++n; }; }"),
              IsEmpty());
  EXPECT_THAT(
      captured("struct s { s(const s &) = delete; int a; };\n"
               "auto f(s &t) { s &u = t; return [&u] { return u.a; }; }"),
      IsEmpty());
}

std::vector<std::string> reset(std::string_view Code) {
  return inserted(FactsOf::c(Code), FixKind::Reset);
}

TEST(FixFinder, AHolderIsResetWhereEverythingLeaves) {
  EXPECT_THAT(reset("int *p; int f(void) { int x = 1; p = &x; return x; }"),
              ElementsAre("if (p == &x) p = 0; "));
  EXPECT_THAT(reset("int *p; void f(int c) { int x; p = &x; if (c) return; }"),
              IsEmpty());
  EXPECT_THAT(reset("int *p; int g(void);\n"
                    "int f(void) { int x; p = &x; return g(); }"),
              IsEmpty());
  EXPECT_THAT(reset("int *p; void f(int c) { if (c) { int x; p = &x; } }"),
              IsEmpty());
}

TEST(FixFinder, AHolderBehindAPointerMustStillBeThere) {
  EXPECT_THAT(reset("void f(int **p) { int x; *p = &x; }"),
              ElementsAre("if (*p == &x) *p = 0; "));
  EXPECT_THAT(reset("void g(int **p);\n"
                    "void f(int **p) { int x; *p = &x; g(p); }"),
              IsEmpty());
  EXPECT_THAT(reset("void f(int **p) { int x; *p = &x; p++; }"), IsEmpty());
}

std::vector<std::string> allocated(std::string_view Function) {
  FactsOf F =
      FactsOf::c("void *malloc(unsigned long);\n" + std::string(Function));
  std::vector<std::string> Texts;
  for (const FixFact &Fix : F.Facts.Fixes)
    if (Fix.Kind == FixKind::Allocate)
      Texts.push_back(Fix.Hint.Edits.back().Replacement);
  return Texts;
}

TEST(FixFinder, AnArrayIsAllocatedWhereOnlyItsElementsAreUsed) {
  EXPECT_THAT(allocated("char *f(void) { char b[9]; return b; }"),
              ElementsAre(" = malloc(9)"));
  EXPECT_THAT(allocated("int *f(int n) { int b[n + 1]; return b; }"),
              ElementsAre(" = malloc((n + 1) * sizeof *b)"));
  EXPECT_THAT(
      allocated("char *f(void) { char b[9]; b[sizeof b - 1] = 0; return b; }"),
      IsEmpty());
  EXPECT_THAT(allocated("char *f(int c) { char b[9];\n"
                        "  if (c) return 0; return b; }"),
              IsEmpty());
  EXPECT_THAT(allocated("char *f(void) { char b[9] = {0}; return b; }"),
              IsEmpty());
  EXPECT_THAT(inserted(FactsOf::c("char *f(void) { char b[9]; return b; }"),
                       FixKind::Allocate),
              IsEmpty());
}

} // namespace
