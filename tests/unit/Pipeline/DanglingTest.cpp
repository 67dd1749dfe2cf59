//===- DanglingTest.cpp - testdata/dangling says what is found ------------===//
//
// "// expect: rule" on a line, or "rule or rule" where clang and the analysis
// may differ in the name; a line without a word must stay silent.
//
//===----------------------------------------------------------------------===//

#include "Pipeline/Explain.h"

#include "gtest/gtest.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace framewalk;

namespace {

using RulesByLine = std::map<unsigned, std::set<std::string>>;

RulesByLine expectedIn(const std::string &File) {
  RulesByLine Result;
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return Result;
  llvm::SmallVector<llvm::StringRef, 0> Lines, Words;
  (*Buffer)->getBuffer().split(Lines, '\n');
  for (unsigned I = 0; I < Lines.size(); ++I) {
    auto [Code, Rules] = Lines[I].split("// expect: ");
    Words.clear();
    Rules.split(Words, ' ', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef Word : Words)
      if (Word != "or")
        Result[I + 1].insert("framewalk-dangling-" + Word.str());
  }
  return Result;
}

class Dangling : public testing::TestWithParam<std::string> {};

TEST_P(Dangling, FindsWhatTheCommentsSay) {
  CompileCommand Command;
  Command.File = std::string("testdata/dangling/") + GetParam();
  Command.Flags = {"-O0", "-g"};
  if (llvm::StringRef(GetParam()).ends_with(".cpp"))
    Command.Flags.push_back("-std=c++20");
  llvm::Expected<ExplainResult> Result =
      explain(Command, {.FindingsOnly = true});
  ASSERT_TRUE(bool(Result)) << llvm::toString(Result.takeError());

  RulesByLine Found;
  for (const Finding &F : Result->Report.Findings)
    Found[F.Position.Line].insert(std::string(F.RuleId));
  RulesByLine Expected = expectedIn(Command.File);
  EXPECT_FALSE(Expected.empty());
  for (auto &[Line, Rules] : Expected) {
    bool IsFound = false;
    for (const std::string &Rule : Found[Line])
      IsFound |= Rules.count(Rule) != 0;
    EXPECT_TRUE(IsFound) << Command.File << ":" << Line;
  }
  for (auto &[Line, Rules] : Found) {
    if (!Rules.empty() && !Expected.count(Line))
      ADD_FAILURE() << Command.File << ":" << Line << ": "
                    << llvm::join(Rules, ", ");
  }
}

/// Every source right in the folder.
std::vector<std::string> sources() {
  std::vector<std::string> Names;
  std::error_code Error;
  for (llvm::sys::fs::directory_iterator Each("testdata/dangling", Error), End;
       Each != End && !Error; Each.increment(Error)) {
    llvm::StringRef Name = llvm::sys::path::filename(Each->path());
    if (Name.ends_with(".c") || Name.ends_with(".cpp"))
      Names.push_back(Name.str());
  }
  llvm::sort(Names);
  return Names;
}

INSTANTIATE_TEST_SUITE_P(Testdata, Dangling, testing::ValuesIn(sources()),
                         [](const auto &Info) {
                           std::string Name = Info.param;
                           std::replace_if(
                               Name.begin(), Name.end(),
                               [](char C) { return !llvm::isAlnum(C); }, '_');
                           return Name;
                         });

} // namespace
