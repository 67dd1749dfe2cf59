//===- Hovers.h - Parts of what is told about a place ---------------------===//
//
// Private to Features: hoverAt() asks one after the other.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/Features/Features.h"
#include "Lsp/Features/Functions.h"
#include "Lsp/Features/HoverText.h"

namespace framewalk {

/// What is under the cursor, and who wants to know.
struct HoverQuestion {
  const DocumentView &Document;
  const FeatureOptions &Options;
  const ClientAbilities &Client;
  SourcePosition Token; ///< where it begins
  std::string_view Text;
  llvm::lsp::Range Range;

  HoverText newText() const { return {Document, Client.HoverFormat}; }
};

/// Each unset where the place is nothing of that kind.
std::optional<llvm::lsp::Hover>
hoverFunction(const HoverQuestion &Q, const std::vector<FunctionGroup> &Groups);
std::optional<llvm::lsp::Hover> hoverVariable(const HoverQuestion &Q,
                                              const FunctionGroup &Group);
std::optional<llvm::lsp::Hover> hoverCall(const HoverQuestion &Q,
                                          const FunctionGroup &Group);
/// `return`, and the braces.
std::optional<llvm::lsp::Hover> hoverReturn(const HoverQuestion &Q,
                                            const FunctionGroup &Group);
std::optional<llvm::lsp::Hover> hoverBrace(const HoverQuestion &Q,
                                           const FunctionGroup &Group);

/// "5a  add eax, dword ptr [rbp - 0x24]", and what it is for where that is
/// known. After \p Most the rest is counted.
void addCode(Markup &M, const FunctionReport &F,
             const std::vector<InstructionId> &Instructions, size_t Most);
std::vector<InstructionId> idsOf(const InstructionRange &R);

/// Which of several functions is spoken of, where a template has several.
void addWhich(HoverText &Text, const FunctionGroup &Group);

} // namespace framewalk
