//===- RootPathsTest.cpp --------------------------------------------------===//

#include "Project/RootPaths.h"

#include "gtest/gtest.h"

using namespace framewalk;

namespace {

TEST(RootPaths, NamesFilesFromTheRoot) {
  RootPaths Paths("/home/me/p/");
  EXPECT_EQ(Paths.relative("a.c", "/home/me/p/src"), "src/a.c");
  EXPECT_EQ(Paths.relative("../src/./a.c", "/home/me/p/build"), "src/a.c");
  EXPECT_EQ(Paths.relative("/home/me/p/a.c", "/elsewhere"), "a.c");
  EXPECT_EQ(Paths.relative("/home/me/pp/a.c", "/"), "/home/me/pp/a.c");
  EXPECT_EQ(Paths.relative("/usr/include/stdio.h", "/"),
            "/usr/include/stdio.h");
  EXPECT_EQ(Paths.absolute("src/a.c"), "/home/me/p/src/a.c");
  EXPECT_EQ(Paths.absolute("/usr/a.c"), "/usr/a.c");
}

TEST(RootPaths, OfTheRootOfAllNothingIsLeftOut) {
  RootPaths Paths("/");
  EXPECT_EQ(Paths.relative("a.c", "/src"), "/src/a.c");
  EXPECT_EQ(Paths.strip("-I/src"), "-I/src");
}

TEST(RootPaths, StripsNamesInTexts) {
  RootPaths Paths("/home/p");
  EXPECT_EQ(Paths.strip("-I/home/p/include"), "-Iinclude");
  EXPECT_EQ(Paths.strip("--sysroot=/home/p"), "--sysroot=.");
  EXPECT_EQ(Paths.strip("(lambda at /home/p/src/a.cpp:3:5)"),
            "(lambda at src/a.cpp:3:5)");
  EXPECT_EQ(Paths.strip("\"/home/p/a.c\" and \"/home/p/b.c\""),
            "\"a.c\" and \"b.c\"");
  // Names that only look like it.
  for (const char *Other :
       {"/mnt/home/p/a.c", "/home/project/a.c", "/home/p-2/a.c", "/home/p.d/x",
        "x/home/p/a.c", "nothing"})
    EXPECT_EQ(Paths.strip(Other), Other);
  EXPECT_EQ(Paths.strip("/mnt/home/p /home/p"), "/mnt/home/p .");
}

TEST(RootPaths, FindsTheCommonFolder) {
  EXPECT_EQ(commonFolder({"/p/src/a.c", "/p/src/b.c"}), "/p/src");
  EXPECT_EQ(commonFolder({"/p/src/a.c", "/p/lib/b.c"}), "/p");
  EXPECT_EQ(commonFolder({"/p/src/a.c", "/p/src2/b.c"}), "/p");
  EXPECT_EQ(commonFolder({"/p/a.c", "/q/b.c"}), "/");
  EXPECT_EQ(commonFolder({}), "/");
}

} // namespace
