//===- WalkText.cpp - Page walks as text ----------------------------------===//

#include "Render/WalkText.h"

#include "Support/Words.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

/// 9 bits per level where entries have 8 bytes, 10 where they have 4.
unsigned indexBits(const PageWalk &W) { return W.Steps.size() == 2 ? 10 : 9; }

void addWalk(Markup &M, size_t Id, const PageWalk &W) {
  M.paragraph(StyledText(fmt::format("walk {}: page ", Id))
                  .add(fmt::format("{:#x}", W.Page.Value), Style::Address)
                  .add(" is in frame ")
                  .add(fmt::format("{:#x}", W.Frame.Value), Style::Address),
              2);
  addWalkSteps(M, W, std::nullopt, 4);
}

} // namespace

void framewalk::addWalkSteps(Markup &M, const PageWalk &W,
                             std::optional<VirtualAddress> Address,
                             unsigned Indent) {
  bool IsLongMode = W.Steps.size() > 2;
  std::vector<Column> Columns(6);
  const char *Titles[] = {"",      "address bits", "index",
                          "table", "entry",        "flags"};
  for (size_t C = 0; C < Columns.size(); ++C)
    Columns[C].Title = Titles[C];
  Columns[1].Side = Columns[2].Side = Columns[4].Side = Align::Right;
  Table T(std::move(Columns), Indent);
  unsigned High = 12 + indexBits(W) * W.Steps.size();
  for (const PageWalkStep &S : W.Steps) {
    T.row({StyledText(tableName(S.Level, IsLongMode)),
           StyledText(fmt::format("{}-{}", High - 1, High - indexBits(W))),
           StyledText(fmt::format("{}", S.Index)),
           StyledText(fmt::format("{:#x}", S.Table.Value), Style::Address),
           StyledText(fmt::format("{:#x}", S.Entry), Style::Address),
           StyledText(joined(S.Flags))});
    High -= indexBits(W);
  }
  std::vector<StyledText> Offset = {"offset", fmt::format("{}-0", High - 1)};
  if (Address) {
    uint64_t InPage = Address->Value - W.Page.Value;
    Offset.push_back(fmt::format("{}", InPage));
    Offset.push_back(
        StyledText(fmt::format("{:#x}", W.Frame.Value), Style::Address));
    Offset.push_back(StyledText(fmt::format("{:#x}", W.Frame.Value + InPage),
                                Style::Address));
  }
  T.row(std::move(Offset));
  M.table(std::move(T));
  if (W.Fault)
    M.paragraph(fmt::format("{} on the way, error code {:#x} at {:#x}: {}. {}",
                            W.Fault->Vector == 14 ? "page fault" : "fault",
                            W.Fault->ErrorCode, W.Fault->Cr2.Value,
                            errorText(W.Fault->ErrorCode),
                            sentence(W.Fault->Kernel)),
                Indent);
}

const char *framewalk::tableName(unsigned Level, bool IsLongMode) {
  switch (Level) {
  case 5:
    return "PML5";
  case 4:
    return "PML4";
  case 3:
    return "PDPT";
  case 2:
    return IsLongMode ? "PD" : "page directory";
  default:
    return IsLongMode ? "PT" : "page table";
  }
}

std::string framewalk::errorText(uint32_t Code) {
  return fmt::format("{}, {} access, {} mode",
                     Code & 1 ? "the entry forbids it" : "no page present",
                     Code & 16  ? "fetch"
                     : Code & 2 ? "write"
                                : "read",
                     Code & 4 ? "user" : "supervisor");
}

void framewalk::addWalks(Markup &M, const TranslationUnitReport &Unit,
                         size_t Most) {
  if (Unit.Walks.empty())
    return;
  M.heading(StyledText("page walks", Style::Strong)
                .add("  (simulated: the tables lie in simulated memory)",
                     Style::Dim));
  // One line more is no shorter than saying that there is one more.
  size_t Count = Unit.Walks.size();
  size_t Shown = Count <= Most + 1 ? Count : Most;
  for (size_t I = 0; I < Shown; ++I)
    addWalk(M, I, Unit.Walks[I]);
  if (Shown < Count)
    M.paragraph(StyledText(fmt::format("{} walks more; --show=walks has all",
                                       Count - Shown),
                           Style::Dim),
                2);
}
