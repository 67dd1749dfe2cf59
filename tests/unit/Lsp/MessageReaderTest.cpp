//===- MessageReaderTest.cpp ----------------------------------------------===//

#include "Lsp/MessageReader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace framewalk;

namespace {

/// Values as text, problems as "!".
std::vector<std::string> readAll(MessageReader &Reader) {
  std::vector<std::string> Result;
  while (auto Message = Reader.next()) {
    std::string Text = "!";
    if (Message->Problem.empty()) {
      Text.clear();
      llvm::raw_string_ostream(Text) << Message->Value;
    }
    Result.push_back(Text);
  }
  return Result;
}

std::vector<std::string> read(llvm::StringRef Bytes) {
  MessageReader Reader;
  Reader.feed(Bytes);
  return readAll(Reader);
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(MessageReader, ReadsWhatIsFramed) {
  EXPECT_THAT(read(framed(1) + framed("two")), ElementsAre("1", "\"two\""));
}

TEST(MessageReader, TakesBytesAsTheyCome) {
  MessageReader Reader;
  std::vector<std::string> All;
  std::string Text = framed("é") + framed(llvm::json::Array{1, 2});
  for (char C : Text) {
    Reader.feed(llvm::StringRef(&C, 1));
    for (std::string &Each : readAll(Reader))
      All.push_back(Each);
  }
  EXPECT_THAT(All, ElementsAre("\"é\"", "[1,2]"));
}

TEST(MessageReader, HeadersInAnyCaseAndOrder) {
  EXPECT_THAT(read("Content-Type: x\r\ncontent-length:  1 \r\n\r\n7"),
              ElementsAre("7"));
  EXPECT_THAT(read("Content-Length: 1\n\n7"), ElementsAre("7"));
}

TEST(MessageReader, GoesOnBehindWrongJson) {
  EXPECT_THAT(read("Content-Length: 3\r\n\r\n{,}" + framed(1)),
              ElementsAre("!", "1"));
}

TEST(MessageReader, GoesOnBehindATruncatedMessage) {
  // The length counts part of what follows.
  EXPECT_THAT(
      read("Content-Length: 40\r\n\r\n{\"jsonrpc\"" + framed(1) + framed(2)),
      ElementsAre("!", "1", "2"));
}

TEST(MessageReader, GoesOnBehindATooShortLength) {
  EXPECT_THAT(read("Content-Length: 1\r\n\r\n12345" + framed(1)),
              ElementsAre("1", "!", "1"));
}

TEST(MessageReader, GoesOnBehindGarbage) {
  EXPECT_THAT(read("garbage\r\n\r\n" + framed(1)), ElementsAre("!", "1"));
  EXPECT_THAT(read("garbage" + framed(1)), ElementsAre("!", "1"));
  EXPECT_THAT(read(std::string(5000, 'x') + framed(1)), ElementsAre("!", "1"));
}

TEST(MessageReader, RefusesLengthsThatNoMessageHas) {
  for (const char *Length : {"-1", "x", "99999999999999999999", "9999999999"})
    EXPECT_THAT(
        read(std::string("Content-Length: ") + Length + "\r\n\r\n" + framed(1)),
        ElementsAre("!", "1"))
        << Length;
}

TEST(MessageReader, RefusesWhatTheParserWouldRecurseInto) {
  std::string Deep(100'000, '[');
  EXPECT_THAT(read("Content-Length: 100000\r\n\r\n" + Deep + framed(1)),
              ElementsAre("!", "1"));
  // Brackets in a text are only letters.
  EXPECT_THAT(read(framed(std::string(1000, '['))).size(), 1u);
}

TEST(MessageReader, RefusesWhatIsNotUtf8) {
  EXPECT_THAT(read("Content-Length: 3\r\n\r\n\"\xff\""), ElementsAre("!"));
}

TEST(MessageReader, WaitsForTheRest) {
  EXPECT_THAT(read("Content-Length: 10\r\n\r\n123"), IsEmpty());
  EXPECT_THAT(read("Content-Len"), IsEmpty());
}

} // namespace
