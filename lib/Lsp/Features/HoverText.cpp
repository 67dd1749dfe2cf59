//===- HoverText.cpp ------------------------------------------------------===//

#include "Lsp/Features/HoverText.h"

#include "Lsp/Features/Functions.h"

#include "Render/MarkdownText.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

/// Hovers are narrow; what is wider has to be scrolled.
static constexpr unsigned BlockWidth = 78;

HoverText::HoverText(const DocumentView &Document, llvm::lsp::MarkupKind Format)
    : Format(Format), KeptMark(keptMark(Document)) {}

std::string HoverText::inlineText(const StyledText &Styled) const {
  std::string Result;
  for (const Span &S : Styled.spans()) {
    if (!isMarkdown())
      Result += S.Text;
    else if (S.Role == Style::Code || S.Role == Style::Name ||
             S.Role == Style::Address)
      Result += markdownCode(S.Text);
    else if (S.Role == Style::Strong)
      Result += "**" + markdownText(S.Text) + "**";
    else
      Result += markdownText(S.Text);
  }
  return Result;
}

void HoverText::gap() {
  if (!Text.empty())
    Text += "\n";
  WasItem = false;
}

void HoverText::title(const StyledText &What) {
  StyledText Line("framewalk", Style::Strong);
  Line.add(" ").append(What).add(KeptMark);
  gap();
  Text += inlineText(Line) + "\n";
}

void HoverText::paragraph(const StyledText &What) {
  gap();
  Text += inlineText(What) + "\n";
}

void HoverText::item(const StyledText &What) {
  if (!WasItem)
    gap();
  Text += "- " + inlineText(What) + "\n";
  WasItem = true;
}

void HoverText::block(const Markup &Content) {
  if (Content.empty())
    return;
  std::string Lines;
  llvm::raw_string_ostream OS(Lines);
  Content.print(OS, {.Width = BlockWidth, .Color = false});
  gap();
  if (!isMarkdown()) {
    Text += Lines;
    return;
  }
  const std::string Fence = markdownFence(Lines);
  Text += Fence + "text\n";
  for (llvm::StringRef Rest = Lines; !Rest.empty();) {
    auto [Line, Behind] = Rest.split('\n');
    Text += markdownBlockLine(Line) + "\n";
    Rest = Behind;
  }
  Text += Fence + "\n";
}

llvm::lsp::Hover HoverText::finish(llvm::lsp::Range Range) && {
  llvm::lsp::Hover Hover(Range);
  Hover.contents = {Format, std::move(Text)};
  return Hover;
}

StyledText framewalk::proseText(std::string_view Text) {
  StyledText Result;
  while (!Text.empty()) {
    size_t Open = Text.find('`');
    size_t Close = Open == Text.npos ? Text.npos : Text.find('`', Open + 1);
    if (Close == Text.npos)
      return Result.add(std::string(Text));
    Result.add(std::string(Text.substr(0, Open)))
        .add(std::string(Text.substr(Open + 1, Close - Open - 1)), Style::Code);
    Text.remove_prefix(Close + 1);
  }
  return Result;
}
