//===- Diagnostics.cpp - Findings as an editor shows them -----------------===//

#include "Lsp/Features/Findings.h"
#include "Lsp/Features/Functions.h"

#include "Render/FindingWords.h"

#include <fmt/format.h>

using namespace framewalk;
using llvm::lsp::DiagnosticSeverity;

namespace {

/// What clang objects to is for clangd to show; what comes of it has to be said
/// once. There may be frames of a version before.
protocol::Diagnostic noFrames(const DocumentView &Document) {
  const CompilerError &First = Document.report().Errors.front();
  protocol::Diagnostic D;
  std::optional<llvm::lsp::Range> Place = Document.tokenAt(First.Position);
  D.range = Place.value_or(llvm::lsp::Range());
  D.severity = DiagnosticSeverity::Hint;
  D.source = "framewalk";
  D.message =
      "this version has no frames, for it does not compile: " + First.Message;
  return D;
}

/// For clients that show the message only.
void tellTrace(const Finding &F, protocol::Diagnostic &D) {
  for (const Sentence &S : sentencesOf(F))
    D.message += S.Position.isValid() && S.Position.File == F.Position.File
                     ? fmt::format("\n{}:{}: {}", S.Position.Line,
                                   S.Position.Column, S.Text)
                     : "\n" + S.Text;
}

void relate(const DocumentView &Document, const Finding &F,
            protocol::Diagnostic &D) {
  std::vector<llvm::lsp::DiagnosticRelatedInformation> Related;
  for (const Sentence &S : sentencesOf(F))
    if (std::optional<llvm::lsp::Location> There =
            Document.locationOf(S.Position, S.End))
      Related.emplace_back(*There, S.Text);
  if (!Related.empty())
    D.relatedInformation = std::move(Related);
}

} // namespace

std::optional<PlacedDiagnostic>
framewalk::diagnosticOf(const DocumentView &Document, const Finding &F,
                        const ClientAbilities &Client) {
  std::optional<llvm::lsp::Location> At =
      Document.locationOf(F.Position, F.PositionEnd);
  if (!At)
    return std::nullopt;
  protocol::Diagnostic D;
  D.range = At->range;
  D.severity = F.Level == Severity::Warning ? DiagnosticSeverity::Warning
                                            : DiagnosticSeverity::Information;
  D.source = "framewalk";
  D.code = F.RuleId;
  D.message = F.Message + keptMark(Document);
  if (Client.RelatedInformation)
    relate(Document, F, D);
  else
    tellTrace(F, D);
  return PlacedDiagnostic{.File = At->uri, .Diagnostic = std::move(D)};
}

std::vector<protocol::PublishDiagnosticsParams>
framewalk::diagnostics(const DocumentView &Document,
                       const FeatureOptions &Options,
                       const ClientAbilities &Client) {
  std::vector<protocol::PublishDiagnosticsParams> Result = {
      {.uri = Document.uri()}};
  if (!Options.Findings)
    return Result;
  auto ListOf = [&](const llvm::lsp::URIForFile &File) -> auto & {
    for (protocol::PublishDiagnosticsParams &Each : Result)
      if (Each.uri == File)
        return Each.diagnostics;
    return Result.emplace_back(protocol::PublishDiagnosticsParams{.uri = File})
        .diagnostics;
  };
  const TranslationUnitReport &Report = Document.report();
  for (const Finding &F : Report.Findings)
    if (std::optional<PlacedDiagnostic> D = diagnosticOf(Document, F, Client))
      ListOf(D->File).push_back(std::move(D->Diagnostic));
  if (Report.Functions.empty() && !Report.Errors.empty())
    ListOf(Document.uri()).push_back(noFrames(Document));
  return Result;
}
