//===- DocumentSymbols.cpp - Functions and their locals -------------------===//

#include "Lsp/Features/Features.h"
#include "Lsp/Features/Functions.h"
#include "Render/FrameWords.h"

using namespace framewalk;

std::vector<llvm::lsp::DocumentSymbol>
framewalk::documentSymbols(const DocumentView &Document) {
  std::vector<llvm::lsp::DocumentSymbol> Symbols;
  for (const FunctionGroup &G : functionsOf(Document)) {
    const FunctionReport &F = *G.Functions.front();
    const SourceRange Extent = extentOf(F);
    std::optional<llvm::lsp::Range> Name = Document.tokenAt(G.Position);
    std::optional<llvm::lsp::Range> All =
        Document.toClient(Extent.Begin, Extent.End);
    if (!Name)
      continue;
    llvm::lsp::DocumentSymbol &Symbol = Symbols.emplace_back(
        F.Name, llvm::lsp::SymbolKind::Function, All.value_or(*Name), *Name);
    Symbol.detail = sizeText(F.Frame.size());
  }
  return Symbols;
}

std::vector<protocol::SymbolInformation>
framewalk::flatSymbols(const DocumentView &Document) {
  std::vector<protocol::SymbolInformation> Flat;
  for (const llvm::lsp::DocumentSymbol &S : documentSymbols(Document))
    Flat.push_back({.name = S.name + ": " + S.detail,
                    .kind = S.kind,
                    .location = {Document.uri(), S.range}});
  return Flat;
}
