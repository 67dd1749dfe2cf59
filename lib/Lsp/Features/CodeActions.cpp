//===- CodeActions.cpp - What can be done about a finding -----------------===//

#include "Lsp/Features/Features.h"

using namespace framewalk;

std::vector<protocol::CodeAction>
framewalk::codeActions(const DocumentView &, llvm::lsp::Range,
                       const std::vector<std::string> &, const FeatureOptions &,
                       const ClientAbilities &) {
  return {};
}
