//===- Packing.h - Strings one behind the other ---------------------------===//
//
// For what only framewalk itself reads: messages of its worker processes, and
// the cache.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"

#include <cstdint>
#include <optional>
#include <string>

namespace framewalk {

inline void packNumber(std::string &Into, uint64_t Value) {
  char Bytes[8];
  llvm::support::endian::write64le(Bytes, Value);
  Into.append(Bytes, sizeof Bytes);
}

inline void packText(std::string &Into, llvm::StringRef Text) {
  packNumber(Into, Text.size());
  Into += Text;
}

/// Takes them off the front of a text again. What is cut short reads as 0 and
/// "", and is remembered.
class Unpacker {
public:
  explicit Unpacker(llvm::StringRef Packed) : Rest(Packed) {}

  uint64_t number() {
    if (Rest.size() < 8) {
      IsShort = true;
      return 0;
    }
    uint64_t Value = llvm::support::endian::read64le(Rest.data());
    Rest = Rest.drop_front(8);
    return Value;
  }
  llvm::StringRef text() {
    uint64_t Size = number();
    if (Size > Rest.size()) {
      IsShort = true;
      return "";
    }
    llvm::StringRef Text = Rest.take_front(Size);
    Rest = Rest.drop_front(Size);
    return Text;
  }
  llvm::StringRef rest() const { return Rest; }
  bool isGood() const { return !IsShort; }

private:
  llvm::StringRef Rest;
  bool IsShort = false;
};

} // namespace framewalk
