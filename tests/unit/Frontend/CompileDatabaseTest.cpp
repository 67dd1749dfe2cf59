//===- CompileDatabaseTest.cpp - How the build compiles a file ------------===//

#include "Frontend/CompileDatabase.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

/// A folder of its own for each test.
class CompileDatabase : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("framewalk-test", Root));
    ASSERT_FALSE(llvm::sys::fs::create_directories(Root + "/src/deep"));
    write("src/a.c", "int a;\n");
    write("src/deep/b.c", "int b;\n");
  }
  void TearDown() override { llvm::sys::fs::remove_directories(Root); }

  std::string path(llvm::StringRef Name) { return (Root + "/" + Name).str(); }

  void write(llvm::StringRef Name, llvm::StringRef Text) {
    std::error_code Error;
    llvm::raw_fd_ostream OS(path(Name), Error);
    ASSERT_FALSE(Error) << Error.message();
    OS << Text;
  }

  /// compile_commands.json in \p Folder with one entry for src/a.c.
  void writeDatabase(llvm::StringRef Folder, llvm::StringRef Command) {
    write((Folder + "/compile_commands.json").str(),
          R"([{"directory": ")" + path("src") + R"(", "file": "a.c", )" +
              R"("command": ")" + Command.str() + R"("}])");
  }

  llvm::SmallString<128> Root;
};

TEST_F(CompileDatabase, IsFoundUpwards) {
  writeDatabase(".", "gcc -O2 -DX=1 -c a.c -o a.o");
  auto Answer = CompileDatabases("").find(path("src/a.c"));
  ASSERT_TRUE(bool(Answer)) << llvm::toString(Answer.takeError());
  EXPECT_EQ(Answer->Warning, "");
  ASSERT_EQ(Answer->Commands.size(), 1u);
  const CompileCommand &C = Answer->Commands[0];
  EXPECT_TRUE(C.FromDatabase);
  EXPECT_EQ(C.Directory, path("src"));
  EXPECT_EQ(C.File, path("src/a.c"));
  EXPECT_THAT(C.Compiler, testing::EndsWith("gcc"));
  EXPECT_THAT(C.Flags, testing::Contains("-O2"));
  EXPECT_THAT(C.Flags, testing::Contains("-DX=1"));
  EXPECT_THAT(C.Flags, testing::Not(testing::Contains("a.c")));
}

TEST_F(CompileDatabase, CanBeNamed) {
  ASSERT_FALSE(llvm::sys::fs::create_directory(Root + "/build"));
  writeDatabase("build", "clang -O1 -c a.c");
  auto Without = CompileDatabases("").find(path("src/a.c"));
  ASSERT_TRUE(bool(Without));
  EXPECT_THAT(Without->Commands, IsEmpty());
  auto With = CompileDatabases(path("build")).find(path("src/a.c"));
  ASSERT_TRUE(bool(With)) << llvm::toString(With.takeError());
  ASSERT_EQ(With->Commands.size(), 1u);
  EXPECT_THAT(With->Commands[0].Flags, testing::Contains("-O1"));
}

TEST_F(CompileDatabase, AUnityBuildCompilesAFileAsAPartOfAnother) {
  ASSERT_FALSE(llvm::sys::fs::create_directory(Root + "/Unity"));
  write("other.c", "");
  write("Unity/unity_0_c.c",
        "/* generated */\n\n#include \"" + path("other.c") + "\"\n");
  // CMake writes absolute names, and relative ones if it is asked to.
  write("Unity/unity_1_c.c", "#include \"" + path("src/a.c") + "\"\n\n" +
                                 "#include \"../src/deep/b.c\"\n");
  std::string Entries;
  for (const char *Number : {"0", "1"})
    Entries += std::string(Entries.empty() ? "" : ",") + R"({"directory": ")" +
               std::string(Root) + R"(", "file": "Unity/unity_)" + Number +
               R"(_c.c", "command": "clang -DPART=)" + Number +
               R"( -c Unity/unity_)" + Number + R"(_c.c"})";
  write("compile_commands.json", "[" + Entries + "]");
  for (const char *File : {"src/a.c", "src/deep/b.c"}) {
    auto Answer = CompileDatabases("").find(path(File));
    ASSERT_TRUE(bool(Answer)) << llvm::toString(Answer.takeError());
    ASSERT_EQ(Answer->Commands.size(), 1u);
    EXPECT_EQ(Answer->Commands[0].File, path(File));
    EXPECT_THAT(Answer->Commands[0].Flags, testing::Contains("-DPART=1"));
    EXPECT_THAT(Answer->Commands[0].Flags,
                testing::Not(testing::Contains(HasSubstr("unity"))));
    EXPECT_THAT(Answer->Warning, HasSubstr("as a part of"));
    EXPECT_THAT(Answer->WarningOfTools, HasSubstr("inferred from"));
  }
}

TEST_F(CompileDatabase, AFileThatItLacksIsInferredAloud) {
  writeDatabase(".", "clang -O2 -c a.c");
  auto Answer = CompileDatabases("").find(path("src/deep/b.c"));
  ASSERT_TRUE(bool(Answer)) << llvm::toString(Answer.takeError());
  EXPECT_THAT(Answer->Warning, HasSubstr("inferred from"));
  EXPECT_THAT(Answer->Warning, HasSubstr("b.c"));
  ASSERT_EQ(Answer->Commands.size(), 1u);
  EXPECT_THAT(Answer->Commands[0].Flags, testing::Contains("-O2"));
  EXPECT_EQ(Answer->Commands[0].File, path("src/deep/b.c"));
}

TEST_F(CompileDatabase, ANamedFolderWithoutOneIsAnError) {
  auto Answer = CompileDatabases(path("src")).find(path("src/a.c"));
  ASSERT_FALSE(bool(Answer));
  EXPECT_THAT(llvm::toString(Answer.takeError()),
              HasSubstr("no compilation database can be read in"));
}

TEST_F(CompileDatabase, ABrokenOneIsAnError) {
  write("compile_commands.json", "[{\"directory\": ");
  auto Answer = CompileDatabases("").find(path("src/a.c"));
  ASSERT_FALSE(bool(Answer));
  EXPECT_THAT(llvm::toString(Answer.takeError()), HasSubstr("can be read"));
}

} // namespace
