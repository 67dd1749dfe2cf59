//===- JsonMembers.h - Writing JSON, member by member ---------------------===//
#pragma once

#include "Model/ProgramMemory.h"
#include "Support/Ids.h"

#include "llvm/Support/JSON.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// As a JSON string; what is not UTF-8 is replaced.
void writeString(llvm::raw_ostream &OS, std::string_view Text);
/// "0x7ffffffef000": a string, for JSON's numbers are doubles to many readers.
void writeHex(llvm::raw_ostream &OS, uint64_t Value);

/// What the writers of all documents have in common.
class JsonMembers {
protected:
  explicit JsonMembers(llvm::raw_ostream &OS) : J(OS) {}

  void text(llvm::StringRef Key, std::string_view Value) {
    J.attributeBegin(Key);
    string(Value);
    J.attributeEnd();
  }
  void string(std::string_view Value) {
    J.rawValue([&](llvm::raw_ostream &OS) { writeString(OS, Value); });
  }
  /// Only where there is something to say.
  void textUnlessEmpty(llvm::StringRef Key, std::string_view Value) {
    if (!Value.empty())
      text(Key, Value);
  }
  void number(llvm::StringRef Key, int64_t Value) { J.attribute(Key, Value); }
  void null(llvm::StringRef Key) { J.attribute(Key, nullptr); }
  template <typename T>
  void numberOrNull(llvm::StringRef Key, const std::optional<T> &Value) {
    if (Value)
      number(Key, int64_t(*Value));
    else
      null(Key);
  }
  void slotOrNull(llvm::StringRef Key, std::optional<SlotId> Slot) {
    if (Slot)
      number(Key, Slot->Value);
    else
      null(Key);
  }
  void hex(llvm::StringRef Key, uint64_t Value) {
    J.attributeBegin(Key);
    J.rawValue([&](llvm::raw_ostream &OS) { writeHex(OS, Value); });
    J.attributeEnd();
  }
  void texts(llvm::StringRef Key, const std::vector<std::string> &Values) {
    J.attributeArray(Key, [&] {
      for (const std::string &V : Values)
        string(V);
    });
  }

  void hexOrNull(llvm::StringRef Key, std::optional<uint64_t> Value) {
    if (Value)
      hex(Key, *Value);
    else
      null(Key);
  }
  /// A process: its frames, areas and events.
  void programMemory(const ProgramMemory &P);

  llvm::json::OStream J;
};

} // namespace framewalk
