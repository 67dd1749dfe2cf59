//===- FunctionSource.h - A function's body as text and as a tree ---------===//
#pragma once

#include "Frontend/PositionTable.h"
#include "Frontend/SourceFacts.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// What the makers of fixes look things up in: who is whose parent, who is used
/// where, what is written where.
class FunctionSource {
public:
  FunctionSource(clang::ASTContext &Context, PositionTable &Positions,
                 const clang::FunctionDecl &Function);

  /// A declaration of one local variable, on its own: `T x = y;`
  struct Local {
    const clang::DeclStmt *Statement = nullptr;
    const clang::VarDecl *Variable = nullptr;
  };
  struct Word {
    llvm::StringRef Text;
    clang::SourceLocation Place;
    bool IsMember = false; ///< `.` or `->` stands before it
  };

  const clang::Stmt *parent(const clang::Stmt *S) const {
    return Parents.lookup(S);
  }
  /// The parent that is not a parenthesis.
  const clang::Stmt *user(const clang::Expr *E) const;
  bool isInside(const clang::Stmt *S, const clang::Stmt *Of) const;
  bool isBefore(clang::SourceLocation A, clang::SourceLocation B) const;
  std::vector<const clang::DeclRefExpr *> usesOf(const clang::VarDecl *V) const;
  /// The declaration of \p D among the function's statements; null: none.
  const clang::DeclStmt *declaring(const clang::Decl *D) const {
    return Declaring.lookup(D);
  }

  /// All of it is written in the file itself.
  bool isPlain(clang::SourceRange Range) const;
  bool namesMacro(clang::SourceRange Range) const;
  std::string text(clang::SourceRange Range) const;
  std::vector<Word> words(clang::SourceRange Range) const;
  bool hasWord(llvm::StringRef Name) const;
  /// The white space that the line of \p Place begins with; unset where
  /// something else stands before it.
  std::optional<std::string> indentation(clang::SourceLocation Place) const;
  /// As the file has it.
  std::string lineEnd() const;
  /// What separates two statements there.
  std::string separator(clang::SourceLocation Place) const;
  /// Behind the last token of \p Range.
  clang::SourceLocation behind(clang::SourceRange Range) const;

  TextEdit insert(clang::SourceLocation Place, std::string New) const;
  TextEdit replace(clang::SourceRange Old, std::string New) const;
  /// With its line, where it stands there alone.
  TextEdit removeStatement(clang::SourceRange Old) const;
  framewalk::SourceRange range(clang::SourceRange Range) const;
  SourcePosition at(clang::SourceLocation Place) const {
    return Positions.at(Place);
  }

  clang::ASTContext &Context;
  const clang::FunctionDecl &Function;
  const clang::CompoundStmt *Body = nullptr; ///< null: not to be changed
  const bool IsCxx;
  std::vector<Local> Locals;
  std::vector<const clang::NamedDecl *> Declared; ///< in the body
  std::vector<const clang::DeclRefExpr *> Uses;
  std::vector<const clang::ReturnStmt *> Returns;
  std::vector<const clang::LambdaExpr *> Lambdas;
  std::vector<const clang::BinaryOperator *> Assignments;
  bool HasLabels = false;

private:
  class Reader;
  /// The text of the file around \p Place: what is before it and from it on.
  std::pair<llvm::StringRef, llvm::StringRef>
  around(clang::SourceLocation Place) const;

  PositionTable &Positions;
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> Parents;
  llvm::DenseMap<const clang::Decl *, const clang::DeclStmt *> Declaring;
};

/// A caller, a new variable or a closure can have a copy.
bool isCopyable(clang::QualType Type);
/// The variable's value is only looked at, as is that of a constant.
bool isRead(const FunctionSource &Source, const clang::DeclRefExpr *Use);

// Each adds what it would change; one file each.
void widenScopes(const FunctionSource &Source, std::vector<FixFact> &Fixes);
void captureByValue(const FunctionSource &Source, std::vector<FixFact> &Fixes);
void nameTemporaries(const FunctionSource &Source, std::vector<FixFact> &Fixes);
void allocate(const FunctionSource &Source, std::vector<FixFact> &Fixes);
void resetHolders(const FunctionSource &Source, std::vector<FixFact> &Fixes);

} // namespace framewalk
