//===- NamesTest.cpp - Names of the contract ------------------------------===//

#include "Model/Access.h"
#include "Model/Finding.h"
#include "Model/FrameLayout.h"

#include "gtest/gtest.h"

#include <set>

using namespace framewalk;

namespace {

TEST(Names, SlotKindsAreThoseOfTheContract) {
  const char *Contract[] = {
      "variable",          "parameter",      "returnAddress",
      "savedFramePointer", "calleeSaved",    "spill",
      "temporary",         "stackProtector", "registerSaveArea",
      "savedStackPointer", "dynamic",        "outgoingArgument",
      "byvalCopy",         "padding",        "redZone",
      "unattributed"};
  unsigned Kind = 0;
  for (const char *Expected : Contract)
    EXPECT_EQ(name(static_cast<SlotKind>(Kind++)), Expected);
  EXPECT_EQ(Kind, static_cast<unsigned>(SlotKind::Unattributed) + 1);
}

TEST(Names, AccessKindsAreThoseOfTheContract) {
  EXPECT_EQ(name(AccessKind::Read), "read");
  EXPECT_EQ(name(AccessKind::Write), "write");
  EXPECT_EQ(name(AccessKind::Update), "update");
  EXPECT_EQ(name(AccessKind::Address), "address");
}

TEST(Names, StorageOfAParameterIsThatOfTheContract) {
  EXPECT_EQ(name(StorageDuration::Parameter), "parameter");
  EXPECT_EQ(name(TlbOutcome::Miss), "miss");
}

template <typename Enum> void expectDistinct(Enum Last) {
  std::set<std::string_view> Seen;
  for (unsigned I = 0; I <= static_cast<unsigned>(Last); ++I)
    EXPECT_TRUE(Seen.insert(name(static_cast<Enum>(I))).second)
        << name(static_cast<Enum>(I));
}

TEST(Names, NoTwoMeaningsShareAName) {
  expectDistinct(SlotKind::Unattributed);
  expectDistinct(TouchOrigin::Unknown);
  expectDistinct(VariableKind::ThreadLocal);
  expectDistinct(StorageDuration::Thread);
}

TEST(Rules, EachHasAnIdOfItsOwnAndASentence) {
  std::set<std::string_view> Seen;
  for (const Rule &R : rules()) {
    EXPECT_TRUE(R.Id.starts_with("framewalk-")) << R.Id;
    EXPECT_TRUE(R.Summary.ends_with(".")) << R.Id;
    EXPECT_TRUE(R.Advice.ends_with(".")) << R.Id;
    EXPECT_EQ(findRule(R.Id), &R);
    EXPECT_TRUE(Seen.insert(R.Id).second) << R.Id;
  }
  EXPECT_EQ(Seen.size(), 11u);
  EXPECT_EQ(findRule("framewalk-dangling"), nullptr);
}

} // namespace
