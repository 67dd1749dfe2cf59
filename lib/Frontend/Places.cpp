//===- Places.cpp ---------------------------------------------------------===//
#include "Frontend/Places.h"

#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManagerInternals.h"

namespace framewalk {

clang::SourceLocation Places::operator()(const SourcePosition &P) const {
  if (!P.isValid() || P.File.Value >= Files.size())
    return {};
  if (clang::SourceLocation Place = behindDirective(P); Place.isValid())
    return Place;
  auto File = Sources.getFileManager().getOptionalFileRef(Files[P.File.Value]);
  if (!File)
    return {};
  return Sources.translateFileLineCol(*File, P.Line, P.Column);
}

clang::SourceLocation Places::behindDirective(const SourcePosition &P) const {
  if (!Sources.hasLineTable())
    return {};
  clang::LineTableInfo &Table = Sources.getLineTable();
  for (const auto &[File, Entries] : Table)
    for (size_t I = 0; I < Entries.size(); ++I) {
      const clang::LineEntry &Entry = Entries[I];
      llvm::StringRef Name =
          Entry.FilenameID == -1
              ? Sources.getBufferName(Sources.getLocForStartOfFile(File))
              : Table.getFilename(Entry.FilenameID);
      if (Name != Files[P.File.Value] || P.Line < Entry.LineNo)
        continue;
      // Up to the next directive.
      unsigned Line = Sources.getLineNumber(File, Entry.FileOffset) + 1 +
                      (P.Line - Entry.LineNo);
      if (I + 1 == Entries.size() ||
          Line < Sources.getLineNumber(File, Entries[I + 1].FileOffset))
        return Sources.translateLineCol(File, Line, P.Column);
    }
  return {};
}

void Places::addEdits(const FixHint &Fix, clang::DiagnosticBuilder &To) const {
  for (const TextEdit &Edit : Fix.Edits)
    To << clang::FixItHint::CreateReplacement(
        clang::CharSourceRange::getCharRange((*this)(Edit.Begin),
                                             (*this)(Edit.End)),
        Edit.Replacement);
}

} // namespace framewalk
