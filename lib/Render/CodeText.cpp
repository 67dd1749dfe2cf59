//===- CodeText.cpp - Prologue and epilogues as text ----------------------===//

#include "Render/CodeText.h"

#include "Render/FrameWords.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

Table codeTable() {
  Column Address, Bytes, Text, Effect;
  Address.Side = Align::Right;
  Bytes.MaxWidth = 24;
  Text.MaxWidth = 40;
  Effect.Wrap = true;
  return Table({Address, Bytes, Text, Effect});
}

void addInstructions(Table &T, const FunctionReport &F, InstructionRange R) {
  for (uint32_t I = R.Begin.Value; I < R.End.Value; ++I) {
    const Instruction &Each = F.Instructions[I];
    T.row({StyledText(fmt::format("{:x}", Each.Address), Style::Dim),
           StyledText(codeBytes(Each), Style::Dim),
           StyledText(Each.Text, Style::Code), StyledText(Each.Effect)});
  }
}

/// Two epilogues that a reader would take for copies.
bool areAlike(const FunctionReport &F, InstructionRange A, InstructionRange B) {
  uint32_t Length = A.End.Value - A.Begin.Value;
  if (Length != B.End.Value - B.Begin.Value)
    return false;
  for (uint32_t I = 0; I < Length; ++I) {
    const Instruction &Left = F.Instructions[A.Begin.Value + I];
    const Instruction &Right = F.Instructions[B.Begin.Value + I];
    if (Left.Text != Right.Text || Left.Effect != Right.Effect)
      return false;
  }
  return true;
}

void addPrologue(Markup &M, const FunctionReport &F) {
  Table T = codeTable();
  for (const InstructionRange &R : F.Prologue) {
    if (!T.empty())
      T.line(StyledText("... the body's first part ...", Style::Dim));
    addInstructions(T, F, R);
  }
  if (T.empty())
    return;
  M.gap();
  M.heading(StyledText("prologue", Style::Strong));
  M.table(std::move(T));
}

std::string epilogueTitle(const FunctionReport &F,
                          const std::vector<InstructionRange> &Alike,
                          bool IsOnly) {
  std::string Title = "epilogue";
  if (IsOnly && Alike.size() == 1)
    return Title;
  Title +=
      Alike.size() == 1 ? " at " : fmt::format(", {} copies at ", Alike.size());
  for (size_t I = 0; I < Alike.size(); ++I)
    Title += fmt::format("{}{:x}", I ? ", " : "",
                         F.Instructions[Alike[I].Begin.Value].Address);
  return Title;
}

void addEpilogues(Markup &M, const FunctionReport &F) {
  std::vector<std::vector<InstructionRange>> Groups;
  for (const InstructionRange &R : F.Epilogues) {
    if (R.Begin.Value >= R.End.Value)
      continue;
    bool Found = false;
    for (std::vector<InstructionRange> &G : Groups)
      if (!Found && areAlike(F, G.front(), R)) {
        G.push_back(R);
        Found = true;
      }
    if (!Found)
      Groups.push_back({R});
  }
  for (const std::vector<InstructionRange> &G : Groups) {
    Table T = codeTable();
    addInstructions(T, F, G.front());
    M.gap();
    M.heading(
        StyledText(epilogueTitle(F, G, Groups.size() == 1), Style::Strong));
    M.table(std::move(T));
  }
}

} // namespace

void framewalk::addPrologueAndEpilogues(Markup &M, const FunctionReport &F) {
  addPrologue(M, F);
  addEpilogues(M, F);
}
