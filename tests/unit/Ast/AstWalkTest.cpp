//===- AstWalkTest.cpp ----------------------------------------------------===//
#include "Ast/AstWalk.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"

#include <gmock/gmock.h>

#include <set>

using namespace clang;
using testing::ElementsAre;

namespace framewalk {

namespace {

/// Writes down what it hears: the names of declarations, and of statements what
/// they are.
class Listener final : public AstVisitor {
public:
  bool enters(const Decl &D) override {
    return Closed.empty() || nameOf(D) != Closed;
  }
  void visitDecl(const Decl &D) override {
    if (isa<ValueDecl, RecordDecl>(D))
      Heard.push_back(nameOf(D));
  }
  void visitStmt(const Stmt &S, const Stmt *Parent) override {
    EXPECT_TRUE(!Parent || Met.contains(Parent)) << S.getStmtClassName();
    Met.insert(&S);
    if (auto *Number = dyn_cast<IntegerLiteral>(&S))
      Heard.push_back(std::to_string(Number->getValue().getZExtValue()) +
                      (Parent ? Parent->getStmtClassName() : "nothing"));
    else if (isa<ReturnStmt>(S))
      Heard.push_back("return");
  }

  static std::string nameOf(const Decl &D) {
    auto *Named = dyn_cast<NamedDecl>(&D);
    return Named ? Named->getNameAsString() : "";
  }

  std::string Closed; ///< the name of what it does not enter
  std::vector<std::string> Heard;

private:
  std::set<const Stmt *> Met;
};

class AstWalkTest : public testing::Test {
protected:
  void parse(const char *Code) {
    Unit = tooling::buildASTFromCodeWithArgs(Code, {"-std=c++20"});
    ASSERT_TRUE(Unit && !Unit->getDiagnostics().hasErrorOccurred());
  }
  const std::vector<std::string> &heard(AstWalk How = {}) {
    walk(*Unit->getASTContext().getTranslationUnitDecl(), Told, How);
    return Told.Heard;
  }

  std::unique_ptr<ASTUnit> Unit;
  Listener Told;
};

} // namespace

TEST_F(AstWalkTest, TellsWhatIsWrittenInItsOrder) {
  parse("int f(int a) { int b = 1; return 2; } int c = 3;");
  EXPECT_THAT(heard(), ElementsAre("f", "a", "b", "1DeclStmt", "return",
                                   "2ReturnStmt", "c", "3nothing"));
}

TEST_F(AstWalkTest, PassesOverWhatIsNotEntered) {
  parse("int f() { return 1; } int g() { return 2; }");
  Told.Closed = "f";
  EXPECT_THAT(heard(), ElementsAre("g", "return", "2ReturnStmt"));
}

TEST_F(AstWalkTest, TellsOfInstantiationsIfAsked) {
  parse("template <class T> T f(T a) { return 1; } int b = f(2);");
  EXPECT_THAT(heard(),
              ElementsAre("f", "a", "return", "1ReturnStmt", "b", "2CallExpr"));
  Told.Heard.clear();
  EXPECT_THAT(heard({.Instantiations = true}),
              ElementsAre("f", "a", "return", "1ReturnStmt", "f", "a", "return",
                          "1ReturnStmt", "b", "2CallExpr"));
}

TEST_F(AstWalkTest, TellsOfDeclarationsAlone) {
  parse("int f(int a) { struct S {}; return 1; } int b = 2;");
  EXPECT_THAT(heard({.Statements = false}), ElementsAre("f", "a", "b"));
}

TEST_F(AstWalkTest, EntersBodiesOfLambdas) {
  parse("auto f = [] { return 1; };");
  EXPECT_THAT(heard(), ElementsAre("f", "return", "1ReturnStmt"));
}

TEST_F(AstWalkTest, DoesNotTellOfImplicitCode) {
  parse("struct S { int A = 1; }; S s; S t = s;");
  EXPECT_THAT(heard(), ElementsAre("S", "A", "1nothing", "s", "t"));
}

TEST_F(AstWalkTest, ParentsReachThroughDeclarations) {
  parse("void f() { struct S { int A = 1; }; int b[] = {2}; }");
  EXPECT_THAT(heard(),
              ElementsAre("f", "S", "A", "1DeclStmt", "b", "2InitListExpr"));
}

TEST_F(AstWalkTest, ListsAreTheParentsOfWhatIsInThem) {
  parse("struct S { int A, B; }; void f() { S s = {1}; }");
  EXPECT_THAT(heard(), ElementsAre("S", "A", "B", "f", "s", "1InitListExpr"));
}

TEST_F(AstWalkTest, BeginsAtAStatement) {
  parse("void f() { int a = 1; }");
  for (const Decl *D : Unit->getASTContext().getTranslationUnitDecl()->decls())
    if (const Stmt *Body = D->getBody())
      walk(*Body, Told);
  EXPECT_THAT(Told.Heard, ElementsAre("a", "1DeclStmt"));
}

} // namespace framewalk
