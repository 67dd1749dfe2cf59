//===- FactsIndex.h - Which facts a captured function belongs to ----------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

namespace framewalk {

/// Finds facts by symbol. Lambdas of internal functions have symbols with a
/// number ("$_0") that clang gives in the order of its own work; where the
/// facts count otherwise, the line decides.
class FactsIndex {
public:
  explicit FactsIndex(const SourceFacts &Facts);

  /// None: a function that the compiler made, or one of a header.
  const FunctionFacts *find(const CapturedFrame &Frame) const;

private:
  const FunctionFacts *findSymbol(llvm::StringRef Symbol) const;
  const FunctionFacts *findUnnumbered(const CapturedFrame &Frame) const;

  const SourceFacts &Facts;
  llvm::StringMap<size_t> BySymbol;
  /// Symbols without the numbers of their lambdas.
  llvm::StringMap<llvm::SmallVector<size_t, 2>> ByPattern;
};

} // namespace framewalk
