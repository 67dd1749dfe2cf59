//===- InlayHints.cpp - Where locals are, behind their names --------------===//

#include "Lsp/Features/Features.h"
#include "Lsp/Features/Functions.h"
#include "Lsp/Features/Places.h"
#include "Render/FrameWords.h"
#include "Support/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

#include <map>

using namespace framewalk;

namespace {

/// What stands behind one place of the text: of a name in a template as many
/// variables as instantiations, of a macro that declares some each of them.
class HintAt {
public:
  void add(const FunctionReport &F, VariableId V, bool IsSpelledHere) {
    std::string Text = shortPlace(F, V);
    // What a macro or a range-for declares, and no name is there for.
    const bool IsHidden = !IsSpelledHere && F.Variables[V.Value].Slots.empty();
    if (Text.empty() || IsHidden)
      return;
    if (!IsSpelledHere)
      Text = F.Variables[V.Value].Name + ": " + Text;
    if (!llvm::is_contained(Labels, Text))
      Labels.push_back(std::move(Text));
    std::string Why = reasonsOf(F, V);
    if (!llvm::is_contained(Reasons, Why))
      Reasons.push_back(std::move(Why));
  }

  bool empty() const { return Labels.empty(); }
  std::string label() const {
    constexpr size_t Most = 3;
    std::string Text = llvm::join(
        Labels.begin(), Labels.begin() + std::min(Most, Labels.size()), " | ");
    if (Labels.size() > Most)
      Text += fmt::format(" | and {} more", Labels.size() - Most);
    return Text;
  }
  std::string tooltip() const { return llvm::join(Reasons, "\n\n"); }

private:
  /// In whose frame, and why there.
  static std::string reasonsOf(const FunctionReport &F, VariableId V) {
    const LocalVariable &Variable = F.Variables[V.Value];
    std::string Text =
        fmt::format("framewalk: {} in {}'s frame of {}", Variable.Name, F.Name,
                    sizeText(F.Frame.size()));
    auto Add = [&](const std::string &Line) {
      if (!Line.empty())
        Text += "\n" + Line;
    };
    for (const PlaceInFrame &P : placesOf(F, V)) {
      Add(fmt::format("{}{}, {}", P.Operand,
                      P.Cfa ? fmt::format(" = CFA{:+}", P.Cfa->Value) : "",
                      bytesText(P.Size)));
      Add(P.Note);
      Add(F.Frame.slot(P.Slot).Reason);
    }
    if (const std::vector<std::string> Others = sharersOf(F, V);
        !Others.empty())
      Add("same bytes: " + llvm::join(Others, ", "));
    Add(Variable.WhyNoSlot);
    for (const std::string &Line : movesOf(Variable))
      Add(Line);
    return Text;
  }

  std::vector<std::string> Labels;
  std::vector<std::string> Reasons;
};

bool isVisible(const llvm::lsp::Position &P, const llvm::lsp::Range &Visible) {
  return Visible.start <= P && P <= Visible.end;
}

} // namespace

std::vector<protocol::InlayHint>
framewalk::inlayHints(const DocumentView &Document, llvm::lsp::Range Visible,
                      const FeatureOptions &Options) {
  std::vector<protocol::InlayHint> Hints;
  if (!Options.InlayHints)
    return Hints;
  std::map<llvm::lsp::Position, HintAt> Places;
  for (const FunctionReport &F : Document.report().Functions)
    for (uint32_t I = 0; I < F.Variables.size(); ++I) {
      const LocalVariable &V = F.Variables[I];
      std::optional<llvm::lsp::Range> Token = Document.tokenAt(V.Declared);
      if (isSpelled(V) && Token && isVisible(Token->end, Visible))
        Places[Token->end].add(F, VariableId(I),
                               Document.tokenText(V.Declared) == V.Name);
    }
  for (const auto &[Position, Hint] : Places)
    if (!Hint.empty())
      Hints.push_back(
          {.position = Position,
           .label = (Document.isKept() ? "was " : "") + Hint.label(),
           .tooltip = {llvm::lsp::MarkupKind::PlainText,
                       Hint.tooltip() + keptMark(Document)},
           .paddingLeft = true});
  return Hints;
}
