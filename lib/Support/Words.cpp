//===- Words.cpp - Putting text together ----------------------------------===//

#include "Support/Words.h"

#include <fmt/format.h>

using namespace framewalk;

std::string framewalk::sentence(std::string Text) {
  if (Text.empty())
    return Text;
  if (Text[0] >= 'a' && Text[0] <= 'z')
    Text[0] += 'A' - 'a';
  return stopped(std::move(Text));
}

std::string framewalk::stopped(std::string Text) {
  if (!Text.ends_with("."))
    Text += '.';
  return Text;
}

std::string framewalk::counted(uint64_t Count, std::string_view Noun) {
  return fmt::format("{} {}{}", Count, Noun,
                     Count == 1             ? ""
                     : Noun.ends_with("ss") ? "es"
                                            : "s");
}

std::string framewalk::bytesText(uint64_t Bytes) {
  return counted(Bytes, "byte");
}

std::string framewalk::joined(const std::vector<std::string> &Words) {
  std::string Text;
  for (const std::string &W : Words)
    Text += (Text.empty() ? "" : " ") + W;
  return Text;
}
