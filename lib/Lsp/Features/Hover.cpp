//===- Hover.cpp - What is under the cursor -------------------------------===//

#include "Lsp/Features/Hovers.h"

#include "Render/FrameWords.h"

#include <fmt/format.h>

using namespace framewalk;

std::optional<llvm::lsp::Hover>
framewalk::hoverAt(const DocumentView &Document, llvm::lsp::Position Cursor,
                   const FeatureOptions &Options,
                   const ClientAbilities &Client) {
  std::optional<SourcePosition> At = Document.fromClient(Cursor);
  if (!At)
    return std::nullopt;
  const SourcePosition Token = Document.tokenAround(*At);
  std::optional<llvm::lsp::Range> Range = Document.tokenAt(Token);
  const std::string_view Text = Document.tokenText(Token);
  if (!Range || Text.empty())
    return std::nullopt;
  const HoverQuestion Q{.Document = Document,
                        .Options = Options,
                        .Client = Client,
                        .Token = Token,
                        .Text = Text,
                        .Range = *Range};
  const std::vector<FunctionGroup> Groups = functionsOf(Document);
  const FunctionGroup *Around = groupAround(Groups, Token);
  if (auto Answer = hoverFunction(Q, Groups))
    return Answer;
  if (!Around)
    return std::nullopt;
  if (Text == "return" || Text == "co_return")
    return hoverReturn(Q, *Around);
  if (Text == "{" || Text == "}")
    return hoverBrace(Q, *Around);
  if (auto Answer = hoverVariable(Q, *Around))
    return Answer;
  return hoverCall(Q, *Around);
}

/// What an instruction is for; of those that carry out what the source says,
/// nothing.
static std::string purposeOf(const FunctionReport &F, const Instruction &I) {
  if (!I.Effect.empty() || !I.Touch || !I.Touch->Slot ||
      I.Touch->Origin == TouchOrigin::Source)
    return I.Effect;
  return fmt::format("{}: {}", slotName(F.Frame, *I.Touch->Slot),
                     originText(I.Touch->Origin));
}

void framewalk::addCode(Markup &M, const FunctionReport &F,
                        const std::vector<InstructionId> &Instructions,
                        size_t Most) {
  Column Address, Code, Effect;
  Address.Side = Align::Right;
  Code.MaxWidth = 40;
  Effect.Wrap = true;
  Table T({Address, Code, Effect}, 0);
  // One line more is no shorter than saying that there is one more.
  const size_t Count = Instructions.size();
  const size_t Shown = Count <= Most + 1 ? Count : Most;
  for (size_t I = 0; I < Shown; ++I) {
    const Instruction &Each = F.Instructions[Instructions[I].Value];
    T.row({StyledText(fmt::format("{:x}", Each.Address)),
           StyledText(Each.Text, Style::Code), StyledText(purposeOf(F, Each))});
  }
  if (Shown < Count)
    T.row({"", StyledText(fmt::format("and {} more", Count - Shown))});
  if (!T.empty())
    M.table(std::move(T));
}

std::vector<InstructionId> framewalk::idsOf(const InstructionRange &R) {
  std::vector<InstructionId> Ids;
  for (uint32_t I = R.Begin.Value; I < R.End.Value; ++I)
    Ids.emplace_back(I);
  return Ids;
}

void framewalk::addWhich(HoverText &Text, const FunctionGroup &Group) {
  if (Group.Functions.size() < 2)
    return;
  const FunctionReport &F = *Group.Functions.front();
  Text.paragraph(
      StyledText("in ")
          .append(codeText(F.Signature.empty() ? F.Name : F.Signature))
          .add(fmt::format(", one of {} functions that are made of "
                           "this",
                           Group.Functions.size())));
}
