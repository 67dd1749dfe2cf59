//===- InlayHints.cpp - Where locals are, behind their names --------------===//

#include "Lsp/Features/Features.h"
#include "Lsp/Features/Functions.h"

#include <fmt/format.h>

using namespace framewalk;

std::vector<protocol::InlayHint>
framewalk::inlayHints(const DocumentView &Document, llvm::lsp::Range Visible,
                      const FeatureOptions &Options, const ClientAbilities &) {
  std::vector<protocol::InlayHint> Hints;
  if (!Options.InlayHints)
    return Hints;
  for (const FunctionGroup &G : functionsOf(Document))
    for (const LocalVariable &V : G.Functions.front()->Variables) {
      std::optional<llvm::lsp::Range> Name = Document.tokenAt(V.Declared);
      if (!Name || V.Slots.empty() || Name->end < Visible.start ||
          Visible.end < Name->end)
        continue;
      const FrameSlot &S = G.Functions.front()->Frame.slot(V.Slots.front());
      protocol::InlayHint &Hint = Hints.emplace_back();
      Hint.position = Name->end;
      Hint.label =
          fmt::format("{}{}{:#x}, {} B", S.Base, S.Displacement < 0 ? "-" : "+",
                      S.Displacement < 0 ? -uint64_t(S.Displacement)
                                         : uint64_t(S.Displacement),
                      S.Size);
      Hint.paddingLeft = true;
    }
  return Hints;
}
