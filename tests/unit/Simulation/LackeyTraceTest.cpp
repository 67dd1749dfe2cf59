#include "Simulation/LackeyTrace.h"

#include <gtest/gtest.h>

#include <thread>
#include <unistd.h>
#include <vector>

using namespace framewalk;

namespace {

/// What the reader makes of \p Text, given through a pipe.
struct Trace {
  std::vector<TraceAccess> Accesses;
  uint64_t Strange = 0;
  bool IsCut = false;

  explicit Trace(std::string Text) {
    int Ends[2];
    EXPECT_EQ(pipe(Ends), 0);
    std::thread Writer([&] {
      for (size_t Done = 0; Done < Text.size();)
        Done += write(Ends[1], Text.data() + Done, Text.size() - Done);
      close(Ends[1]);
    });
    LackeyReader Reader(Ends[0]);
    while (std::optional<TraceAccess> A = Reader.next())
      Accesses.push_back(*A);
    Writer.join();
    close(Ends[0]);
    Strange = Reader.strangeLines();
    IsCut = Reader.isCut();
  }
};

TEST(LackeyTrace, ReadsTheFourKinds) {
  Trace T("==42== Lackey, an example Valgrind tool\n"
          "I  04001092,3\n"
          " S 1ffefffe78,8\n"
          " L 1ffefffe78,4\n"
          " M 0421c7cc,1\n"
          "==42== \n");
  ASSERT_EQ(T.Accesses.size(), 4u);
  EXPECT_EQ(T.Accesses[0].Type, AccessType::Fetch);
  EXPECT_EQ(T.Accesses[0].Address, VirtualAddress(0x04001092));
  EXPECT_EQ(T.Accesses[0].Size, 3u);
  EXPECT_EQ(T.Accesses[1].Type, AccessType::Write);
  EXPECT_EQ(T.Accesses[1].Address, VirtualAddress(0x1ffefffe78));
  EXPECT_EQ(T.Accesses[2].Type, AccessType::Read);
  EXPECT_TRUE(T.Accesses[3].IsModify);
  EXPECT_EQ(T.Accesses[3].Type, AccessType::Write);
  EXPECT_EQ(T.Strange, 0u);
  EXPECT_FALSE(T.IsCut);
}

TEST(LackeyTrace, ACutTraceEndsBeforeTheLineThatWasCut) {
  Trace T(" L 1000,8\n S 10");
  EXPECT_EQ(T.Accesses.size(), 1u);
  EXPECT_TRUE(T.IsCut);
}

TEST(LackeyTrace, CountsWhatItDoesNotUnderstand) {
  Trace T("hello\n L zz,8\n L 1000;8\n L 1000,\n L 1000,8x\n L 1000,0\n"
          " L 1000,99999999\n L 12345678901234567,8\n X 1000,8\n\n L 1000,8\n");
  EXPECT_EQ(T.Accesses.size(), 1u);
  EXPECT_EQ(T.Strange, 9u);
}

TEST(LackeyTrace, LinesLieAcrossTheReadersPieces) {
  std::string Text;
  for (unsigned I = 0; I < 50000; ++I)
    Text += " L " + std::string(1 + I % 8, '1') + ",4\n";
  Trace T(Text);
  ASSERT_EQ(T.Accesses.size(), 50000u);
  EXPECT_EQ(T.Accesses[49999].Address, VirtualAddress(0x11111111));
  EXPECT_EQ(T.Strange, 0u);
}

TEST(LackeyTrace, AnEndlessLineNeedsNoEndlessMemory) {
  Trace T(std::string(1 << 20, 'x') + "\n L 1000,8\n");
  EXPECT_EQ(T.Accesses.size(), 1u);
  EXPECT_EQ(T.Strange, 1u);
}

TEST(LackeyTrace, TheEndOfALongLineIsNoAccess) {
  for (size_t Length = 65530; Length < 65545; ++Length) {
    Trace T(std::string(Length, 'x') + " L 2000,8\n L 1000,8\n");
    EXPECT_EQ(T.Accesses.size(), 1u) << Length;
    EXPECT_EQ(T.Strange, 1u) << Length;
    EXPECT_FALSE(T.IsCut) << Length;
  }
  EXPECT_TRUE(Trace(std::string(1 << 17, 'x')).IsCut);
}

TEST(LackeyTrace, AnEmptyOrMissingTrace) {
  EXPECT_TRUE(Trace("").Accesses.empty());
  llvm::Expected<LackeyReader> Missing = LackeyReader::open("/nonexistent/x");
  ASSERT_FALSE(Missing);
  EXPECT_NE(llvm::toString(Missing.takeError()).find("/nonexistent/x"),
            std::string::npos);
}

} // namespace
