//===- PathsTest.cpp ------------------------------------------------------===//

#include "Support/Paths.h"

#include "gtest/gtest.h"

#include <unistd.h>

using namespace framewalk;

TEST(Paths, AreByTheirTextAlone) {
  EXPECT_EQ(absoluteIn("a.c", "/p"), "/p/a.c");
  EXPECT_EQ(absoluteIn("../q/./a.c", "/p/"), "/q/a.c");
  EXPECT_EQ(absoluteIn("/r/./a.c", "/p"), "/r/a.c");
  EXPECT_EQ(absoluteIn("/../a.c", "/p"), "/a.c");
  EXPECT_EQ(absoluteIn("a.c", ""), "a.c");
}

TEST(Paths, AreSeenFromTheCurrentFolder) {
  const std::string Before = absolutePath(".");
  ASSERT_EQ(chdir("/usr"), 0);
  EXPECT_EQ(absolutePath("../a.c"), "/a.c");
  EXPECT_EQ(absolutePath("lib/a.c"), "/usr/lib/a.c");
  EXPECT_EQ(absolutePath("/x/a.c"), "/x/a.c");
  ASSERT_EQ(chdir(Before.c_str()), 0);
}
