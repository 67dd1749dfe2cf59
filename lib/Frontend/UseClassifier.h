//===- UseClassifier.h - What an expression does to a variable ------------===//
//
// From the name of a variable outwards: which part of it is meant (`s.f`,
// `a[2]`), and whether the part is read, written or has its address taken.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/SourceFacts.h"

#include "clang/AST/Type.h"
#include "llvm/ADT/ArrayRef.h"

namespace clang {
class ASTContext;
class Expr;
class Stmt;
class VarDecl;
} // namespace clang

namespace framewalk {

/// A node on the way from a function's body to the expression that is looked
/// at: a statement, or the variable whose initialiser is inside.
struct Ancestor {
  const clang::Stmt *Node = nullptr;
  const clang::VarDecl *Initialised = nullptr;
  /// The constructor's member or base, for its initialiser.
  clang::SourceLocation Initialiser;
  /// Where instructions of this node may say that they come from; decoded on
  /// demand.
  static constexpr unsigned MaxPlaces = 4;
  SourcePosition Places[MaxPlaces];
  uint8_t PlaceCount = 0;
  bool IsDecoded = false;
};

struct ClassifiedUse {
  AccessKind Kind = AccessKind::Read;
  int64_t Offset = 0;
  uint64_t Size = 0;
  /// Why no code is made; null: there is code.
  const char *Unevaluated = nullptr;
};

/// \p Name is the expression that names an object of \p Type; \p Above are its
/// ancestors, the nearest last.
ClassifiedUse classifyUse(const clang::ASTContext &Context,
                          const clang::Expr *Name, clang::QualType Type,
                          llvm::ArrayRef<Ancestor> Above);

/// Whether the value of \p Value goes nowhere. Code generation makes a load for
/// it, and instruction selection drops that.
bool isValueUnused(const clang::Expr *Value, llvm::ArrayRef<Ancestor> Above);

/// Bytes of \p Type; 0 where they are only known at run time.
uint64_t bytesOf(const clang::ASTContext &Context, clang::QualType Type);

} // namespace framewalk
