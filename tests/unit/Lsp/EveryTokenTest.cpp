//===- EveryTokenTest.cpp - All features at every place of real sources ---===//
//
// As `clangd --check` does: nothing crashes, and what is said hangs together.
//
//===----------------------------------------------------------------------===//

#include "Lsp/TestDocument.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <filesystem>

using namespace framewalk;
using llvm::StringRef;
using llvm::lsp::Position;
using llvm::lsp::Range;

namespace {

/// "// flags: -O1 ..." in the first line.
std::vector<std::string> flagsOf(StringRef Text) {
  std::vector<std::string> Flags = {"-g"};
  StringRef First = Text.split('\n').first;
  if (!First.consume_front("// flags:"))
    return {"-O0", "-g"};
  llvm::SmallVector<StringRef> Words;
  First.split(Words, ' ', -1, /*KeepEmpty=*/false);
  for (StringRef Word : Words)
    Flags.push_back(Word.str());
  return Flags;
}

std::vector<std::string> sourcesIn(const char *Folder) {
  std::vector<std::string> Files;
  for (const auto &Entry : std::filesystem::directory_iterator(Folder)) {
    const std::string Suffix = Entry.path().extension();
    if (Suffix == ".c" || Suffix == ".cpp")
      Files.push_back(Entry.path());
  }
  std::sort(Files.begin(), Files.end());
  return Files;
}

class EveryToken : public testing::TestWithParam<std::string> {};

void expectInText(const TextLines &Lines, const Range &R) {
  EXPECT_LE(R.start, R.end);
  EXPECT_LT(uint32_t(R.end.line), Lines.count());
  EXPECT_LE(size_t(R.end.character),
            Lines.line(uint32_t(R.end.line) + 1).size());
}

TEST_P(EveryToken, AllFeaturesHangTogether) {
  auto Buffer = llvm::MemoryBuffer::getFile(GetParam());
  ASSERT_TRUE(bool(Buffer));
  const StringRef Text = (*Buffer)->getBuffer();
  TestDocument D({Text.data(), Text.size()}, flagsOf(Text),
                 StringRef(GetParam()).ends_with(".c") ? "c" : "cpp");
  D.Encoding = PositionEncoding::Utf8;
  D.Client.HoverFormat = llvm::lsp::MarkupKind::Markdown;
  const DocumentView View = D.view();
  const TextLines Lines(D.text());
  size_t Hovers = 0;
  for (uint32_t L = 1; L <= Lines.count(); ++L)
    for (size_t C = 0; C <= Lines.line(L).size(); ++C) {
      const Position At(int(L) - 1, int(C));
      std::optional<llvm::lsp::Hover> Hover =
          hoverAt(View, At, D.Options, D.Client);
      if (!Hover)
        continue;
      ++Hovers;
      ASSERT_TRUE(Hover->range);
      expectInText(Lines, *Hover->range);
      EXPECT_LE(Hover->range->start, At);
      EXPECT_LE(At, Hover->range->end);
      const StringRef Said = Hover->contents.value;
      EXPECT_TRUE(Said.starts_with("**framewalk** ")) << Said.str();
      EXPECT_EQ(Said.count("\n```") % 2, 0u) << Said.str();
      EXPECT_EQ(Said.count("  \n  \n"), 0u);
    }
  const Range All(Position(0, 0), Position(1 << 20, 0));
  for (const protocol::InlayHint &H : inlayHints(View, All, D.Options)) {
    expectInText(Lines, Range(H.position));
    EXPECT_FALSE(H.label.empty());
    EXPECT_TRUE(hoverAt(View, H.position, D.Options, D.Client))
        << "a hint without a hover: " << H.label;
  }
  for (const llvm::lsp::DocumentSymbol &S : documentSymbols(View)) {
    expectInText(Lines, S.range);
    EXPECT_TRUE(S.range.contains(S.selectionRange)) << S.name;
  }
  for (const protocol::CodeLens &Lens : codeLenses(View, D.Options)) {
    expectInText(Lines, Lens.range);
    EXPECT_TRUE(hoverAt(View, Lens.range.start, D.Options, D.Client))
        << Lens.command.title;
    ++Hovers;
  }
  for (const protocol::Diagnostic &Found : D.diagnostics()) {
    expectInText(Lines, Found.range);
    const auto Actions =
        codeActions(View, Found.range, {}, D.Options, D.Client);
    EXPECT_FALSE(Actions.empty() && !Found.code.empty() &&
                 Found.code != "framewalk-unused-suppression")
        << Found.message;
  }
  if (!View.report().Functions.empty()) {
    EXPECT_GT(Hovers, 0u);
  }
}

std::string nameOf(const testing::TestParamInfo<std::string> &Info) {
  std::string Name = std::filesystem::path(Info.param).filename();
  for (char &C : Name)
    if (!isalnum(C))
      C = '_';
  return Name;
}

INSTANTIATE_TEST_SUITE_P(Frames, EveryToken,
                         testing::ValuesIn(sourcesIn("testdata/frames")),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Dangling, EveryToken,
                         testing::ValuesIn(sourcesIn("testdata/dangling")),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Memory, EveryToken,
                         testing::ValuesIn(sourcesIn("testdata/memory")),
                         nameOf);

} // namespace
