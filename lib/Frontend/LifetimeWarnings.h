//===- LifetimeWarnings.h - clang's groups of warnings about lifetimes ----===//
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace clang {
class CompilerInvocation;
}

namespace framewalk {

/// clang's newer analysis, which is behind a flag, for C++. It stays off where
/// a precompiled header or a module is read: clang takes only those that were
/// made with the same options.
void enableLifetimeSafety(clang::CompilerInvocation &Clang);

/// Each as its flag has it, "return-stack-address": what they say is told as a
/// finding.
inline llvm::ArrayRef<llvm::StringRef> lifetimeWarnings() {
  static constexpr llvm::StringRef All[] = {
      "return-stack-address",
      "dangling",
      "dangling-gsl",
      "dangling-assignment",
      "dangling-assignment-gsl",
      "dangling-capture",
      "dangling-field",
      "dangling-initializer-list",
      "experimental-lifetime-safety-permissive",
      "experimental-lifetime-safety-strict"};
  return All;
}

} // namespace framewalk
