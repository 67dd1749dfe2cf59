//===- DatabaseProblemTest.cpp - What is wrong with a database ------------===//

#include "Frontend/DatabaseProblem.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

constexpr const char *Good =
    R"({"directory": "/p", "file": "a.c", "command": "cc -c a.c"})";

std::string withEntries(std::string Entries) {
  return problemOfDatabase("[" + Entries + "]");
}

TEST(DatabaseProblem, TakesWhatClangTakes) {
  EXPECT_EQ(withEntries(Good), "");
  EXPECT_EQ(withEntries(""), "");
  EXPECT_EQ(withEntries(std::string(Good) + ", " + Good + ","), "");
  EXPECT_EQ(withEntries(R"({"arguments": ["cc", "a.c"], "output": "a.o",
                           "file": "a.c", "directory": "/p"})"),
            "");
  EXPECT_EQ(withEntries("{\"directory\": \"/p\", \"file\": \"\xe9.c\", "
                        "\"command\": \"cc\"}"),
            "");
  EXPECT_EQ(problemOfDatabase(std::string("\xef\xbb\xbf[") + Good + "]"), "");
}

TEST(DatabaseProblem, SaysWhichEntryLacksWhat) {
  auto Second = [](const char *Entry) {
    return withEntries(std::string(Good) + ", " + Entry);
  };
  EXPECT_EQ(Second(R"({"file": "a.c", "command": "cc"})"),
            "entry 2 has no \"directory\"");
  EXPECT_EQ(Second(R"({"directory": "/p", "command": "cc"})"),
            "entry 2 has no \"file\"");
  EXPECT_EQ(Second(R"({"directory": "/p", "file": "", "command": "cc"})"),
            "entry 2 has an empty \"file\"");
  EXPECT_EQ(Second(R"({"directory": "/p", "file": "a.c"})"),
            "entry 2 has neither \"arguments\" nor \"command\"");
  EXPECT_EQ(Second(R"({"directory": "/p", "file": "a.c", "arguments": "cc"})"),
            "entry 2 has \"arguments\" that are no list");
  EXPECT_EQ(Second(R"({"directory": ["/p"], "file": "a.c", "command": ""})"),
            "entry 2 has a \"directory\" that is no text");
  EXPECT_EQ(Second("17"), "entry 2 is no object");
}

TEST(DatabaseProblem, SaysWhereTheTextBreaks) {
  EXPECT_EQ(problemOfDatabase(""), "it is empty");
  EXPECT_EQ(problemOfDatabase(" \n"), "it is empty");
  EXPECT_THAT(problemOfDatabase("{\"a\": 1}"), StartsWith("it is no list"));
  EXPECT_THAT(problemOfDatabase("null"), StartsWith("it is no list"));
  EXPECT_EQ(problemOfDatabase(std::string("[") + Good + "] and more"),
            "something follows the list of entries");
  EXPECT_THAT(problemOfDatabase("[\n{\"directory\": \"/p"),
              StartsWith("line 2, column "));
}

/// Whatever is cut off, there is an answer, and never a crash.
TEST(DatabaseProblem, EveryBeginningOfADatabaseIsBroken) {
  const std::string Whole = std::string("[") + Good + "]";
  for (size_t Size = 0; Size < Whole.size(); ++Size)
    EXPECT_NE(problemOfDatabase(Whole.substr(0, Size)), "") << Size;
}

} // namespace
