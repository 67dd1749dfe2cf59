#include "Pipeline/Recovery.h"

#include <gtest/gtest.h>

using namespace framewalk;

namespace {

TEST(Recovery, WorkThatEndsHasNoCrash) {
  int Sum = 0;
  EXPECT_EQ(runSafely([&] { Sum = 42; }), "");
  EXPECT_EQ(Sum, 42);
}

TEST(Recovery, ACrashIsNamedAndTheNextWorkRuns) {
  enableCrashRecovery();
  int Reached = 0;
  EXPECT_EQ(runSafely([&] {
              Reached = 1;
              __builtin_trap();
            }),
            "illegal instruction");
  EXPECT_EQ(Reached, 1);
  EXPECT_EQ(runSafely([&] { Reached = 2; }), "");
  EXPECT_EQ(Reached, 2);
}

} // namespace
