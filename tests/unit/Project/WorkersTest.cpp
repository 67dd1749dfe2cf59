//===- WorkersTest.cpp - Processes that answer, die, or never end ---------===//

#include "Project/Workers.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <csignal>
#include <map>
#include <unistd.h>

using namespace framewalk;
using testing::HasSubstr;

namespace {

constexpr std::chrono::seconds Long(600);

bool never() { return false; }

TEST(Workers, BringAnswersOfAnyLength) {
  Workers Pool(3, Long);
  std::map<size_t, size_t> Sizes;
  auto Take = [&] {
    std::optional<Workers::Result> R = Pool.wait(never);
    ASSERT_TRUE(R && R->Answer) << R->Why;
    Sizes[R->Job] = R->Answer->size();
  };
  // More than a pipe holds.
  for (size_t Job = 0; Job < 8; ++Job) {
    if (Pool.isFull())
      Take();
    EXPECT_FALSE(
        Pool.start(Job, [&] { return std::string(Job * 70000, 'x'); }));
  }
  while (!Pool.isIdle())
    Take();
  ASSERT_EQ(Sizes.size(), 8u);
  for (auto [Job, Size] : Sizes)
    EXPECT_EQ(Size, Job * 70000);
}

TEST(Workers, SayOfWhatOneDied) {
  Workers Pool(1, Long);
  Pool.start(1, []() -> std::string {
    raise(SIGKILL);
    return "";
  });
  std::optional<Workers::Result> R = Pool.wait(never);
  ASSERT_TRUE(R);
  EXPECT_FALSE(R->Answer);
  EXPECT_EQ(R->Job, 1u);
  EXPECT_THAT(R->Why, HasSubstr("signal 9"));
  Pool.start(2, []() -> std::string { _exit(7); });
  R = Pool.wait(never);
  ASSERT_TRUE(R);
  EXPECT_THAT(R->Why, HasSubstr("code 7"));
}

TEST(Workers, EndOneThatTakesTooLong) {
  Workers Pool(2, std::chrono::seconds(1));
  Pool.start(1, []() -> std::string {
    for (;;)
      pause();
  });
  Pool.start(2, [] { return std::string("done"); });
  std::optional<Workers::Result> First = Pool.wait(never);
  ASSERT_TRUE(First && First->Answer);
  EXPECT_EQ(*First->Answer, "done");
  std::optional<Workers::Result> Second = Pool.wait(never);
  ASSERT_TRUE(Second);
  EXPECT_FALSE(Second->Answer);
  EXPECT_THAT(Second->Why, HasSubstr("more than 1 seconds"));
  EXPECT_TRUE(Pool.isIdle());
}

TEST(Workers, StopWhenTheyAreAskedTo) {
  Workers Pool(1, Long);
  Pool.start(1, []() -> std::string {
    for (;;)
      pause();
  });
  int Asked = 0;
  EXPECT_FALSE(Pool.wait([&] { return ++Asked > 2; }));
  EXPECT_FALSE(Pool.isIdle()); // the destructor ends it
}

} // namespace
