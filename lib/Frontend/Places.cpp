//===- Places.cpp ---------------------------------------------------------===//
#include "Frontend/Places.h"

#include "clang/Basic/FileManager.h"

namespace framewalk {

clang::SourceLocation Places::operator()(const SourcePosition &P) const {
  if (!P.isValid() || P.File.Value >= Files.size())
    return {};
  auto File = Sources.getFileManager().getOptionalFileRef(Files[P.File.Value]);
  if (!File)
    return {};
  return Sources.translateFileLineCol(*File, P.Line, P.Column);
}

void Places::addEdits(const FixHint &Fix, clang::DiagnosticBuilder &To) const {
  for (const TextEdit &Edit : Fix.Edits)
    To << clang::FixItHint::CreateReplacement(
        clang::CharSourceRange::getCharRange((*this)(Edit.Begin),
                                             (*this)(Edit.End)),
        Edit.Replacement);
}

} // namespace framewalk
