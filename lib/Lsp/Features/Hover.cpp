//===- Hover.cpp - What is under the cursor -------------------------------===//

#include "Lsp/Features/Features.h"
#include "Lsp/Features/Functions.h"
#include "Render/FrameWords.h"

using namespace framewalk;

std::optional<llvm::lsp::Hover>
framewalk::hoverAt(const DocumentView &Document, llvm::lsp::Position Cursor,
                   const FeatureOptions &, const ClientAbilities &Client) {
  for (const FunctionGroup &G : functionsOf(Document)) {
    std::optional<llvm::lsp::Range> Name = Document.tokenAt(G.Position);
    if (!Name || !Name->contains(Cursor))
      continue;
    llvm::lsp::Hover Hover(*Name);
    Hover.contents = {Client.HoverFormat,
                      "framewalk: " +
                          sizeText(G.Functions.front()->Frame.size())};
    return Hover;
  }
  return std::nullopt;
}
