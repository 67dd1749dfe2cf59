//===- Diagnostics.cpp - Findings as an editor shows them -----------------===//

#include "Lsp/Features/Features.h"
#include "Render/FindingWords.h"

using namespace framewalk;

std::vector<protocol::Diagnostic>
framewalk::diagnostics(const DocumentView &Document,
                       const FeatureOptions &Options,
                       const ClientAbilities &Client) {
  std::vector<protocol::Diagnostic> Result;
  if (!Options.Findings)
    return Result;
  for (const Finding &F : Document.report().Findings) {
    std::optional<llvm::lsp::Location> At =
        Document.locationOf(F.Position, F.PositionEnd);
    if (!At || !Document.isHere(F.Position))
      continue;
    protocol::Diagnostic &D = Result.emplace_back();
    D.range = At->range;
    D.severity = F.Level == Severity::Warning
                     ? llvm::lsp::DiagnosticSeverity::Warning
                     : llvm::lsp::DiagnosticSeverity::Information;
    D.source = "framewalk";
    D.code = F.RuleId;
    D.message = F.Message;
    if (!Client.RelatedInformation)
      continue;
    D.relatedInformation.emplace();
    for (const Sentence &S : sentencesOf(F))
      if (std::optional<llvm::lsp::Location> There =
              Document.locationOf(S.Position, S.End))
        D.relatedInformation->push_back({*There, S.Text});
  }
  return Result;
}
