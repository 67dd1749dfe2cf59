//===- UnitCacheTest.cpp - What counts as unchanged -----------------------===//

#include "Project/UnitCache.h"

#include "TestFolder.h"

#include "gmock/gmock.h"

#include "llvm/Support/Process.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

class UnitCaching : public TestFolder {
protected:
  void SetUp() override {
    TestFolder::SetUp();
    write("src/a.c", "int a;\n");
    write("src/a.h", "int h;\n");
    Unit.Id = Unit.Source = "a.c";
    Unit.Command.Directory = path("src");
    Unit.Command.File = "a.c";
    Unit.Command.Flags = {"-O1"};
  }

  UnitCache cache(std::string Program = "framewalk 1") {
    return UnitCache(path("cache"), std::move(Program), RootPaths(path("src")));
  }
  void store(llvm::StringRef Page = "a page") {
    std::map<std::string, FileAnswer> Answers = {
        {path("src/a.c"), answerOfContent("int a;\n")},
        {path("src/a.h"), answerOfContent("int h;\n")},
        {path("src/first/a.h"), "-"},
        {path("src"), "d"}};
    llvm::Error E = cache().store(Unit, Answers, "a summary",
                                  {{".json", "{}"}, {".html", Page.str()}});
    EXPECT_FALSE(bool(E)) << llvm::toString(std::move(E));
  }
  std::optional<CachedUnit> find(std::string Program = "framewalk 1") {
    return cache(std::move(Program)).find(Unit, IsDamaged);
  }
  std::vector<std::string> entries() {
    std::vector<std::string> All;
    std::error_code Error;
    for (llvm::sys::fs::recursive_directory_iterator It(path("cache"), Error),
         End;
         !Error && It != End; It.increment(Error))
      if (llvm::sys::fs::is_regular_file(It->path()))
        All.push_back(It->path());
    return All;
  }
  std::string read(const std::string &Path) {
    auto Buffer = llvm::MemoryBuffer::getFile(Path);
    return Buffer ? (*Buffer)->getBuffer().str() : "";
  }

  PlannedUnit Unit;
  bool IsDamaged = false;
};

TEST_F(UnitCaching, GivesBackWhatWasStored) {
  EXPECT_FALSE(find());
  store();
  std::optional<CachedUnit> Found = find();
  ASSERT_TRUE(Found);
  EXPECT_EQ(Found->summary(), "a summary");
  ASSERT_THAT(Found->files(), SizeIs(2));
  EXPECT_EQ(Found->files()[1].Suffix, ".html");
  llvm::Expected<std::string> Page = Found->content(Found->files()[1]);
  ASSERT_TRUE(bool(Page));
  EXPECT_EQ(*Page, "a page");
}

TEST_F(UnitCaching, NoticesWhatHasChanged) {
  store();
  write("src/a.h", "int changed;\n");
  EXPECT_FALSE(find());
  write("src/a.h", "int h;\n");
  EXPECT_TRUE(find());
  write("src/first/a.h", "int now;\n"); // was looked for, and not there
  EXPECT_FALSE(find());
  llvm::sys::fs::remove(path("src/first/a.h"));
  EXPECT_TRUE(find());
  llvm::sys::fs::remove(path("src/a.h"));
  EXPECT_FALSE(find());
  EXPECT_FALSE(IsDamaged);
}

TEST_F(UnitCaching, IsOfOneCommandAndOneProgram) {
  store();
  EXPECT_FALSE(find("framewalk 2"));
  Unit.Command.Flags = {"-O2"};
  EXPECT_FALSE(find());
  Unit.Command.Flags = {"-O1"};
  Unit.Command.Compiler = "clang++";
  EXPECT_FALSE(find());
}

/// Each bit and each length: the entry is the same or none, and nothing of it
/// is believed that is not what was stored.
TEST_F(UnitCaching, BelievesNoDamagedEntry) {
  store("a page that is worth packing, a page that is worth packing");
  ASSERT_THAT(entries(), SizeIs(1));
  const std::string Path = entries().front();
  const std::string Whole = read(Path);
  auto Check = [&](const std::string &Damaged) {
    {
      std::error_code Error;
      llvm::raw_fd_ostream OS(Path, Error);
      OS << Damaged;
    }
    std::optional<CachedUnit> Found = find();
    if (!Found)
      return;
    EXPECT_EQ(Found->summary(), "a summary");
    for (const CachedUnit::File &F : Found->files()) {
      llvm::Expected<std::string> Text = Found->content(F);
      if (!Text)
        llvm::consumeError(Text.takeError());
      else
        EXPECT_THAT(*Text,
                    testing::AnyOf("{}",
                                   "a page that is worth packing, a page that "
                                   "is worth packing"));
    }
  };
  for (size_t I = 0; I < Whole.size(); ++I) {
    std::string Damaged = Whole;
    Damaged[I] ^= char(1 << (I % 8));
    Check(Damaged);
    Check(Whole.substr(0, I));
  }
  Check(Whole + "more");
  EXPECT_FALSE(find());
  EXPECT_TRUE(IsDamaged);
}

TEST_F(UnitCaching, KeepsWhatWasUsedLast) {
  for (const char *Id : {"a.c", "b.c", "c.c", "d.c"}) {
    Unit.Id = Id;
    store();
  }
  std::vector<std::string> All = entries();
  ASSERT_THAT(All, SizeIs(4));
  uint64_t Size = 0;
  for (const std::string &Path : All) {
    int File = -1;
    ASSERT_FALSE(llvm::sys::fs::openFileForReadWrite(
        Path, File, llvm::sys::fs::CD_OpenExisting, llvm::sys::fs::OF_None));
    llvm::sys::TimePoint<> LongAgo;
    ASSERT_FALSE(
        llvm::sys::fs::setLastAccessAndModificationTime(File, LongAgo));
    llvm::sys::Process::SafelyCloseFileDescriptor(File);
    uint64_t Own = 0;
    (void)llvm::sys::fs::file_size(Path, Own);
    Size += Own;
  }
  Unit.Id = "c.c";
  ASSERT_TRUE(find()); // a use
  cache().prune(Size); // nothing to do
  EXPECT_THAT(entries(), SizeIs(4));
  cache().prune(Size / 4 + 8);
  EXPECT_THAT(entries(), SizeIs(1));
  EXPECT_TRUE(find());
  cache().prune(0);
  EXPECT_THAT(entries(), SizeIs(0));
  EXPECT_FALSE(find());
}

} // namespace
