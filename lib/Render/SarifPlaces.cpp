//===- SarifPlaces.cpp ----------------------------------------------------===//

#include "Render/SarifPlaces.h"

#include "Render/FindingWords.h"
#include "Render/Uri.h"
#include "Support/Paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace framewalk;

namespace {

constexpr const char *RootId = "%SRCROOT%";
constexpr const char *HeadersId = "HEADERS";

/// What a path of a URI may hold as it is.
std::string encoded(llvm::StringRef Path) {
  return percentEncoded(Path, "-._~/!$&'()*+,;=@");
}

/// Of what is nowhere in particular, the unit's source.
const std::string &fileOf(const TranslationUnitReport &Unit,
                          const SourcePosition &P) {
  return P.isValid() ? Unit.fileName(P.File) : Unit.Source;
}

} // namespace

SarifPlaces::SarifPlaces(llvm::json::OStream &J, const ReportDocument &Document,
                         const std::string &Root)
    : SarifMembers(J), Root(Root) {
  for (const TranslationUnitReport &U : Document.Units)
    for (const QuotedLine &L : U.Lines)
      Lines.remember(U.fileName(L.File), L.Number, L.Text);
  for (const TranslationUnitReport &U : Document.Units)
    Artifacts[numberOf(U.Source)].IsTarget = true;
  for (const TranslationUnitReport &U : Document.Units)
    for (const CompilerError &E : U.Errors)
      numberOf(fileOf(U, E.Position));
  for (const TranslationUnitReport &U : Document.Units)
    for (const std::vector<Finding> *List : {&U.Findings, &U.Suppressed})
      for (const Finding &F : *List) {
        numberOf(fileOf(U, F.Position));
        for (const Sentence &S : sentencesOf(F))
          numberOf(fileOf(U, S.Position));
        for (const FixHint &Fix : F.Fixes)
          for (const TextEdit &E : Fix.Edits)
            numberOf(fileOf(U, E.Begin));
      }
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

SarifPlaces::Artifact SarifPlaces::artifact(const std::string &File) const {
  const std::string Path = absoluteIn(File, Root);
  llvm::StringRef Rest = Path;
  if (Rest.consume_front("<")) // as it is included: in one of the system's
    return {.Uri = encoded(Rest.rtrim('>')), .Base = HeadersId};
  if (!llvm::sys::path::is_absolute(Path) ||
      (Rest.consume_front(Root) && Rest.consume_front("/")))
    return {.Uri = encoded(Rest), .Base = RootId};
  return {.Uri = "file://" + encoded(Path)};
}

uint32_t SarifPlaces::numberOf(const std::string &File) {
  auto [It, IsNew] = NumberOfFile.try_emplace(File, 0);
  if (!IsNew)
    return It->second;
  Artifact New = artifact(File);
  // The same file may go by several names.
  auto Known = llvm::find_if(Artifacts, [&](const Artifact &A) {
    return A.Uri == New.Uri && A.Base == New.Base;
  });
  It->second = uint32_t(Known - Artifacts.begin());
  if (Known == Artifacts.end())
    Artifacts.push_back(std::move(New));
  return It->second;
}

void SarifPlaces::files() {
  J.attributeObject("originalUriBaseIds", [&] {
    J.attributeObject(RootId, [&] {
      J.attributeObject("description", [&] {
        text("text", "The folder that framewalk was run in.");
      });
    });
    if (llvm::any_of(Artifacts,
                     [](const Artifact &A) { return A.Base == HeadersId; }))
      J.attributeObject(HeadersId, [&] {
        J.attributeObject("description", [&] {
          text("text", "The folders that the compiler looks for headers in.");
        });
      });
  });
  J.attributeArray("artifacts", [&] {
    for (uint32_t I = 0; I < Artifacts.size(); ++I)
      J.object([&] {
        J.attributeObject("location", [&] { location(I); });
        if (Artifacts[I].IsTarget)
          J.attributeArray("roles", [&] { string("analysisTarget"); });
      });
  });
}

void SarifPlaces::location(uint32_t File) {
  const Artifact &A = Artifacts[File];
  text("uri", A.Uri);
  if (A.Base)
    text("uriBaseId", A.Base);
  number("index", File);
}

void SarifPlaces::artifactLocation(const TranslationUnitReport &Unit,
                                   const SourcePosition &P) {
  J.attributeObject("artifactLocation",
                    [&] { location(numberOf(fileOf(Unit, P))); });
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

std::string_view SarifPlaces::lineAt(const TranslationUnitReport &Unit,
                                     const SourcePosition &P) {
  const std::string &File = fileOf(Unit, P);
  return Root.empty() ? Lines.remembered(File, P.Line)
                      : Lines.line(File, P.Line);
}

uint32_t SarifPlaces::column(const TranslationUnitReport &Unit,
                             const SourcePosition &P) {
  return 1 + utf16Units(lineAt(Unit, P), P.Column ? P.Column - 1 : 0);
}

/// Behind the identifier or the one character at \p P.
uint32_t SarifPlaces::behindToken(const TranslationUnitReport &Unit,
                                  const SourcePosition &P) {
  std::string_view Line = lineAt(Unit, P);
  size_t At = P.Column ? P.Column - 1 : 0;
  if (At >= Line.size())
    return column(Unit, P);
  size_t End = At;
  // Letters beyond ASCII are letters of identifiers.
  while (End < Line.size() &&
         (llvm::isAlnum(Line[End]) || Line[End] == '_' || (Line[End] & 0x80)))
    ++End;
  if (End == At)
    ++End;
  return 1 + utf16Units(Line, uint32_t(End));
}

void SarifPlaces::region(const TranslationUnitReport &Unit,
                         const SourcePosition &P, const SourcePosition &End) {
  number("startLine", P.Line);
  number("startColumn", column(Unit, P));
  if (!End.isValid()) {
    if (!lineAt(Unit, P).empty()) // else nobody knows where the word ends
      number("endColumn", behindToken(Unit, P));
    return;
  }
  if (End.Line != P.Line)
    number("endLine", End.Line);
  number("endColumn", column(Unit, End));
}

void SarifPlaces::physicalLocation(const TranslationUnitReport &Unit,
                                   const SourcePosition &P,
                                   const SourcePosition &End) {
  J.attributeObject("physicalLocation", [&] {
    artifactLocation(Unit, P);
    if (!P.isValid())
      return;
    J.attributeObject("region", [&] { region(Unit, P, End); });
    std::string_view Line = lineAt(Unit, P);
    // 3.29.5: it must hold the region, which may go on behind this line.
    if (!Line.empty() && (!End.isValid() || End.Line == P.Line))
      J.attributeObject("contextRegion", [&] {
        number("startLine", P.Line);
        message(Line, "snippet");
      });
  });
}
