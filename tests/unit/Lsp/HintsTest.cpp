//===- HintsTest.cpp - Inlay hints, code lenses and symbols ---------------===//

#include "Lsp/TestDocument.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fmt/format.h>

using namespace framewalk;
using llvm::lsp::Position;
using llvm::lsp::Range;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

namespace {

const Range Everything(Position(0, 0), Position(1 << 20, 0));

TEST(InlayHints, EachLocalsSlot) {
  TestDocument D("int use(int *, char *);\nint f(int n) {\n  char buf[20];\n"
                 "  int x = n;\n  return use(&x, buf);\n}\n");
  std::map<std::string, std::string> Expected;
  for (const FrameSlot &S : D.function("f").Frame.slots())
    for (const Occupant &O : S.Occupants)
      Expected[O.Name] =
          fmt::format("rbp-{:#x}, {} B", -S.Displacement, O.Size);
  EXPECT_EQ(Expected.size(), 3u);
  EXPECT_EQ(D.hints(), Expected);
}

TEST(InlayHints, InTheVisiblePartOnly) {
  TestDocument D(
      "int f(int a) {\n  int b = a;\n  int c = b;\n  return c;\n}\n");
  const auto Hints =
      inlayHints(D.view(), Range(Position(1, 0), Position(2, 0)), D.Options);
  ASSERT_THAT(Hints, SizeIs(1));
  EXPECT_EQ(Hints[0].position, Position(1, 7));
  EXPECT_TRUE(Hints[0].paddingLeft);
  EXPECT_THAT(Hints[0].tooltip.value, HasSubstr("b in f's frame of"));
}

TEST(InlayHints, CanBeSwitchedOff) {
  TestDocument D("int f(int a) { return a; }\n");
  EXPECT_THAT(D.hints(), SizeIs(1));
  D.Options.InlayHints = false;
  EXPECT_THAT(D.hints(), IsEmpty());
}

TEST(InlayHints, WhatHoldsInOptimisedCode) {
  TestDocument D("int use(int *);\nint f(int inreg) {\n  int gone = inreg * 2;"
                 "\n  int slot = 1;\n  static int once;\n"
                 "  return use(&slot) + ++once;\n}\n",
                 {"-O2", "-g"});
  std::map<std::string, std::string> Hints = D.hints();
  EXPECT_THAT(Hints["inreg"], AnyOf(StartsWith("edi"), StartsWith("rdi")));
  EXPECT_EQ(Hints["gone"], "gone");
  EXPECT_THAT(Hints["slot"], HasSubstr("rsp"));
  EXPECT_EQ(Hints.count("once"), 0u) << "the source says static";
}

TEST(InlayHints, SeveralVariablesAtOnePlace) {
  TestDocument D(
      "#define PAIR int i = 3; int j = 4\n#define NAME(x) int x = 5\n"
      "int f(void) { PAIR; NAME(k); return i + j + k; }\n");
  std::map<std::string, std::string> Hints = D.hints();
  EXPECT_EQ(Hints["PAIR"], "i: rbp-0x4, 4 B | j: rbp-0x8, 4 B");
  EXPECT_EQ(Hints["k"], "rbp-0xc, 4 B");
}

TEST(InlayHints, ATemplateHasOneForEachFrame) {
  TestDocument D("template <typename T> T twice(T a) { T b = a + a; return b; }"
                 "\nlong d(long x) { return twice(x) + twice(char(x)); }\n",
                 {"-O0", "-g"}, "cpp");
  EXPECT_EQ(D.hints()["b"], "rbp-0x2, 1 B | rbp-0x10, 8 B");
}

TEST(InlayHints, WhereSlotsAreShared) {
  TestDocument D("int use(int *);\nint f(int n) {\n"
                 "  { int a[16]; use(a); }\n  { int b[16]; use(b); }\n"
                 "  return 0;\n}\n",
                 {"-O1", "-g"});
  const auto Hints =
      inlayHints(D.view(), Range(Position(2, 0), Position(3, 0)), D.Options);
  ASSERT_THAT(Hints, SizeIs(1));
  EXPECT_THAT(Hints[0].tooltip.value, HasSubstr("same bytes: b of line 4"));
}

TEST(InlayHints, OfAnOlderText) {
  TestDocument D(
      "int f(int a) {\n  int b = a;\n  int c = b;\n  return c;\n}\n");
  const DocumentView Kept = D.keptView(
      "\nint f(int a) {\n  int b = a;\n  int c = b\n  return c;\n}\n");
  const auto Hints = inlayHints(Kept, Everything, D.Options);
  ASSERT_THAT(Hints, SizeIs(2)) << "c's line has changed";
  EXPECT_EQ(Hints[0].position, Position(1, 11));
  EXPECT_EQ(Hints[1].position, Position(2, 7));
  EXPECT_EQ(Hints[1].label, "was " + D.hints()["b"]);
  EXPECT_THAT(Hints[1].tooltip.value, HasSubstr("last version that compiled"));
  EXPECT_THAT(documentSymbols(Kept).front().detail,
              HasSubstr("last version that compiled"));
}

TEST(CodeLenses, BytesPaddingAndPages) {
  TestDocument D("void use(char *);\nvoid f(void) {\n  char b[5000];\n"
                 "  use(b);\n}\nint g(void) { return 1; }\n");
  const auto Lenses = codeLenses(D.view(), D.Options);
  ASSERT_THAT(Lenses, SizeIs(2));
  const FunctionReport &F = D.function("f");
  EXPECT_EQ(Lenses[0].command.title,
            fmt::format("{} bytes, {} padding, {} pages", F.Frame.size().Min,
                        F.Frame.bytesOf(SlotKind::Padding),
                        F.Stack.Pages.size()));
  EXPECT_EQ(F.Stack.Pages.size(), 3u);
  EXPECT_EQ(Lenses[0].range.start, Position(1, 5));
  EXPECT_EQ(Lenses[0].command.command, "framewalk.openReport");
  EXPECT_EQ(Lenses[1].command.title, "16 bytes, 1 page");
  D.Options.CodeLenses = false;
  EXPECT_THAT(codeLenses(D.view(), D.Options), IsEmpty());
}

TEST(CodeLenses, TheLargestOfATemplate) {
  TestDocument D("template <typename T> T twice(T a) { T b[9] = {a};"
                 " return b[0]; }\n"
                 "long d(long x) { return twice(x) + twice(char(x)); }\n",
                 {"-O0", "-g"}, "cpp");
  const auto Lenses = codeLenses(D.view(), D.Options);
  ASSERT_THAT(Lenses, SizeIs(2));
  EXPECT_THAT(
      Lenses[0].command.title,
      StartsWith(fmt::format("up to {} bytes",
                             D.function("twice<long>").Frame.size().Min)));
  EXPECT_THAT(Lenses[0].command.title, HasSubstr("(one of 2 functions)"));
}

TEST(DocumentSymbols, FunctionsWithTheirLocals) {
  TestDocument D("int use(int *);\n\nint f(int n) {\n  int x = n;\n"
                 "  return use(&x);\n}\n");
  const auto Symbols = documentSymbols(D.view());
  ASSERT_THAT(Symbols, SizeIs(1));
  EXPECT_EQ(Symbols[0].name, "f");
  EXPECT_THAT(
      Symbols[0].detail,
      StartsWith(fmt::format("{} bytes", D.function("f").Frame.size().Min)));
  EXPECT_EQ(Symbols[0].range.end, Position(5, 1));
  EXPECT_EQ(Symbols[0].selectionRange, Range(Position(2, 4), Position(2, 5)));
  ASSERT_THAT(Symbols[0].children, SizeIs(2));
  EXPECT_EQ(Symbols[0].children[1].name, "x");
  EXPECT_THAT(Symbols[0].children[1].detail, HasSubstr("4 B"));
  for (const llvm::lsp::DocumentSymbol &Local : Symbols[0].children)
    EXPECT_TRUE(Symbols[0].range.contains(Local.range));
}

TEST(DocumentSymbols, FlatForOldClients) {
  TestDocument D("int f(int n) {\n  return n;\n}\n");
  const auto Symbols = flatSymbols(D.view());
  ASSERT_THAT(Symbols, SizeIs(2));
  EXPECT_THAT(Symbols[0].name, StartsWith("f: "));
  EXPECT_EQ(Symbols[1].containerName, "f");
}

} // namespace
