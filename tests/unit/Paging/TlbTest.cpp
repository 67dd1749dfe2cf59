#include "Paging/Tlb.h"

#include <gtest/gtest.h>

using namespace framewalk;

namespace {

constexpr MemoryAccess Read{AccessType::Read, AccessMode::User};
constexpr MemoryAccess Write{AccessType::Write, AccessMode::User};

struct TlbTest : testing::Test {
  PhysicalMemory Memory;
  PagingContext Context = *PagingContext::create({}, Memory);

  static Translation page(uint64_t Frame, uint8_t Shift = 12) {
    return {.Physical = PhysicalAddress(Frame),
            .PageShift = Shift,
            .Allowed = {Rights::Write | Rights::User},
            .IsDirty = true};
  }
  bool has(Tlb &T, uint64_t Address, MemoryAccess Access = Read) {
    return T.lookup(Context, VirtualAddress(Address), Access).has_value();
  }
};

TEST_F(TlbTest, FindsWhatWasInsertedWithTheOffsetAsked) {
  Tlb T;
  EXPECT_FALSE(has(T, 0x7ffffffee000));
  T.insert(VirtualAddress(0x7ffffffeeffb), page(0x5000));
  std::optional<Translation> Found =
      T.lookup(Context, VirtualAddress(0x7ffffffee123), Read);
  ASSERT_TRUE(Found);
  EXPECT_EQ(Found->Physical, PhysicalAddress(0x5123));
  EXPECT_FALSE(has(T, 0x7ffffffef000));
  EXPECT_FALSE(has(T, 0x7ffffffedfff));
}

TEST_F(TlbTest, AWriteToACleanPageWalksAgain) {
  Tlb T;
  Translation Clean = page(0x5000);
  Clean.IsDirty = false;
  T.insert(VirtualAddress(0x1000), Clean);
  EXPECT_TRUE(has(T, 0x1000, Read));
  EXPECT_FALSE(has(T, 0x1000, Write));
  T.insert(VirtualAddress(0x1000), page(0x5000));
  EXPECT_TRUE(has(T, 0x1000, Write));
}

TEST_F(TlbTest, RightsThatDoNotSufficeMiss) {
  Tlb T;
  Translation ReadOnly = page(0x5000);
  ReadOnly.Allowed = {Rights::User};
  T.insert(VirtualAddress(0x1000), ReadOnly);
  EXPECT_TRUE(has(T, 0x1000, Read));
  EXPECT_FALSE(has(T, 0x1000, Write));
  EXPECT_FALSE(has(T, 0x1000, {AccessType::Fetch, AccessMode::User}));
}

TEST_F(TlbTest, TheLeastRecentlyUsedOfASetGoes) {
  Tlb T({.Arrays = {{.Entries = 8, .Ways = 2}}});
  // Four sets: pages 0, 4 and 8 meet in one.
  T.insert(VirtualAddress(0x0000), page(0x10000));
  T.insert(VirtualAddress(0x4000), page(0x11000));
  EXPECT_TRUE(has(T, 0x0000));
  T.insert(VirtualAddress(0x8000), page(0x12000));
  EXPECT_TRUE(has(T, 0x0000));
  EXPECT_FALSE(has(T, 0x4000));
  EXPECT_TRUE(has(T, 0x8000));
  T.insert(VirtualAddress(0x1000), page(0x13000));
  EXPECT_TRUE(has(T, 0x0000)) << "another set";
}

TEST_F(TlbTest, FirstInFirstOutDoesNotLookAtUse) {
  Tlb T({.Arrays = {{.Entries = 2, .Ways = 2}},
         .Replacement = TlbReplacement::FirstInFirstOut});
  T.insert(VirtualAddress(0x0000), page(0x10000));
  T.insert(VirtualAddress(0x1000), page(0x11000));
  EXPECT_TRUE(has(T, 0x0000));
  T.insert(VirtualAddress(0x2000), page(0x12000));
  EXPECT_FALSE(has(T, 0x0000));
  EXPECT_TRUE(has(T, 0x1000));
}

TEST_F(TlbTest, LargePagesHaveEntriesOfTheirOwn) {
  Tlb T;
  T.insert(VirtualAddress(0x40200000), page(0x1200000000, 21));
  T.insert(VirtualAddress(0x80000000), page(0x40000000, 30));
  std::optional<Translation> Found =
      T.lookup(Context, VirtualAddress(0x403fffff), Read);
  ASSERT_TRUE(Found);
  EXPECT_EQ(Found->Physical, PhysicalAddress(0x12001fffff));
  EXPECT_FALSE(has(T, 0x40400000));
  EXPECT_TRUE(has(T, 0xbfffffff));
  EXPECT_FALSE(has(T, 0xc0000000));
}

TEST_F(TlbTest, InvalidationKeepsTheRest) {
  Tlb T;
  Translation Global = page(0x6000);
  Global.IsGlobal = true;
  T.insert(VirtualAddress(0x1000), page(0x5000));
  T.insert(VirtualAddress(0x2000), Global);
  T.insert(VirtualAddress(0x3000), page(0x7000));
  T.invalidatePage(VirtualAddress(0x1fff));
  EXPECT_FALSE(has(T, 0x1000));
  EXPECT_TRUE(has(T, 0x3000));
  T.flushNonGlobal();
  EXPECT_TRUE(has(T, 0x2000));
  EXPECT_FALSE(has(T, 0x3000));
  T.invalidatePage(VirtualAddress(0x2000));
  EXPECT_FALSE(has(T, 0x2000));
}

} // namespace
