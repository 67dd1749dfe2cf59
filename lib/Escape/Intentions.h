//===- Intentions.h - What functions without bodies are called for --------===//
//
// A body in another file may reset a pointer that this one has set. Whether it
// does, only its name says: push() and pop(), add and remove, attach and
// detach. And whoever waits for another thread lets it do anything meanwhile.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace framewalk::escape {

enum class Intention : uint8_t {
  Unknown,
  TakesAway, ///< from what it can reach by its arguments
  Waits,     ///< until others have done something
};

/// By the words in the name of the function; \p Symbol may be mangled.
Intention intentionOf(llvm::StringRef Symbol);

} // namespace framewalk::escape
