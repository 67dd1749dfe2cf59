//===- ExitHover.cpp - What a return and a brace do -----------------------===//

#include "Lsp/Features/Hovers.h"
#include "Lsp/Features/Places.h"
#include "Render/FrameWords.h"
#include "Support/Words.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

constexpr size_t MostInstructions = 12;
/// Epilogues that are shown; further ones are counted.
constexpr size_t MostEpilogues = 3;

void addBlock(HoverText &Text, const FunctionReport &F,
              const std::vector<InstructionId> &Code) {
  Markup M;
  addCode(M, F, Code, MostInstructions);
  Text.block(M);
}

void addEpilogues(HoverText &Text, const FunctionReport &F,
                  const std::vector<uint32_t> &Which) {
  for (size_t I = 0; I < Which.size() && I < MostEpilogues; ++I)
    addBlock(Text, F, idsOf(F.Epilogues[Which[I]]));
  if (Which.size() > MostEpilogues)
    Text.paragraph(
        fmt::format("and {} epilogues more", Which.size() - MostEpilogues));
}

std::vector<uint32_t> allEpilogues(const FunctionReport &F) {
  std::vector<uint32_t> All(F.Epilogues.size());
  for (uint32_t I = 0; I < All.size(); ++I)
    All[I] = I;
  return All;
}

std::string addressOf(const FunctionReport &F, uint32_t Epilogue) {
  return fmt::format("{:x}",
                     F.Instructions[F.Epilogues[Epilogue].Begin.Value].Address);
}

/// Other statements that leave through one of the same epilogues.
size_t companions(const FunctionReport &F, const ReturnSite &Site) {
  return size_t(llvm::count_if(F.Returns, [&](const ReturnSite &Other) {
    return &Other != &Site && llvm::any_of(Other.Epilogues, [&](uint32_t E) {
      return llvm::is_contained(Site.Epilogues, E);
    });
  }));
}

std::vector<InstructionId> instructionsAt(const FunctionReport &F,
                                          const SourcePosition &P) {
  std::vector<InstructionId> Found;
  for (uint32_t I = 0; I < F.Instructions.size(); ++I)
    if (F.Instructions[I].Position == P)
      Found.emplace_back(I);
  return Found;
}

bool isInEpilogue(const FunctionReport &F, InstructionId I) {
  return llvm::any_of(F.Epilogues, [&](const InstructionRange &R) {
    return R.Begin <= I && I < R.End;
  });
}

std::string leavesThrough(const FunctionReport &F, const ReturnSite &Site) {
  if (Site.Epilogues.empty())
    return F.Epilogues.empty() ? "the function has no epilogue"
                               : "leaves with code that it shares";
  std::string Text = Site.Epilogues.size() == 1
                         ? "leaves through the epilogue at "
                         : "leaves through one of the epilogues at ";
  for (size_t I = 0; I < Site.Epilogues.size(); ++I)
    Text += (I ? ", " : "") + addressOf(F, Site.Epilogues[I]);
  return Text;
}

/// Variables whose life ends at \p P, in the order of their declarations.
std::vector<VariableId> endingAt(const FunctionReport &F,
                                 const SourcePosition &P) {
  std::vector<VariableId> Ending;
  for (const Lifetime &L : F.Lifetimes)
    if (L.End == P && L.Variable.Value < F.Variables.size())
      Ending.push_back(L.Variable);
  llvm::sort(Ending);
  return Ending;
}

void addEnding(HoverText &Text, const FunctionReport &F,
               const std::vector<VariableId> &Ending) {
  constexpr size_t Most = 8;
  for (size_t I = 0; I < Ending.size() && I < Most; ++I) {
    const LocalVariable &V = F.Variables[Ending[I].Value];
    const Lifetime *L = lifetimeOf(F, Ending[I]);
    StyledText Line(displayName(V), Style::Name);
    if (std::string Place = shortPlace(F, Ending[I]); !Place.empty())
      Line.add(" (" + Place + ")");
    Line.add(" ends here");
    if (!L->After.empty())
      Line.add(": ").append(proseText(L->After));
    Text.item(Line);
  }
  if (Ending.size() > Most)
    Text.item(fmt::format("and {} more", Ending.size() - Most));
}

/// The brace that begins the body: what has run when it is passed.
llvm::lsp::Hover openBody(const HoverQuestion &Q, const FunctionGroup &Group) {
  const FunctionReport &F = *Group.Functions.front();
  HoverText Text = Q.newText();
  std::vector<InstructionId> Code;
  for (const InstructionRange &R : F.Prologue)
    llvm::append_range(Code, idsOf(R));
  Text.title(StyledText("prologue of ")
                 .add(F.Name, Style::Name)
                 .add(Code.empty() ? ": none, it needs no frame"
                                   : ": makes " + sizeText(F.Frame.size())));
  addWhich(Text, Group);
  addBlock(Text, F, Code);
  return std::move(Text).finish(Q.Range);
}

llvm::lsp::Hover closeBody(const HoverQuestion &Q, const FunctionGroup &Group) {
  const FunctionReport &F = *Group.Functions.front();
  HoverText Text = Q.newText();
  const size_t Count = F.Epilogues.size();
  StyledText Title("end of ");
  Title.add(F.Name, Style::Name)
      .add(Count == 0   ? ": no epilogue, it never returns"
           : Count == 1 ? ": the epilogue"
                        : fmt::format(": {} epilogues", Count));
  Text.title(Title);
  addWhich(Text, Group);
  std::vector<InstructionId> Before = instructionsAt(F, Q.Token);
  llvm::erase_if(Before, [&](InstructionId I) { return isInEpilogue(F, I); });
  if (!Before.empty()) {
    Text.paragraph("before it, at the brace:");
    addBlock(Text, F, Before);
  }
  addEpilogues(Text, F, allEpilogues(F));
  return std::move(Text).finish(Q.Range);
}

} // namespace

std::optional<llvm::lsp::Hover>
framewalk::hoverReturn(const HoverQuestion &Q, const FunctionGroup &Group) {
  const FunctionReport &F = *Group.Functions.front();
  auto Site = llvm::find_if(F.Returns, [&](const ReturnSite &R) {
    return R.Statement.Begin == Q.Token;
  });
  if (Site == F.Returns.end())
    return std::nullopt;
  HoverText Text = Q.newText();
  StyledText Title("return", Style::Code);
  Title.add(" " + leavesThrough(F, *Site));
  if (size_t Others = companions(F, *Site))
    Title.add(fmt::format(", as {} {}", counted(Others, "other"),
                          Others == 1 ? "does" : "do"));
  Text.title(Title);
  addWhich(Text, Group);
  std::vector<InstructionId> Own = Site->Instructions;
  llvm::erase_if(Own, [&](InstructionId I) { return isInEpilogue(F, I); });
  if (Own.empty()) {
    Text.paragraph("no instruction of the body carries this place: optimised "
                   "away, or merged with other code");
  } else {
    Text.paragraph("its own code:");
    addBlock(Text, F, Own);
  }
  const std::vector<uint32_t> Which =
      Site->Epilogues.empty() ? allEpilogues(F) : Site->Epilogues;
  if (!Which.empty())
    Text.paragraph(Which.size() == 1 ? "the epilogue:" : "the epilogues:");
  addEpilogues(Text, F, Which);
  return std::move(Text).finish(Q.Range);
}

std::optional<llvm::lsp::Hover>
framewalk::hoverBrace(const HoverQuestion &Q, const FunctionGroup &Group) {
  const FunctionReport &F = *Group.Functions.front();
  if (Q.Token == F.Body.Begin)
    return openBody(Q, Group);
  if (Q.Token == F.Body.End)
    return closeBody(Q, Group);
  const std::vector<VariableId> Ending = endingAt(F, Q.Token);
  const std::vector<InstructionId> Code = instructionsAt(F, Q.Token);
  if (Ending.empty() && Code.empty())
    return std::nullopt;
  HoverText Text = Q.newText();
  Text.title(StyledText(Code.empty() ? "end of a block: no instruction, the "
                                       "frame stays as it is"
                                     : "end of a block: the frame stays as it "
                                       "is"));
  addWhich(Text, Group);
  addEnding(Text, F, Ending);
  addBlock(Text, F, Code);
  return std::move(Text).finish(Q.Range);
}
