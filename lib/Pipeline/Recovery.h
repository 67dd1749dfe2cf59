//===- Recovery.h - A crash of clang ends one unit, not the process -------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>

namespace framewalk {

/// Once, by a main program, before the first explain(): lets the process
/// survive where clang crashes on an input.
void enableCrashRecovery();

/// Runs \p Work on a thread of its own, with a stack for deeply nested sources.
/// Where it crashes, the result says how; empty: it did not.
std::string runSafely(llvm::function_ref<void()> Work);

} // namespace framewalk
