//===- AssemblyText.cpp - Reading an instruction's text -------------------===//

#include "Layout/AssemblyText.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <array>

namespace framewalk {

namespace {

constexpr std::string_view Blanks = " \t";

std::string_view trim(std::string_view S) {
  const size_t Begin = S.find_first_not_of(Blanks);
  if (Begin == std::string_view::npos)
    return {};
  return S.substr(Begin, S.find_last_not_of(Blanks) - Begin + 1);
}

bool isNameCharacter(char C) {
  return (C >= 'a' && C <= 'z') || (C >= '0' && C <= '9') ||
         (C >= 'A' && C <= 'Z') || C == '_';
}

/// Prefixes that the printer writes before the mnemonic.
bool isPrefix(std::string_view Word) {
  static constexpr std::array Prefixes = {
      std::string_view("lock"),   std::string_view("rep"),
      std::string_view("repne"),  std::string_view("notrack"),
      std::string_view("data16"), std::string_view("addr32"),
      std::string_view("{evex}"), std::string_view("{vex}"),
      std::string_view("rex64"),  std::string_view("bnd")};
  return std::find(Prefixes.begin(), Prefixes.end(), Word) != Prefixes.end();
}

} // namespace

bool AssemblyText::is(std::string_view Name) const {
  if (Mnemonic == Name)
    return true;
  return Mnemonic.size() == Name.size() + 1 &&
         Mnemonic.substr(0, Name.size()) == Name &&
         std::string_view("bwlq").find(Mnemonic.back()) !=
             std::string_view::npos;
}

AssemblyText parseAssembly(std::string_view Text) {
  // A comment follows the printer's tab and hash.
  Text = trim(Text.substr(0, Text.find('#')));
  AssemblyText Result;
  do {
    const size_t End = std::min(Text.find_first_of(Blanks), Text.size());
    Result.Mnemonic = Text.substr(0, End);
    Text = trim(Text.substr(End));
  } while (isPrefix(Result.Mnemonic) && !Text.empty());

  // Commas inside brackets separate the parts of an AT&T address.
  int Depth = 0;
  size_t Begin = 0;
  for (size_t I = 0; I <= Text.size(); ++I) {
    const char C = I < Text.size() ? Text[I] : ',';
    if (C == '(' || C == '[')
      ++Depth;
    else if (C == ')' || C == ']')
      --Depth;
    if (C != ',' || (Depth > 0 && I < Text.size()))
      continue;
    const std::string_view Operand = trim(Text.substr(Begin, I - Begin));
    if (!Operand.empty())
      Result.Operands.push_back(Operand);
    Begin = I + 1;
  }
  if (Text.find('%') != std::string_view::npos)
    std::reverse(Result.Operands.begin(), Result.Operands.end());
  return Result;
}

std::optional<int64_t> parseImmediate(std::string_view Operand) {
  if (!Operand.empty() && Operand.front() == '$')
    Operand.remove_prefix(1);
  bool Negative = false;
  if (!Operand.empty() && Operand.front() == '-') {
    Negative = true;
    Operand.remove_prefix(1);
  }
  uint64_t Value = 0;
  if (llvm::StringRef(Operand.data(), Operand.size()).getAsInteger(0, Value))
    return std::nullopt;
  return static_cast<int64_t>(Negative ? 0 - Value : Value);
}

std::string_view parseRegister(std::string_view Operand) {
  if (!Operand.empty() && Operand.front() == '%')
    Operand.remove_prefix(1);
  return std::all_of(Operand.begin(), Operand.end(), isNameCharacter)
             ? Operand
             : std::string_view();
}

std::string_view wholeRegister(std::string_view Register) {
  struct Parts {
    std::string_view Whole;
    std::array<std::string_view, 4> Names;
  };
  static constexpr std::array<Parts, 16> Table = {{
      {"rax", {"eax", "ax", "al", "ah"}},
      {"rbx", {"ebx", "bx", "bl", "bh"}},
      {"rcx", {"ecx", "cx", "cl", "ch"}},
      {"rdx", {"edx", "dx", "dl", "dh"}},
      {"rsi", {"esi", "si", "sil", ""}},
      {"rdi", {"edi", "di", "dil", ""}},
      {"rbp", {"ebp", "bp", "bpl", ""}},
      {"rsp", {"esp", "sp", "spl", ""}},
      {"r8", {"r8d", "r8w", "r8b", ""}},
      {"r9", {"r9d", "r9w", "r9b", ""}},
      {"r10", {"r10d", "r10w", "r10b", ""}},
      {"r11", {"r11d", "r11w", "r11b", ""}},
      {"r12", {"r12d", "r12w", "r12b", ""}},
      {"r13", {"r13d", "r13w", "r13b", ""}},
      {"r14", {"r14d", "r14w", "r14b", ""}},
      {"r15", {"r15d", "r15w", "r15b", ""}},
  }};
  for (const Parts &P : Table) {
    if (P.Whole == Register)
      return P.Whole;
    for (std::string_view Name : P.Names)
      if (!Name.empty() && Name == Register)
        return P.Whole;
  }
  return Register;
}

bool mentionsRegister(std::string_view Text, std::string_view Register) {
  const std::string_view Whole = wholeRegister(Register);
  for (size_t I = 0; I < Text.size();) {
    if (!isNameCharacter(Text[I])) {
      ++I;
      continue;
    }
    size_t End = I;
    while (End < Text.size() && isNameCharacter(Text[End]))
      ++End;
    if (wholeRegister(Text.substr(I, End - I)) == Whole)
      return true;
    I = End;
  }
  return false;
}

} // namespace framewalk
