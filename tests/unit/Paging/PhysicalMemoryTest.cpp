#include "Paging/PhysicalMemory.h"

#include <gtest/gtest.h>

using namespace framewalk;

TEST(PhysicalMemory, ReadsZeroWhereNothingWasWritten) {
  PhysicalMemory Memory;
  EXPECT_EQ(Memory.read64(PhysicalAddress(0)), 0u);
  EXPECT_EQ(Memory.read64(PhysicalAddress(0xffffffffff000)), 0u);
}

TEST(PhysicalMemory, KeepsWhatWasWrittenLowAndHigh) {
  PhysicalMemory Memory;
  for (uint64_t A : {0x1000ull, 0x1ff8ull, 0xfffffff8ull, 0x100000000ull,
                     0xfffffffffff8ull}) {
    Memory.write64(PhysicalAddress(A), A + 1);
    EXPECT_EQ(Memory.read64(PhysicalAddress(A)), A + 1);
  }
  EXPECT_EQ(Memory.read64(PhysicalAddress(0x1000)), 0x1001u);
  EXPECT_EQ(Memory.read64(PhysicalAddress(0x1008)), 0u);
}

TEST(PhysicalMemory, HalvesOfAWordAreLittleEndian) {
  PhysicalMemory Memory;
  Memory.write64(PhysicalAddress(0x2000), 0x1122334455667788);
  EXPECT_EQ(Memory.read32(PhysicalAddress(0x2000)), 0x55667788u);
  EXPECT_EQ(Memory.read32(PhysicalAddress(0x2004)), 0x11223344u);
  Memory.write32(PhysicalAddress(0x2004), 0xaabbccdd);
  EXPECT_EQ(Memory.read64(PhysicalAddress(0x2000)), 0xaabbccdd55667788u);
}

TEST(PhysicalMemory, ClearForgetsEverything) {
  PhysicalMemory Memory;
  Memory.write64(PhysicalAddress(0x3000), 1);
  Memory.write64(PhysicalAddress(1ull << 40), 2);
  Memory.clear();
  EXPECT_EQ(Memory.read64(PhysicalAddress(0x3000)), 0u);
  EXPECT_EQ(Memory.read64(PhysicalAddress(1ull << 40)), 0u);
  unsigned Frames = 0;
  Memory.forEachFrame([&](PhysicalAddress, const auto &) { ++Frames; });
  EXPECT_EQ(Frames, 0u);
}
