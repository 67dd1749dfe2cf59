//===- CompareFramesTest.cpp - What moved, came and went, and why ---------===//

#include "Pipeline/CompareFrames.h"
#include "Pipeline/Explain.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

ReportDocument reportOf(llvm::StringRef Code,
                        std::vector<std::string> Flags = {"-O0", "-g"},
                        llvm::StringRef Suffix = "c") {
  llvm::SmallString<128> Path;
  int Descriptor;
  EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("framewalk-test", Suffix,
                                                  Descriptor, Path));
  {
    llvm::raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
    OS << Code;
  }
  CompileCommand Command;
  Command.File = std::string(Path);
  Command.Flags = std::move(Flags);
  llvm::Expected<ExplainResult> Result = explain(Command, {});
  llvm::sys::fs::remove(Path);
  EXPECT_TRUE(bool(Result)) << llvm::toString(Result.takeError());
  ReportDocument Document;
  if (Result) {
    EXPECT_TRUE(Result->Compiled) << Result->Diagnostics;
    Document.Units.push_back(std::move(Result->Report));
  }
  return Document;
}

DiffReport compared(llvm::StringRef Before, llvm::StringRef After,
                    llvm::StringRef Suffix = "c") {
  return compareFrames(reportOf(Before, {"-O0", "-g"}, Suffix), "before",
                       reportOf(After, {"-O0", "-g"}, Suffix), "after");
}

const FrameChange *change(const FunctionDiff &F, std::string_view Name) {
  for (const FrameChange &C : F.Changes)
    if (C.Name == Name)
      return &C;
  ADD_FAILURE() << "no change of " << Name;
  return nullptr;
}

constexpr const char *Sum = "int use(void *);\n"
                            "int sum(int n) { char buf[32]; int total = n; "
                            "return use(buf) + total; }\n";

TEST(CompareFrames, FindsNothingBetweenEqualSides) {
  DiffReport D = compared(Sum, Sum);
  EXPECT_THAT(D.Functions, IsEmpty());
  EXPECT_EQ(D.Same, 1u);
}

TEST(CompareFrames, TellsSizesMovesAndTypes) {
  DiffReport D = compared(Sum, "int use(void *);\n"
                               "int sum(int n) { char buf[64]; int total = n; "
                               "return use(buf) + total; }\n");
  ASSERT_THAT(D.Functions, SizeIs(1));
  const FrameChange *Buf = change(D.Functions[0], "buf");
  ASSERT_TRUE(Buf);
  EXPECT_EQ(Buf->Kind, ChangeKind::Resized);
  EXPECT_EQ(Buf->Before->Size, 32u);
  EXPECT_EQ(Buf->After->Size, 64u);
  EXPECT_THAT(Buf->Why, HasSubstr("its type was char[32]"));
  const FrameChange *Total = change(D.Functions[0], "total");
  ASSERT_TRUE(Total);
  EXPECT_EQ(Total->Kind, ChangeKind::Moved);
  EXPECT_EQ(D.Functions[0].After->Min - D.Functions[0].Before->Min, 32u);
}

TEST(CompareFrames, TellsWhatCameAndWent) {
  DiffReport D = compared(Sum, "int use(void *);\n"
                               "int sum(int n) { char buf[32]; long fresh = n; "
                               "return use(buf) + fresh; }\n");
  ASSERT_THAT(D.Functions, SizeIs(1));
  EXPECT_EQ(change(D.Functions[0], "total")->Kind, ChangeKind::Vanished);
  EXPECT_EQ(change(D.Functions[0], "fresh")->Kind, ChangeKind::Appeared);
}

TEST(CompareFrames, SaysThatOptimisationKeepsAVariableInARegister) {
  DiffReport D = compareFrames(reportOf(Sum, {"-O0", "-g"}), "O0",
                               reportOf(Sum, {"-O2", "-g"}), "O2");
  ASSERT_THAT(D.Functions, SizeIs(1));
  const FrameChange *N = change(D.Functions[0], "n");
  ASSERT_TRUE(N);
  EXPECT_EQ(N->Kind, ChangeKind::Vanished);
  EXPECT_THAT(N->Why, HasSubstr("registers"));
  EXPECT_THAT(change(D.Functions[0], "saved rbp")->Why,
              HasSubstr("no frame pointer"));
}

TEST(CompareFrames, TellsFunctionsThatAreNewAndGone) {
  DiffReport D =
      compared("int a(void) { return 1; }\nint b(void) { return 2; }\n",
               "int a(void) { return 1; }\nint c(void) { return 2; }\n");
  ASSERT_THAT(D.Functions, SizeIs(2));
  EXPECT_EQ(D.Functions[0].Note, "it is new");
  EXPECT_FALSE(D.Functions[0].Before);
  EXPECT_EQ(D.Functions[1].Note, "it is gone");
  EXPECT_FALSE(D.Functions[1].After);
  EXPECT_EQ(D.Same, 1u);
}

TEST(CompareFrames, FollowsAFunctionWhoseParametersChange) {
  DiffReport D = compared("int f(int n) { return n; }\n",
                          "int f(long n) { return n; }\n", "cpp");
  ASSERT_THAT(D.Functions, SizeIs(1));
  EXPECT_TRUE(D.Functions[0].Before && D.Functions[0].After);
  EXPECT_THAT(change(D.Functions[0], "n")->Why, HasSubstr("its type was int"));
}

TEST(CompareFrames, TakesEachOverloadForItself) {
  DiffReport D = compared(
      "int f(int n) { return n; }\nint f(char c) { return c; }\n",
      "int f(int n) { return n; }\nint f(char c) { int x = c; return x; }\n"
      "int f(long l) { return l; }\n",
      "cpp");
  EXPECT_EQ(D.Same, 1u);
  ASSERT_THAT(D.Functions, SizeIs(2));
  EXPECT_EQ(D.Functions[0].LinkageName, "_Z1fc");
  EXPECT_EQ(D.Functions[1].Note, "it is new");
}

/// One old function is the past of one new one at most.
TEST(CompareFrames, GivesAPastToOneOnly) {
  DiffReport D = compared(
      "int f(int n) { return n; }\n",
      "int f(long n) { return n; }\nint f(short n) { return n; }\n", "cpp");
  ASSERT_THAT(D.Functions, SizeIs(2));
  EXPECT_TRUE(D.Functions[0].Before);
  EXPECT_FALSE(D.Functions[1].Before);
}

TEST(CompareFrames, ComparesTemplatesByTheirArguments) {
  constexpr const char *Code =
      "template <int N> int f() { char v[N]; v[0] = 1; return v[0]; }\n"
      "int g() { return f<%d>() + f<64>(); }\n";
  auto With = [&](int N) {
    std::string Text = Code;
    Text.replace(Text.find("%d"), 2, std::to_string(N));
    return Text;
  };
  DiffReport D = compared(With(8), With(16), "cpp");
  ASSERT_THAT(D.Functions, SizeIs(2)); // f<16> is new, f<8> is gone
  EXPECT_EQ(D.Functions[0].Note, "it is new");
  EXPECT_EQ(D.Functions[1].Note, "it is gone");
}

/// A note about `leaf` says nothing of `leaf2` or `my::leaf`.
TEST(CompareFrames, ReadsNotesByWholeNames) {
  DiffReport D = compareFrames(
      reportOf(
          "int leaf(void) { return 1; }\nint leaf2(void) { return leaf(); }\n"),
      "before",
      reportOf("static int leaf2(void) { return 1; }\nint top(void) { return "
               "leaf2(); }\n",
               {"-O2", "-g"}),
      "after");
  for (const FunctionDiff &F : D.Functions)
    if (F.LinkageName == "leaf") {
      EXPECT_EQ(F.Note, "it is gone");
    } else if (F.LinkageName == "leaf2") {
      EXPECT_THAT(F.Note, HasSubstr("no code"));
    }
}

TEST(CompareFrames, ComparesTargets) {
  DiffReport D = compareFrames(reportOf(Sum), "64",
                               reportOf(Sum, {"-O0", "-g", "-m32"}), "32");
  ASSERT_THAT(D.Functions, SizeIs(1));
  const FrameChange *N = change(D.Functions[0], "n");
  ASSERT_TRUE(N);
  EXPECT_EQ(N->Kind, ChangeKind::Moved); // now in the caller's frame
  EXPECT_GT(N->After->CfaOffset->Value, -1);
}

} // namespace
