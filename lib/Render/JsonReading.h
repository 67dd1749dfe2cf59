//===- JsonReading.h - Reading JSON, member by member ---------------------===//
//
// What is missing, or of another kind, is empty: documents of other versions
// have other members.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// The object that \p Text is; an error says what it is instead.
llvm::Expected<llvm::json::Object> readObject(llvm::StringRef Text);

const llvm::json::Object &objectOf(const llvm::json::Value &V);
const llvm::json::Array &listIn(const llvm::json::Object &O,
                                llvm::StringRef Key);
const llvm::json::Object &objectIn(const llvm::json::Object &O,
                                   llvm::StringRef Key);
std::string textIn(const llvm::json::Object &O, llvm::StringRef Key);
std::vector<std::string> textsIn(const llvm::json::Object &O,
                                 llvm::StringRef Key);
int64_t numberIn(const llvm::json::Object &O, llvm::StringRef Key);
/// Unset where there is none: null has a meaning of its own.
std::optional<uint64_t> countIn(const llvm::json::Object &O,
                                llvm::StringRef Key);
bool isTrueIn(const llvm::json::Object &O, llvm::StringRef Key);

} // namespace framewalk
