//===- MainFileVisitor.cpp ------------------------------------------------===//
#include "Escape/MainFileVisitor.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace framewalk::escape {

MainFileVisitor::MainFileVisitor(const ASTContext &Context)
    : Sources(Context.getSourceManager()) {}

bool MainFileVisitor::enters(const Decl &D) {
  const DeclContext *Around = D.getDeclContext();
  return !Around || !Around->isTranslationUnit() ||
         Sources.isInMainFile(Sources.getExpansionLoc(D.getLocation()));
}

std::pair<unsigned, unsigned>
MainFileVisitor::placeOf(SourceLocation Where) const {
  PresumedLoc Place = Sources.getPresumedLoc(Sources.getExpansionLoc(Where));
  return Place.isInvalid() ? std::pair(0u, 0u)
                           : std::pair(Place.getLine(), Place.getColumn());
}

} // namespace framewalk::escape
