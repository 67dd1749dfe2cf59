//===- SarifMembers.h - What the writers of SARIF have in common ----------===//
#pragma once

#include "Render/JsonMembers.h"

namespace framewalk {

class SarifMembers : protected JsonMembers {
protected:
  explicit SarifMembers(llvm::json::OStream &J) : JsonMembers(J) {}

  /// 3.11: a message object, and whatever else is a text in an object.
  void message(std::string_view Text, llvm::StringRef Key = "message") {
    J.attributeObject(Key, [&] { text("text", Text); });
  }
};

} // namespace framewalk
