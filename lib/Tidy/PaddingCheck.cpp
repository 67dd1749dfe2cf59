//===- PaddingCheck.cpp ---------------------------------------------------===//

#include "Tidy/PaddingCheck.h"

#include "Tidy/RecordOrder.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecordLayout.h"
#include "clang/ASTMatchers/ASTMatchers.h"

#include <fmt/format.h>

using namespace clang;
using namespace clang::ast_matchers;
using namespace framewalk::tidy;

namespace {

/// Of many locals so many are told of.
constexpr size_t MostLocals = 4;

/// clang lays it out, and the programmer can change it.
bool isOurs(const RecordDecl &Record) {
  if (!Record.isCompleteDefinition() || Record.isInvalidDecl() ||
      Record.isDependentType() || Record.isUnion() || Record.isImplicit() ||
      Record.isLambda())
    return false;
  const SourceManager &Sources = Record.getASTContext().getSourceManager();
  return Record.getLocation().isValid() &&
         !Sources.isInSystemHeader(Record.getLocation());
}

std::string nameOf(const FieldDecl &F) {
  std::string Name = F.getName().empty() ? "(unnamed)" : F.getName().str();
  if (F.isBitField())
    Name += fmt::format(":{}", F.getBitWidthValue());
  return Name;
}

std::string listOf(const std::vector<const FieldDecl *> &Members) {
  std::string Text;
  for (const FieldDecl *F : Members)
    Text += (Text.empty() ? "" : ", ") + nameOf(*F);
  return Text;
}

} // namespace

void PaddingCheck::registerMatchers(MatchFinder *Finder) {
  Finder->addMatcher(recordDecl(isDefinition()).bind("record"), this);
  Finder->addMatcher(varDecl(hasLocalStorage()).bind("local"), this);
}

void PaddingCheck::check(const MatchFinder::MatchResult &Match) {
  Ast = Match.Context;
  if (const auto *Record = Match.Nodes.getNodeAs<RecordDecl>("record")) {
    if (isOurs(*Record))
      Records.push_back(Record);
    return;
  }
  const auto *Local = Match.Nodes.getNodeAs<VarDecl>("local");
  QualType Type = Local->getType();
  if (Local->isInvalidDecl() || Type->isDependentType() ||
      !Type->isConstantSizeType())
    return;
  if (const RecordDecl *Record =
          Ast->getBaseElementType(Type)->getAsRecordDecl())
    if (const RecordDecl *Definition = Record->getDefinition())
      Locals[Definition].push_back(Local);
}

void PaddingCheck::onEndOfTranslationUnit() {
  if (Ast && !Ast->getDiagnostics().hasUncompilableErrorOccurred())
    for (const RecordDecl *Record : Records)
      report(*Record);
  Records.clear();
  Locals.clear();
}

void PaddingCheck::report(const RecordDecl &Record) {
  std::optional<BetterOrder> Better = findBetterOrder(*Ast, Record);
  if (!Better || Better->Size - Better->Smaller < Threshold)
    return;
  const std::string Name = QualType(Ast->getCanonicalTagType(&Record))
                               .getAsString(Ast->getPrintingPolicy());
  diag(Record.getLocation(),
       "'%0' takes %1 bytes, %2 of them padding; with its "
       "members in another order it would take %3")
      << Name << Better->Size << Better->Padding << Better->Smaller;
  diag(Record.getLocation(),
       "in this order it takes %0, as clang has laid it out: %1",
       DiagnosticIDs::Note)
      << Better->Smaller << listOf(Better->Members);
  noteLocals(Record, Better->Size - Better->Smaller);
}

void PaddingCheck::noteLocals(const RecordDecl &Record, uint64_t Saved) {
  auto Found = Locals.find(&Record);
  if (Found == Locals.end())
    return;
  size_t Told = 0;
  const uint64_t One = Ast->getASTRecordLayout(&Record).getSize().getQuantity();
  for (const VarDecl *Local : Found->second) {
    if (Told++ == MostLocals)
      break;
    const uint64_t Size =
        Ast->getTypeSizeInChars(Local->getType()).getQuantity();
    const NamedDecl *Function = dyn_cast<NamedDecl>(Local->getDeclContext());
    diag(Local->getLocation(), "'%0' in '%1' would take %2 bytes instead of %3",
         DiagnosticIDs::Note)
        << Local->getName()
        << (Function ? Function->getQualifiedNameAsString() : "")
        << Size - Size / One * Saved << Size;
  }
}
