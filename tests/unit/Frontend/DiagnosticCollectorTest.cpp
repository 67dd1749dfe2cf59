//===- DiagnosticCollectorTest.cpp - clang's diagnostics as facts ---------===//
#include "Frontend/DiagnosticCollector.h"

#include "clang/Frontend/FrontendActions.h"
#include "clang/Tooling/Tooling.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;

namespace {

struct Collected {
  SourceFacts Facts;
  std::string Rendered;
};

Collected diagnose(const char *Code, std::vector<std::string> Args = {}) {
  Collected Result;
  DiagnosticCollector Collector(Result.Facts, Result.Rendered);
  Args.insert(Args.begin(), {"clang", "-fsyntax-only"});
  Args.push_back("input.cc");
  auto Overlay = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  Overlay->addFile("input.cc", 0, llvm::MemoryBuffer::getMemBuffer(Code));
  auto Files = llvm::makeIntrusiveRefCnt<clang::FileManager>(
      clang::FileSystemOptions(), Overlay);
  clang::tooling::ToolInvocation Run(
      Args, std::make_unique<clang::SyntaxOnlyAction>(), Files.get());
  Run.setDiagnosticConsumer(&Collector);
  Run.run();
  return Result;
}

TEST(Diagnostics, HaveTheirFlagAndPlace) {
  Collected C = diagnose("int *f() {\n  int local = 1;\n  return &local;\n}\n");
  ASSERT_EQ(C.Facts.Diagnostics.size(), 1u);
  const DiagnosticFact &D = C.Facts.Diagnostics.front();
  EXPECT_EQ(D.Flag, "return-stack-address");
  EXPECT_EQ(D.Severity, DiagnosticFact::Level::Warning);
  EXPECT_EQ(D.Position.Line, 3u);
  EXPECT_EQ(D.Position.Column, 11u);
  EXPECT_EQ(C.Facts.Files.at(D.Position.File.Value), "input.cc");
  EXPECT_EQ(D.Message,
            "address of stack memory associated with local variable 'local' "
            "returned");
  EXPECT_THAT(C.Rendered, HasSubstr("input.cc:3:11: warning: address of stack "
                                    "memory"));
}

TEST(Diagnostics, NotesGoWithTheirDiagnostic) {
  Collected C = diagnose("void f(int);\nvoid g() { f(); }\n");
  ASSERT_EQ(C.Facts.Diagnostics.size(), 1u);
  const DiagnosticFact &D = C.Facts.Diagnostics.front();
  EXPECT_EQ(D.Severity, DiagnosticFact::Level::Error);
  EXPECT_EQ(D.Flag, "");
  ASSERT_EQ(D.Notes.size(), 1u);
  EXPECT_EQ(D.Notes.front().Position.Line, 1u);
}

} // namespace
