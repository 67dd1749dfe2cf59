//===- FunctionSource.cpp -------------------------------------------------===//
#include "Frontend/FunctionSource.h"

#include "Ast/AstWalk.h"

#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace framewalk {

class FunctionSource::Reader final : public AstVisitor {
public:
  explicit Reader(FunctionSource &Source) : Source(Source) {}

  void visitDecl(const Decl &D) override {
    if (auto *Named = dyn_cast<NamedDecl>(&D))
      Source.Declared.push_back(Named);
  }
  void visitStmt(const Stmt &S, const Stmt *Parent) override {
    if (Parent)
      Source.Parents[&S] = Parent;
    if (auto *Declaration = dyn_cast<DeclStmt>(&S))
      readDeclaration(*Declaration);
    else if (auto *Use = dyn_cast<DeclRefExpr>(&S))
      Source.Uses.push_back(Use);
    else if (auto *Return = dyn_cast<ReturnStmt>(&S))
      Source.Returns.push_back(Return);
    else if (auto *Lambda = dyn_cast<LambdaExpr>(&S))
      Source.Lambdas.push_back(Lambda);
    else if (auto *Operator = dyn_cast<BinaryOperator>(&S);
             Operator && Operator->getOpcode() == BO_Assign)
      Source.Assignments.push_back(Operator);
    else if (isa<LabelStmt>(S))
      Source.HasLabels = true;
  }

private:
  void readDeclaration(const DeclStmt &S) {
    for (const Decl *D : S.decls())
      Source.Declaring[D] = &S;
    const auto *V =
        S.isSingleDecl() ? dyn_cast<VarDecl>(S.getSingleDecl()) : nullptr;
    if (V && V->hasLocalStorage() && V->getIdentifier() && !V->hasAttrs() &&
        !V->isImplicit() && !isa<DecompositionDecl>(V) &&
        Source.isPlain(S.getSourceRange()))
      Source.Locals.push_back({&S, V});
  }

  FunctionSource &Source;
};

FunctionSource::FunctionSource(ASTContext &Context, PositionTable &Positions,
                               const FunctionDecl &Function)
    : Context(Context), Function(Function),
      IsCxx(Context.getLangOpts().CPlusPlus), Positions(Positions) {
  const SourceManager &Sources = Context.getSourceManager();
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Function.getBody());
  if (!Block || Function.isTemplateInstantiation() ||
      Block->getBeginLoc().isMacroID() || Block->getEndLoc().isMacroID() ||
      Sources.getPresumedLineNumber(Block->getEndLoc()) !=
          Sources.getSpellingLineNumber(Block->getEndLoc()))
    return;
  Body = Block;
  Reader R(*this);
  walk(*Body, R);
}

const Stmt *FunctionSource::user(const Expr *E) const {
  const Stmt *Above = parent(E);
  while (isa_and_nonnull<ParenExpr>(Above))
    Above = parent(Above);
  return Above;
}

bool FunctionSource::isInside(const Stmt *S, const Stmt *Of) const {
  while (S && S != Of)
    S = parent(S);
  return S == Of;
}

bool FunctionSource::isBefore(SourceLocation A, SourceLocation B) const {
  return Context.getSourceManager().isBeforeInTranslationUnit(A, B);
}

std::vector<const DeclRefExpr *>
FunctionSource::usesOf(const VarDecl *V) const {
  std::vector<const DeclRefExpr *> Found;
  llvm::copy_if(Uses, std::back_inserter(Found),
                [&](const DeclRefExpr *E) { return E->getDecl() == V; });
  return Found;
}

bool FunctionSource::isPlain(clang::SourceRange Range) const {
  return Range.isValid() && !Range.getBegin().isMacroID() &&
         !Range.getEnd().isMacroID() &&
         Context.getSourceManager().isWrittenInSameFile(Range.getBegin(),
                                                        Range.getEnd());
}

std::string FunctionSource::text(clang::SourceRange Range) const {
  return Lexer::getSourceText(CharSourceRange::getTokenRange(Range),
                              Context.getSourceManager(), Context.getLangOpts())
      .str();
}

SourceLocation FunctionSource::behind(clang::SourceRange Range) const {
  return Lexer::getLocForEndOfToken(
      Range.getEnd(), 0, Context.getSourceManager(), Context.getLangOpts());
}

std::pair<llvm::StringRef, llvm::StringRef>
FunctionSource::around(SourceLocation Place) const {
  auto [File, Offset] = Context.getSourceManager().getDecomposedLoc(Place);
  llvm::StringRef All = Context.getSourceManager().getBufferData(File);
  return {All.substr(0, Offset), All.substr(Offset)};
}

std::vector<FunctionSource::Word>
FunctionSource::words(clang::SourceRange Range) const {
  const SourceManager &Sources = Context.getSourceManager();
  auto [File, Offset] = Sources.getDecomposedLoc(Range.getBegin());
  llvm::StringRef All = Sources.getBufferData(File);
  Lexer Reader(Sources.getLocForStartOfFile(File), Context.getLangOpts(),
               All.begin(), All.begin() + Offset, All.end());
  std::vector<Word> Found;
  tok::TokenKind Before = tok::unknown;
  Token Each;
  while (!Reader.LexFromRawLexer(Each) &&
         !isBefore(Range.getEnd(), Each.getLocation())) {
    if (Each.is(tok::raw_identifier))
      Found.push_back({Each.getRawIdentifier(), Each.getLocation(),
                       Before == tok::period || Before == tok::arrow});
    Before = Each.getKind();
  }
  return Found;
}

bool FunctionSource::hasWord(llvm::StringRef Name) const {
  return llvm::any_of(words(Function.getSourceRange()),
                      [&](const Word &W) { return W.Text == Name; });
}

bool FunctionSource::namesMacro(clang::SourceRange Range) const {
  return llvm::any_of(words(Range), [&](const Word &W) {
    return W.Text != "NULL" && W.Text != "true" && W.Text != "false" &&
           W.Text != "bool" && Context.Idents.get(W.Text).hadMacroDefinition();
  });
}

std::optional<std::string>
FunctionSource::indentation(SourceLocation Place) const {
  llvm::StringRef Before = around(Place).first;
  llvm::StringRef Line = Before.substr(Before.rfind('\n') + 1);
  return Line.trim(" \t").empty() ? std::optional(Line.str()) : std::nullopt;
}

std::string FunctionSource::lineEnd() const {
  auto [Before, After] = around(Body->getEndLoc());
  llvm::StringRef End = Before.contains('\n') ? Before : After;
  return End.take_front(End.find('\n')).ends_with('\r') ? "\r\n" : "\n";
}

std::string FunctionSource::separator(SourceLocation Place) const {
  std::optional<std::string> Indentation = indentation(Place);
  return Indentation ? lineEnd() + *Indentation : " ";
}

TextEdit FunctionSource::insert(SourceLocation Place, std::string New) const {
  return {.Begin = at(Place), .End = at(Place), .Replacement = std::move(New)};
}

TextEdit FunctionSource::replace(clang::SourceRange Old,
                                 std::string New) const {
  return {.Begin = at(Old.getBegin()),
          .End = at(behind(Old)),
          .Replacement = std::move(New)};
}

TextEdit FunctionSource::removeStatement(clang::SourceRange Old) const {
  TextEdit Edit = replace(Old, "");
  llvm::StringRef Rest = around(behind(Old)).second;
  Rest = Rest.substr(0, Rest.find('\n'));
  if (indentation(Old.getBegin()) && Rest.trim(" \t\r").empty()) {
    Edit.Begin.Column = 1;
    ++Edit.End.Line;
    Edit.End.Column = 1;
  } else if (Rest.starts_with(" ")) {
    ++Edit.End.Column;
  }
  return Edit;
}

framewalk::SourceRange FunctionSource::range(clang::SourceRange Range) const {
  return {at(Range.getBegin()), at(Range.getEnd())};
}

bool isCopyable(QualType Type) {
  if (Type->isScalarType())
    return true;
  const auto *Class = Type->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || Class->isAbstract())
    return false;
  if (Class->needsImplicitCopyConstructor())
    return !Class->defaultedCopyConstructorIsDeleted();
  for (const CXXConstructorDecl *Each : Class->ctors())
    if (Each->isCopyConstructor() && !Each->isDeleted() &&
        Each->getAccess() == AS_public)
      return true;
  return false;
}

bool isRead(const FunctionSource &Source, const DeclRefExpr *Use) {
  const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Source.user(Use));
  return Cast && (Cast->getCastKind() == CK_LValueToRValue ||
                  (Cast->getCastKind() == CK_NoOp &&
                   Cast->getType().isConstQualified()));
}

} // namespace framewalk
