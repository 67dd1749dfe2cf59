//===- CodeSelection.h - Code of some functions only ----------------------===//
#pragma once

#include "llvm/ADT/StringSet.h"

#include <utility>
#include <vector>

namespace clang {
class ASTContext;
class CodeGenerator;
class CompilerInstance;
class FunctionDecl;
class Stmt;
} // namespace clang

namespace framewalk {

/// Makes the code generation of \p Instance that begins next leave the
/// functions with these symbols out of the object: they are declared there as
/// their definitions are. The others' code stays what it would have been; where
/// that cannot be had, because functions become parts of others, nothing is
/// left out.
void leaveOut(const llvm::StringSet<> &Symbols, clang::ASTContext &Context,
              clang::CompilerInstance &Instance);

/// While one is alive, functions whose symbols are not among some have bodies
/// without anything in them, where the others' code does not depend on that: in
/// C. They are to be declarations in the end.
class OtherBodiesEmptied {
public:
  OtherBodiesEmptied(clang::ASTContext &Context, const llvm::StringSet<> &Kept);
  ~OtherBodiesEmptied();
  OtherBodiesEmptied(const OtherBodiesEmptied &) = delete;
  OtherBodiesEmptied &operator=(const OtherBodiesEmptied &) = delete;

  /// Has code generated of those \p Symbols that nothing may refer to now.
  void generate(const llvm::StringSet<> &Symbols,
                clang::CodeGenerator &Code) const;

private:
  std::vector<std::pair<clang::FunctionDecl *, clang::Stmt *>> Emptied;
  std::vector<clang::FunctionDecl *> Others;
};

} // namespace framewalk
