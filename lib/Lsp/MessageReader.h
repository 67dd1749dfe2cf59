//===- MessageReader.h - Messages out of a stream of bytes ----------------===//
//
// The framing of the language server protocol: headers, an empty line, JSON.
// LLVM's JSONTransport ends at the first message that is none, and waits in the
// middle of one; this takes bytes as they come and goes on behind what it
// cannot read.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

#include <optional>
#include <string>

namespace framewalk {

class MessageReader {
public:
  struct Message {
    llvm::json::Value Value = nullptr;
    /// Why there is no value; empty: there is one.
    std::string Problem;
  };

  void feed(llvm::StringRef Bytes);

  /// Unset: it takes more bytes.
  std::optional<Message> next();

  /// The text alone, of somebody who frames it rightly.
  std::optional<std::string> nextText();

private:
  Message problem(const char *What);
  void skipToHeader();
  void drop(size_t Count);

  std::string Buffer;
  size_t Begin = 0; ///< of what has not been read, in Buffer
  /// Of the message whose headers have been read.
  std::optional<size_t> Length;
};

/// "Content-Length: ..." and the text of \p Value.
std::string framed(const llvm::json::Value &Value);
std::string framedText(llvm::StringRef Text);
std::string textOf(const llvm::json::Value &Value);

} // namespace framewalk
