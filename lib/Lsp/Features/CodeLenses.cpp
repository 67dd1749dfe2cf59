//===- CodeLenses.cpp - A line above each function ------------------------===//

#include "Lsp/Features/Features.h"
#include "Lsp/Features/Functions.h"
#include "Render/FrameWords.h"

#include <fmt/format.h>

using namespace framewalk;

/// "80 bytes, 23 padding, 3 pages".
static std::string titleOf(const FunctionReport &F) {
  std::string Title = sizeText(F.Frame.size());
  if (uint64_t Padding = F.Frame.bytesOf(SlotKind::Padding))
    Title += fmt::format(", {} padding", Padding);
  if (size_t Pages = F.Stack.Pages.size())
    Title += fmt::format(", {} page{}", Pages, Pages == 1 ? "" : "s");
  return Title;
}

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
    Lens.command.title = "framewalk: " + titleOf(*G.Functions.front());
    Lens.command.command = "framewalk.openReport";
    Lens.command.arguments = llvm::json::Array{
        Document.uri().uri(), G.Functions.front()->LinkageName};
  }
  return Lenses;
}
