//===- MemoryToldTest.cpp - Nothing is left without an address or a reason ===//

#include "Pipeline/Explain.h"

#include "gtest/gtest.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace framewalk;

namespace {

/// What the first line of \p File that says so asks for.
std::vector<std::string> flagsOf(const std::string &File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return {};
  llvm::StringRef Flags =
      (*Buffer)->getBuffer().split("// flags:").second.split('\n').first;
  llvm::SmallVector<llvm::StringRef, 8> Words;
  llvm::SplitString(Flags, Words);
  std::vector<std::string> Result(Words.begin(), Words.end());
  Result.push_back("-g");
  return Result;
}

struct Counts {
  unsigned Placed = 0, Told = 0, Neither = 0;
};

void count(const TranslationUnitReport &Report, Counts &C) {
  for (const FunctionReport &F : Report.Functions)
    for (const MemoryTouch &Touch : F.Memory) {
      bool IsPlaced = Touch.Place.Base != PlaceBase::Unknown;
      bool IsTold = !Touch.WhyUnresolved.empty();
      C.Placed += IsPlaced;
      C.Told += !IsPlaced && IsTold;
      C.Neither += !IsPlaced && !IsTold;
      EXPECT_TRUE(IsPlaced || IsTold)
          << F.Name << ": " << F.Instructions[Touch.Instruction.Value].Text;
      EXPECT_FALSE(Touch.Kind == AccessKind::Address);
    }
}

TEST(MemoryTold, OfEveryFrameInTestdata) {
  Counts C;
  unsigned Files = 0;
  std::error_code Error;
  for (llvm::sys::fs::directory_iterator It("testdata/frames", Error), End;
       It != End && !Error; It.increment(Error)) {
    llvm::StringRef Suffix = llvm::sys::path::extension(It->path());
    if (Suffix != ".c" && Suffix != ".cpp")
      continue;
    CompileCommand Command;
    Command.File = It->path();
    Command.Flags = flagsOf(Command.File);
    llvm::Expected<ExplainResult> Result = explain(Command, {});
    if (!Result) {
      ADD_FAILURE() << llvm::toString(Result.takeError());
      continue;
    }
    ++Files;
    count(Result->Report, C);
  }
  ASSERT_GT(Files, 20u) << "run from the repository's root";
  EXPECT_GT(C.Placed, 500u);
  EXPECT_GT(C.Told, 10u);
  EXPECT_EQ(C.Neither, 0u);
}

} // namespace
