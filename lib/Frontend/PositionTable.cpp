//===- PositionTable.cpp --------------------------------------------------===//
#include "Frontend/PositionTable.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

namespace framewalk {

PositionTable::PositionTable(const clang::SourceManager &Sources,
                             const clang::LangOptions &Language,
                             std::vector<std::string> &Files)
    : Sources(Sources), Language(Language), Files(Files) {
  for (uint32_t I = 0; I != Files.size(); ++I)
    Numbers.try_emplace(Files[I], FileId(I));
}

FileId PositionTable::number(std::string_view Name) {
  auto [Entry, New] = Numbers.try_emplace(Name, FileId(uint32_t(Files.size())));
  if (New)
    Files.emplace_back(Name);
  return Entry->second;
}

const PositionTable::File &PositionTable::file(clang::FileID Id,
                                               clang::SourceLocation Location) {
  if (Id == Last.Id)
    return Last;
  auto [Entry, New] = Known.try_emplace(Id);
  if (New) {
    bool Invalid = false;
    const clang::SrcMgr::SLocEntry &Text = Sources.getSLocEntry(Id, &Invalid);
    Entry->second.HasLineDirectives =
        !Invalid && Text.isFile() && Text.getFile().hasLineDirectives();
    Entry->second.Id = Id;
    clang::PresumedLoc Presumed = Sources.getPresumedLoc(Location);
    Entry->second.Number =
        number(Presumed.isValid() ? Presumed.getFilename() : "<unknown>");
  }
  return Last = Entry->second;
}

SourcePosition PositionTable::at(clang::SourceLocation Location) {
  if (Location.isInvalid())
    return {};
  clang::SourceLocation Written = Sources.getFileLoc(Location);
  auto [Id, Offset] = Sources.getDecomposedLoc(Written);
  const File &Text = file(Id, Written);
  if (Text.HasLineDirectives) {
    clang::PresumedLoc Presumed = Sources.getPresumedLoc(Written);
    if (Presumed.isInvalid())
      return {};
    return {number(Presumed.getFilename()), Presumed.getLine(),
            Presumed.getColumn()};
  }
  // In this order: SourceManager finds the column fastest where it has just
  // found the line.
  unsigned Line = Sources.getLineNumber(Id, Offset);
  return {Text.Number, Line, Sources.getColumnNumber(Id, Offset)};
}

SourcePosition PositionTable::behind(clang::SourceLocation Location) {
  if (Location.isInvalid())
    return {};
  clang::SourceLocation Written = Sources.getFileLoc(Location);
  // Of a macro that was used, the end is behind its arguments.
  if (Location.isMacroID() && !Sources.isMacroArgExpansion(Location))
    Written = Sources.getExpansionRange(Location).getEnd();
  unsigned Length =
      clang::Lexer::MeasureTokenLength(Written, Sources, Language);
  return at(Written.getLocWithOffset(int(Length)));
}

bool PositionTable::isInMainFile(clang::SourceLocation Location) const {
  return Location.isValid() &&
         Sources.getFileID(Sources.getExpansionLoc(Location)) ==
             Sources.getMainFileID();
}

} // namespace framewalk
