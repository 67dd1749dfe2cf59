//===- PositionTable.cpp --------------------------------------------------===//
#include "Frontend/PositionTable.h"

#include "Frontend/PresumedFile.h"

#include "clang/Lex/Lexer.h"

#include <algorithm>

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
    if (!Invalid && Text.isFile()) {
      // SourceManager finds the lines when it is first asked for one.
      Sources.getLineNumber(Id, 0);
      const clang::SrcMgr::LineOffsetMapping &Lines =
          Text.getFile().getContentCache().SourceLineCache;
      Entry->second.Lines = {Lines.begin(), Lines.end()};
    }
    Entry->second.Number =
        number(Presumed.isValid() ? fileName(Presumed, Sources) : "<unknown>");
  }
  LastLine = 1;
  return Last = Entry->second;
}

/// Most questions are about the neighbourhood of the last one: looked for in
/// steps that double, the line is found faster than in all of the file.
unsigned PositionTable::lineOf(unsigned Offset) {
  llvm::ArrayRef<unsigned> Lines = Last.Lines;
  size_t Low = LastLine - 1, High = LastLine; // Lines[Low] <= Offset < [High]
  for (size_t Step = 1; Offset < Lines[Low]; Step *= 2) {
    High = Low;
    Low = Low > Step ? Low - Step : 0;
  }
  for (size_t Step = 1; High < Lines.size() && Lines[High] <= Offset;
       Step *= 2) {
    Low = High;
    High = std::min(High + Step, Lines.size());
  }
  auto Behind =
      std::upper_bound(Lines.begin() + Low, Lines.begin() + High, Offset);
  return LastLine = unsigned(Behind - Lines.begin());
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
    return {number(fileName(Presumed, Sources)), Presumed.getLine(),
            Presumed.getColumn()};
  }
  if (Text.Lines.empty())
    return {};
  unsigned Line = lineOf(Offset);
  return {Text.Number, Line, Offset - Text.Lines[Line - 1] + 1};
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
