//===- OptionWordsTest.cpp - The command line's words for a simulation ----===//

#include "Simulation/OptionWords.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;

namespace {

template <typename T> std::string errorOf(llvm::Expected<T> Value) {
  return Value ? "" : llvm::toString(Value.takeError());
}

TEST(OptionWords, StackLimits) {
  EXPECT_EQ(cantFail(parseStackLimit("8M")), uint64_t(8) << 20);
  EXPECT_EQ(cantFail(parseStackLimit("64k")), 65536u);
  EXPECT_EQ(cantFail(parseStackLimit("1G")), uint64_t(1) << 30);
  EXPECT_EQ(cantFail(parseStackLimit("4096")), 4096u);
  EXPECT_EQ(cantFail(parseStackLimit("unlimited")), ~uint64_t(0));
  for (const char *Wrong : {"", "M", "8X", "-1", "99999999999999G"})
    EXPECT_THAT(errorOf(parseStackLimit(Wrong)), HasSubstr("write a size"));
  for (const char *Odd : {"0", "7", "5000"})
    EXPECT_THAT(errorOf(parseStackLimit(Odd)), HasSubstr("multiple of 4K"));
}

TEST(OptionWords, Tlbs) {
  EXPECT_TRUE(cantFail(parseTlb("off")).Buffer.Arrays.empty());
  MmuGeometry Two = cantFail(parseTlb("16x2,512x8"));
  ASSERT_EQ(Two.Buffer.Arrays.size(), TlbGeometry().Arrays.size());
  EXPECT_EQ(Two.Buffer.Arrays[0].Entries, 16u);
  EXPECT_EQ(Two.Buffer.Arrays[0].Ways, 2u);
  EXPECT_EQ(Two.Buffer.Arrays[3].Entries, 512u);
  EXPECT_EQ(Two.Buffer.Arrays[3].Ways, 8u);
  // The ones for large pages are left alone.
  EXPECT_EQ(Two.Buffer.Arrays[1].Entries, TlbGeometry().Arrays[1].Entries);
  for (const TlbArrayGeometry &A : cantFail(parseTlb("16x2")).Buffer.Arrays)
    EXPECT_EQ(A.Level, 1u);
  for (const char *Wrong :
       {"", "on", "64", "64x", "x4", "64x4,", "64x4,64x4,64x4", "4294967295x1"})
    EXPECT_THAT(errorOf(parseTlb(Wrong)), HasSubstr("write off, or entries"))
        << Wrong;
  EXPECT_THAT(errorOf(parseTlb("63x4")), HasSubstr("multiple of its ways"));
  EXPECT_THAT(errorOf(parseTlb("0x0")), HasSubstr("multiple of its ways"));
  EXPECT_THAT(errorOf(parseTlb("12x4")), HasSubstr("power of two"));
}

} // namespace
