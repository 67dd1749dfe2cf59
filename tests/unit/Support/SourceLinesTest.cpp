//===- SourceLinesTest.cpp - The text of source files ---------------------===//

#include "Support/SourceLines.h"

#include "gtest/gtest.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

TEST(SourceLines, LinesHaveNoEnds) {
  llvm::SmallString<128> Path;
  int Descriptor;
  ASSERT_FALSE(
      llvm::sys::fs::createTemporaryFile("lines", "c", Descriptor, Path));
  {
    llvm::raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
    OS << "one\r\n\nthree";
  }
  SourceLines Lines;
  std::string File(Path);
  EXPECT_EQ(Lines.line(File, 1), "one");
  EXPECT_EQ(Lines.line(File, 2), "");
  EXPECT_EQ(Lines.line(File, 3), "three");
  EXPECT_EQ(Lines.line(File, 4), "");
  EXPECT_EQ(Lines.line(File, 0), "");
  EXPECT_EQ(Lines.text(File).size(), 11u);
  llvm::sys::fs::remove(Path);
  EXPECT_EQ(Lines.line("no/such/file", 1), "");
}

TEST(SourceLines, Utf16UnitsOfBytes) {
  EXPECT_EQ(utf16Units("abc", 2), 2u);
  EXPECT_EQ(utf16Units("\xc3\xa9x", 2), 1u);         // é
  EXPECT_EQ(utf16Units("\xe2\x82\xacx", 3), 1u);     // €
  EXPECT_EQ(utf16Units("\xf0\x9f\x98\x80x", 4), 2u); // an emoji
  EXPECT_EQ(utf16Units("\xff\xfex", 3), 3u);         // no UTF-8
  EXPECT_EQ(utf16Units("a\xf0\x9f", 3), 3u);         // cut off
  EXPECT_EQ(utf16Units("ab", 3), 3u);                // behind the end
  EXPECT_EQ(utf16Units("\xf0\x9f\x98\x80", 2), 2u);  // inside of one
}

} // namespace
