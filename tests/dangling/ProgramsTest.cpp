//===- ProgramsTest.cpp - What is found in testdata/dangling's programs ---===//
//
// Every expected line and rule and no other, and a story that has every step in
// its order. What is known to be wrong must still be wrong: whoever mends it
// changes the program's comments.
//
//===----------------------------------------------------------------------===//

#include "Expectations.h"

#include "Pipeline/Explain.h"
#include "Render/FindingWords.h"

#include "gtest/gtest.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <filesystem>
#include <fmt/format.h>
#include <map>

using namespace framewalk;

namespace {

using Kind = Expectation::Kind;

const std::string Root = "testdata/dangling";

/// All that are in folders; heir/ and fix/ have tests of their own.
std::vector<std::string> programs() {
  std::vector<std::string> Files;
  std::error_code Error;
  for (const auto &Entry :
       std::filesystem::recursive_directory_iterator(Root, Error)) {
    std::string Name =
        std::filesystem::relative(Entry.path(), Root).generic_string();
    bool IsSource = llvm::StringRef(Name).ends_with(".c") ||
                    llvm::StringRef(Name).ends_with(".cpp");
    if (IsSource && llvm::StringRef(Name).contains('/') &&
        !llvm::StringRef(Name).starts_with("heir/") &&
        !llvm::StringRef(Name).starts_with("fix/"))
      Files.push_back(Name);
  }
  llvm::sort(Files);
  return Files;
}

bool isGood(llvm::StringRef Name) { return Name.contains(".good."); }

bool isAt(const Finding &F, const Expectation &E) {
  return F.Position.Line == E.Line && F.RuleId == E.Text;
}

class Comparison {
public:
  Comparison(const Program &P, const std::vector<Finding> &Findings)
      : P(P), Findings(Findings) {
    rules();
    story();
  }

  std::vector<std::string> Complaints;

private:
  void complain(unsigned Line, const std::string &Text) {
    Complaints.push_back(fmt::format("line {}: {}", Line, Text));
  }

  /// Each expectation takes one finding, and none may be left.
  void rules() {
    std::vector<const Finding *> Left;
    for (const Finding &F : Findings)
      Left.push_back(&F);
    for (Kind What : {Kind::Expect, Kind::Instead, Kind::FalseAlarm,
                      Kind::Missing, Kind::Also})
      for (const Expectation &E : P.Expectations)
        if (E.What == What)
          take(E, Left);
    for (const Finding *F : Left)
      complain(F->Position.Line, fmt::format("{} [{}]", F->Message, F->RuleId));
  }

  void take(const Expectation &E, std::vector<const Finding *> &Left) {
    auto It =
        llvm::find_if(Left, [&](const Finding *F) { return isAt(*F, E); });
    bool IsThere = It != Left.end();
    if (IsThere)
      Left.erase(It);
    if (E.What == Kind::Expect && !IsThere)
      complain(E.Line, "not found: " + E.Text);
    if ((E.What == Kind::FalseAlarm || E.What == Kind::Instead) && !IsThere)
      complain(E.Line, "not found any more: " + E.Text);
    if (E.What == Kind::Missing && IsThere)
      complain(E.Line, "not missing any more: " + E.Text);
  }

  /// Each finding tells a part of the story in order, together they tell all.
  void story() {
    std::vector<bool> Told(P.Expectations.size());
    for (const Finding &F : Findings) {
      unsigned Last = 0;
      for (const Sentence &S : flowOf(F))
        Last = std::max(Last, step(S, Last, Told));
    }
    for (size_t I = 0; I < Told.size(); ++I) {
      const Expectation &E = P.Expectations[I];
      if (E.What == Kind::Trace && !Told[I])
        complain(E.Line, fmt::format("step {} is not told, or not in its "
                                     "order: {}",
                                     E.Order, E.Text));
      if (E.What == Kind::Untold && Told[I])
        complain(E.Line, fmt::format("step {} is told now", E.Order));
    }
  }

  /// The order of the step that \p S tells, 0 where it is none that comes after
  /// \p Last.
  unsigned step(const Sentence &S, unsigned Last, std::vector<bool> &Told) {
    for (size_t I = 0; I < Told.size(); ++I) {
      const Expectation &E = P.Expectations[I];
      if ((E.What != Kind::Trace && E.What != Kind::Untold) ||
          E.Line != S.Position.Line || E.Order < Last ||
          !llvm::StringRef(S.Text).contains(E.Text))
        continue;
      Told[I] = true;
      return E.Order;
    }
    return 0;
  }

  const Program &P;
  const std::vector<Finding> &Findings;
};

std::string complaints(const Program &P, const std::vector<Finding> &Findings) {
  return llvm::join(Comparison(P, Findings).Complaints, "\n");
}

class DanglingProgram : public testing::TestWithParam<std::string> {};

TEST_P(DanglingProgram, HasWhatItsCommentsSay) {
  CompileCommand Command;
  Command.File = Root + "/" + GetParam();
  bool IsC = llvm::StringRef(GetParam()).ends_with(".c");
  Command.Flags = {"-O0", "-g", "-Wall", IsC ? "-std=gnu17" : "-std=c++20"};
  Program P = readProgram(Command.File);
  llvm::append_range(Command.Flags, P.Flags);
  EXPECT_EQ(llvm::join(P.Mistakes, "\n"), "");
  EXPECT_EQ(isGood(GetParam()), llvm::none_of(P.Expectations, [](auto &E) {
              return E.What == Kind::Expect || E.What == Kind::Missing;
            }));

  llvm::Expected<ExplainResult> Result =
      explain(Command, {.FindingsOnly = true});
  ASSERT_TRUE(bool(Result)) << llvm::toString(Result.takeError());
  ASSERT_TRUE(Result->Compiled) << Result->Diagnostics;
  std::vector<Finding> Findings = Result->Report.Findings;
  EXPECT_EQ(complaints(P, Findings), "");

  // This test can fail: without its finding no expectation is content.
  for (const Expectation &E : P.Expectations) {
    if (E.What != Kind::Expect)
      continue;
    std::vector<Finding> Others = Findings;
    llvm::erase_if(Others, [&](const Finding &F) { return isAt(F, E); });
    EXPECT_NE(complaints(P, Others), "");
  }
}

std::string testName(const testing::TestParamInfo<std::string> &Info) {
  std::string Name = Info.param;
  for (char &C : Name)
    if (!llvm::isAlnum(C))
      C = '_';
  return Name;
}

INSTANTIATE_TEST_SUITE_P(Testdata, DanglingProgram,
                         testing::ValuesIn(programs()), testName);

TEST(DanglingPrograms, AreTwins) {
  std::vector<std::string> Files = programs();
  EXPECT_GE(Files.size(), 160u);
  for (const std::string &Name : Files) {
    auto [Stem, Suffix] = llvm::StringRef(Name).rsplit('.');
    if (Stem.consume_back(".good"))
      EXPECT_TRUE(llvm::is_contained(Files, (Stem + "." + Suffix).str()))
          << Name << " has no bad twin";
    else
      EXPECT_TRUE(llvm::is_contained(Files, (Stem + ".good." + Suffix).str()))
          << Name << " has no good twin";
  }
}

/// The table of the README has each folder's number of programs.
TEST(DanglingPrograms, AreCounted) {
  std::map<std::string, std::pair<unsigned, unsigned>> Counts;
  for (const std::string &Name : programs()) {
    bool IsC = llvm::StringRef(Name).ends_with(".c");
    for (std::string Row :
         {llvm::StringRef(Name).split('/').first.str(), std::string("all")})
      ++(IsC ? Counts[Row].first : Counts[Row].second);
  }
  auto Readme = llvm::MemoryBuffer::getFile(Root + "/README.md");
  ASSERT_TRUE(bool(Readme));
  for (auto &[Row, Count] : Counts) {
    size_t At = (*Readme)->getBuffer().find("\n| " + Row + " | ");
    ASSERT_NE(At, llvm::StringRef::npos) << Row;
    llvm::StringRef Line =
        (*Readme)->getBuffer().substr(At + 1).split('\n').first;
    EXPECT_TRUE(
        Line.ends_with(fmt::format("| {} | {} |", Count.first, Count.second)))
        << Line.str();
  }
}

} // namespace
