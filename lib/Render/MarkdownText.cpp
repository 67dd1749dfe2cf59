//===- MarkdownText.cpp ---------------------------------------------------===//

#include "Render/MarkdownText.h"

#include "Render/Direction.h"

#include <fmt/format.h>

#include <algorithm>

using namespace framewalk;

/// Line breaks would end a table's row, and controls act on terminals.
static bool isControl(char C) {
  return static_cast<unsigned char>(C) < 0x20 || C == 0x7f;
}

/// Controls of the writing direction are named: "(U+202E)".
static std::string nameOfDirection(std::string_view Control) {
  const auto Low = [&](size_t At) {
    return static_cast<unsigned char>(Control[At]) & 0x3fu;
  };
  const unsigned Code = Control.size() == 2
                            ? (Control[0] & 0x1fu) << 6 | Low(1)
                            : (Control[0] & 0x0fu) << 12 | Low(1) << 6 | Low(2);
  return fmt::format("(U+{:04X})", Code);
}

std::string framewalk::markdownText(std::string_view Text) {
  std::string Result;
  for (size_t I = 0; I < Text.size(); ++I) {
    const char C = Text[I];
    if (size_t Bytes = directionControl(Text.substr(I))) {
      Result += nameOfDirection(Text.substr(I, Bytes));
      I += Bytes - 1;
    } else if (isControl(C)) {
      Result += ' ';
    } else if (C == '<') {
      Result += "&lt;";
    } else if (C == '&') {
      Result += "&amp;";
    } else if (C == '@') {
      Result += "&#64;"; // nobody is called by name
    } else if (std::string_view("\\`*_[]#|~").find(C) !=
               std::string_view::npos) {
      Result += '\\';
      Result += C;
    } else {
      Result += C;
    }
  }
  return Result;
}

std::string framewalk::markdownBlockLine(std::string_view Text) {
  std::string Result;
  for (size_t I = 0; I < Text.size(); ++I) {
    if (size_t Bytes = directionControl(Text.substr(I))) {
      Result += nameOfDirection(Text.substr(I, Bytes));
      I += Bytes - 1;
    } else {
      Result += isControl(Text[I]) && Text[I] != '\t' ? ' ' : Text[I];
    }
  }
  return Result;
}

std::string framewalk::markdownCode(std::string_view Text) {
  if (Text.empty())
    return "";
  size_t Longest = 0, Run = 0;
  std::string Inside;
  for (size_t I = 0; I < Text.size(); ++I) {
    const char C = Text[I];
    Run = C == '`' ? Run + 1 : 0;
    Longest = std::max(Longest, Run);
    if (size_t Bytes = directionControl(Text.substr(I))) {
      Inside += nameOfDirection(Text.substr(I, Bytes));
      I += Bytes - 1;
    } else {
      Inside += isControl(C) ? ' ' : C;
    }
  }
  const std::string Fence(Longest + 1, '`');
  const bool NeedsBlank = Inside.front() == '`' || Inside.back() == '`';
  const char *Blank = NeedsBlank ? " " : "";
  return Fence + Blank + Inside + Blank + Fence;
}

/// Of each `\|` in a row, in code and elsewhere, the table takes the backslash
/// away before anything else is read.
static std::string cell(std::string_view Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '|')
      Result += '\\';
    Result += C;
  }
  return Result;
}

std::string framewalk::markdownFence(std::string_view Lines) {
  std::string Fence = "```";
  while (Lines.find(Fence) != Lines.npos)
    Fence += '`';
  return Fence;
}

std::string MarkdownTable::text() const {
  std::vector<size_t> Shown;
  for (size_t C = 0; C < Titles.size(); ++C)
    if (std::any_of(Rows.begin(), Rows.end(), [&](const auto &Row) {
          return C < Row.size() && !Row[C].empty();
        }))
      Shown.push_back(C);
  std::string Head, Rule, Body;
  for (size_t C : Shown) {
    const bool IsNumber = Titles[C].starts_with(">");
    Head += "| " + Titles[C].substr(IsNumber) + " ";
    Rule += IsNumber ? "| ---: " : "| --- ";
  }
  for (const std::vector<std::string> &Row : Rows) {
    for (size_t C : Shown)
      Body += "| " + (C < Row.size() ? cell(Row[C]) : "") + " ";
    Body += "|\n";
  }
  return Shown.empty() ? "" : Head + "|\n" + Rule + "|\n" + Body;
}
