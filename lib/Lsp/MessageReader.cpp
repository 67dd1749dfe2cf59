//===- MessageReader.cpp --------------------------------------------------===//

#include "Lsp/MessageReader.h"

#include "Support/ParseJson.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using llvm::StringRef;

namespace {

constexpr StringRef LengthHeader = "content-length:";
/// Headers are shorter; this is none.
constexpr size_t MostHeaderBytes = 4096;
/// No compiler takes such a text.
constexpr size_t MostBodyBytes = 256u << 20;

struct Headers {
  size_t Size = 0; ///< with the empty line
  std::optional<size_t> Length;
};

/// Unset: the empty line is not there yet.
std::optional<Headers> readHeaders(StringRef Text) {
  Headers Result;
  StringRef Rest = Text;
  while (true) {
    size_t End = Rest.find('\n');
    if (End == Rest.npos)
      return std::nullopt;
    StringRef Line = Rest.take_front(End).rtrim('\r');
    Rest = Rest.drop_front(End + 1);
    if (Line.empty()) {
      Result.Size = Text.size() - Rest.size();
      return Result;
    }
    size_t Length = 0;
    if (Line.consume_front_insensitive(LengthHeader) &&
        !Line.trim().getAsInteger(10, Length))
      Result.Length = Length;
  }
}

} // namespace

void MessageReader::feed(StringRef Bytes) {
  if (Begin > Buffer.size() / 2) {
    Buffer.erase(0, Begin);
    Begin = 0;
  }
  Buffer += Bytes;
}

void MessageReader::drop(size_t Count) {
  Begin += Count;
  if (Begin == Buffer.size()) {
    Buffer = {}; // the last message may have been a large one
    Begin = 0;
  }
}

/// To the next place that looks like a message.
void MessageReader::skipToHeader() {
  StringRef Rest = StringRef(Buffer).drop_front(Begin);
  size_t Found = Rest.find_insensitive(LengthHeader, 1);
  // Behind the last byte, there may be more of a header.
  drop(Found == Rest.npos ? Rest.size() - LengthHeader.size() : Found);
}

MessageReader::Message MessageReader::problem(const char *What) {
  return {.Value = nullptr, .Problem = What};
}

std::optional<MessageReader::Message> MessageReader::next() {
  StringRef Rest = StringRef(Buffer).drop_front(Begin);
  if (!Length) {
    // A line break between messages is nobody's fault.
    StringRef Trimmed = Rest.ltrim("\r\n");
    drop(Rest.size() - Trimmed.size());
    Rest = StringRef(Buffer).drop_front(Begin);
    std::optional<Headers> Found = readHeaders(Rest);
    if (!Found && Rest.size() > MostHeaderBytes) {
      skipToHeader();
      return problem("a message's headers do not end");
    }
    if (!Found)
      return std::nullopt;
    if (!Found->Length || *Found->Length > MostBodyBytes) {
      // One may begin in the middle of a line.
      size_t Inside =
          Rest.take_front(Found->Size).find_insensitive(LengthHeader, 1);
      drop(Inside == Rest.npos ? Found->Size : Inside);
      return problem(Found->Length ? "a message is too long"
                                   : "a message without a Content-Length");
    }
    drop(Found->Size);
    Length = Found->Length;
    Rest = StringRef(Buffer).drop_front(Begin);
  }
  if (Rest.size() < *Length)
    return std::nullopt;
  StringRef Body = Rest.take_front(*Length);
  Length.reset();
  llvm::Expected<llvm::json::Value> Parsed = parseJson(Body);
  if (Parsed) {
    Message Result = {.Value = std::move(*Parsed), .Problem = ""};
    drop(Body.size());
    return Result;
  }
  Message Result = {.Value = nullptr,
                    .Problem = llvm::toString(Parsed.takeError())};
  // Cut short, it has the next one in its tail.
  size_t Inside = Body.find_insensitive(LengthHeader);
  drop(Inside == Body.npos ? Body.size() : Inside);
  return Result;
}

std::optional<std::string> MessageReader::nextText() {
  StringRef Rest = StringRef(Buffer).drop_front(Begin);
  std::optional<Headers> Found = readHeaders(Rest);
  if (!Found || !Found->Length || Rest.size() < Found->Size + *Found->Length)
    return std::nullopt;
  std::string Text = Rest.substr(Found->Size, *Found->Length).str();
  drop(Found->Size + *Found->Length);
  return Text;
}

std::string framewalk::textOf(const llvm::json::Value &Value) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  OS.SetBufferSize(1 << 14); // JSON is written character by character
  OS << Value;
  OS.flush();
  return Text;
}

std::string framewalk::framedText(StringRef Text) {
  return llvm::formatv("Content-Length: {0}\r\n\r\n{1}", Text.size(), Text);
}

std::string framewalk::framed(const llvm::json::Value &Value) {
  return framedText(textOf(Value));
}
