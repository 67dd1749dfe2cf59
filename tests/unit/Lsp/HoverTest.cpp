//===- HoverTest.cpp - What is told about a place -------------------------===//

#include "Lsp/TestDocument.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fmt/format.h>

using namespace framewalk;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

namespace {

constexpr const char *Sum = R"(int digits(char *to, int n);
static int $name^sum(int $n^n, char c) $open^{
  char buf[16]; int $decl^total = 0, length = $call^digits(buf, n);
  for (const char *at = buf; at < buf + length; ++at) {
    int digit = *at - '0';
    $use^total$behind^ += digit * c;
  $inner^}
  if (n > 3)
    $early^return 1;
  $keyword^return total $sizeof^+ sizeof $size^buf;
$close^}
int caller(int n) { return $callsum^sum(n, 2) + digits(0, n); }
)";

/// "[rbp-0x14]" of a local at -O0, from the report.
std::string operandOf(const FunctionReport &F, std::string_view Name) {
  for (const FrameSlot &S : F.Frame.slots())
    for (const Occupant &O : S.Occupants)
      if (O.Name == Name)
        return fmt::format("[{}-{:#x}]", S.Base, -(S.Displacement + O.Offset));
  return "no slot";
}

TEST(Hover, LocalAtItsDeclaration) {
  TestDocument D(Sum);
  const std::string Text = D.hover("decl");
  EXPECT_THAT(Text, StartsWith("framewalk total: 4 bytes at " +
                               operandOf(D.function("sum"), "total")));
  EXPECT_THAT(Text, HasSubstr("lives 3:21-"));
  EXPECT_THAT(Text, HasSubstr("2 accesses: update 6:5, read 10:10"));
  EXPECT_THAT(Text, HasSubstr("first value at "));
  EXPECT_THAT(Text, Not(HasSubstr("PML4"))) << "no access is written here";
  EXPECT_THAT(Text, Not(HasSubstr("int"))) << "the type is clangd's to tell";
  EXPECT_THAT(Text, HasSubstr("once it is dead, a read returns"));
  EXPECT_THAT(Text, HasSubstr("caller() calls digits()"));
}

TEST(Hover, NeighboursWithThePaddingBetween) {
  TestDocument D(Sum);
  // c, then padding, then buf.
  const std::string Text = D.hover("size");
  EXPECT_THAT(Text, HasSubstr("16  buf"));
  EXPECT_THAT(Text, HasSubstr("·"));
  EXPECT_THAT(Text, HasSubstr("1  c"));
  EXPECT_THAT(Text, HasSubstr("4  total"));
  EXPECT_THAT(Text, HasSubstr("would not be 16-byte"));
}

TEST(Hover, AccessWithItsInstructionsAndItsWalk) {
  TestDocument D(Sum);
  const std::string Text = D.hover("use");
  const FunctionReport &F = D.function("sum");
  const Access *Update = nullptr;
  for (const Access &A : F.Accesses)
    if (A.Kind == AccessKind::Update &&
        F.Variables[A.Variable.Value].Name == "total")
      Update = &A;
  ASSERT_TRUE(Update && Update->Walk);
  ASSERT_FALSE(Update->Instructions.empty());
  EXPECT_THAT(Text, HasSubstr("read and written here, 4 bytes:"));
  for (InstructionId I : Update->Instructions)
    EXPECT_THAT(Text, HasSubstr(F.Instructions[I.Value].Text));
  EXPECT_THAT(Text, HasSubstr(fmt::format("virtual {:#x} → physical {:#x}",
                                          Update->Walk->Virtual.Value,
                                          Update->Walk->Physical.Value)));
  for (const char *Level : {"PML4", "PDPT", "PD ", "PT "})
    EXPECT_THAT(Text, HasSubstr(Level));
  // The last row: the offset in the page.
  EXPECT_THAT(
      Text, HasSubstr(fmt::format("{}", Update->Walk->Virtual.Value & 0xfff)));
  EXPECT_THAT(Text, HasSubstr("(simulated)"));
  EXPECT_EQ(D.hover("behind"), Text) << "the cursor stands behind the name";
}

TEST(Hover, WalksCanBeSwitchedOff) {
  TestDocument D(Sum);
  D.Options.Walks = false;
  EXPECT_THAT(D.hover("use"), Not(HasSubstr("PML4")));
  EXPECT_THAT(D.hover("use"), HasSubstr("total"));
}

TEST(Hover, FunctionWithItsLedgerAndDepth) {
  TestDocument D(Sum);
  const std::string Text = D.hover("name");
  EXPECT_THAT(
      Text, StartsWith(fmt::format("framewalk sum: {} bytes: 8 return address",
                                   D.function("sum").Frame.size().Min)));
  EXPECT_THAT(Text, HasSubstr("worst case from here: at least "));
  EXPECT_THAT(Text, HasSubstr("functions of other files: digits"));
  EXPECT_THAT(Text, HasSubstr("0x7ffffffee000"));
  EXPECT_THAT(Text, HasSubstr("return address"));
  for (const LocalVariable &V : D.function("sum").Variables)
    EXPECT_THAT(Text, HasSubstr(V.Name));
}

TEST(Hover, DepthIsExactWhereNothingIsUnknown) {
  TestDocument D("static int leaf(int n) { volatile char b[100]; b[0] = n;"
                 " return b[0]; }\n"
                 "int $name^outer(int n) { return leaf(n); }\n");
  const std::string Text = D.hover("name");
  const int64_t Depth = [&] {
    const FunctionReport &F = D.function("outer");
    return *F.Instructions[F.Calls.front().Instruction.Value].StackDepth;
  }();
  EXPECT_THAT(Text, HasSubstr(fmt::format(
                        "worst case from here: {} bytes",
                        Depth + int64_t(D.function("leaf").Frame.size().Min))));
  EXPECT_THAT(Text, HasSubstr("leaf"));
}

TEST(Hover, CallsOfKnownAndOfUnknownFunctions) {
  TestDocument D(Sum);
  EXPECT_THAT(D.hover("call"), AllOf(StartsWith("framewalk call of digits: its "
                                                "frame begins "),
                                     HasSubstr("in another file")));
  EXPECT_THAT(D.hover("callsum"),
              HasSubstr(fmt::format("sum: {} bytes",
                                    D.function("sum").Frame.size().Min)));
}

TEST(Hover, ReturnsAndTheEpilogueThatTheyComeTo) {
  TestDocument D(Sum);
  const FunctionReport &F = D.function("sum");
  ASSERT_EQ(F.Epilogues.size(), 1u);
  ASSERT_EQ(F.Returns.size(), 2u);
  const std::string At =
      fmt::format("the epilogue at {:x}",
                  F.Instructions[F.Epilogues[0].Begin.Value].Address);
  for (const char *Mark : {"early", "keyword"}) {
    const std::string Text = D.hover(Mark);
    EXPECT_THAT(Text, StartsWith("framewalk return leaves through " + At));
    EXPECT_THAT(Text, HasSubstr("as 1 other does"));
    EXPECT_THAT(Text, HasSubstr("pop the return address and go there"));
  }
  EXPECT_THAT(D.hover("early"), HasSubstr("0x1"));
}

TEST(Hover, OptimisedReturnsHaveEpiloguesOfTheirOwn) {
  TestDocument D(R"(int use(int *);
int early(int n) {
  int x = n;
  if (n > 3) {
    use(&x);
    $first^return x;
  }
  if (n < -3)
    $second^return 1;
  $third^return use(&x);
}
)",
                 {"-O2", "-g"});
  const FunctionReport &F = D.function("early");
  ASSERT_EQ(F.Epilogues.size(), 2u);
  ASSERT_EQ(F.Returns.size(), 3u);
  EXPECT_EQ(F.Returns[0].Epilogues, std::vector<uint32_t>({0}));
  EXPECT_EQ(F.Returns[2].Epilogues, std::vector<uint32_t>({1}));
  // `1` is loaded before the branch: no instruction is at that line.
  EXPECT_TRUE(F.Returns[1].Instructions.empty());
  EXPECT_THAT(D.hover("second"), HasSubstr("no instruction of the body carries "
                                           "this place"));
}

TEST(Hover, BracesOfTheBodyAndOfABlock) {
  TestDocument D(Sum);
  EXPECT_THAT(D.hover("open"),
              AllOf(StartsWith("framewalk prologue of sum"),
                    HasSubstr("push rbp"), HasSubstr("sub rsp")));
  EXPECT_THAT(D.hover("close"), AllOf(StartsWith("framewalk end of sum"),
                                      HasSubstr("pop rbp"), HasSubstr("ret")));
  EXPECT_THAT(D.hover("inner"),
              AllOf(HasSubstr("digit"), HasSubstr("ends here"),
                    Not(HasSubstr("total"))));
}

TEST(Hover, NothingToSayAboutOtherPlaces) {
  TestDocument D(Sum);
  EXPECT_THAT(D.hover("sizeof"), IsEmpty());
  EXPECT_FALSE(
      hoverAt(D.view(), llvm::lsp::Position(99, 0), D.Options, D.Client));
  EXPECT_FALSE(
      hoverAt(D.view(), llvm::lsp::Position(-1, -1), D.Options, D.Client));
}

TEST(Hover, MarkdownSaysTheSame) {
  TestDocument D(Sum);
  D.Client.HoverFormat = llvm::lsp::MarkupKind::Markdown;
  const std::string Text = D.hover("use");
  EXPECT_THAT(Text, StartsWith("**framewalk** `total`: 4 bytes at `[rbp-0x"));
  EXPECT_THAT(Text, HasSubstr("\n```text\n"));
  EXPECT_EQ(D.view().isKept(), false);
}

TEST(Hover, NamesCannotLeaveTheirCode) {
  TestDocument D("void use(char *);\nvoid f(int n) { char $decl^__a__b_[4];"
                 " use(__a__b_); }\n");
  D.Client.HoverFormat = llvm::lsp::MarkupKind::Markdown;
  EXPECT_THAT(D.hover("decl"), HasSubstr("`__a__b_`"));
}

TEST(Hover, ShadowedNamesAreToldApart) {
  TestDocument D(R"(int use(int *);
int f(int n) {
  int $outer^x = n;
  { int $inner^x = 7; use(&$useinner^x); }
  return use(&$useouter^x) + sizeof $size^x;
}
)");
  const FunctionReport &F = D.function("f");
  std::vector<std::string> Operands;
  for (const FrameSlot &S : F.Frame.slots())
    for (const Occupant &O : S.Occupants)
      if (O.Name == "x")
        Operands.push_back(fmt::format("[rbp-{:#x}]", -S.Displacement));
  ASSERT_EQ(Operands.size(), 2u);
  for (const char *Mark : {"outer", "useouter", "size"})
    EXPECT_THAT(D.hover(Mark), HasSubstr(Operands[0])) << Mark;
  for (const char *Mark : {"inner", "useinner"})
    EXPECT_THAT(D.hover(Mark), HasSubstr(Operands[1])) << Mark;
}

TEST(Hover, AMembersNameIsNotTheLocals) {
  TestDocument D("struct P { int x; };\nint f(struct P *p) { int x = 1;"
                 " return p->$member^x + x; }\n");
  EXPECT_THAT(D.hover("member"), Not(HasSubstr("bytes at")));
}

TEST(Hover, WhatAMacroDeclares) {
  TestDocument D("#define PAIR int i = 3; int j = 4\n"
                 "int f(void) { $pair^PAIR; return i + j; }\n");
  EXPECT_THAT(D.hover("pair"),
              AllOf(HasSubstr("i: 4 bytes at "), HasSubstr("j: 4 bytes at ")));
}

TEST(Hover, ATemplatesInstantiations) {
  TestDocument D("template <typename T> T $name^twice(T a) { T $b^b = a + a;"
                 " return b; }\n"
                 "double d(double x) { return twice(x) + twice(int(x)); }\n",
                 {"-O0", "-g"}, "cpp");
  EXPECT_THAT(D.hover("name"),
              AllOf(HasSubstr("2 functions are made of this"),
                    HasSubstr("double twice<double>(double a): "),
                    HasSubstr("int twice<int>(int a): ")));
  EXPECT_THAT(D.hover("b"), HasSubstr("one of 2 functions"));
}

TEST(Hover, DestructorsRunAtTheBrace) {
  TestDocument D("struct G { int *p; ~G(); };\nvoid f(int n) {\n"
                 "  { G g{&n}; $close^}\n  n = 1;\n}\n",
                 {"-O0", "-g"}, "cpp");
  EXPECT_THAT(D.hover("close"), AllOf(HasSubstr("g"), HasSubstr("call"),
                                      HasSubstr("work at the scope's end")));
}

TEST(Hover, RegistersOfOptimisedCode) {
  TestDocument D("int use(int);\nint f(int $n^n) { use(1); return n; }\n",
                 {"-O2", "-g"});
  const std::string Text = D.hover("n");
  EXPECT_THAT(Text, testing::AnyOf(HasSubstr("edi"), HasSubstr("rdi")));
  EXPECT_THAT(Text, HasSubstr("where it is, by the code's addresses"));
}

TEST(Hover, ColumnsCountAsTheClientWants) {
  // Two characters of four bytes in front of the name.
  TestDocument D("int use(int *, const char *);\n"
                 "int f(int n) { return use(&n, \"\xf0\x9f\x98\x80\xf0\x9f\x98"
                 "\x80\") + n; }\n");
  const std::string Line = "int f(int n) { return use(&n, \"";
  for (auto [Encoding, Units] : {std::pair(PositionEncoding::Utf16, 4),
                                 std::pair(PositionEncoding::Utf8, 8)}) {
    D.Encoding = Encoding;
    const int Column = int(Line.size()) + Units + 5;
    std::optional<llvm::lsp::Hover> Hover =
        hoverAt(D.view(), llvm::lsp::Position(1, Column), D.Options, D.Client);
    ASSERT_TRUE(Hover);
    EXPECT_THAT(Hover->contents.value, HasSubstr("read here"));
    EXPECT_EQ(Hover->range->start.character, Column);
    EXPECT_EQ(Hover->range->end.character, Column + 1);
  }
}

TEST(Hover, OfAnOlderTextWhereItsLineIsTheSame) {
  TestDocument D("int use(int *);\nint f(int n) {\n  int x = n;\n  return "
                 "use(&x);\n}\n");
  const DocumentView Kept =
      D.keptView("// new\nint use(int *);\nint f(int n) {\n  int x = n;\n  "
                 "return use(&x) +;\n}\n");
  auto At = [&](int Line, int Column) {
    return hoverAt(Kept, llvm::lsp::Position(Line, Column), D.Options,
                   D.Client);
  };
  std::optional<llvm::lsp::Hover> Moved = At(3, 6);
  ASSERT_TRUE(Moved);
  EXPECT_THAT(Moved->contents.value,
              AllOf(HasSubstr("x: 4 bytes at "),
                    HasSubstr("(as of the last version that compiled)")));
  EXPECT_EQ(Moved->range->start.line, 3);
  EXPECT_FALSE(At(4, 14)) << "the line has changed";
  EXPECT_FALSE(At(0, 3)) << "the line is new";
}

} // namespace
