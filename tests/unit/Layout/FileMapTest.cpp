//===- FileMapTest.cpp ----------------------------------------------------===//

#include "Layout/FileMap.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::ElementsAre;

TEST(FileMap, OneFileSpelledInManyWays) {
  std::vector<std::string> Files = {"src/a.c", "/usr/include/stdio.h"};
  EXPECT_THAT(mapFiles({"/home/me/p/src/a.c", "./src/a.c", "src/../src/a.c",
                        "/usr/include/x/../stdio.h"},
                       "/home/me/p", Files),
              ElementsAre(FileId(0), FileId(0), FileId(0), FileId(1)));
  EXPECT_EQ(Files.size(), 2u);
}

TEST(FileMap, AnUnknownFileIsAdded) {
  std::vector<std::string> Files = {"a.c"};
  EXPECT_THAT(mapFiles({"b.h", "a.c", "./b.h"}, "/p", Files),
              ElementsAre(FileId(1), FileId(0), FileId(1)));
  EXPECT_THAT(Files, ElementsAre("a.c", "b.h"));
}

TEST(FileMap, OneNameInTwoFoldersIsTwoFiles) {
  std::vector<std::string> Files = {"x/a.c", "y/a.c"};
  EXPECT_THAT(mapFiles({"/p/y/a.c"}, "/p", Files), ElementsAre(FileId(1)));
}
