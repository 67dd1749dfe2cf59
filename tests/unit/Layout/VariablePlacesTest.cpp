//===- VariablePlacesTest.cpp ---------------------------------------------===//

#include "Layout/VariablePlaces.h"

#include "LinkCase.h"

#include "gtest/gtest.h"

using namespace framewalk;
using framewalk::test::LinkCase;

namespace {

DebugVariable seen(std::string Name, uint32_t Line,
                   std::vector<DebugLocation> Locations) {
  return {.Symbol = "f",
          .Name = std::move(Name),
          .Line = Line,
          .Locations = std::move(Locations)};
}

TEST(VariablePlaces, RegistersOverRanges) {
  LinkCase Case;
  VariableId X = Case.elsewhere("x", "kept in registers, or optimised out");
  addVariablePlaces({seen("x", 2, {{0, 8, "edi"}, {8, 20, "rax"}})}, Case.Facts,
                    Case.Built);
  ASSERT_EQ(Case.built(X).Locations.size(), 2u);
  EXPECT_EQ(Case.built(X).Locations[1].Where, "rax");
  EXPECT_EQ(Case.built(X).Locations[1].Code, (CodeRange{8, 20}));
}

TEST(VariablePlaces, ASlotNeedsNoSecondWord) {
  LinkCase Case;
  VariableId X = Case.local("x", 4);
  addVariablePlaces({seen("x", 2, {{0, 8, "[rbp-0x4]"}})}, Case.Facts,
                    Case.Built);
  EXPECT_TRUE(Case.built(X).Locations.empty());
}

TEST(VariablePlaces, WhatIsLostSaysSo) {
  LinkCase Case;
  VariableId X = Case.elsewhere("x", "kept in registers, or optimised out");
  addVariablePlaces({seen("x", 2, {{0, 20, "optimised out"}})}, Case.Facts,
                    Case.Built);
  EXPECT_EQ(Case.built(X).WhyNoSlot,
            "optimised out: debug info has no place for it");
}

TEST(VariablePlaces, AnotherLineIsAnotherVariable) {
  LinkCase Case;
  VariableId X = Case.elsewhere("x", "");
  addVariablePlaces({seen("x", 3, {{0, 8, "edi"}})}, Case.Facts, Case.Built);
  EXPECT_TRUE(Case.built(X).Locations.empty());
}

TEST(VariablePlaces, FunctionsAreFoundByTheirSymbol) {
  std::vector<DebugVariable> All = {seen("a", 1, {}), seen("b", 1, {})};
  All.push_back(seen("c", 1, {}));
  All.back().Symbol = "g";
  DebugVariableIndex Index(All);
  EXPECT_EQ(Index.of("f").size(), 2u);
  ASSERT_EQ(Index.of("g").size(), 1u);
  EXPECT_EQ(Index.of("g").front().Name, "c");
  EXPECT_TRUE(Index.of("h").empty());
}

} // namespace
