#include "Simulation/WalkQuery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace framewalk;
using testing::HasSubstr;

namespace {

WalkAnswer answer(const WalkRequest &R) {
  llvm::Expected<WalkAnswer> Answer = answerWalk(R);
  if (Answer)
    return std::move(*Answer);
  ADD_FAILURE() << llvm::toString(Answer.takeError());
  return {};
}

std::string errorOf(const WalkRequest &R) {
  llvm::Expected<WalkAnswer> Answer = answerWalk(R);
  return Answer ? "" : llvm::toString(Answer.takeError());
}

RequestedPage page(uint64_t Page, uint64_t Frame) {
  return {VirtualAddress(Page), PhysicalAddress(Frame)};
}

// The walkthrough of the textbooks: RBP is 0x7ffffffef000, the page below it is
// in frame 0x5000, its own page in frame 0x6000; a byte at RBP-1 is read.
TEST(WalkQuery, TheClassicWalkthrough) {
  const uint64_t Rbp = 0x7ffffffef000;
  WalkAnswer A = answer(
      {.Address = VirtualAddress(Rbp - 1),
       .Pages = {page(0x7ffffffee000, 0x5000), page(0x7ffffffef000, 0x6000)}});
  ASSERT_FALSE(A.Walk.isFault());
  EXPECT_EQ(A.Walk.translation().Physical, PhysicalAddress(0x5fff));
  const uint64_t Tables[] = {0x1000, 0x2000, 0x3000, 0x4000};
  const unsigned Indices[] = {255, 511, 511, 494};
  for (unsigned I = 0; I < 4; ++I) {
    EXPECT_EQ(A.Walk.steps()[I].Table.Value, Tables[I]);
    EXPECT_EQ(A.Walk.steps()[I].Index, Indices[I]);
  }
  EXPECT_EQ(A.Verdict,
            "0x7ffffffeefff is physical 0x5fff: frame 0x5000 of 4K, offset "
            "0xfff");
  EXPECT_EQ(answer({.Address = VirtualAddress(Rbp),
                    .Pages = {page(0x7ffffffee000, 0x5000),
                              page(0x7ffffffef000, 0x6000)}})
                .Walk.translation()
                .Physical,
            PhysicalAddress(0x6000));
}

TEST(WalkQuery, SwappedPagesComeBackFromTheirOwnSlots) {
  for (PagingMode Mode : {PagingMode::TwoLevel, PagingMode::Pae,
                          PagingMode::FourLevel, PagingMode::FiveLevel}) {
    WalkRequest R = {.Mode = Mode,
                     .Pages = {page(0x400000, 0x5000), page(0x401000, 0x8000)},
                     .IsSwapped = true};
    llvm::Expected<std::vector<WalkAnswer>> Answers =
        answerWalks(R, {VirtualAddress(0x401008), VirtualAddress(0x400008)});
    ASSERT_TRUE(bool(Answers));
    const uint64_t Slots[] = {2, 1}, Bytes[] = {0x8008, 0x5008};
    for (unsigned I = 0; I < 2; ++I) {
      const WalkAnswer &A = (*Answers)[I];
      ASSERT_EQ(A.Faults.size(), 1u);
      EXPECT_EQ(A.Faults[0].SwapSlot, Slots[I]);
      ASSERT_FALSE(A.Walk.isFault());
      EXPECT_EQ(A.Walk.translation().Physical, PhysicalAddress(Bytes[I]));
    }
  }
  EXPECT_THAT(errorOf({.Address = VirtualAddress(0x400000),
                       .PageSize = 2 << 20,
                       .Pages = {page(0x400000, 0x200000)},
                       .IsSwapped = true}),
              HasSubstr("splits it into pages of 4K"));
}

TEST(WalkQuery, SplitsTheAddressAsTheModeDoes) {
  WalkAnswer A = answer({.Address = VirtualAddress(0x7ffffffeefff)});
  ASSERT_EQ(A.Fields.size(), 6u);
  EXPECT_EQ(A.Fields[0].Name, "sign extension");
  EXPECT_EQ(A.Fields[0].Low, 48u);
  EXPECT_EQ(A.Fields[1].Name, "PML4 index");
  EXPECT_EQ(A.Fields[1].High, 47u);
  EXPECT_EQ(A.Fields[1].Low, 39u);
  EXPECT_EQ(A.Fields[4].Value, 494u);
  EXPECT_EQ(A.Fields[5].Value, 0xfffu);
  WalkAnswer Large = answer({.Address = VirtualAddress(0x40212345),
                             .Mode = PagingMode::Pae,
                             .PageSize = 2 << 20,
                             .Pages = {page(0x40200000, 0x600000)}});
  ASSERT_EQ(Large.Fields.size(), 3u);
  EXPECT_EQ(Large.Fields[0].Name, "PDPT index");
  EXPECT_EQ(Large.Fields[0].Value, 1u);
  EXPECT_EQ(Large.Fields[1].Value, 1u);
  EXPECT_EQ(Large.Fields[2].High, 20u);
  EXPECT_EQ(Large.Fields[2].Value, 0x12345u);
  EXPECT_EQ(Large.Walk.translation().Physical, PhysicalAddress(0x612345));
}

TEST(WalkQuery, TheDefaultProcessAnswersFaults) {
  WalkAnswer A = answer({.Address = VirtualAddress(0x7ffffffeeffb),
                         .Access = {AccessType::Write, AccessMode::User}});
  ASSERT_EQ(A.Faults.size(), 1u);
  EXPECT_EQ(A.Faults[0].Action, KernelAction::DemandZero);
  EXPECT_EQ(A.Walk.translation().Physical, PhysicalAddress(0x5ffb));
  WalkAnswer Null = answer({.Address = VirtualAddress(0)});
  EXPECT_THAT(describe(Null.Faults.back()), HasSubstr("SIGSEGV"));
  EXPECT_THAT(Null.Verdict, HasSubstr("error code 0x4"));
}

TEST(WalkQuery, ExplainsAddressesThatAreSpecial) {
  WalkAnswer A = answer({.Address = VirtualAddress(0x800000000000)});
  EXPECT_THAT(A.AboutAddress, HasSubstr("bits 63 to 47"));
  EXPECT_THAT(A.Verdict, HasSubstr("#GP(0)"));
  EXPECT_THAT(
      answer({.Address = VirtualAddress(0xffffffff81000000)}).AboutAddress,
      HasSubstr("kernel"));
  EXPECT_THAT(answer({.Address = VirtualAddress(0x7ffffffff000)}).AboutAddress,
              HasSubstr("last page"));
  EXPECT_EQ(answer({.Address = VirtualAddress(0x1000)}).AboutAddress, "");
}

TEST(WalkQuery, RefusesWhatCannotBeMapped) {
  WalkRequest R{.Address = VirtualAddress(0x1000),
                .Pages = {page(0x1000, 0x5001)}};
  EXPECT_THAT(errorOf(R), HasSubstr("multiple of the page size"));
  R.Pages = {page(0x1000, 0x5000), page(0x1000, 0x6000)};
  EXPECT_THAT(errorOf(R), HasSubstr("overlaps"));
  R.Pages = {page(0x1000, 1ull << 46)};
  EXPECT_THAT(errorOf(R), HasSubstr("beyond the physical"));
  R.Pages = {page(0x400000, 0x400000)};
  R.PageSize = 4 << 20;
  EXPECT_THAT(errorOf(R), HasSubstr("no pages of 4M: there are 4K, 2M, 1G"));
  R.Mode = PagingMode::TwoLevel;
  EXPECT_EQ(errorOf(R), "");
  R.Address = VirtualAddress(1ull << 32);
  EXPECT_THAT(errorOf(R), HasSubstr("more than 32 bits"));
  EXPECT_THAT(errorOf({.PhysicalBits = 60}), HasSubstr("MAXPHYADDR"));
}

TEST(WalkQuery, TablesKeepOutOfTheRequestedFrames) {
  WalkAnswer A = answer({.Address = VirtualAddress(0x40000000),
                         .PageSize = 1 << 30,
                         .Pages = {page(0x40000000, 0)}});
  for (const WalkStep &S : A.Walk.steps())
    EXPECT_GE(S.Table.Value, 1u << 30);
}

TEST(WalkQuery, ReadsTheCommandLinesWords) {
  EXPECT_EQ(*parseAddress("0x7ffffffeeffb"), 0x7ffffffeeffbu);
  EXPECT_EQ(*parseAddress("4096"), 4096u);
  for (const char *Bad :
       {"", "0x", "rbp", "0x1g", "-1", "12a", "0x12345678901234567", " 1"}) {
    llvm::Expected<uint64_t> Result = parseAddress(Bad);
    ASSERT_FALSE(Result) << Bad;
    EXPECT_THAT(llvm::toString(Result.takeError()), HasSubstr("no address"));
  }
  EXPECT_EQ(parseRequestedPage("0x1000=0x5000")->Frame,
            PhysicalAddress(0x5000));
  for (const char *Bad : {"0x1000", "0x1000=", "=0x1000", "a=b"})
    EXPECT_FALSE(llvm::errorToBool(parseRequestedPage(Bad).takeError()) ==
                 false)
        << Bad;
  EXPECT_EQ(*parsePagingMode("pae"), PagingMode::Pae);
  EXPECT_TRUE(llvm::errorToBool(parsePagingMode("3").takeError()));
  EXPECT_EQ(*parsePageSize("2m"), 2u << 20);
  EXPECT_TRUE(llvm::errorToBool(parsePageSize("8K").takeError()));
}

} // namespace
