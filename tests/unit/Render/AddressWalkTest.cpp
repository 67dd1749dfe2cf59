//===- AddressWalkTest.cpp - What `framewalk walk` prints -----------------===//

#include "Render/AddressWalk.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::Not;

namespace {

WalkReport sample() {
  WalkReport R;
  R.Paging = "2-level";
  R.Access = "write";
  R.Mode = "user";
  R.Root = PhysicalAddress(0x1000);
  WalkedAddress &A = R.Addresses.emplace_back();
  A.Address = VirtualAddress(0x00401abc);
  A.Fields = {{.Name = "PD index", .High = 31, .Low = 22, .Value = 1},
              {.Name = "PT index", .High = 21, .Low = 12, .Value = 1},
              {.Name = "offset", .High = 11, .Low = 0, .Value = 0xabc}};
  A.Entries = {{.Level = 2,
                .Table = "PD",
                .Entry = "PDE",
                .TableAddress = PhysicalAddress(0x1000),
                .Index = 1,
                .Before = 0x2007,
                .After = 0x2027,
                .Flags = {"P", "RW", "US", "A"},
                .FlagsSet = {"A"},
                .CanWrite = true,
                .IsUsers = true,
                .CanExecute = true},
               {.Level = 1,
                .Table = "PT",
                .Entry = "PTE",
                .TableAddress = PhysicalAddress(0x2000),
                .Index = 1,
                .Before = 0x5007,
                .After = 0x5067,
                .Flags = {"P", "RW", "US", "A", "D"},
                .FlagsSet = {"A", "D"},
                .CanWrite = true,
                .IsUsers = true,
                .CanExecute = true}};
  A.Physical = PhysicalAddress(0x5abc);
  A.Frame = PhysicalAddress(0x5000);
  A.PageSize = 4096;
  return R;
}

WalkFault pageFault() {
  return {
      .Vector = 14,
      .Name = "#PF",
      .Reason = "the PTE is not present",
      .ErrorCode = 6,
      .Bits =
          {{.Bit = 2, .Name = "U/S", .IsSet = true, .Meaning = "in user mode"},
           {.Bit = 1, .Name = "W/R", .IsSet = true, .Meaning = "a write"},
           {.Bit = 0,
            .Name = "P",
            .IsSet = false,
            .Meaning = "an entry is not present"}},
      .Cr2 = VirtualAddress(0x401abc),
      .Kernel = "the kernel sends SIGSEGV"};
}

std::string text(const WalkReport &R) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderWalkText(R, OS, {});
  return Text;
}

llvm::json::Value json(const WalkReport &R) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderWalkJson(R, OS);
  return cantFail(llvm::json::parse(Text));
}

TEST(AddressWalk, WholeReport) {
  EXPECT_EQ(
      text(sample()),
      R"(0x401abc                                        2-level paging, write, user mode
   31      22 21      12 11         0
  ┌──────────┬──────────┬────────────┐
  │0000000001│0000000001│101010111100│
  └──────────┴──────────┴────────────┘
   PD         PT         offset
   1          1          0xabc

      table at  index   entry  flags        walk sets  allowed so far
  PD  0x1000        1  0x2007  P RW US A    A          rwx user
  PT  0x2000        1  0x5007  P RW US A D  A D        rwx user

  physical 0x5abc = frame 0x5000 + offset 0xabc, a page of 4 KiB

Simulated. RW and US count where every level has them (AND), XD where any has it (OR).
)");
}

TEST(AddressWalk, AFaultIsSpelledOutBitByBit) {
  WalkReport R = sample();
  WalkedAddress &A = R.Addresses[0];
  A.Physical.reset();
  A.Entries[1].Before = A.Entries[1].After = 0;
  A.Fault = pageFault();
  EXPECT_THAT(text(R), HasSubstr("not present"));
  EXPECT_THAT(text(R),
              HasSubstr(R"(  fault: #PF, vector 14: the PTE is not present
    CR2 = 0x401abc, error code 0x6 = 110b
      bit 2  U/S  1  in user mode
      bit 1  W/R  1  a write
      bit 0  P    0  an entry is not present
    The kernel sends SIGSEGV.
)"));
  EXPECT_THAT(text(R), Not(HasSubstr("physical")));
}

TEST(AddressWalk, AnAnsweredFaultComesBeforeTheWalk) {
  WalkReport R = sample();
  R.Addresses[0].Answered = {pageFault()};
  std::string Text = text(R);
  EXPECT_LT(Text.find("first a fault: #PF"), Text.find("table at"));
  EXPECT_THAT(Text, HasSubstr("physical 0x5abc"));
}

TEST(AddressWalk, ATlbHitHasNoLevels) {
  WalkReport R = sample();
  R.Addresses[0].Entries.clear();
  R.Addresses[0].Tlb = TlbOutcome::Hit;
  EXPECT_THAT(text(R), HasSubstr("TLB hit: "));
  EXPECT_THAT(text(R), Not(HasSubstr("table at")));
  EXPECT_THAT(text(R), Not(HasSubstr("Simulated. RW")));
}

TEST(AddressWalk, JsonHasBothEntriesOfALevel) {
  llvm::json::Value V = json(sample());
  const llvm::json::Object &Walk = *V.getAsObject()->getObject("walk");
  const llvm::json::Object &A =
      *Walk.getArray("addresses")->front().getAsObject();
  EXPECT_EQ(A.getString("physicalAddress"), "0x5abc");
  EXPECT_EQ(A.getString("tlb"), "miss");
  const llvm::json::Object &Pt = *A.getArray("steps")->back().getAsObject();
  EXPECT_EQ(Pt.getString("before"), "0x5007");
  EXPECT_EQ(Pt.getString("after"), "0x5067");
  ASSERT_EQ(A.getArray("fields")->size(), 3u);
  EXPECT_EQ(A.get("fault")->kind(), llvm::json::Value::Null);
}

} // namespace
