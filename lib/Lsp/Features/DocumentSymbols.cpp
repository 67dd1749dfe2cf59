//===- DocumentSymbols.cpp - Functions and their locals -------------------===//

#include "Lsp/Features/Features.h"
#include "Lsp/Features/Functions.h"
#include "Lsp/Features/Places.h"

using namespace framewalk;
using llvm::lsp::DocumentSymbol;
using llvm::lsp::SymbolKind;

namespace {

/// A function's name, or with arguments, what tells instantiations apart.
std::string nameOf(const FunctionReport &F, const FunctionGroup &G) {
  return G.Functions.size() > 1 && !F.Signature.empty() ? F.Signature : F.Name;
}

void addLocals(const DocumentView &Document, const FunctionReport &F,
               DocumentSymbol &Symbol) {
  for (uint32_t I = 0; I < F.Variables.size(); ++I) {
    const LocalVariable &V = F.Variables[I];
    std::optional<llvm::lsp::Range> Name = Document.tokenAt(V.Declared);
    const std::string Place = shortPlace(F, VariableId(I));
    if (!isSpelled(V) || Place.empty() || !Name ||
        !Symbol.range.contains(*Name))
      continue;
    DocumentSymbol &Local = Symbol.children.emplace_back(
        V.Name, SymbolKind::Variable, *Name, *Name);
    Local.detail = Place;
  }
}

} // namespace

std::vector<DocumentSymbol>
framewalk::documentSymbols(const DocumentView &Document) {
  std::vector<DocumentSymbol> Symbols;
  for (const FunctionGroup &G : functionsOf(Document)) {
    std::optional<llvm::lsp::Range> Name = Document.tokenAt(G.Position);
    if (!Name)
      continue;
    for (const FunctionReport *F : G.Functions) {
      const SourceRange Extent = extentOf(*F);
      const std::optional<llvm::lsp::Range> All =
          Document.toClient(Extent.Begin, Extent.End);
      DocumentSymbol &Symbol = Symbols.emplace_back(
          nameOf(*F, G), SymbolKind::Function,
          All && All->contains(*Name) ? *All : *Name, *Name);
      Symbol.detail = frameSummary(*F) + keptMark(Document);
      addLocals(Document, *F, Symbol);
    }
  }
  return Symbols;
}

std::vector<protocol::SymbolInformation>
framewalk::flatSymbols(const DocumentView &Document) {
  std::vector<protocol::SymbolInformation> Flat;
  auto Add = [&](const DocumentSymbol &S, const std::string &Container) {
    Flat.push_back({.name = S.name + ": " + S.detail,
                    .kind = S.kind,
                    .location = {Document.uri(), S.range},
                    .containerName = Container});
  };
  for (const DocumentSymbol &Function : documentSymbols(Document)) {
    Add(Function, "");
    for (const DocumentSymbol &Local : Function.children)
      Add(Local, Function.name);
  }
  return Flat;
}
