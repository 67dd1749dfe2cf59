//===- AstWalk.cpp --------------------------------------------------------===//
#include "Ast/AstWalk.h"

#include "clang/AST/RecursiveASTVisitor.h"

#include <utility>

using namespace clang;

namespace framewalk {

namespace {

class Walker final : public RecursiveASTVisitor<Walker> {
  using Base = RecursiveASTVisitor<Walker>;

public:
  Walker(AstVisitor &To, AstWalk How) : To(To), How(How) {}

  bool shouldVisitTemplateInstantiations() const { return How.Instantiations; }

  bool TraverseDecl(Decl *D) {
    return !D || !To.enters(*D) || Base::TraverseDecl(D);
  }
  bool TraverseStmt(Stmt *S) {
    if (!S || !How.Statements)
      return true;
    // Told here, not in VisitStmt, which has another form of initialiser lists
    // than those inside have for their parent.
    const Stmt *Parent = std::exchange(Around, S);
    To.visitStmt(*S, Parent);
    Base::TraverseStmt(S);
    Around = Parent;
    return true;
  }
  bool VisitDecl(Decl *D) {
    To.visitDecl(*D);
    return true;
  }

private:
  AstVisitor &To;
  const AstWalk How;
  const Stmt *Around = nullptr;
};

} // namespace

// clang's visitor changes nothing, but knows no const.

void walk(const Decl &From, AstVisitor &To, AstWalk How) {
  Walker(To, How).TraverseDecl(const_cast<Decl *>(&From));
}

void walk(const Stmt &From, AstVisitor &To, AstWalk How) {
  Walker(To, How).TraverseStmt(const_cast<Stmt *>(&From));
}

} // namespace framewalk
