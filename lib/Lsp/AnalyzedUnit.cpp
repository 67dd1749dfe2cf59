//===- AnalyzedUnit.cpp ---------------------------------------------------===//

#include "Lsp/AnalyzedUnit.h"

#include "Support/Paths.h"
#include "Support/SourceLines.h"

using namespace framewalk;
using llvm::lsp::Location;
using llvm::lsp::Position;
using llvm::lsp::Range;

namespace {

bool isNamePart(char C) {
  return C == '_' || C == '$' || (C >= '0' && C <= '9') ||
         (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') ||
         static_cast<unsigned char>(C) >= 0x80;
}

/// Bytes of the name that \p Text begins with; else 1.
uint32_t tokenLength(std::string_view Text) {
  uint32_t Length = 0;
  while (Length < Text.size() && isNamePart(Text[Length]))
    ++Length;
  return Length ? Length : Text.empty() ? 0 : 1;
}

/// The end of what begins at \p Begin: \p End where it is behind, else that of
/// the token.
SourcePosition endOf(std::string_view Line, const SourcePosition &Begin,
                     const SourcePosition &End) {
  if (End.isValid() && End.File == Begin.File && Begin < End)
    return End;
  SourcePosition Behind = Begin;
  if (Begin.Column && Begin.Column <= Line.size())
    Behind.Column += tokenLength(Line.substr(Begin.Column - 1));
  return Behind;
}

Position positionIn(std::string_view Line, uint32_t Number, uint32_t Column,
                    PositionEncoding Encoding) {
  return Position(int(Number) - 1,
                  int(unitsOf(Line, Column ? Column - 1 : 0, Encoding)));
}

} // namespace

const UnitDepths &AnalyzedUnit::depths() const {
  std::call_once(DepthsMade, [this] { Depths.emplace(Report); });
  return *Depths;
}

DocumentView::DocumentView(std::shared_ptr<const AnalyzedUnit> U,
                           llvm::lsp::URIForFile Uri, std::string_view Text,
                           PositionEncoding Encoding, Freshness State)
    : Unit(std::move(U)), Uri(std::move(Uri)), Encoding(Encoding), State(State),
      AnalysedLines(Unit->Text) {
  if (Text != Unit->Text)
    Moved = LineMap(AnalysedLines, TextLines(Text));
  const std::string Own = absoluteIn(Unit->File, Unit->Directory);
  for (uint32_t I = 0; I < Unit->Report.Files.size() && !MainFile; ++I)
    if (pathOf(FileId(I)) == Own)
      MainFile = FileId(I);
}

std::string DocumentView::pathOf(FileId File) const {
  return File.Value < Unit->Report.Files.size()
             ? absoluteIn(Unit->Report.Files[File.Value], Unit->Directory)
             : std::string();
}

std::optional<SourcePosition> DocumentView::fromClient(Position P) const {
  if (!MainFile || P.line < 0 || P.character < 0)
    return std::nullopt;
  std::optional<uint32_t> Line = Moved.toOld(uint32_t(P.line) + 1);
  if (!Line)
    return std::nullopt;
  SourcePosition Result;
  Result.File = *MainFile;
  Result.Line = *Line;
  Result.Column = bytesOf(line(*Line), uint32_t(P.character), Encoding) + 1;
  return Result;
}

std::optional<Position> DocumentView::toClient(const SourcePosition &P) const {
  if (!isHere(P))
    return std::nullopt;
  std::optional<uint32_t> Line = Moved.toNew(P.Line);
  if (!Line)
    return std::nullopt;
  return positionIn(line(P.Line), *Line, P.Column, Encoding);
}

std::optional<Range> DocumentView::toClient(const SourcePosition &Begin,
                                            const SourcePosition &End) const {
  std::optional<Position> From = toClient(Begin);
  std::optional<Position> To = toClient(End);
  if (!From || !To || *To < *From)
    return std::nullopt;
  return Range(*From, *To);
}

std::optional<Range> DocumentView::tokenAt(const SourcePosition &Begin) const {
  return toClient(Begin, endOf(line(Begin.Line), Begin, {}));
}

std::string_view DocumentView::tokenText(const SourcePosition &Begin) const {
  const std::string_view Line = line(Begin.Line);
  if (!isHere(Begin) || Begin.Column == 0 || Begin.Column > Line.size())
    return {};
  const std::string_view Rest = Line.substr(Begin.Column - 1);
  return Rest.substr(0, tokenLength(Rest));
}

SourcePosition DocumentView::tokenAround(const SourcePosition &P) const {
  const std::string_view Line = line(P.Line);
  SourcePosition Begin = P;
  auto NameAt = [&](uint32_t Column) {
    return Column >= 1 && Column <= Line.size() && isNamePart(Line[Column - 1]);
  };
  // Behind a name's last letter the cursor is still on it.
  if (!NameAt(Begin.Column) && NameAt(Begin.Column - 1))
    --Begin.Column;
  while (NameAt(Begin.Column) && NameAt(Begin.Column - 1))
    --Begin.Column;
  return Begin;
}

std::optional<Location>
DocumentView::locationOf(const SourcePosition &Begin,
                         const SourcePosition &End) const {
  if (!Begin.isValid())
    return std::nullopt;
  if (isHere(Begin)) {
    std::optional<Range> Here =
        toClient(Begin, endOf(line(Begin.Line), Begin, End));
    if (!Here)
      return std::nullopt;
    return Location(Uri, *Here);
  }
  const std::string Path = pathOf(Begin.File);
  llvm::Expected<llvm::lsp::URIForFile> There =
      llvm::lsp::URIForFile::fromFile(Path);
  if (!There) {
    llvm::consumeError(There.takeError());
    return std::nullopt;
  }
  SourceLines Lines;
  const std::string_view First = Lines.line(Path, Begin.Line);
  const SourcePosition Behind = endOf(First, Begin, End);
  return Location(*There,
                  Range(positionIn(First, Begin.Line, Begin.Column, Encoding),
                        positionIn(Lines.line(Path, Behind.Line), Behind.Line,
                                   Behind.Column, Encoding)));
}
