//===- CodeLenses.cpp - A line above each function ------------------------===//

#include "Lsp/Features/Features.h"
#include "Lsp/Features/Functions.h"
#include "Support/Words.h"

#include <fmt/format.h>

#include <algorithm>

using namespace framewalk;

namespace {

/// "80 bytes, 23 padding, 3 pages".
std::string titleOf(const FunctionReport &F) {
  std::string Title = frameSummary(F);
  if (size_t Pages = F.Stack.Pages.size())
    Title += ", " + counted(Pages, "page");
  return Title;
}

/// Of a template's instantiations the largest.
std::string titleOf(const FunctionGroup &G) {
  auto SizeOf = [](const FunctionReport *F) { return F->Frame.size().Min; };
  const auto [Smallest, Largest] = std::minmax_element(
      G.Functions.begin(), G.Functions.end(),
      [&](const FunctionReport *A, const FunctionReport *B) {
        return SizeOf(A) < SizeOf(B);
      });
  if (SizeOf(*Smallest) == SizeOf(*Largest))
    return titleOf(*G.Functions.front());
  return fmt::format("up to {} (one of {} functions)", titleOf(**Largest),
                     G.Functions.size());
}

} // namespace

std::vector<protocol::CodeLens>
framewalk::codeLenses(const DocumentView &Document,
                      const FeatureOptions &Options) {
  std::vector<protocol::CodeLens> Lenses;
  if (!Options.CodeLenses)
    return Lenses;
  for (const FunctionGroup &G : functionsOf(Document)) {
    std::optional<llvm::lsp::Range> Name = Document.tokenAt(G.Position);
    if (!Name)
      continue;
    protocol::CodeLens &Lens = Lenses.emplace_back();
    Lens.range = *Name;
    Lens.command.title = titleOf(G) + keptMark(Document);
    Lens.command.command = "framewalk.openReport";
    Lens.command.arguments = llvm::json::Array{llvm::json::Object{
        {"uri", Document.uri().uri()}, {"position", toJSON(Name->start)}}};
  }
  return Lenses;
}
