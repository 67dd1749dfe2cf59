//===- ProjectPlanTest.cpp - Who does what --------------------------------===//

#include "Project/ProjectPlan.h"

#include "TestFolder.h"

#include "gmock/gmock.h"

using namespace framewalk;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class ProjectPlanning : public TestFolder {
protected:
  void add(llvm::StringRef File, llvm::StringRef Command,
           llvm::StringRef Directory = ".") {
    Entries += (Entries.empty() ? "" : ",\n") +
               ("{\"directory\": \"" + path(Directory) + "\", \"file\": \"" +
                File + "\", \"command\": \"" + Command + "\"}")
                   .str();
  }
  ProjectPlan plan(const std::string &RootOption = "") {
    write("build/compile_commands.json", "[" + Entries + "]");
    llvm::Expected<ProjectPlan> Plan = planProject(path("build"), RootOption);
    EXPECT_TRUE(bool(Plan)) << llvm::toString(Plan.takeError());
    return Plan ? std::move(*Plan) : ProjectPlan();
  }
  static std::vector<std::string> ids(const std::vector<PlannedUnit> &Units) {
    std::vector<std::string> Ids;
    for (const PlannedUnit &U : Units)
      Ids.push_back(U.Id);
    return Ids;
  }

  std::string Entries;
};

TEST_F(ProjectPlanning, NamesUnitsFromTheFolderThatAllAreIn) {
  add("src/b.c", "cc -c src/b.c");
  add("a.c", "cc -c a.c", "src/deep");
  ProjectPlan Plan = plan();
  EXPECT_EQ(Plan.Paths.root(), path("src"));
  EXPECT_THAT(ids(Plan.Units), ElementsAre("b.c", "deep/a.c"));
}

TEST_F(ProjectPlanning, TellsTwoWaysToCompileAFileApart) {
  add("src/a.c", "cc -O0 -c src/a.c -o one.o");
  add("src/a.c", "cc -O2 -c src/a.c -o two.o");
  add("src/a.c", "cc -O0 -c src/a.c -o three.o -MD -MF three.d");
  ProjectPlan Plan = plan();
  ASSERT_THAT(ids(Plan.Units), ElementsAre("a.c", "a.c~2"));
  EXPECT_THAT(Plan.Units[0].Command.Flags, testing::Contains("-O0"));
  EXPECT_THAT(Plan.Units[1].Command.Flags, testing::Contains("-O2"));
  EXPECT_EQ(Plan.Units[1].Source, "a.c");
}

TEST_F(ProjectPlanning, LeavesOtherLanguagesOut) {
  add("a.c", "cc -c a.c");
  add("start.S", "cc -c start.S");
  add("start.S", "cc -DTWICE -c start.S");
  add("old.f90", "f95 -c old.f90");
  add("said.c", "cc -x assembler-with-cpp -c said.c");
  add("odd.inc", "cc -x c++ -c odd.inc");
  add("what.xyz", "cc -c what.xyz");
  ProjectPlan Plan = plan();
  // Of what nobody knows the compiler has to say something.
  EXPECT_THAT(ids(Plan.Units), ElementsAre("a.c", "odd.inc", "what.xyz"));
  EXPECT_THAT(Plan.OtherLanguages, ElementsAre("old.f90", "said.c", "start.S"));
}

TEST_F(ProjectPlanning, NamesFilesFromAnotherRoot) {
  add("src/a.c", "cc -c src/a.c");
  add("made/b.c", "cc -c made/b.c");
  write("src/a.c", "");
  ProjectPlan Plan = plan(path("src"));
  EXPECT_THAT(ids(Plan.Units), ElementsAre("../made/b.c", "a.c"));
}

TEST_F(ProjectPlanning, ShardsAreTheWholeOnce) {
  for (int I = 0; I < 11; ++I)
    add("f" + std::to_string(I) + ".c", "cc -c x");
  ProjectPlan Plan = plan();
  std::vector<std::string> All;
  for (unsigned I = 1; I <= 4; ++I)
    for (const std::string &Id : ids(unitsOf(Plan, {.Index = I, .Count = 4})))
      All.push_back(Id);
  EXPECT_THAT(All, testing::UnorderedElementsAreArray(ids(Plan.Units)));
  // More parts than units: some have nothing to do.
  EXPECT_TRUE(unitsOf(Plan, {.Index = 12, .Count = 12}).empty());
}

} // namespace
