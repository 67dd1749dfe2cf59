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
  EXPECT_EQ(Paths.relative("/home/me/p", "/"), "");
  EXPECT_EQ(Paths.absolute("src/a.c"), "/home/me/p/src/a.c");
  EXPECT_EQ(Paths.absolute("/usr/a.c"), "/usr/a.c");
}

TEST(RootPaths, NamesOtherFilesByTheWayThere) {
  RootPaths Paths("/home/me/p");
  EXPECT_EQ(Paths.relative("/home/me/pp/a.c", "/"), "../pp/a.c");
  EXPECT_EQ(Paths.relative("/home/me/a.c", "/"), "../a.c");
  EXPECT_EQ(Paths.relative("/opt/x/a.c", "/"), "../../../opt/x/a.c");
  EXPECT_EQ(Paths.relative("../../a.c", "/home/me/p/src"), "../a.c");
  // Back again, as the file system reads it.
  EXPECT_EQ(Paths.absolute("../pp/a.c"), "/home/me/p/../pp/a.c");
}

TEST(RootPaths, NamesHeadersAsTheyAreIncluded) {
  RootPaths Paths = RootPaths("/p").withHeadersIn(
      {"/usr/include", "/usr/include/c++/14", "/p/include", "/"});
  EXPECT_EQ(Paths.relative("/usr/include/bits/stdio.h", "/"), "<bits/stdio.h>");
  EXPECT_EQ(Paths.relative("/usr/include/c++/14/map", "/"), "<map>");
  EXPECT_EQ(Paths.relative("/p/include/own.h", "/"), "include/own.h");
  EXPECT_EQ(Paths.relative("/usr/included/x.h", "/"), "../usr/included/x.h");
  EXPECT_EQ(Paths.strip("(lambda at /usr/include/c++/14/map:3:5)"),
            "(lambda at <map>:3:5)");
  // What a program says is not touched.
  EXPECT_EQ(Paths.strip("\"/usr/include/x.h\""), "\"/usr/include/x.h\"");
  EXPECT_EQ(Paths.strip("a/usr/include/x.h"), "a/usr/include/x.h");
  // Of the root of all, too.
  EXPECT_EQ(RootPaths("/")
                .withHeadersIn({"/usr/include"})
                .relative("/usr/include/a.h", "/"),
            "<a.h>");
}

TEST(RootPaths, HidesFoldersElsewhereInFlags) {
  RootPaths Paths("/p");
  EXPECT_EQ(Paths.stripFlag("-I/usr/include/libxml2"), "-I<elsewhere>/libxml2");
  EXPECT_EQ(Paths.stripFlag("--sysroot=/opt/x/"), "--sysroot=<elsewhere>/x");
  EXPECT_EQ(Paths.stripFlag("-ffile-prefix-map=/home/me=/p"),
            "-ffile-prefix-map=<elsewhere>/me=.");
  EXPECT_EQ(Paths.stripFlag("-I/p/a"), "-Ia");
  for (const char *Other :
       {"-I../deps/lua", "-Isrc/a", "-O2", "-DX=a/b", "src/a.c", "-Wl,-z"})
    EXPECT_EQ(Paths.stripFlag(Other), Other);
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
