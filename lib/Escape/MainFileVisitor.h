//===- MainFileVisitor.h - The functions of the file that is checked ------===//
#pragma once

#include "Ast/AstWalk.h"

#include "clang/Basic/SourceLocation.h"

#include <utility>

namespace clang {
class ASTContext;
class SourceManager;
} // namespace clang

namespace framewalk::escape {

/// Passes over what other files declare, with all that is in it.
class MainFileVisitor : public AstVisitor {
public:
  explicit MainFileVisitor(const clang::ASTContext &Context);

  bool enters(const clang::Decl &D) override;

protected:
  /// Line and column, those of the expansion in a macro; 0 and 0: unknown.
  std::pair<unsigned, unsigned> placeOf(clang::SourceLocation Where) const;

  const clang::SourceManager &Sources;
};

} // namespace framewalk::escape
