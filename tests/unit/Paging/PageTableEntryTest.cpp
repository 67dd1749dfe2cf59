#include "Paging/PageTableEntry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace framewalk;
using testing::ElementsAre;

TEST(PageTableEntry, BitRangesAreTheManuals) {
  EXPECT_EQ(bits(20, 13), 0x1fe000u);
  EXPECT_EQ(bits(51, 12), 0x000ffffffffff000u);
  EXPECT_EQ(bits(63, 63), bit(63));
  EXPECT_EQ(bits(51, 52), 0u);
}

TEST(PageTableEntry, NamesTheFlagsThatAreSet) {
  EXPECT_THAT(flagNames(0x2027, EntryUse::Table),
              ElementsAre("P", "RW", "US", "A"));
  EXPECT_THAT(flagNames(0x8000000000005067, EntryUse::Page),
              ElementsAre("P", "RW", "US", "A", "D", "XD"));
  EXPECT_THAT(flagNames(0x1ff, EntryUse::Page),
              ElementsAre("P", "RW", "US", "PWT", "PCD", "A", "D", "PAT", "G"));
}

TEST(PageTableEntry, TheSameBitHasAnotherNameElsewhere) {
  EXPECT_THAT(flagNames(0x10c1, EntryUse::Table), ElementsAre("P"));
  EXPECT_THAT(flagNames(0x10c1, EntryUse::Page), ElementsAre("P", "D", "PAT"));
  EXPECT_THAT(flagNames(0x10c1, EntryUse::LargePage),
              ElementsAre("P", "D", "PS", "PAT"));
}
