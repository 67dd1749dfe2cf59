//===- CodeActions.cpp - What can be done about a finding -----------------===//

#include "Lsp/Features/Findings.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

using namespace framewalk;
using llvm::lsp::WorkspaceEdit;

namespace {

constexpr llvm::StringLiteral QuickFix = "quickfix";

/// "quickfix" is wanted by who asks for it, or for a part of its name.
bool isWanted(const std::vector<std::string> &Only) {
  return Only.empty() || llvm::any_of(Only, [](llvm::StringRef Kind) {
           return Kind == QuickFix || Kind.empty();
         });
}

/// Unset: a place of it has changed since.
std::optional<WorkspaceEdit> editOf(const DocumentView &Document,
                                    const FixHint &Fix) {
  WorkspaceEdit Result;
  for (const TextEdit &E : Fix.Edits) {
    std::optional<llvm::lsp::Location> Begin =
        Document.locationOf(E.Begin, E.Begin);
    std::optional<llvm::lsp::Location> End =
        Document.locationOf(E.End.isValid() ? E.End : E.Begin);
    if (!Begin || !End)
      return std::nullopt;
    Result.changes[Begin->uri.uri().str()].push_back(
        {.range = {Begin->range.start, End->range.start},
         .newText = E.Replacement});
  }
  if (Result.changes.empty())
    return std::nullopt;
  return Result;
}

class ActionList {
public:
  explicit ActionList(const DocumentView &Document) : Document(Document) {}

  void add(const Finding &F, const protocol::Diagnostic &D) {
    bool IsFirst = true;
    for (const FixHint &Fix : F.Fixes)
      if (std::optional<WorkspaceEdit> Edit = editOf(Document, Fix)) {
        All.push_back({.title = "framewalk: " + Fix.Title,
                       .kind = QuickFix.str(),
                       .diagnostics = {D},
                       .isPreferred = IsFirst,
                       .edit = std::move(Edit)});
        IsFirst = false;
      }
    if (std::optional<llvm::lsp::TextEdit> Edit = suppressionOf(Document, F)) {
      WorkspaceEdit Whole;
      Whole.changes[Document.uri().uri().str()].push_back(std::move(*Edit));
      All.push_back({.title = fmt::format("framewalk: suppress with NOLINT({})",
                                          F.RuleId),
                     .kind = QuickFix.str(),
                     .diagnostics = {D},
                     .edit = std::move(Whole)});
    }
  }

  std::vector<protocol::CodeAction> All;

private:
  const DocumentView &Document;
};

} // namespace

std::vector<protocol::CodeAction>
framewalk::codeActions(const DocumentView &Document, llvm::lsp::Range Selection,
                       const std::vector<std::string> &Only,
                       const FeatureOptions &Options,
                       const ClientAbilities &Client) {
  // An edit of a text that does not compile would be a guess.
  if (!Client.CodeActionLiterals || !Options.Findings || !isWanted(Only) ||
      Document.isKept())
    return {};
  ActionList Actions(Document);
  for (const Finding &F : Document.report().Findings) {
    if (!Document.isHere(F.Position))
      continue;
    std::optional<PlacedDiagnostic> Found = diagnosticOf(Document, F, Client);
    if (!Found)
      continue;
    const protocol::Diagnostic &D = Found->Diagnostic;
    if (D.range.start <= Selection.end && Selection.start <= D.range.end)
      Actions.add(F, D);
  }
  return std::move(Actions.All);
}
