//===- FunctionFilter.h - --function=NAME ---------------------------------===//
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"

#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// Chooses functions by name: exactly (the qualified name, its last part or the
/// symbol), or by a glob where the pattern has `*`, `?` or `[`.
class FunctionFilter {
public:
  /// No pattern chooses every function.
  static llvm::Expected<FunctionFilter>
  create(const std::vector<std::string> &Patterns);

  bool matches(std::string_view Name, std::string_view LinkageName) const;

private:
  std::vector<std::string> Exact;
  std::vector<llvm::GlobPattern> Globs;
};

/// "draw" of "ns::Widget<a::b>::draw".
std::string_view unqualified(std::string_view Name);

/// At most \p Count of \p Available, the most similar to \p Wanted first.
std::vector<std::string> nearestNames(std::string_view Wanted,
                                      const std::vector<std::string> &Available,
                                      size_t Count);

} // namespace framewalk
