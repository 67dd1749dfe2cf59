//===- SettingsTest.cpp ---------------------------------------------------===//

#include "Lsp/Settings.h"
#include "Lsp/CommandFinder.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace framewalk;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Settings yaml(llvm::StringRef Text, std::vector<SettingsProblem> &Problems) {
  return readDotFile(Text, "/project", Problems);
}

TEST(Settings, DotFile) {
  std::vector<SettingsProblem> Problems;
  Settings S = yaml("# frames as in the release\n"
                    "optimization: O2\n"
                    "flags: [-DX=1, -Iinclude]\n"
                    "removeFlags:\n  - -Werror*\n"
                    "compilationDatabase: out\n"
                    "unused: true\n"
                    "inlayHints: false\n",
                    Problems);
  EXPECT_THAT(Problems, testing::IsEmpty());
  EXPECT_EQ(S.Optimization, "-O2");
  EXPECT_THAT(S.Flags, ElementsAre("-DX=1", "-Iinclude"));
  EXPECT_THAT(S.RemovedFlags, ElementsAre("-Werror*"));
  EXPECT_EQ(S.Database, "/project/out");
  EXPECT_EQ(S.KeepUnused, true);
  EXPECT_FALSE(S.features().InlayHints);
  EXPECT_TRUE(S.features().CodeLenses);
}

TEST(Settings, FlagsAsOneText) {
  std::vector<SettingsProblem> Problems;
  EXPECT_THAT(yaml("flags: -DX  -O1", Problems).Flags,
              ElementsAre("-DX", "-O1"));
}

TEST(Settings, WhatIsWrongIsSaidAndTheRestCounts) {
  std::vector<SettingsProblem> Problems;
  Settings S = yaml("optimisation: O2\n"
                    "optimization: O9\n"
                    "inlayHints: perhaps\n"
                    "flags: {a: b}\n"
                    "codeLens: false\n",
                    Problems);
  ASSERT_EQ(Problems.size(), 4u);
  EXPECT_THAT(Problems[0].Message, HasSubstr("no such setting"));
  EXPECT_EQ(Problems[1].Line, 1u);
  EXPECT_EQ(Problems[1].EndColumn, 12u);
  EXPECT_EQ(S.CodeLenses, false);
  EXPECT_FALSE(S.Optimization);
}

TEST(Settings, WhatIsNoYamlIsSaid) {
  for (const char *Text : {"flags: [", "a: b: c: [}", "\t- x", "just a word",
                           "- a\n- b", "\"", "{", "&a *a", "%YAML"}) {
    std::vector<SettingsProblem> Problems;
    yaml(Text, Problems);
    EXPECT_FALSE(Problems.empty()) << Text;
  }
  std::vector<SettingsProblem> Problems;
  yaml("", Problems);
  yaml("# nothing\n", Problems);
  EXPECT_TRUE(Problems.empty());
}

/// The parser would need stack for each level.
TEST(Settings, WhatIsTooLongIsNotRead) {
  const std::string Lists(1'000'000, '['), Blocks(1'000'000, '?');
  std::string Items;
  for (int I = 0; I < 500'000; ++I)
    Items += "- ";
  for (const std::string &Text :
       {"flags: " + Lists, Lists, "flags:\n  " + Items, "{" + Blocks}) {
    std::vector<SettingsProblem> Problems;
    EXPECT_EQ(yaml(Text, Problems), Settings());
    ASSERT_EQ(Problems.size(), 1u);
    EXPECT_THAT(Problems[0].Message, HasSubstr("longer than"));
  }
  // As many levels as a file can have.
  std::vector<SettingsProblem> Problems;
  yaml("flags: " + std::string(16'000, '[') + std::string(16'000, ']'),
       Problems);
  EXPECT_FALSE(Problems.empty());
}

TEST(Settings, TheClientsCount) {
  std::vector<SettingsProblem> Problems;
  llvm::json::Value Section =
      llvm::json::Object{{"optimization", 3},
                         {"flags", llvm::json::Array{"-DB"}},
                         {"codeLens", nullptr},
                         {"other", 1}};
  Settings Client = readSettings(Section, "/work", Problems);
  EXPECT_TRUE(Problems.empty()); // "other" is the client's own
  Settings Both =
      merge(yaml("optimization: O1\nflags: [-DA]\ncodeLens: false", Problems),
            Client);
  EXPECT_EQ(Both.Optimization, "-O3");
  EXPECT_THAT(Both.Flags, ElementsAre("-DA", "-DB"));
  EXPECT_EQ(Both.CodeLenses, false);
}

/// A folder of files, taken away at the end.
class Folder {
public:
  Folder() { llvm::sys::fs::createUniqueDirectory("framewalk-settings", Path); }
  ~Folder() { llvm::sys::fs::remove_directories(Path); }
  std::string operator/(llvm::StringRef Name) const {
    return (Path + "/" + Name).str();
  }
  void write(llvm::StringRef Name, llvm::StringRef Text) const {
    std::string File = *this / Name;
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(File));
    std::error_code Error;
    llvm::raw_fd_ostream(File, Error) << Text;
  }

private:
  llvm::SmallString<128> Path;
};

std::string database(llvm::StringRef Flags, llvm::StringRef Where) {
  return ("[{\"directory\": \"" + Where + "\", \"file\": \"a.c\", " +
          "\"command\": \"cc " + Flags + " -c a.c\"}]")
      .str();
}

TEST(CommandFinder, WithoutAnything) {
  Folder Here;
  CommandFinder Finder;
  DocumentSettings Found = Finder.find(Here / "a.c", "c", {}, {});
  EXPECT_THAT(Found.Command.Flags, ElementsAre("-O0", "-g"));
  EXPECT_EQ(Found.Command.File, Here / "a.c");
  EXPECT_THAT(Finder.find(Here / "a.inc", "cpp", {}, {}).Command.Flags,
              ElementsAre("-O0", "-g", "-xc++"));
}

TEST(CommandFinder, ADatabaseThatChangesIsReadAgain) {
  Folder Here;
  CommandFinder Finder;
  Here.write("build/compile_commands.json", database("-O1", Here / ""));
  EXPECT_THAT(Finder.find(Here / "a.c", "c", {}, {}).Command.Flags,
              testing::Contains("-O1"));
  Here.write("build/compile_commands.json", database("-O2 -DX", Here / ""));
  EXPECT_THAT(Finder.find(Here / "a.c", "c", {}, {}).Command.Flags,
              testing::Contains("-O2"));
  Here.write("build/compile_commands.json", "[{\"broken");
  DocumentSettings Found = Finder.find(Here / "a.c", "c", {}, {});
  EXPECT_THAT(Found.Command.Flags, ElementsAre("-O0", "-g"));
  EXPECT_NE(Found.DatabaseProblem, "");
  llvm::sys::fs::remove(Here / "build/compile_commands.json");
  EXPECT_EQ(Finder.find(Here / "a.c", "c", {}, {}).DatabaseFile, "");
}

TEST(CommandFinder, TheNearestDotFileOverTheDatabase) {
  Folder Here;
  CommandFinder Finder;
  Here.write("compile_commands.json", database("-O1 -Wall -DA", Here / ""));
  Here.write(".framewalk", "optimization: O2\nremoveFlags: -W*\nflags: -DB\n");
  Settings Client;
  Client.Flags = {"-DC"};
  DocumentSettings Found = Finder.find(Here / "a.c", "c", {}, Client);
  EXPECT_THAT(Found.Command.Flags,
              ElementsAre("-DA", "-c", "-DB", "-DC", "-O2"));
  Here.write("sub/.framewalk", "optimization: O3\n");
  EXPECT_EQ(Finder.find(Here / "sub/b.c", "c", {}, {}).DotFile,
            Here / "sub/.framewalk");
}

TEST(CommandFinder, DefaultsAreBelow) {
  Folder Here;
  CommandFinder Finder;
  Here.write("one/compile_commands.json", database("-DONE", Here / ""));
  Here.write("two/compile_commands.json", database("-DTWO", Here / ""));
  Settings Defaults;
  Defaults.Database = Here / "one";
  EXPECT_THAT(Finder.find(Here / "a.c", "c", Defaults, {}).Command.Flags,
              testing::Contains("-DONE"));
  Here.write(".framewalk", "compilationDatabase: two\n");
  EXPECT_THAT(Finder.find(Here / "a.c", "c", Defaults, {}).Command.Flags,
              testing::Contains("-DTWO"));
}

} // namespace
