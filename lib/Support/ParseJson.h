//===- ParseJson.h - JSON from anywhere -----------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace framewalk {

/// llvm::json::parse for text that somebody else wrote: LLVM's parser needs
/// stack for each level of nesting, and has no limit.
llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef Text);

} // namespace framewalk
