//===- FunctionHover.cpp - A function's frame -----------------------------===//

#include "Lsp/Features/Hovers.h"
#include "Render/FrameText.h"
#include "Render/FrameWords.h"
#include "Support/Words.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

/// A ledger with more slots is for the report.
constexpr size_t MostSlots = 32;

StyledText frameSentence(const FunctionReport &F) {
  StyledText Text(F.Name, Style::Name);
  Text.add(": " + sizeText(F.Frame.size()));
  if (std::string Parts = byteSummary(F.Frame); !Parts.empty())
    Text.add(": " + Parts);
  return Text;
}

/// Where the frame lies in the simulated stack.
StyledText roomSentence(const FunctionReport &F) {
  const std::vector<FramePage> &Pages = F.Stack.Pages;
  StyledText Text;
  if (Pages.empty())
    return Text;
  Text.add("on " + counted(Pages.size(), "page") + " of the stack: ");
  constexpr size_t Most = 4;
  for (size_t I = 0; I < Pages.size() && I < Most; ++I)
    Text.add(I ? ", " : "")
        .add(fmt::format("{:#x}", Pages[I].Page.Value), Style::Address)
        .add(fmt::format(" ({})", bytesText(Pages[I].Bytes)));
  if (Pages.size() > Most)
    Text.add(fmt::format(" and {} more", Pages.size() - Most));
  Text.add(" (simulated)");
  if (F.Stack.ToLimit < 0)
    Text.add(fmt::format("; {} beyond the limit of the stack",
                         bytesText(uint64_t(-F.Stack.ToLimit))));
  return Text;
}

void addDepth(HoverText &Text, const DocumentView &Document,
              const FunctionReport &F) {
  const auto Number = uint32_t(&F - Document.report().Functions.data());
  for (const StyledText &Line : Document.unit().depths().words(Number))
    Text.item(Line);
}

void addLedger(HoverText &Text, const FunctionReport &F) {
  if (F.Frame.slots().size() > MostSlots) {
    Text.paragraph(fmt::format("{} slots: the report has them all",
                               F.Frame.slots().size()));
    return;
  }
  Markup M;
  addFrame(M, F);
  Text.block(M);
}

/// All that are made of one place in the source.
void addVariants(HoverText &Text, const FunctionGroup &Group) {
  if (Group.Functions.size() < 2)
    return;
  Text.paragraph(
      fmt::format("{} functions are made of this:", Group.Functions.size()));
  constexpr size_t Most = 8;
  for (size_t I = 0; I < Group.Functions.size() && I < Most; ++I) {
    const FunctionReport &F = *Group.Functions[I];
    Text.item(codeText(F.Signature.empty() ? F.LinkageName : F.Signature)
                  .add(": " + sizeText(F.Frame.size())));
  }
  if (Group.Functions.size() > Most)
    Text.item(fmt::format("and {} more", Group.Functions.size() - Most));
}

llvm::lsp::Hover describe(const HoverQuestion &Q, const FunctionGroup &Group) {
  const FunctionReport &F = *Group.Functions.front();
  HoverText Text = Q.newText();
  Text.title(frameSentence(F));
  addVariants(Text, Group);
  addDepth(Text, Q.Document, F);
  if (StyledText Room = roomSentence(F); !Room.empty())
    Text.item(Room);
  for (const std::string &Note : F.Notes)
    Text.item(proseText(Note));
  addLedger(Text, F);
  return std::move(Text).finish(Q.Range);
}

} // namespace

std::optional<llvm::lsp::Hover>
framewalk::hoverFunction(const HoverQuestion &Q,
                         const std::vector<FunctionGroup> &Groups) {
  for (const FunctionGroup &G : Groups)
    // A lambda's place is its bracket, a destructor's its tilde.
    if (G.Position == Q.Token ||
        (Q.Document.tokenText(G.Position) == "~" && Q.Token.Column > 1 &&
         G.Position.Line == Q.Token.Line &&
         G.Position.Column + 1 == Q.Token.Column))
      return describe(Q, G);
  return std::nullopt;
}

std::optional<llvm::lsp::Hover>
framewalk::hoverCall(const HoverQuestion &Q, const FunctionGroup &Group) {
  const TranslationUnitReport &Unit = Q.Document.report();
  const FunctionReport &F = *Group.Functions.front();
  const CallSite *Call = nullptr;
  for (const CallSite &C : F.Calls)
    if (F.Instructions[C.Instruction.Value].Position == Q.Token && !Call)
      Call = &C;
  if (!Call)
    return std::nullopt;
  const std::string Symbol =
      Call->Symbol && *Call->Symbol < Unit.Image.Symbols.size()
          ? Unit.Image.Symbols[*Call->Symbol].Name
          : std::string();
  auto Callee = llvm::find_if(Unit.Functions, [&](const FunctionReport &Each) {
    return !Symbol.empty() && Each.LinkageName == Symbol;
  });
  const Instruction &I = F.Instructions[Call->Instruction.Value];

  HoverText Text = Q.newText();
  StyledText Title(Call->IsTailCall ? "jump to " : "call of ");
  Title.append(codeText(Symbol.empty() ? std::string("a pointer's target")
                                       : std::string(Q.Text)));
  if (Call->IsTailCall)
    Title.add(": a tail call, this frame is gone when it runs");
  else if (I.StackDepth)
    Title.add(fmt::format(": its frame begins {} below this one's CFA",
                          bytesText(uint64_t(*I.StackDepth))));
  Text.title(Title);
  if (Callee != Unit.Functions.end()) {
    Text.item(frameSentence(*Callee));
    addDepth(Text, Q.Document, *Callee);
  } else {
    Text.item(Symbol.empty() ? "who that is, and how deep it goes, only run "
                               "time knows"
                             : "its code is in another file: how deep it goes "
                               "is not known here");
  }
  Markup M;
  addCode(M, F, {Call->Instruction}, 1);
  Text.block(M);
  return std::move(Text).finish(Q.Range);
}
