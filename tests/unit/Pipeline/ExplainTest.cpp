//===- ExplainTest.cpp - From a source to a report ------------------------===//

#include "Pipeline/Explain.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <thread>

using namespace framewalk;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

/// A source file for one test.
class Source {
public:
  Source(llvm::StringRef Code, llvm::StringRef Suffix = "c") {
    int Descriptor;
    EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("framewalk-test", Suffix,
                                                    Descriptor, Path));
    llvm::raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
    OS << Code;
  }
  ~Source() { llvm::sys::fs::remove(Path); }
  Source(const Source &) = delete;
  Source &operator=(const Source &) = delete;

  CompileCommand command(std::vector<std::string> Flags = {"-O0", "-g"}) {
    CompileCommand C;
    C.File = std::string(Path);
    C.Flags = std::move(Flags);
    return C;
  }

private:
  llvm::SmallString<128> Path;
};

ExplainResult explained(const CompileCommand &Command,
                        const ExplainOptions &Options = {}) {
  llvm::Expected<ExplainResult> Result = explain(Command, Options);
  EXPECT_TRUE(bool(Result)) << llvm::toString(Result.takeError());
  return Result ? std::move(*Result) : ExplainResult();
}

std::vector<std::string> names(const ExplainResult &Result) {
  std::vector<std::string> Names;
  for (const FunctionReport &F : Result.Report.Functions)
    Names.push_back(F.Name);
  return Names;
}

TEST(Explain, JoinsAllStages) {
  Source S("int twice(int n) {\n  return n + n;\n}\n");
  ExplainResult R = explained(S.command());
  EXPECT_TRUE(R.Compiled);
  EXPECT_EQ(R.Diagnostics, "");
  EXPECT_FALSE(R.Object.empty());
  ASSERT_THAT(R.Report.Functions, SizeIs(1));
  const FunctionReport &F = R.Report.Functions[0];
  EXPECT_EQ(F.Signature, "int twice(int n)");
  EXPECT_EQ(F.Frame.framePointer(), "rbp");
  EXPECT_EQ(F.Frame.bytesOf(SlotKind::Variable), 4u);
  EXPECT_FALSE(F.Prologue.empty());
  EXPECT_THAT(F.Epilogues, SizeIs(1));
  EXPECT_THAT(F.Lifetimes, SizeIs(1));
  ASSERT_THAT(F.Accesses, SizeIs(2));
  for (const Access &A : F.Accesses) {
    EXPECT_FALSE(A.Instructions.empty()) << A.WhyUnlinked;
    ASSERT_TRUE(A.Walk);
    EXPECT_LT(A.Walk->Walk.Value, R.Report.Walks.size());
  }
}

TEST(Explain, FunctionsComeInTheOrderOfTheSource) {
  Source S("static int b(void) { return 1; }\n"
           "int z(void) { return b(); }\n"
           "int a(void) { return z(); }\n");
  EXPECT_THAT(names(explained(S.command())), ElementsAre("b", "z", "a"));
}

TEST(Explain, OnlyTheWantedFunctions) {
  Source S("int f(void) { return 1; }\nint g(void) { return 2; }\n");
  ExplainResult R = explained(S.command(), {.Functions = {"g"}});
  EXPECT_THAT(names(R), ElementsAre("g"));
  EXPECT_THAT(R.AvailableFunctions, ElementsAre("f", "g"));
}

TEST(Explain, AFolderBelowTheCurrentOneIsNoOther) {
  // Debug info names such a file without the folder.
  llvm::SmallString<128> Here;
  ASSERT_FALSE(llvm::sys::fs::current_path(Here));
  Source S("int f(int n) { return n; }\n");
  CompileCommand C = S.command();
  ASSERT_FALSE(llvm::sys::fs::set_current_path("/tmp"));
  ExplainResult R = explained(C);
  ASSERT_FALSE(llvm::sys::fs::set_current_path(Here));
  ASSERT_THAT(R.Report.Functions, SizeIs(1));
  ASSERT_THAT(R.Report.Functions[0].Accesses, SizeIs(1));
  EXPECT_FALSE(R.Report.Functions[0].Accesses[0].Instructions.empty());
}

TEST(Explain, ASourceWithErrorsSaysSo) {
  Source S("int f(void) { return x; }\n");
  ExplainResult R = explained(S.command());
  EXPECT_FALSE(R.Compiled);
  EXPECT_THAT(R.Diagnostics, HasSubstr("use of undeclared identifier 'x'"));
  EXPECT_THAT(R.Report.Functions, IsEmpty());
}

TEST(Explain, AMissingFileIsAnError) {
  CompileCommand C;
  C.File = "no/such/file.c";
  llvm::Expected<ExplainResult> R = explain(C, {});
  ASSERT_FALSE(bool(R));
  EXPECT_THAT(llvm::toString(R.takeError()), HasSubstr("no/such/file.c"));
}

TEST(Explain, ACrashOfClangIsAnErrorAndNotTheEnd) {
  enableCrashRecovery();
  Source Bad("#pragma clang __debug crash\n");
  llvm::Expected<ExplainResult> R = explain(Bad.command(), {});
  ASSERT_FALSE(bool(R));
  EXPECT_THAT(llvm::toString(R.takeError()), HasSubstr("clang crashed on"));

  Source Good("int f(void) { return 1; }\n");
  EXPECT_THAT(names(explained(Good.command())), ElementsAre("f"));
}

TEST(Explain, FindingsHaveTheFrame) {
  Source S("int *f(void) {\n  int x = 1;\n  return &x;\n}\n");
  ExplainResult R = explained(S.command());
  ASSERT_THAT(R.Report.Findings, SizeIs(1));
  EXPECT_EQ(R.Report.Findings[0].Variable, "x");
  EXPECT_TRUE(R.Report.Findings[0].Slot);
}

TEST(Explain, SeveralThreadsAtOnce) {
  Source A("int a(int n) { int x[4] = {n}; return x[1]; }\n");
  Source B("struct S { int v[9]; ~S(); }; int b() { S s; return s.v[2]; }\n",
           "cpp");
  std::vector<std::thread> Threads;
  for (int I = 0; I < 4; ++I)
    Threads.emplace_back([&, I] {
      ExplainResult R = explained(I % 2 ? B.command() : A.command());
      EXPECT_THAT(names(R), ElementsAre(I % 2 ? "b" : "a"));
    });
  for (std::thread &T : Threads)
    T.join();
}

} // namespace
