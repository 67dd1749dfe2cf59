//===- DiagnosticCollector.cpp --------------------------------------------===//
#include "Frontend/DiagnosticCollector.h"

#include "Frontend/PresumedFile.h"

#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"

using namespace clang;

namespace framewalk {

DiagnosticCollector::DiagnosticCollector(SourceFacts &Facts,
                                         std::string &Rendered)
    : Facts(Facts), Out(Rendered),
      Printer(std::make_unique<TextDiagnosticPrinter>(Out, Options)) {}

DiagnosticCollector::~DiagnosticCollector() = default;

void DiagnosticCollector::BeginSourceFile(const LangOptions &Language,
                                          const Preprocessor *Preprocessor) {
  Printer->BeginSourceFile(Language, Preprocessor);
}

void DiagnosticCollector::EndSourceFile() { Printer->EndSourceFile(); }

FileId DiagnosticCollector::file(llvm::StringRef Name) {
  for (uint32_t I = 0; I != Facts.Files.size(); ++I)
    if (Facts.Files[I] == Name)
      return FileId(I);
  Facts.Files.push_back(Name.str());
  return FileId(uint32_t(Facts.Files.size() - 1));
}

SourcePosition DiagnosticCollector::position(const Diagnostic &Info) {
  if (!Info.hasSourceManager() || Info.getLocation().isInvalid())
    return {};
  const SourceManager &Sources = Info.getSourceManager();
  // Where clang's own text says it is.
  PresumedLoc Place =
      Sources.getPresumedLoc(Sources.getFileLoc(Info.getLocation()));
  if (Place.isInvalid())
    return {};
  return {file(fileName(Place, Sources)), Place.getLine(), Place.getColumn()};
}

static DiagnosticFact::Level severity(DiagnosticsEngine::Level Level) {
  switch (Level) {
  case DiagnosticsEngine::Ignored:
  case DiagnosticsEngine::Note:
    return DiagnosticFact::Level::Note;
  case DiagnosticsEngine::Remark:
    return DiagnosticFact::Level::Remark;
  case DiagnosticsEngine::Warning:
    return DiagnosticFact::Level::Warning;
  case DiagnosticsEngine::Error:
    return DiagnosticFact::Level::Error;
  case DiagnosticsEngine::Fatal:
    return DiagnosticFact::Level::Fatal;
  }
  return DiagnosticFact::Level::Error;
}

void DiagnosticCollector::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                           const Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  llvm::SmallString<256> Message;
  Info.FormatDiagnostic(Message);
  DiagnosticIDs &Ids = *Info.getDiags()->getDiagnosticIDs();
  DiagnosticFact Fact;
  Fact.Severity = severity(Level);
  Fact.Position = position(Info);
  Fact.Message = Message.str();
  Fact.Flag = Ids.getWarningOptionForDiag(Info.getID()).str();
  Fact.Group = DiagnosticIDs::getCategoryNameFromID(
      Ids.getCategoryNumberForDiag(Info.getID()));
  const bool IsNote = Fact.Severity == DiagnosticFact::Level::Note;
  // As many as clang prints before it gives up.
  constexpr unsigned MostErrors = 20;
  Errors += Level == DiagnosticsEngine::Error;
  if (!IsNote)
    IsUnprinted = llvm::is_contained(Unprinted, Fact.Flag);
  if (Errors <= MostErrors && !IsUnprinted)
    Printer->HandleDiagnostic(Level, Info);
  if (IsNote && !Facts.Diagnostics.empty())
    Facts.Diagnostics.back().Notes.push_back(std::move(Fact));
  else
    Facts.Diagnostics.push_back(std::move(Fact));
}

} // namespace framewalk
