//===- LifetimeWarnings.h - clang's groups of warnings about lifetimes ----===//
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace framewalk {

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
