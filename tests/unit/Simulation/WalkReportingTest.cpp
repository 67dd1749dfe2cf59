//===- WalkReportingTest.cpp - Answers of the page tables as a report -----===//

#include "Simulation/WalkQuery.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

WalkReport report(const WalkRequest &R, std::vector<uint64_t> Addresses) {
  std::vector<VirtualAddress> Asked;
  for (uint64_t A : Addresses)
    Asked.emplace_back(A);
  llvm::Expected<std::vector<WalkAnswer>> Answers = answerWalks(R, Asked);
  if (Answers)
    return toReport(R, *Answers);
  ADD_FAILURE() << llvm::toString(Answers.takeError());
  return {};
}

RequestedPage page(const char *Text) {
  return cantFail(parseRequestedPage(Text));
}

TEST(WalkReporting, EachLevelWithWhatTheWalkSets) {
  WalkReport R = report({.Access = {.Type = AccessType::Write},
                         .Pages = {page("0x400000=0x5000")}},
                        {0x400123});
  ASSERT_EQ(R.Addresses.size(), 1u);
  const WalkedAddress &A = R.Addresses[0];
  ASSERT_EQ(A.Entries.size(), 4u);
  EXPECT_EQ(R.Root, A.Entries[0].TableAddress);
  EXPECT_EQ(A.Entries[0].Entry, "PML4E");
  EXPECT_THAT(A.Entries[0].FlagsSet, ElementsAre("A"));
  EXPECT_THAT(A.Entries[3].FlagsSet, ElementsAre("A", "D"));
  EXPECT_EQ(A.Entries[3].Before, 0x5007u);
  EXPECT_EQ(A.Entries[3].After, 0x5067u);
  EXPECT_EQ(A.Physical, PhysicalAddress(0x5123));
  EXPECT_FALSE(A.Fault);
}

TEST(WalkReporting, TheTlbKnowsAPageThatWasWalked) {
  WalkReport R = report({.Pages = {page("0x400000=0x5000")}},
                        {0x400000, 0x400fff, 0x401000});
  EXPECT_EQ(R.Addresses[0].Tlb, TlbOutcome::Miss);
  EXPECT_EQ(R.Addresses[1].Tlb, TlbOutcome::Hit);
  EXPECT_TRUE(R.Addresses[1].Entries.empty());
  EXPECT_EQ(R.Addresses[1].Physical, PhysicalAddress(0x5fff));
  EXPECT_EQ(R.Addresses[2].Tlb, TlbOutcome::Miss);
  ASSERT_TRUE(R.Addresses[2].Fault);
  EXPECT_EQ(R.Addresses[2].Entries.size(), 4u);
}

// SDM vol. 3A 4.7: the error code's bits, from bit 4 down to bit 0.
TEST(WalkReporting, ErrorCodesBitByBit) {
  WalkReport R = report({.Access = {.Type = AccessType::Fetch},
                         .Pages = {page("0x400000=0x5000:rw")}},
                        {0x400000});
  const WalkFault &F = *R.Addresses[0].Fault;
  EXPECT_EQ(F.ErrorCode, 0x15u);
  EXPECT_EQ(F.Cr2, VirtualAddress(0x400000));
  ASSERT_EQ(F.Bits.size(), 5u);
  uint32_t Code = 0;
  for (const ErrorCodeBit &B : F.Bits)
    Code |= uint32_t(B.IsSet) << B.Bit;
  EXPECT_EQ(Code, F.ErrorCode);
  EXPECT_FALSE(R.Addresses[0].Entries.back().CanExecute);
  EXPECT_THAT(F.Kernel, HasSubstr("SIGSEGV"));
}

TEST(WalkReporting, RightsOfTheLettersGiven) {
  EXPECT_EQ(page("1=2").Flags, entry::Writable | entry::User);
  EXPECT_EQ(page("1=2:rx").Flags, entry::User);
  EXPECT_EQ(page("1=2:rwkg").Flags,
            entry::Writable | entry::Global | entry::ExecuteDisable);
  for (const char *Wrong :
       {"1", "1=", "=1", "1=2:", "1=2:q", "1=2:uk", "1=2:rr", "z=1", "1=z"}) {
    llvm::Expected<RequestedPage> P = parseRequestedPage(Wrong);
    EXPECT_FALSE(P) << Wrong;
    llvm::consumeError(P.takeError());
  }
}

TEST(WalkReporting, NoTableIsReadForAnAddressThatIsNotCanonical) {
  WalkReport R = report({}, {0x800000000000});
  EXPECT_TRUE(R.Addresses[0].Entries.empty());
  EXPECT_EQ(R.Addresses[0].Fault->Name, "#GP");
  EXPECT_TRUE(R.Addresses[0].Fault->Bits.empty());
  EXPECT_FALSE(R.Addresses[0].Fault->Cr2);
}

TEST(WalkReporting, SwappedPagesComeBack) {
  WalkReport R = report({.Pages = {page("0x400000=0x5000")}, .IsSwapped = true},
                        {0x400008, 0x400010});
  ASSERT_EQ(R.Addresses[0].Answered.size(), 1u);
  EXPECT_THAT(R.Addresses[0].Answered[0].Kernel, HasSubstr("swapped out"));
  EXPECT_EQ(R.Addresses[0].Physical, PhysicalAddress(0x5008));
  EXPECT_TRUE(R.Addresses[1].Answered.empty());
}

} // namespace
