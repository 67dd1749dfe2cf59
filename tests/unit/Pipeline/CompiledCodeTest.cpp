//===- CompiledCodeTest.cpp - What clang's own code says of pointers ------===//

#include "Escape/CompiledCode.h"

#include "Codegen/Capture.h"
#include "Frontend/Compile.h"
#include "Frontend/PipelineStart.h"

#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace framewalk;

namespace {

enum class Answer { NotAsked, Free, Doubt };

/// Of \p Source, compiled with \p Flags.
Answer answer(const std::string &Source, std::vector<std::string> Flags) {
  const std::string File = testing::TempDir() + "compiled_code.c";
  std::error_code Error;
  llvm::raw_fd_ostream(File, Error) << Source;
  EXPECT_FALSE(Error);
  Answer Result = Answer::NotAsked;
  CompileOptions Options;
  Options.WhenParsed = [&](auto &Instance, auto &Context, auto,
                           const SourceFacts &) {
    if (makesTellingCode(Instance))
      atPipelineStart(Instance, [&](llvm::Module &Code) {
        Result = hasNoEscapes(Context, Code) ? Answer::Free : Answer::Doubt;
      });
  };
  Capture Targets(AssemblySyntax::Intel);
  CompileCommand Command;
  Command.File = File;
  Command.Flags = std::move(Flags);
  llvm::Expected<CompileResult> Compiled = compile(Command, Options);
  EXPECT_TRUE(Compiled && Compiled->Compiled);
  if (!Compiled)
    llvm::consumeError(Compiled.takeError());
  return Result;
}

Answer optimised(const std::string &Source) {
  return answer(Source, {"-O2", "-w"});
}

TEST(CompiledCode, TellsThatThereIsNothing) {
  EXPECT_EQ(optimised("void use(int *);\n"
                      "static int twice(int *p) { use(p); return *p * 2; }\n"
                      "int f(void) { int x = 1; return twice(&x); }"),
            Answer::Free);
}

TEST(CompiledCode, TellsOfPointersThatLeave) {
  EXPECT_EQ(optimised("int *g; void f(void) { int x; g = &x; }"),
            Answer::Doubt);
  EXPECT_EQ(
      optimised("void use(int *);\n"
                "void f(void) { int *p; { int x = 1; p = &x; } use(p); }"),
      Answer::Doubt);
}

TEST(CompiledCode, TellsOfPointersToTemporaries) {
  EXPECT_EQ(optimised("struct s { int a[4]; }; struct s make(void);\n"
                      "int f(void) { int *p = make().a; return *p; }"),
            Answer::Doubt);
}

TEST(CompiledCode, HasNoWordOnWhatIsNotInIt) {
  EXPECT_EQ(optimised("static int *unused(void) { int x, *p = &x; return p; }\n"
                      "int f(void) { return 1; }"),
            Answer::Doubt);
  // What is declared in a block is not among the file's declarations.
  EXPECT_EQ(optimised("void f(void) { extern void g(const int *); int x = 1;\n"
                      "  g(&x); }"),
            Answer::Doubt);
}

TEST(CompiledCode, SymbolsMayBeNamedOtherwise) {
  EXPECT_EQ(optimised("void g(const int *) __asm__(\"another\");\n"
                      "void f(void) { int x = 1; g(&x); }"),
            Answer::Free);
}

TEST(CompiledCode, IsAskedWhereItIsAsTheSourceSays) {
  const char *Source = "int f(int a) { return a + 1; }";
  using Flags = std::vector<std::string>;
  for (const Flags &Each :
       {Flags{"-O1"}, Flags{"-Os", "-g"}, Flags{"-O3", "-m32"}})
    EXPECT_EQ(answer(Source, Each), Answer::Free) << Each.back();
  for (const Flags &Each :
       {Flags{"-O0"}, Flags{"-O2", "-fprofile-instr-generate"},
        Flags{"-O2", "-fsanitize=address"}, Flags{"-O2", "-x", "c++"}})
    EXPECT_EQ(answer(Source, Each), Answer::NotAsked) << Each.back();
}

} // namespace
