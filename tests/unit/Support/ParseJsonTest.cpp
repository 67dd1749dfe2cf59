//===- ParseJsonTest.cpp - JSON from anywhere -----------------------------===//

#include "Support/ParseJson.h"

#include "gtest/gtest.h"

using namespace framewalk;

namespace {

bool isJson(const std::string &Text) {
  llvm::Expected<llvm::json::Value> Json = parseJson(Text);
  if (Json)
    return true;
  llvm::consumeError(Json.takeError());
  return false;
}

std::string lists(size_t Levels) {
  return std::string(Levels, '[') + std::string(Levels, ']');
}

TEST(ParseJson, HasALimitOfNesting) {
  EXPECT_TRUE(isJson(lists(1000)));
  EXPECT_FALSE(isJson(lists(1001)));
  EXPECT_FALSE(isJson(lists(1000000)));
  EXPECT_FALSE(isJson(std::string(1000000, '[')));
  EXPECT_FALSE(isJson("]]]]" + std::string(1000000, '{')));
}

TEST(ParseJson, BracketsInStringsAreText) {
  const std::string Many(2000, '[');
  EXPECT_TRUE(isJson("\"" + Many + "\""));
  EXPECT_TRUE(isJson("[\"\\\"" + Many + "\\\\\", 1]"));
  EXPECT_FALSE(isJson("[\"\\\\\", " + Many));
}

} // namespace
