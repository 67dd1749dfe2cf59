//===- RecordOrder.h - Another order of a record's members ----------------===//
#pragma once

#include "clang/AST/Decl.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace clang {
class ASTContext;
}

namespace framewalk::tidy {

/// Both sizes are clang's: the proposal has been laid out by it.
struct BetterOrder {
  uint64_t Size = 0;    ///< bytes, as it is
  uint64_t Padding = 0; ///< of these
  uint64_t Smaller = 0; ///< bytes, in the order proposed
  std::vector<const clang::FieldDecl *> Members;
};

/// An order of \p Record's members that makes it smaller; unset where none is
/// found, or where clang does not lay a copy out as it does the original.
std::optional<BetterOrder> findBetterOrder(clang::ASTContext &Context,
                                           const clang::RecordDecl &Record);

} // namespace framewalk::tidy
