//===- JsonMembers.h - Writing JSON, member by member ---------------------===//
#pragma once

#include "Model/FrameLayout.h"
#include "Model/ProgramMemory.h"
#include "Model/SourceRange.h"
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

/// What the writers of all documents have in common. Several may write parts of
/// one document.
class JsonMembers {
protected:
  explicit JsonMembers(llvm::json::OStream &J) : J(J) {}

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
  /// Ids, and offsets from the CFA.
  template <typename T>
  void valueOrNull(llvm::StringRef Key, const std::optional<T> &Of) {
    if (Of)
      number(Key, Of->Value);
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

  /// Virtual and physical ones.
  template <typename T>
  void addressOrNull(llvm::StringRef Key, const std::optional<T> &Address) {
    if (Address)
      hex(Key, Address->Value);
    else
      null(Key);
  }

  void lineAndColumn(const SourcePosition &P) {
    number("line", P.Line);
    number("column", P.Column);
  }
  /// The members "base" and "displacement"; null where only the CFA says where
  /// it is.
  void operand(std::string_view Base, int64_t Displacement);
  void frameSize(llvm::StringRef Key, FrameSize Size);
  /// A process: its frames, areas and events.
  void programMemory(const ProgramMemory &P);

  llvm::json::OStream &J;
};

} // namespace framewalk
