//===- AstWalk.h - The one way through clang's AST ------------------------===//
//
// Nobody else derives from clang's visitors. Each class derived from the
// dynamic one has a table of a thousand functions, and where framewalk is a
// module of clang, the loader looks all of them up by name before clang has
// read a line: nine such classes cost each compilation a millisecond. A class
// made of the template instead is 160 KB of code. So there is one of these, and
// what it meets is told to an AstVisitor, who asks for its kind:
// dyn_cast<VarDecl>(&D).
//
//===----------------------------------------------------------------------===//
#pragma once

namespace clang {
class Decl;
class Stmt;
} // namespace clang

namespace framewalk {

/// Hears of everything that is written, in the source's order, and of each
/// before what is inside it.
class AstVisitor {
public:
  virtual ~AstVisitor() = default;

  /// False: the declaration is passed over, with all that is in it.
  virtual bool enters(const clang::Decl &) { return true; }
  virtual void visitDecl(const clang::Decl &) {}
  /// \p Parent is the nearest statement around it, where declarations between
  /// the two do not count; null: the walk met none.
  virtual void visitStmt(const clang::Stmt &, const clang::Stmt * /*Parent*/) {}
};

struct AstWalk {
  bool Instantiations = false; ///< of templates, too
  bool Statements = true;      ///< false: of declarations alone
};

void walk(const clang::Decl &From, AstVisitor &To, AstWalk How = {});
void walk(const clang::Stmt &From, AstVisitor &To, AstWalk How = {});

} // namespace framewalk
